/**
 * Holding a call for the time of something else.
 */
import type { CallCommon, CallState } from '@azure/communication-calling';
import {
  catchError,
  defer,
  EMPTY,
  filter,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  race,
  take,
  throwIfEmpty,
  type Observable,
} from 'rxjs';
import { callState$ } from './call.js';
import { endReason, inWords } from './codes.js';
import { after } from './deadline.js';
import { CallEndedError, messageOf, TransferError } from './errors.js';

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

/** `487/10004 (no answer)`: why a call has ended. */
export const whyEnded = ({ callEndReason: reason }: CallCommon): string =>
  inWords(reason?.code, reason?.subCode, endReason(reason?.code, reason?.subCode));

/**
 * @param call The call to hold.
 * @param purpose What the call is to do then, for messages: `be transferred to a phone number`.
 */
export const temporaryHold = (call: CallCommon, purpose: string): TemporaryHold => {
  let ours = false;
  let trouble = '';

  const reached = (...states: readonly CallState[]): Observable<CallState> =>
    callState$(call).pipe(
      filter((state) => states.includes(state)),
      take(1),
      throwIfEmpty(
        () => new CallEndedError(`The call ended with ${whyEnded(call)} before it could ${purpose}.`, call),
      ),
    );

  const request = defer(() => {
    ours = true;
    return call.hold();
  }).pipe(
    ignoreElements(),
    catchError((cause: unknown) => {
      if (call.state === 'Disconnected') {
        return EMPTY;
      }
      throw new TransferError(
        `The call could not ${purpose}, as it could not be put on hold. ${state()} Cause: ${messageOf(cause)}`,
        {
          call,
          cause,
          reason: 'hold-failed',
        },
      );
    }),
  );

  const state = (): string =>
    call.state === 'Disconnected'
      ? 'The call has ended.'
      : `The call is still there${call.state === 'LocalHold' ? ', on hold' : ''} (${call.state}).${trouble}`;

  return {
    begin: () =>
      reached('Connected', 'LocalHold', 'RemoteHold').pipe(
        mergeMap((now) =>
          now === 'LocalHold' ? of(now) : merge(request, reached('LocalHold')).pipe(take(1)),
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
