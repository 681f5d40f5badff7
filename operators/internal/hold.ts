/**
 * Holding a call for the time of something else.
 */
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
  takeUntil,
  tap,
  type Observable,
  type Subscription,
} from 'rxjs';
import { after } from '../../src/streams/internal/deadline.js';
import { callEnded$ } from '../../src/streams/call.js';
import { TransferError } from '../../src/errors/errors.js';
import { sentenceOf } from '../../src/errors/read-error.js';
import { codesOf, logger } from '../../src/logs/logger.js';
import { connected, reached } from './reached.js';

/** How long the SDK may take to resume a call, in milliseconds. */
const PATIENCE = 10_000;

/** A hold that is begun if nobody else has, and ended only if it was begun here. */
export interface TemporaryHold {
  /**
   * Emits once the call is on hold by the local user, and `hold()` has settled, since the SDK may still work on it after
   * that (observed with SDK 1.46.1 and 2.0.0); it gets 10 s for this. Waits for a call that is not connected yet.
   * `purpose` is what the call is to do this time, where it is begun more than once.
   */
  begin(purpose?: string): Observable<unknown>;
  /**
   * Takes the call off hold again, and completes when that has settled, however. A hold that is still under way is
   * waited for, as the call would be on hold afterwards.
   */
  end(): Observable<never>;
  /** Whether the call could not be taken off the hold that was begun here. */
  isStuck(): boolean;
  /** How the call is now, as a sentence. */
  state(): string;
}

/**
 * @param call The call to hold.
 * @param usual What the call is to do then, for messages: `be transferred to a phone number`.
 * @param failure Makes the error for a call that cannot be put on hold.
 */
export const temporaryHold = (
  call: CallCommon,
  usual: string,
  failure: (message: string, cause: unknown) => Error = (message, cause) =>
    new TransferError(message, { call, cause, reason: 'hold-failed' }),
): TemporaryHold => {
  let ours = false;
  let trouble = '';
  let underWay: Observable<unknown> | undefined;
  let request: Subscription | undefined;

  const onHold = (purpose: string) => reached(call, ['LocalHold'], `it could ${purpose}`);

  const ask = (purpose: string): Observable<unknown> => {
    ours = true;
    logger.info(`call ${call.id}: putting it on hold, to ${purpose}`);
    const outcome = new AsyncSubject<unknown>();
    underWay = outcome;
    // Not that of the subscriber: who leaves before the SDK has answered must still be able to end the hold.
    request = defer(() => call.hold()).subscribe(outcome);
    return outcome;
  };

  const requested = (purpose: string) =>
    defer(() => ask(purpose)).pipe(
      ignoreElements(),
      catchError((cause: unknown) => {
        underWay = undefined;
        // On hold all the same: only a further step of the SDK has failed.
        if (call.state === 'Disconnected' || call.state === 'LocalHold') {
          return EMPTY;
        }
        logger.warning(`call ${call.id}: not put on hold: ${codesOf(cause)} (${call.state})`);
        throw failure(
          `The call could not ${purpose}, as it could not be put on hold. ${state()} Cause: ${sentenceOf(cause)}`,
          cause,
        );
      }),
    );

  const state = (): string =>
    call.state === 'Disconnected'
      ? 'The call has ended.'
      : `The call is still there${call.state === 'LocalHold' ? ', on hold' : ''} (${call.state}).${trouble}`;

  /** Emits when the call is on hold and the request for it has settled, or has had its time since then. */
  const held = (purpose: string): Observable<unknown> => {
    const limit = onHold(purpose).pipe(
      switchMap(() => merge(after(PATIENCE), reached(call, [], `it could ${purpose}`))),
    );
    return combineLatest([race(requested(purpose).pipe(endWith(true)), limit), onHold(purpose)]).pipe(
      take(1),
      tap(landed),
      // It may have been resumed meanwhile.
      mergeMap(() => begin(purpose)),
    );
  };

  const begin = (purpose: string): Observable<unknown> =>
    reached(call, connected, `it could ${purpose}`).pipe(
      mergeMap((now) => (now === 'LocalHold' ? of(now) : held(purpose))),
    );

  const landed = (): void => {
    underWay = undefined;
    request?.unsubscribe();
  };

  /** Completes when no hold is under way any more. */
  const landing = (): Observable<string> =>
    underWay
      ? race(
          merge(underWay.pipe(ignoreElements()), onHold(usual)).pipe(
            take(1),
            ignoreElements(),
            catchError(() => EMPTY),
          ),
          after(PATIENCE).pipe(map(() => ' It may still be put on hold: that has not settled.')),
        )
      : EMPTY;

  const resumption = (): Observable<string> =>
    ours && call.state === 'LocalHold'
      ? race(
          defer(() => call.resume()).pipe(
            ignoreElements(),
            tap({
              complete: () => {
                logger.info(`call ${call.id}: resumed`);
              },
            }),
            catchError((cause: unknown) => {
              logger.warning(`call ${call.id}: not resumed: ${codesOf(cause)} (${call.state})`);
              return of(sentenceOf(cause));
            }),
          ),
          after(PATIENCE).pipe(
            map(() => {
              logger.warning(`call ${call.id}: not resumed after ${String(PATIENCE)} ms (${call.state})`);
              return 'it has not settled.';
            }),
          ),
        ).pipe(
          map((problem) => ` It could not be resumed: ${problem}`),
          // The SDK may never settle what it was asked of a call that has ended.
          takeUntil(callEnded$(call)),
        )
      : EMPTY;

  return {
    begin: (purpose = usual) => begin(purpose),
    end: () =>
      concat(defer(landing), defer(resumption)).pipe(
        map((problem) => {
          trouble = problem;
        }),
        ignoreElements(),
      ),
    isStuck: () => trouble !== '' && call.state !== 'Disconnected',
    state,
  };
};
