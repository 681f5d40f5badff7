/**
 * Holding a call for the time of something else.
 */
import type { CallCommon } from '@azure/communication-calling';
import {
  catchError,
  defer,
  EMPTY,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  race,
  take,
  type Observable,
} from 'rxjs';
import { after } from './deadline.js';
import { messageOf, TransferError } from './errors.js';
import { connected, reached } from './reached.js';

/** How long the SDK may take to resume a call, in milliseconds. */
const PATIENCE = 10_000;

/** A hold that is begun if nobody else has, and ended only if it was begun here. */
export interface TemporaryHold {
  /** Emits once the call is on hold by the local user. Waits for a call that is not connected yet. */
  begin(): Observable<unknown>;
  /** Takes the call off hold again, and completes when that has settled, however. */
  end(): Observable<never>;
  /** How the call is now, as a sentence. */
  state(): string;
}

/**
 * @param call The call to hold.
 * @param purpose What the call is to do then, for messages: `be transferred to a phone number`.
 * @param failure Makes the error for a call that cannot be put on hold.
 */
export const temporaryHold = (
  call: CallCommon,
  purpose: string,
  failure: (message: string, cause: unknown) => Error = (message, cause) =>
    new TransferError(message, { call, cause, reason: 'hold-failed' }),
): TemporaryHold => {
  const before = `it could ${purpose}`;
  let ours = false;
  let trouble = '';

  const request = defer(() => {
    ours = true;
    return call.hold();
  }).pipe(
    ignoreElements(),
    catchError((cause: unknown) => {
      if (call.state === 'Disconnected') {
        return EMPTY;
      }
      throw failure(
        `The call could not ${purpose}, as it could not be put on hold. ${state()} Cause: ${messageOf(cause)}`,
        cause,
      );
    }),
  );

  const state = (): string =>
    call.state === 'Disconnected'
      ? 'The call has ended.'
      : `The call is still there${call.state === 'LocalHold' ? ', on hold' : ''} (${call.state}).${trouble}`;

  return {
    begin: () =>
      reached(call, connected, before).pipe(
        mergeMap((now) =>
          now === 'LocalHold' ? of(now) : merge(request, reached(call, ['LocalHold'], before)).pipe(take(1)),
        ),
      ),
    end: () =>
      defer(() =>
        ours && call.state === 'LocalHold'
          ? race(
              defer(() => call.resume()).pipe(
                ignoreElements(),
                catchError((cause: unknown) => of(messageOf(cause))),
              ),
              after(PATIENCE).pipe(map(() => 'it has not settled.')),
            )
          : EMPTY,
      ).pipe(
        map((problem) => {
          trouble = ` It could not be resumed: ${problem}`;
        }),
        ignoreElements(),
      ),
    state,
  };
};
