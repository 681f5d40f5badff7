/** Tries the targets of a list in turn. */
import type { CallCommon } from '@azure/communication-calling';
import { concat, concatMap, of, type Observable } from 'rxjs';
import { attempt$ } from './attempt.js';
import type { BlindTransfer } from './blind-transfer.js';
import type { FailedAttempt } from './failures.js';
import { decide, progressed, type ListState, type TriedTarget } from './list.js';
import type { NamedTarget } from './settings.js';
import { failedUpdate, updateOf } from './updates.js';

/**
 * Tries a target, and those after it if it fails. Emits each state of the list.
 *
 * @param tried The targets tried before.
 */
export const attempts$ = <C extends CallCommon>(
  blind: BlindTransfer<C>,
  target: NamedTarget,
  tried: readonly TriedTarget[],
): Observable<ListState<C>> =>
  attempt$(blind, target, tried).pipe(
    concatMap((step) =>
      step.state === 'Failed'
        ? afterFailure$(blind, target, tried, step)
        : of(progressed(tried, updateOf(blind, tried, step))),
    ),
  );

const afterFailure$ = <C extends CallCommon>(
  blind: BlindTransfer<C>,
  { name }: NamedTarget,
  before: readonly TriedTarget[],
  failure: FailedAttempt,
): Observable<ListState<C>> => {
  const error = failure.error(blind.hold.state());
  const tried = [...before, { name, why: failure.why, error }];
  const decision = decide(blind, tried, failure);
  return decision.state === 'GivenUp'
    ? of({ ...decision, tried, failure })
    : concat(
        of({ state: decision.state, tried, update: failedUpdate(blind, before, failure, error, false) }),
        attempts$(blind, decision.next, tried),
      );
};
