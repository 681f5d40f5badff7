/** One attempt: holds the call, requests a transfer to one target, and follows it to its end. */
import type { CallCommon } from '@azure/communication-calling';
import { merge, mergeMap, switchMap, takeWhile, type Observable } from 'rxjs';
import { logger } from '../../../src/logger/logger.js';
import { callEnded$ } from '../../../src/streams/call.js';
import { deadline } from '../../../src/streams/internal/deadline.js';
import { isFinal } from '../../../src/streams/transfer.js';
import type { BlindTransfer } from './blind-transfer.js';
import type { TriedTarget } from './list.js';
import { attemptOverdue, endedMeanwhile, titleOf } from './problems.js';
import { request$, turnOf$ } from './request.js';
import type { NamedTarget } from './settings.js';
import type { AttemptStep } from './states.js';

/**
 * How long to wait for the outcome of a transfer whose call has ended, in milliseconds: after a successful one
 * the service may end the call first.
 */
const GRACE = 2_000;

/**
 * Emits the steps of an attempt. Errs if the call cannot be held or ends, and after `timeout`.
 *
 * @param tried The targets tried before, for messages.
 */
export const attempt$ = (
  blind: BlindTransfer,
  { target, name }: NamedTarget,
  tried: readonly TriedTarget[],
): Observable<AttemptStep> => {
  const { call, hold } = blind;
  const title = titleOf(name, tried);
  const steps$ = turnOf$(call).pipe(
    mergeMap(() => hold.begin(`be transferred to ${title}`)),
    mergeMap(() => merge(request$(blind, target), lost$(call, title))),
  );
  return merge(steps$, overdue$(blind, name, title)).pipe(takeWhile(({ state }) => !isFinal(state), true));
};

const overdue$ = (blind: BlindTransfer, name: string, title: string): Observable<never> => {
  const { call, timeout } = blind;
  return deadline(timeout, () => {
    logger.warning(
      () => `call ${call.id}: transfer to ${name} has no outcome after ${String(timeout)} ms (${call.state})`,
    );
    return attemptOverdue(blind, title);
  });
};

/** Errs some time after the call has ended, as then there may be no outcome any more. */
const lost$ = (call: CallCommon, title: string): Observable<never> =>
  callEnded$(call).pipe(switchMap(() => deadline(GRACE, () => endedMeanwhile(call, title))));
