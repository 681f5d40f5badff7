/** Transfers each call to a target, or to the first of a list that takes it: the blind transfer. */
import type {
  CallCommon,
  TransferCallFeature,
  TransferToCallLocator,
  TransferToCallOptions,
  TransferToParticipantLocator,
  TransferToParticipantOptions,
  TransferToVoicemailLocator,
  TransferToVoicemailOptions,
} from '@azure/communication-calling';
import type { OperatorFunction } from 'rxjs';
import type {
  TransferTarget,
  TransferTargetLabel,
  TransferToCurrentCallLocator,
} from '../src/streams/transfer.js';
import { eachOnce } from './internal/one-transfer.js';
import type { KnownTarget, OneTarget, OptionsFor, TargetList } from './internal/transfer/target-types.js';
import { transferEach } from './internal/transfer/transfer-each.js';
import type { TransferConfig, TransferListConfig, TransferUpdate } from './internal/transfer/types.js';
import type { WithFeature } from './withFeature.js';

export type {
  TransferConfig,
  TransferListConfig,
  TransferProgress,
  TransferUpdate,
} from './internal/transfer/types.js';

/** A call feature of the SDK together with its call, as `withFeature(Features.Transfer)` gives it. */
type Transferable<C extends CallCommon> = WithFeature<C, TransferCallFeature>;

/**
 * Transfers each call to a target, or to the first of a list of targets that takes it, and emits each step: the blind
 * transfer.
 *
 * ```
 * transfer state   N--T-----D          N--T-----F            (call ends)
 * transferTo       n--t-----(d|)       n--t-----(f#)         n--t--#
 *
 * first target     N--T--F
 * second target          N--T--D
 * transferTo       n--t--(fn)--t--(d|)      (f: not final)
 * ```
 *
 * Waits until the call is connected, puts it on hold (the SDK transfers no other call), and requests the transfer. Resumes
 * the call when no target has taken it. **Holding ends screen sharing.** Completes when the source has completed and each
 * call is `Transferred`. Ignores a call that comes again while it is transferred: a double click.
 *
 * Errs with a {@link TransferError} after the final `Failed` update, or when the SDK refuses the request; with a
 * {@link CallEndedError} when the call ends first; with a {@link CallingTimeoutError} after `timeout`. The message tells the
 * state of the call. An error ends the stream for all calls: see the guide (docs/transfers.md) for a pipeline that goes on.
 *
 * Unsubscribing cannot recall a transfer, and leaves the call on hold. Each failed transfer raises an
 * `unhandledrejection` inside the SDK, which the guide shows how to filter.
 *
 * @example
 * ```ts
 * import { Features, type Call } from '@azure/communication-calling';
 * import { transferTo, withFeature } from 'rx-acs-calling/operators';
 * import { of } from 'rxjs';
 *
 * const transfer = (call: Call, phoneNumber: string) =>
 *   of(call).pipe(withFeature(Features.Transfer), transferTo({ targetParticipant: { phoneNumber } }));
 * ```
 *
 * @example Voicemail as a fallback
 * ```ts
 * import { Features, type Call } from '@azure/communication-calling';
 * import { transferTo, withFeature } from 'rx-acs-calling/operators';
 * import { of } from 'rxjs';
 *
 * const reach = (call: Call, microsoftTeamsUserId: string, standIn: string) =>
 *   of(call).pipe(
 *     withFeature(Features.Transfer),
 *     transferTo(
 *       [
 *         { targetParticipant: { microsoftTeamsUserId } },
 *         { targetParticipant: { microsoftTeamsUserId: standIn } },
 *         { targetParticipantVoicemail: { microsoftTeamsUserId } },
 *       ],
 *       { disableForwardingAndUnanswered: true, totalTimeout: 300_000 },
 *     ),
 *   );
 * ```
 *
 * @param target A person or phone number, a call (its id, or a function that gives the id when the transfer starts), or a
 *   person's voicemail; or a list of at least one of these. Each can have a `label`, for updates and messages.
 * @param options The SDK's options for that kind of target, and `timeout`; for a list also `totalTimeout` and `tryNext`.
 *   Each target of a list gets the options that the SDK has for its kind.
 */
export function transferTo<C extends CallCommon>(
  target: TransferToParticipantLocator & TransferTargetLabel,
  options?: TransferToParticipantOptions & TransferConfig,
): OperatorFunction<Transferable<C>, TransferUpdate<C>>;
export function transferTo<C extends CallCommon>(
  target: (TransferToCallLocator | TransferToCurrentCallLocator) & TransferTargetLabel,
  options?: TransferToCallOptions & TransferConfig,
): OperatorFunction<Transferable<C>, TransferUpdate<C>>;
export function transferTo<C extends CallCommon>(
  target: TransferToVoicemailLocator & TransferTargetLabel,
  options?: TransferToVoicemailOptions & TransferConfig,
): OperatorFunction<Transferable<C>, TransferUpdate<C>>;
export function transferTo<C extends CallCommon>(
  targets: readonly TransferTarget[],
  options?: TransferToParticipantOptions & TransferListConfig,
): OperatorFunction<Transferable<C>, TransferUpdate<C>>;
// The compiler reports only the errors of the last overload. This one lets it name a misspelt key.
export function transferTo<C extends CallCommon, T extends OneTarget | TargetList>(
  target: KnownTarget<T>,
  options?: OptionsFor<T>,
): OperatorFunction<Transferable<C>, TransferUpdate<C>>;
export function transferTo<C extends CallCommon>(
  target: unknown,
  options?: TransferToParticipantOptions & TransferListConfig,
): OperatorFunction<Transferable<C>, TransferUpdate<C>> {
  return eachOnce(transferEach<C>(target as TransferTarget | readonly TransferTarget[], options));
}
