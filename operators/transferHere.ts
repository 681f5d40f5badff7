/** Moves each call that the user is in on another device to this one. */
import type { Call, TeamsCall } from '@azure/communication-calling';
import { catchError, defer, mergeMap, type OperatorFunction } from 'rxjs';
import type { ActiveCall } from '../src/streams/active-calls.js';
import { inWords, type Reason } from '../src/errors/codes.js';
import { TransferError } from '../src/errors/errors.js';
import { readCodes, sentenceOf } from '../src/errors/read-error.js';
import type { ActiveCallTransferFeature, ActiveCallTransferOptions } from '../src/bridge/sdk-types.js';

/** This device is in the call, but the SDK could not take the other one out of it. */
const ON_BOTH = 46706;

/** The subCodes of the SDK with a reason of their own (read in the bundles of SDK 1.46.1 and 2.0.0). */
const reasons: ReadonlyMap<unknown, Reason> = /* @__PURE__ */ new Map([
  [46705, 'not-found'],
  [ON_BOTH, 'other-device-not-removed'],
]);

/**
 * Moves each call that the user is in on another device to this one, and emits it as a call of this device's agent.
 *
 * ```
 * source                 --a--b--|          --a---
 * activeCallTransfer()     -------(x|)        ---#
 *                             -(y|)
 * transferHere           ------y--(x|)      -----#
 * ```
 *
 * Requests each call once and at once, several side by side. Put a call of this device on hold before (documented).
 * Completes when the source has completed and all calls are here. The SDK has no time limit for this, and neither has this
 * operator: use RxJS's `timeout`. Unsubscribing cannot recall a transfer: the call may still arrive among the agent's
 * `calls`.
 *
 * Errs with a {@link TransferError} (`call` is `undefined`) when the SDK fails. The call stays up on the other device; with
 * `reason: 'other-device-not-removed'` (500/46706) on both. `reason: 'not-found'` (404/46705): the SDK takes only calls
 * that this very feature has told of, so those of `activeCalls$(feature)`. The guide of transfers has the details.
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
 * @param feature The result of `activeCallTransfer(agent, Features)`.
 * @param options The SDK's own options. `isTransfer` is `true` by default; with `false` this device joins the call beside
 *   the other one. Of `joinCallOptions` the SDK reads the first of `videoOptions.localVideoStreams` and
 *   `audioOptions.muted` (SDK 1.46.1 and 2.0.0).
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
