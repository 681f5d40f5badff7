/** Waits until each call is connected. */
import type { CallCommon } from '@azure/communication-calling';
import { map, mergeMap, type MonoTypeOperatorFunction } from 'rxjs';
import { connected, reached } from './internal/reached.js';

/**
 * Passes each call on once it is connected: at once if it is already.
 *
 * - On hold counts as connected, whoever holds it. In the lobby does not, nor does early media.
 * - Calls wait side by side, and each passes when it is its turn, whichever came first. Completes once the source has
 *   completed and no call is waiting.
 * - Errs with a `CallEndedError` when a call has ended, or ends first; the message says why. As with any RxJS
 *   operator that ends the whole stream: `mergeMap((call) => of(call).pipe(whenConnected(), catchError(…)))` keeps it
 *   to the one call.
 *
 * ```
 * call a          n--r----C---          n--r---X
 * call b          H-----------
 * source          ab|                   a
 * whenConnected   -b------(a|)          -------#
 * ```
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
