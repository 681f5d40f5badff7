/** The updates for a state of the list. */
import type { CallCommon, TransferState } from '@azure/communication-calling';
import { concat, defer, EMPTY, of, throwError, type Observable } from 'rxjs';
import type { TransferError } from '../../../src/errors/errors.js';
import type { BlindTransfer } from './blind-transfer.js';
import { mayGoThrough, type FailedAttempt, type Requested } from './failures.js';
import type { ListState, TriedTarget } from './list.js';
import { listOverdue, notTransferred } from './problems.js';
import type { TransferProgress, TransferUpdate } from './types.js';

/** Emits the update for a state. For a final state it does what is left to do, and ends. */
export const updates$ = <C extends CallCommon>(
  blind: BlindTransfer<C>,
  list: ListState<C>,
): Observable<TransferUpdate<C>> => {
  switch (list.state) {
    case 'GivenUp':
      return giveUp$(blind, list);
    case 'Overdue':
      return throwError(() => listOverdue(blind, list.tried));
    default:
      return list.update ? of(list.update) : EMPTY;
  }
};

/** Resumes the call, emits the final `Failed` update, and errs. Keeps the hold of a transfer that may still go through. */
const giveUp$ = <C extends CallCommon>(
  blind: BlindTransfer<C>,
  { tried, failure, thrown }: Extract<ListState<C>, { readonly state: 'GivenUp' }>,
): Observable<TransferUpdate<C>> =>
  concat(
    mayGoThrough(failure) ? EMPTY : blind.hold.end(),
    defer(() => {
      const error = notTransferred(blind, tried, failure, thrown);
      const update = failedUpdate(blind, tried.slice(0, -1), failure, error, true);
      return concat(
        update ? of(update) : EMPTY,
        throwError(() => error),
      );
    }),
  );

/** Makes the update of a failed attempt. There is none if the SDK threw, as there is no transfer then. */
export const failedUpdate = <C extends CallCommon>(
  blind: BlindTransfer<C>,
  before: readonly TriedTarget[],
  { requested }: FailedAttempt,
  error: TransferError,
  isFinal: boolean,
): TransferUpdate<C> | undefined =>
  requested && { ...updateOf(blind, before, { ...requested, state: 'Failed' as const }), error, isFinal };

/**
 * Makes the update of an attempt.
 *
 * @param before The targets tried before.
 */
export const updateOf = <C extends CallCommon, State extends TransferState>(
  { call, targets }: BlindTransfer<C>,
  before: readonly TriedTarget[],
  step: Requested & { readonly state: State },
): TransferProgress<C, State> => {
  const last = before.at(-1);
  return {
    call,
    attempt: before.length + 1,
    attempts: targets.length,
    ...(last && { lastError: last.error }),
    ...step,
  };
};
