/** Call waiting: holds the user's calls, and accepts the new one. */
import type { AcceptCallOptions, CallCommon } from '@azure/communication-calling';
import {
  catchError,
  concat,
  defaultIfEmpty,
  defer,
  EMPTY,
  ignoreElements,
  merge,
  mergeMap,
  of,
  race,
  takeUntil,
  throwError,
  type Observable,
} from 'rxjs';
import { CallEndedError, CallingTimeoutError } from '../../../src/errors/errors.js';
import { IncomingCallError } from '../../../src/errors/incoming-call-error.js';
import { deadline } from '../../../src/streams/internal/deadline.js';
import { temporaryHold, type TemporaryHold } from '../hold.js';
import { connected, reached } from '../reached.js';
import { accept$ } from './accept.js';
import { over$, type Incoming } from './incoming-call.js';

/** How long the SDK may take to hold and accept, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Holds the user's calls, accepts the incoming one and emits it. Resumes the others if it is not accepted.
 *
 * @param calls Gives the calls that have not ended. Read twice: before and after the wait until they can be held.
 */
export const answer$ = <C extends CallCommon>(
  incomingCall: Incoming,
  calls: () => readonly C[],
  options: AcceptCallOptions,
): Observable<C> =>
  concat(
    defer(() => merge(...calls().map(holdable$))).pipe(takeUntil(over$(incomingCall))),
    defer(() =>
      // A caller who has hung up is no reason to hold the other calls.
      incomingCall.callEndReason
        ? EMPTY
        : holdAndAccept$<C>(
            incomingCall,
            calls().map((call) => holdFor(incomingCall, call)),
            options,
          ),
    ),
  );

/** Completes when the call is connected or has ended: the SDK holds only a connected call. */
const holdable$ = (call: CallCommon): Observable<never> =>
  unlessEnded(reached(call, connected, 'it could be held'));

const holdFor = (incomingCall: Incoming, call: CallCommon): TemporaryHold =>
  temporaryHold(
    call,
    'make way for an incoming one',
    (message, cause) => new IncomingCallError(message, { incomingCall, reason: 'hold-failed', cause }),
  );

const holdAndAccept$ = <C extends CallCommon>(
  incomingCall: Incoming,
  holds: readonly TemporaryHold[],
  options: AcceptCallOptions,
): Observable<C> => {
  // Goes on when the caller hangs up: a hold can be ended only after it has settled.
  const held = merge(...holds.map((hold) => unlessEnded(hold.begin())));
  const accepted = accept$<C>(incomingCall, options).pipe(takeUntil(over$(incomingCall)));
  const resumed = merge(...holds.map((hold) => hold.end()));
  return race(concat(held, accepted), overdue$()).pipe(
    defaultIfEmpty(undefined),
    mergeMap((call) => (call ? of(call) : resumed)),
    catchError((error: unknown) =>
      concat(
        resumed,
        // eslint-disable-next-line rxjs-x/throw-error -- it is the caught error
        throwError(() => error),
      ),
    ),
  );
};

/** Completes when `work` completes, or when its call ends: the user is free then, too. */
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

const overdue$ = (): Observable<never> =>
  deadline(
    PATIENCE,
    () =>
      new CallingTimeoutError(
        `An incoming call was not accepted in ${String(PATIENCE)} ms. If the SDK accepts it later, it is hung up.`,
        PATIENCE,
      ),
  );
