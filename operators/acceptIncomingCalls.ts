/** Accepts the calls that come in at an agent: auto-answer. */
import type {
  AcceptCallOptions,
  CallAgent,
  CallCommon,
  IncomingCall,
  TeamsCallAgent,
  TeamsIncomingCall,
} from '@azure/communication-calling';
import {
  AsyncSubject,
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  race,
  Subject,
  switchMap,
  take,
  takeUntil,
  tap,
  throwError,
  type Observable,
  type ObservableInput,
  type OperatorFunction,
} from 'rxjs';
import { incomingCalls$, type IncomingCallOf } from '../src/streams/call-agent.js';
import { deadline } from '../src/streams/internal/deadline.js';
import {
  CallEndedError,
  CallingTimeoutError,
  InvalidArgumentError,
  type CallingError,
} from '../src/errors/errors.js';
import { sentenceOf } from '../src/errors/read-error.js';
import { property$ } from '../src/bridge/events.js';
import { temporaryHold } from './internal/hold.js';
import { IncomingCallError, type IncomingCallFailure } from '../src/errors/incoming-call-error.js';
import { connected, reached } from './internal/reached.js';

/** Settings of {@link acceptIncomingCalls}; `audioOptions` and `videoOptions` are the SDK's own of `accept`. */
export interface AcceptIncomingCallsConfig<A extends CallAgent | TeamsCallAgent> extends AcceptCallOptions {
  /**
   * Which calls to accept; by default all. It is asked once for each call, when that rings; of a promise or Observable
   * the first value counts, and none at all is a no. What it refuses rings on, for the app to deal with by hand.
   */
  readonly accept?: (incomingCall: IncomingCallOf<A>) => boolean | ObservableInput<boolean>;
  /**
   * What becomes of a call that is to be accepted while the user is in another one (of any state until it ends, also
   * outgoing, on hold, or being accepted): `'ring'` lets it ring on, for the app to deal with by hand; `'reject'` declines
   * it, which ends the ringing on all the user's devices; `'hold'` puts the other one on hold, and then accepts it.
   * Default `'ring'`.
   */
  readonly callWaiting?: 'ring' | 'reject' | 'hold';
  /**
   * What to go on with when a call could not be accepted or declined, as of RxJS's `catchError`: `() => EMPTY` goes
   * without it. By default the result errs, and no further calls are accepted.
   */
  readonly catchError?: (
    error: CallingError,
    incomingCall: IncomingCallOf<A>,
  ) => ObservableInput<A['calls'][number]>;
}

/** How long the SDK may take to hold and accept, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Accepts the calls that come in at an agent, and emits each as the call that it has become.
 *
 * - The call is emitted when the SDK's `accept()` has resolved, which is before it is connected (read in the bundles of
 *   SDK 1.46.1 and 2.0.0): see `whenConnected`. If it fails after that, it ends: see `callEnded$`.
 * - A call that is cancelled, or answered elsewhere or by hand, before it is accepted is not emitted, and no error.
 * - With a new agent, as after `retryOnDisconnect`, it goes on with the calls of that one. Never completes by itself.
 *   What rang before the subscription is not seen, and what rings on is not asked about again.
 * - With `callWaiting: 'hold'` one call is accepted after the other. Those that cannot be held yet, as they are not
 *   connected, are waited for while it rings. If the new call is then not accepted, a hold that was begun here is
 *   ended again.
 * - Errs with an {@link IncomingCallError} when the SDK does not accept, hold or decline a call, or `accept` fails; with
 *   a {@link CallingTimeoutError} when holding and accepting have not settled in 30 s. Both go through `catchError`,
 *   so that the pipeline can outlive them: `retry()` behind it would subscribe to the agents again.
 * - Unsubscribing leaves the calls that have been emitted alone. One that is being accepted is hung up as soon as the
 *   SDK gives it, since nobody would get to know of it; so is one that comes after the 30 s. A call that was being put
 *   on hold for it stays there.
 *
 * ```
 * incomingCall          --a-------b----
 * accept()                --(x|)
 * acceptIncomingCalls   ----x----------     b rings on: callWaiting is 'ring'
 * ```
 *
 * @example
 * ```ts
 * import type { CallAgent } from '@azure/communication-calling';
 * import { acceptIncomingCalls } from 'rx-acs-calling/operators';
 * import { EMPTY, type Observable } from 'rxjs';
 *
 * const autoAnswer = (agents: Observable<CallAgent>, isOfQueue: (caller?: string) => Promise<boolean>) =>
 *   agents.pipe(
 *     acceptIncomingCalls({
 *       accept: ({ callerInfo: { displayName } }) => isOfQueue(displayName),
 *       callWaiting: 'reject',
 *       catchError: (error) => {
 *         console.log(error.message);
 *         return EMPTY;
 *       },
 *     }),
 *   );
 * ```
 */
export function acceptIncomingCalls<A extends CallAgent | TeamsCallAgent>(
  config: AcceptIncomingCallsConfig<A> = {},
): OperatorFunction<A, A['calls'][number]> {
  type C = A['calls'][number];
  const { accept: wants = () => true, callWaiting = 'ring', catchError: rescue, ...options } = config;
  if (!['ring', 'reject', 'hold'].includes(callWaiting)) {
    throw new InvalidArgumentError(`callWaiting must be 'ring', 'reject' or 'hold', not ${callWaiting}.`);
  }

  const rescued = (incomingCall: IncomingCallOf<A>, work: Observable<C>): Observable<C> =>
    rescue ? work.pipe(catchError((error: unknown) => rescue(error as CallingError, incomingCall))) : work;

  return switchMap((agent) => {
    const accepting = new Subject<IncomingCallOf<A>>();
    let underWay = 0;
    /** The last call that was accepted: the SDK may not have it among the agent's calls yet. */
    let last: C | undefined;

    const callsUp = (): readonly C[] =>
      [...new Set<C>([...agent.calls, ...(last ? [last] : [])])].filter(isUp);

    const accepted = accepting.pipe(
      concatMap((incomingCall) =>
        rescued(incomingCall, answer<C>(incomingCall, callsUp, options)).pipe(
          tap((call) => {
            last = call;
          }),
          finalize(() => {
            underWay--;
          }),
        ),
      ),
    );

    const decided = incomingCalls$(agent).pipe(
      mergeMap((incomingCall) =>
        rescued(
          incomingCall,
          decision(incomingCall, () => wants(incomingCall)).pipe(
            mergeMap(() => {
              if (callWaiting === 'hold' || (!underWay && !callsUp().length)) {
                underWay++;
                accepting.next(incomingCall);
                return EMPTY;
              }
              return callWaiting === 'reject' ? declined(incomingCall) : EMPTY;
            }),
          ),
        ),
      ),
    );

    return merge(accepted, decided);
  });
}

type Incoming = IncomingCall | TeamsIncomingCall;

/** Emits once if the call is to be accepted, and completes; does not wait for it longer than the call rings. */
const decision = (
  incomingCall: Incoming,
  wants: () => boolean | ObservableInput<boolean>,
): Observable<unknown> =>
  defer(() => {
    const wanted = wants();
    return typeof wanted === 'boolean' ? of(wanted) : wanted;
  }).pipe(
    take(1),
    filter(Boolean),
    catchError((cause: unknown) => {
      throw failure(
        incomingCall,
        'not-decided',
        'Whether to accept an incoming call was not decided.',
        cause,
      );
    }),
    takeUntil(over(incomingCall)),
  );

/** Puts the calls that are up on hold and accepts this one; if that does not succeed, it resumes them. */
const answer = <C extends CallCommon>(
  incomingCall: Incoming,
  callsUp: () => readonly C[],
  options: AcceptCallOptions,
): Observable<C> => {
  const untilOver = takeUntil<never>(over(incomingCall));

  const canBeHeld = defer(() =>
    merge(...callsUp().map((call) => unlessEnded(reached(call, connected, 'it could be held')))),
  ).pipe(untilOver);

  const holdAndAccept = defer(() => {
    // Somebody who is gone is no reason to put others on hold.
    if (incomingCall.callEndReason) {
      return EMPTY;
    }
    const holds = callsUp().map((call) =>
      temporaryHold(
        call,
        'make way for an incoming one',
        (message, cause) => new IncomingCallError(message, { incomingCall, reason: 'hold-failed', cause }),
      ),
    );
    const resumed = merge(...holds.map((hold) => hold.end()));
    let isAccepted = false;

    // A hold that has been asked for is waited for, as only then can it be ended.
    const held = merge(...holds.map((hold) => unlessEnded(hold.begin())));
    const accepted = accept<C>(incomingCall, options).pipe(
      tap(() => {
        isAccepted = true;
      }),
      takeUntil(over(incomingCall)),
    );
    return concat(
      race(concat(held, accepted), overdue()).pipe(
        catchError((error: unknown) =>
          concat(
            resumed,
            // eslint-disable-next-line rxjs-x/throw-error -- it is what was caught
            throwError(() => error),
          ),
        ),
      ),
      defer(() => (isAccepted ? EMPTY : resumed)),
    );
  });

  return concat(canBeHeld, holdAndAccept);
};

/** Accepts at once. A call that comes when nobody waits for it any more is hung up. */
const accept = <C extends CallCommon>(incomingCall: Incoming, options: AcceptCallOptions): Observable<C> =>
  defer(() => {
    const settled = new AsyncSubject<CallCommon>();
    let isTaken = false;
    defer((): ObservableInput<CallCommon> => incomingCall.accept(options)).subscribe(settled);
    return settled.pipe(
      filter(isUp),
      map((call) => {
        isTaken = true;
        return call as C;
      }),
      catchError((cause: unknown) => ringsNoMore(incomingCall, cause, 'accept-failed')),
      finalize(() => {
        if (!isTaken) {
          hangUp(settled);
        }
      }),
    );
  });

/** Hangs a call up as soon as there is one. There is nobody left to tell how that goes. */
const hangUp = (settled: Observable<CallCommon>): void => {
  settled
    .pipe(
      filter(isUp),
      mergeMap((call) => call.hangUp()),
      catchError(() => EMPTY),
    )
    .subscribe();
};

const declined = (incomingCall: Incoming): Observable<never> =>
  defer(() => incomingCall.reject()).pipe(
    ignoreElements(),
    catchError((cause: unknown) => ringsNoMore(incomingCall, cause, 'reject-failed')),
    // Once it rings no more, nothing depends on whether the SDK settles that.
    takeUntil(over(incomingCall)),
  );

const isUp = ({ state }: CallCommon): boolean => state !== 'Disconnecting' && state !== 'Disconnected';

/** Emits once the call rings no more, other than by being accepted here. */
const over = (incomingCall: Incoming): Observable<unknown> =>
  property$(incomingCall, 'callEndReason', 'callEnded').pipe(filter((reason) => reason !== undefined));

/** That a call which is to be held ends frees the user as well. */
const unlessEnded = (work: Observable<unknown>): Observable<never> =>
  work.pipe(
    ignoreElements(),
    catchError((error: unknown) => {
      if (error instanceof CallEndedError) {
        return EMPTY;
      }
      throw error;
    }),
  );

const overdue = (): Observable<never> =>
  deadline(
    PATIENCE,
    () =>
      new CallingTimeoutError(
        `An incoming call has not been accepted after ${String(PATIENCE)} ms. If it still is, it is hung up.`,
        PATIENCE,
      ),
  );

/** What the SDK gives for a call that has been cancelled, or answered or declined by other means: no longer ringing. */
const NOT_RINGING: readonly unknown[] = [41006, 41007];

const ringsNoMore = (
  incomingCall: Incoming,
  cause: unknown,
  reason: 'accept-failed' | 'reject-failed',
): Observable<never> => {
  const error = failure(
    incomingCall,
    reason,
    `An incoming call was not ${reason === 'accept-failed' ? 'accepted' : 'declined'}.`,
    cause,
  );
  if (incomingCall.callEndReason || NOT_RINGING.includes(error.subCode)) {
    return EMPTY;
  }
  throw error;
};

const failure = (
  incomingCall: Incoming,
  reason: IncomingCallFailure,
  message: string,
  cause: unknown,
): IncomingCallError =>
  new IncomingCallError(`${message} Cause: ${sentenceOf(cause)}`, { incomingCall, reason, cause });
