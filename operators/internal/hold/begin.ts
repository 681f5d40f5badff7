/** Puts a call on hold. */
import type { CallCommon } from '@azure/communication-calling';
import {
  AsyncSubject,
  catchError,
  combineLatest,
  concat,
  defer,
  EMPTY,
  endWith,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  race,
  switchMap,
  take,
  type Observable,
} from 'rxjs';
import { sentenceOf } from '../../../src/errors/read-error.js';
import { codesOf, logger } from '../../../src/logger/logger.js';
import { after } from '../../../src/streams/internal/deadline.js';
import { connected, reached } from '../reached.js';
import { describe, type HoldState } from './state.js';

/** How long the SDK may take to settle `hold()` or `resume()`, in milliseconds. */
export const PATIENCE = 10_000;

/** Makes the error for a call that cannot be put on hold. */
export type HoldFailure = (message: string, cause: unknown) => Error;

/**
 * Emits the states of a hold, and completes when the call is on hold by the local user and `hold()` has settled: the SDK may
 * still work on the hold when the state of the call has changed (observed with SDK 1.46.1 and 2.0.0). Waits for a call
 * that is not connected yet.
 *
 * @param purpose What the call is put on hold for, for messages: `be transferred to a phone number`.
 */
export const begin$ = (call: CallCommon, purpose: string, failure: HoldFailure): Observable<HoldState> =>
  reached(call, connected, `it could ${purpose}`).pipe(
    mergeMap((state) => {
      if (state === 'LocalHold') {
        return EMPTY;
      }
      const outcome$ = new AsyncSubject<never>();
      return concat(
        of({ state: 'Requested' as const, outcome$ }),
        defer(() => {
          request(call, purpose, outcome$);
          return held$(
            call,
            `it could ${purpose}`,
            outcome$.pipe(catchError(refused(call, purpose, failure))),
          );
        }),
        // It may have been resumed meanwhile.
        begin$(call, purpose, failure),
      );
    }),
  );

/** Requests the hold, also for a subscriber that leaves before the SDK has answered: it must still be able to end it. */
const request = (call: CallCommon, purpose: string, outcome$: AsyncSubject<never>): void => {
  logger.info(() => `call ${call.id}: putting it on hold, to ${purpose}`);
  defer(() => call.hold())
    .pipe(ignoreElements())
    .subscribe(outcome$);
};

/** Waits until the call is on hold, and the request has settled or has had its time since then. */
const held$ = (call: CallCommon, before: string, outcome$: Observable<never>): Observable<HoldState> => {
  const onHold$ = reached(call, ['LocalHold'], before);
  const limit$ = onHold$.pipe(switchMap(() => merge(after(PATIENCE), reached(call, [], before))));
  return combineLatest([race(outcome$.pipe(endWith(true)), limit$), onHold$]).pipe(
    take(1),
    map(() => ({ state: 'Settled' })),
  );
};

/** Throws the error of a request that has failed. Ignores it if the call has ended, or is on hold all the same. */
const refused =
  (call: CallCommon, purpose: string, failure: HoldFailure) =>
  (cause: unknown): Observable<never> => {
    // The hold counts although a further step of the SDK has failed.
    if (call.state === 'Disconnected' || call.state === 'LocalHold') {
      return EMPTY;
    }
    logger.warning(() => `call ${call.id}: not put on hold: ${codesOf(cause)} (${call.state})`);
    throw failure(
      `The call could not ${purpose}, as it could not be put on hold. ${describe({ state: 'None' }, call.state)} Cause: ${sentenceOf(cause)}`,
      cause,
    );
  };
