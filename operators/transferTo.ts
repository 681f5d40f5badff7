/** Transfers each call to a target, blind, and follows the transfer to its end. */
import type {
  CallCommon,
  Transfer,
  TransferCallFeature,
  TransferErrorCode,
  TransferState,
  TransferToCallLocator,
  TransferToCallOptions,
  TransferToParticipantLocator,
  TransferToParticipantOptions,
  TransferToVoicemailLocator,
  TransferToVoicemailOptions,
} from '@azure/communication-calling';
import {
  catchError,
  concat,
  concatMap,
  defer,
  map,
  merge,
  mergeMap,
  of,
  switchMap,
  takeWhile,
  tap,
  throwError,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { callEnded$ } from '../src/call.js';
import { endReason, inWords } from '../src/codes.js';
import { deadline, milliseconds } from '../src/deadline.js';
import { CallEndedError, CallingTimeoutError, messageOf, TransferError } from '../src/errors.js';
import { temporaryHold } from '../src/hold.js';
import { codesOf, logger } from '../src/logger.js';
import { whyEnded } from '../src/reached.js';
import {
  locatorOf,
  nameOf,
  transferState$,
  type TransferLocator,
  type TransferTarget,
  type TransferToCurrentCallLocator,
} from '../src/transfer.js';
import type { WithFeature } from './withFeature.js';

/** A step of a transfer: what {@link transferTo} emits. */
export type TransferUpdate<C extends CallCommon = CallCommon> =
  | TransferProgress<C, Exclude<TransferState, 'Failed'>>
  | (TransferProgress<C, 'Failed'> & {
      /** Why the transfer failed: the error that the stream ends with after this update. */
      readonly error: TransferError;
    });

/** What all steps of a transfer have in common. */
export interface TransferProgress<C extends CallCommon, State extends TransferState> {
  /** The call that is transferred. */
  readonly call: C;
  /** The SDK's transfer. */
  readonly transfer: Transfer;
  /** Where the call is transferred to. */
  readonly target: TransferLocator;
  /** How far the transfer is. */
  readonly state: State;
}

/** The setting of {@link transferTo} that is not the SDK's own. */
export interface TransferConfig {
  /**
   * How long a transfer may take from the moment that the call arrives at the operator, in milliseconds, so
   * including the time until the call is connected; `Infinity` for as long as it likes. Default 180 000.
   */
  readonly timeout?: number;
}

/** A call feature of the SDK together with its call, as `withFeature(Features.Transfer)` gives it. */
type Transferable<C extends CallCommon> = WithFeature<C, TransferCallFeature>;

/**
 * How long to wait for the outcome of a transfer whose call has ended, in milliseconds: after a successful one
 * the service may end the call first.
 */
const GRACE = 2_000;

/**
 * Transfers each call to a target, and emits each step of the transfer.
 *
 * - A call that is not connected yet is waited for. A connected one is put on hold first, since the SDK transfers only
 *   a call that is on hold by the local user (observed with SDK 1.46.1 and 2.0.0: in any other state the transfer is
 *   born `Failed`). If the transfer fails, a hold that was begun here is ended before the `Failed` update.
 * - Completes after the `Transferred` update of the last call, once the source has completed.
 * - Errs with a {@link TransferError} after the `Failed` update, or when the SDK refuses the request; with a
 *   {@link CallEndedError} when the call has ended or ends first (if the transfer was under way, its outcome is
 *   waited for 2 s longer); with a {@link CallingTimeoutError} after `timeout`, which leaves the call on hold, as the
 *   transfer may still go through. The message says in which state the call is.
 * - Each call's transfer runs by itself, several side by side. As with any RxJS operator an error ends the whole
 *   stream, so a pipeline that is to outlive a failed transfer handles the error of each call by itself, as in
 *   the second example.
 * - Unsubscribing stops listening. It cannot recall a transfer (the SDK has no such call), and leaves the call on hold.
 *
 * ```
 * transfer state   N--T-----D          N--T-----F            (call ends)
 * transferTo       n--t-----(d|)       n--t-----(f#)         n--t--#
 * ```
 *
 * @example
 * ```ts
 * import { Features, type Call } from '@azure/communication-calling';
 * import { transferTo, withFeature } from 'rx-acs-calling/operators';
 * import { of } from 'rxjs';
 *
 * const transfer = (call: Call, phoneNumber: string) =>
 *   of(call).pipe(withFeature(Features.Transfer), transferTo({ targetParticipant: { phoneNumber } }));
 * ```
 *
 * @example A pipeline that goes on when a transfer fails
 * ```ts
 * import { Features, type Call } from '@azure/communication-calling';
 * import { transferTo, withFeature } from 'rx-acs-calling/operators';
 * import { catchError, EMPTY, mergeMap, of, type Observable } from 'rxjs';
 *
 * const transferAll = (calls: Observable<Call>, communicationUserId: string) =>
 *   calls.pipe(
 *     mergeMap((call) =>
 *       of(call).pipe(
 *         withFeature(Features.Transfer),
 *         transferTo({ targetParticipant: { communicationUserId } }),
 *         catchError((error: Error) => {
 *           console.log(error.message);
 *           return EMPTY;
 *         }),
 *       ),
 *     ),
 *   );
 * ```
 *
 * @param target A person or phone number, a call (its id, or a function that gives it when the transfer starts),
 *   or a person's voicemail.
 * @param options The SDK's options for that kind of target, and `timeout`.
 */
export function transferTo<C extends CallCommon>(
  target: TransferToParticipantLocator,
  options?: TransferToParticipantOptions & TransferConfig,
): OperatorFunction<Transferable<C>, TransferUpdate<C>>;
export function transferTo<C extends CallCommon>(
  target: TransferToCallLocator | TransferToCurrentCallLocator,
  options?: TransferToCallOptions & TransferConfig,
): OperatorFunction<Transferable<C>, TransferUpdate<C>>;
export function transferTo<C extends CallCommon>(
  target: TransferToVoicemailLocator,
  options?: TransferToVoicemailOptions & TransferConfig,
): OperatorFunction<Transferable<C>, TransferUpdate<C>>;
export function transferTo<C extends CallCommon>(
  target: TransferTarget,
  options: TransferToParticipantOptions & TransferConfig = {},
): OperatorFunction<Transferable<C>, TransferUpdate<C>> {
  const { timeout: configured = 180_000, ...sdkOptions } = options;
  const timeout = milliseconds('timeout', configured);
  const name = nameOf(target);

  return mergeMap(({ call, feature }: Transferable<C>) => {
    const log = (what: string, level: 'info' | 'warning' = 'info'): void => {
      logger[level](`call ${call.id}: transfer to ${name} ${what}`);
    };
    const hold = temporaryHold(call, `be transferred to ${name}`);

    const request = defer(() => {
      const locator = locatorOf(target);
      log(`requested (${call.state})`);
      // Each kind of target has an overload of its own; the operator's overloads keep target and options together.
      const transfer = feature.transfer(locator as TransferToParticipantLocator, sdkOptions);
      return of({ call, transfer, target: locator });
    }).pipe(
      tap({
        error: (cause: unknown) => {
          log(`refused: ${codesOf(cause)}`, 'warning');
        },
      }),
      catchError((cause: unknown) =>
        concat(
          hold.end(),
          throwError(
            () =>
              new TransferError(
                `The transfer to ${name} was not requested. ${hold.state()} Cause: ${messageOf(cause)}`,
                { call, cause, reason: 'not-requested' },
              ),
          ),
        ),
      ),
      mergeMap((step) => transferState$(step.transfer).pipe(map((state) => ({ ...step, state })))),
      tap(({ transfer, state }) => {
        if (state === 'Failed') {
          log(`Failed: ${codesOf(transfer.error)}`, 'warning');
        } else {
          log(state);
        }
      }),
    );
    const overdue = deadline(timeout, () => {
      log(`has no outcome after ${String(timeout)} ms (${call.state})`, 'warning');
      return new CallingTimeoutError(
        `The transfer to ${name} has no outcome after ${String(timeout)} ms. If it was requested it may still go through. ${hold.state()}`,
        timeout,
      );
    });
    const failed = (step: TransferProgress<C, 'Failed'>) =>
      concat(
        hold.end(),
        defer(() => {
          const error = failure(step, name, hold.state());
          return concat(
            of({ ...step, error }),
            throwError(() => error),
          );
        }),
      );

    return merge(hold.begin().pipe(mergeMap(() => merge(request, ended(call, name)))), overdue).pipe(
      takeWhile(({ state }) => state !== 'Transferred' && state !== 'Failed', true),
      concatMap((step) => (isFailed(step) ? failed(step) : of(step as TransferUpdate<C>))),
    );
  });
}

const isFailed = <C extends CallCommon>(
  step: TransferProgress<C, TransferState>,
): step is TransferProgress<C, 'Failed'> => step.state === 'Failed';

/** Errs some time after the call has ended. */
const ended = (call: CallCommon, name: string): Observable<never> =>
  callEnded$(call).pipe(
    switchMap(() =>
      deadline(
        GRACE,
        () =>
          new CallEndedError(
            `The call ended with ${whyEnded(call)} while it was transferred to ${name}. Whether the transfer went through is not known.`,
            call,
          ),
      ),
    ),
  );

const failure = (
  { call, transfer }: TransferProgress<CallCommon, 'Failed'>,
  name: string,
  outcome: string,
): TransferError => {
  const { code, subCode }: Partial<TransferErrorCode> = transfer.error ?? {};
  // 0/0 is no code of the service, but what the SDK gives a transfer that it did not even request: the target is
  // malformed, or no call of this agent (observed with SDK 1.46.1 and 2.0.0).
  const reason = code === 0 && !subCode ? 'not-requested' : endReason(code, subCode);
  return new TransferError(
    `The transfer to ${name} failed with ${inWords(code, subCode, reason)}. ${outcome}`,
    {
      call,
      code,
      subCode,
      reason: reason ?? 'unknown',
    },
  );
};
