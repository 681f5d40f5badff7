/** Moves each call that the user is in on another device to this one. */
import type { Call, TeamsCall } from '@azure/communication-calling';
import { catchError, defer, mergeMap, type OperatorFunction } from 'rxjs';
import type { ActiveCall } from '../src/streams/active-calls.js';
import { inWords, type Reason } from '../src/errors/codes.js';
import { TransferError } from '../src/errors/errors.js';
import { readCodes, sentenceOf } from '../src/errors/read-error.js';
import type { ActiveCallTransferFeature, ActiveCallTransferOptions } from '../src/bridge/sdk-types.js';

/** This device is in the call, but the other one could not be taken out of it. */
const ON_BOTH = 46706;

/** The subCodes of the SDK that say more than that it failed (read in the bundles of SDK 1.46.1 and 2.0.0). */
const reasons: ReadonlyMap<unknown, Reason> = /* @__PURE__ */ new Map([
  [46705, 'not-found'],
  [ON_BOTH, 'other-device-not-removed'],
]);

/**
 * Moves each call that the user is in on another device to this one, and emits it as a call of this device's agent.
 *
 * - With `isTransfer: false` this device joins the call beside the other one.
 * - Each call is asked for at once and once, several side by side. Put a call of this device on hold before
 *   (documented). Completes once the source has completed and all calls are here.
 * - Errs with a {@link TransferError} (`call` is `undefined`) when the SDK fails. The call goes on on the other device.
 *   - `reason: 'other-device-not-removed'` (500/46706): this device is in the call, which is among the agent's `calls`,
 *     but the SDK could not take the other device out of it. The user is in the call twice.
 *   - `reason: 'not-found'` (404/46705): the SDK knows no such call. It takes only calls that this very feature has
 *     told of, so those of `activeCalls$(feature)`.
 * - The SDK does not say when it gives up, so neither does this operator: use RxJS's `timeout` on it.
 * - Unsubscribing cannot recall a transfer (the SDK has no such call): the call may still arrive among the agent's
 *   `calls`.
 *
 * The agent's `callsUpdated` tells twice of a call that was moved (SDK 1.46.1 and 2.0.0); `calls$` emits it once.
 *
 * ```
 * source                 --a--b--|          --a---
 * activeCallTransfer()     -------(x|)        ---#
 *                             -(y|)
 * transferHere           ------y--(x|)      -----#
 * ```
 *
 * @example
 * ```ts
 * import { Features, type CallAgent } from '@azure/communication-calling';
 * import { activeCalls$, activeCallTransfer } from 'rx-acs-calling';
 * import { transferHere } from 'rx-acs-calling/operators';
 * import { mergeMap, take } from 'rxjs';
 *
 * const moveHere = (agent: CallAgent) => {
 *   const feature = activeCallTransfer(agent, Features);
 *   return activeCalls$(feature).pipe(
 *     mergeMap((calls) => calls),
 *     take(1),
 *     transferHere(feature, { joinCallOptions: { audioOptions: { muted: false } } }),
 *   );
 * };
 * ```
 *
 * @param feature What `activeCallTransfer(agent, Features)` gives.
 * @param options The SDK's own: `joinCallOptions`, of which it reads the first of `videoOptions.localVideoStreams` and
 *   `audioOptions.muted` (SDK 1.46.1 and 2.0.0), and `isTransfer`, by default `true`.
 */
export function transferHere(
  feature: ActiveCallTransferFeature,
  options: Partial<ActiveCallTransferOptions> = {},
): OperatorFunction<ActiveCall, Call | TeamsCall> {
  const { isTransfer = true, ...joining } = options;

  return mergeMap((activeCall) =>
    defer(() => feature.activeCallTransfer(activeCall, { isTransfer, ...joining })).pipe(
      catchError((cause: unknown) => {
        throw failure(cause);
      }),
    ),
  );
}

const failure = (cause: unknown): TransferError => {
  const { code, subCode } = readCodes(cause);
  const reason = reasons.get(subCode);
  const outcome =
    subCode === ON_BOTH
      ? 'The call is up on this device, but the other one was not taken out of it, so it goes on on both'
      : 'The call was not moved to this device, and goes on on the other one';
  return new TransferError(`${outcome}: ${inWords(code, subCode, reason)}. Cause: ${sentenceOf(cause)}`, {
    cause,
    reason: reason ?? 'unknown',
  });
};
