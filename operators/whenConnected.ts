/** Waits until each call is connected. */
import type { CallCommon } from '@azure/communication-calling';
import { map, mergeMap, type MonoTypeOperatorFunction } from 'rxjs';
import { connected, reached } from './internal/reached.js';

/**
 * Passes on each call once it is connected.
 *
 * ```
 * call a          n--r----C---          n--r---X
 * call b          H-----------
 * source          ab|                   a
 * whenConnected   -b------(a|)          -------#
 * ```
 *
 * A call on hold of either side is connected. A call in the lobby or with early media is not. Calls wait side by side, and
 * each passes as soon as it is connected. Completes when the source has completed and no call is waiting.
 *
 * Errs with a {@link CallEndedError} when a call has ended or ends first; the message says why. An error ends the whole
 * stream: `mergeMap((call) => of(call).pipe(whenConnected(), catchError(…)))` limits it to one call.
 *
 * @example
 * ```ts
 * import type { CallAgent } from '@azure/communication-calling';
 * import { whenConnected } from 'rx-acs-calling/operators';
 * import { defer, of } from 'rxjs';
 *
 * const dial = (agent: CallAgent, communicationUserId: string) =>
 *   defer(() => of(agent.startCall([{ communicationUserId }]))).pipe(whenConnected());
 * ```
 */
export function whenConnected<C extends CallCommon>(): MonoTypeOperatorFunction<C> {
  return mergeMap((call) => reached(call, connected, 'it was connected').pipe(map(() => call)));
}
