/** Follows a call from one transfer to the next, on the side of the one who is transferred. */
import type { CallCommon, CallState, TransferCallFeature } from '@azure/communication-calling';
import {
  BehaviorSubject,
  catchError,
  concat,
  defer,
  EMPTY,
  merge,
  mergeMap,
  of,
  Subject,
  takeUntil,
  throwError,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { callEnded$, callState$ } from '../src/streams/call.js';
import { after, milliseconds } from '../src/streams/internal/deadline.js';
import { hangUp } from './internal/hang-up.js';
import { keepMuted } from './internal/keep-muted.js';
import { connected } from './internal/reached.js';
import { transferAccepted$ } from '../src/streams/transfer.js';
import { withFeature, type WithFeature } from './withFeature.js';

/** The settings of {@link followTransfers}. */
export interface FollowTransfersConfig {
  /**
   * How long the transferor has to end the call that was left, in milliseconds, before it is hung up here; `Infinity`
   * to leave that to the transferor. Default 5000.
   */
  readonly grace?: number;
  /**
   * How long a new call may take to be connected, in milliseconds, so including the time that it rings, before it
   * is hung up and the transfer has failed; `Infinity` for as long as it likes. Default 180 000.
   */
  readonly timeout?: number;
  /**
   * Whether a user who is muted stays muted in the new call, and a camera that is off stays off. The SDK starts the new
   * call with an open microphone. Default true.
   */
  readonly keepMuted?: boolean;
}

/** A call together with its transfer feature, as `withFeature(Features.Transfer)` gives it. */
type Transferable<C extends CallCommon> = WithFeature<C, TransferCallFeature>;

/**
 * Emits the call to show to a user who may be transferred: first the call itself, then, for each transfer, the new one.
 *
 * The SDK accepts a transfer by itself, once the call's transfer feature has been looked up: it starts the new call and
 * hands it over in state `None`, so that it is connected or fails later (observed with SDK 1.46.1 and 2.0.0 in Chromium, with
 * a request that was put into the SDK). Until then there are two calls.
 *
 * - **A muted user stays muted, and a stopped camera stays off.** The SDK starts each new call with an open microphone,
 *   also when the user was muted. So a new call is muted when it is handed over, which takes effect while it is
 *   `Connecting`, before anybody can hear. A user who is muted in the shown call later, until the new one is shown, is
 *   muted there too. Nothing is unmuted: not when the user unmutes in the old call meanwhile, and a user who unmutes in the
 *   new one stays unmuted. A failure is tried again at each state up to `Connected`, and is logged as a warning.
 *   With `keepMuted: false` the new call is as the SDK starts it. Incoming audio that was muted, a hold and a started
 *   camera are not carried over.
 * - A new call is emitted as soon as it is connected. The one before is left: if its transferor does not end it within
 *   `grace`, it is hung up.
 * - If the new call ends before it is connected, or is not connected after `timeout`, which hangs it up, the call before
 *   stays the one to show, and nothing is emitted.
 * - If the call before has ended first, then the new one is all there is, and is emitted though it still rings, so
 *   that the user can see and end it. A failed transfer then shows as the end of a call that was never connected, with its
 *   `callEndReason`; it is no error.
 * - Transfers of every call that is still there are followed, those of a new one and of one that was left too. Of several
 *   under way the latest wins: an earlier one that is not connected by then is hung up.
 * - Each call is emitted once. Completes when all calls have ended; at once after the only one for a call that has
 *   already ended.
 * - A hang-up that fails is no error if that call has ended. Any other must not cost the user the calls that are followed:
 *   so it errs with a `HangUpError`, or with a `CallingTimeoutError` if it has not settled in 30 s, only when all other
 *   calls have ended and that one has not.
 * - The user hanging up the shown call does not call a transfer off: when one is under way its call is the next.
 * - Each call of the source is followed by itself, several side by side. Unsubscribing stops the following and
 *   leaves all calls as they are, also one that was about to be hung up.
 *
 * ```
 * old call          C----h--------X           C----h----------           C----h---X
 * transferAccepted  -------n                  -------n                   -------n
 * new call                 r---C-----X               r---X                      r-----C---X
 * followTransfers   o----------n-----|        o---------------           o--------n-------|
 * ```
 *
 * @example
 * ```ts
 * import { Features, type Call } from '@azure/communication-calling';
 * import { callState$ } from 'rx-acs-calling';
 * import { followTransfers, withFeature } from 'rx-acs-calling/operators';
 * import { map, of, switchMap } from 'rxjs';
 *
 * const callOnScreen = (call: Call) =>
 *   of(call).pipe(
 *     withFeature(Features.Transfer),
 *     followTransfers(),
 *     switchMap((shown) => callState$(shown).pipe(map((state) => ({ call: shown, state })))),
 *   );
 * ```
 *
 * @param config `grace` and `timeout`, in milliseconds, and `keepMuted`.
 */
export function followTransfers<C extends CallCommon>({
  grace = 5_000,
  timeout = 180_000,
  keepMuted: isMutedKept = true,
}: FollowTransfersConfig = {}): OperatorFunction<Transferable<C>, C> {
  const config = {
    grace: milliseconds('grace', grace),
    timeout: milliseconds('timeout', timeout),
    keepMuted: isMutedKept,
  };
  return mergeMap((first: Transferable<C>) => follow(first, config));
}

const isOver = ({ state }: CallCommon): boolean => state === 'Disconnected';

const follow = <C extends CallCommon>(
  first: Transferable<C>,
  { grace, timeout, keepMuted: isMutedKept }: Required<FollowTransfersConfig>,
): Observable<C> =>
  defer(() => {
    const shown$ = new BehaviorSubject(first.call);
    /** The new calls that were not connected yet, by age. All are newer than the shown one; some may have ended. */
    const waiting: C[] = [];
    const known = new Set([first.call]);
    /** What the stream goes on for: all calls but those that have ended or cannot be hung up. */
    const alive = new Set([first.call]);
    const allOver = new Subject<void>();
    const failures: { readonly call: C; readonly error: unknown }[] = [];

    const letGo = (call: C): void => {
      alive.delete(call);
      if (alive.size === 0) {
        allOver.next();
      }
    };

    const end = (call: C, occasion: string): Observable<never> =>
      hangUp(call, `${occasion}, but hanging up this leg`).pipe(
        catchError((error: unknown) => {
          failures.push({ call, error });
          letGo(call);
          return EMPTY;
        }),
      );

    const leave = (call: C): Observable<never> =>
      // For one who has not answered yet, there is nothing that the transferor could still have to do.
      defer(() =>
        connected.includes(call.state) || call.state === 'Disconnecting' ? after(grace) : of(0),
      ).pipe(
        mergeMap(() => end(call, 'The transfer is through')),
        takeUntil(callEnded$(call)),
      );

    /** Says whether it was still waited for. */
    const forget = (call: C): boolean => {
      const index = waiting.indexOf(call);
      return index >= 0 && waiting.splice(index, 1).length > 0;
    };

    const show = (call: C): Observable<C> => {
      const left = [shown$.value, ...waiting.splice(0, waiting.indexOf(call) + 1)].slice(0, -1);
      shown$.next(call);
      return merge(of(call), ...left.map(leave));
    };

    const react = (call: C, state: CallState): Observable<C> => {
      if (state === 'Disconnected') {
        letGo(call);
      }
      const isNext = waiting.includes(call) && connected.includes(state);
      // The eldest, so that the others go on waiting: any of them may be the one that is answered.
      const next = isNext ? call : isOver(shown$.value) ? waiting.find((other) => !isOver(other)) : undefined;
      return next ? show(next) : EMPTY;
    };

    const attend = ({ call, feature }: Transferable<C>): Observable<C> =>
      merge(
        // The SDK makes the new call with the agent of the old one: it is of the same kind (SDK 1.46.1 and 2.0.0).
        (transferAccepted$(feature) as Observable<C>).pipe(mergeMap(accept)),
        call === first.call ? of(call) : EMPTY,
        callState$(call).pipe(mergeMap((state) => react(call, state))),
      );

    const accept = (call: C): Observable<C> => {
      if (known.has(call)) {
        return EMPTY;
      }
      known.add(call);
      alive.add(call);
      waiting.push(call);
      const giveUp = after(timeout).pipe(
        mergeMap(() =>
          forget(call)
            ? end(call, `The call that a transfer led to was not connected after ${String(timeout)} ms`)
            : EMPTY,
        ),
        takeUntil(callEnded$(call)),
      );
      return merge(
        // First, so that the call is muted before it is emitted.
        isMutedKept ? keepMuted(call, shown$) : EMPTY,
        of(call).pipe(withFeature(first.factory), mergeMap(attend)),
        giveUp,
      );
    };

    return concat(
      attend(first).pipe(takeUntil(allOver)),
      defer(() => {
        const failure = failures.find(({ call }) => !isOver(call));
        // eslint-disable-next-line rxjs-x/throw-error -- it is an error of `hangUp`
        return failure ? throwError(() => failure.error) : EMPTY;
      }),
    );
  });
