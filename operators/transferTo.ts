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
import { transferEach } from './internal/transfer/transfer-each.js';
import type { TransferConfig, TransferListConfig, TransferUpdate } from './internal/transfer/types.js';
import type { WithFeature } from './withFeature.js';

export { transferEach } from './internal/transfer/transfer-each.js';
export type {
  TransferConfig,
  TransferListConfig,
  TransferProgress,
  TransferUpdate,
} from './internal/transfer/types.js';

/** Nothing for a target of one kind, which has an overload of its own with the options of that kind. */
type OfSeveralKinds<T> = [T] extends
  | [TransferToParticipantLocator]
  | [TransferToCallLocator]
  | [TransferToCurrentCallLocator]
  | [TransferToVoicemailLocator]
  ? never
  : unknown;

/** A call feature of the SDK together with its call, as `withFeature(Features.Transfer)` gives it. */
type Transferable<C extends CallCommon> = WithFeature<C, TransferCallFeature>;

/**
 * Transfers each call to a target, or to the first of a list of targets that takes it, and emits each step.
 *
 * - Waits for a call that is not connected yet. Puts a connected one on hold, since the SDK transfers only a call that
 *   is on hold by the local user (observed with SDK 1.46.1 and 2.0.0). Ends this hold before the `Failed` update.
 *   **Holding ends screen sharing, and resuming does not bring it back.**
 * - Completes after the `Transferred` update of the last call, once the source has completed.
 * - Errs with a {@link TransferError} after the `Failed` update, or when the SDK refuses the request; with a
 *   {@link CallEndedError} when the call has ended or ends first (if the transfer was under way, its outcome is
 *   waited for 2 s longer); with a {@link CallingTimeoutError} after `timeout`. The message tells the state of the call.
 * - A transfer without an outcome, after `timeout` or with `reason: 'no-outcome'`, may still go through: the call
 *   stays on hold.
 * - Ignores a call that comes again while it is transferred: a double click. A second pipeline for it errs at once with
 *   a {@link TransferError}, `reason: 'under-way'`. Neither requests anything.
 * - Each call's transfer runs by itself, several side by side. An error ends the whole stream: handle it for each call
 *   if the pipeline is to go on, as in the second example.
 * - Unsubscribing stops listening. It cannot recall a transfer (the SDK has no such call), and leaves the call on hold.
 * - Each failed transfer raises an `unhandledrejection` with a bare number inside the SDK, which cannot be prevented.
 *   The guide of transfers (docs/transfers.md) shows how to filter it.
 *
 * ```
 * transfer state   N--T-----D          N--T-----F            (call ends)
 * transferTo       n--t-----(d|)       n--t-----(f#)         n--t--#
 * ```
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
 * @example A pipeline that goes on when a transfer fails
 * ```ts
 * import { Features, type Call } from '@azure/communication-calling';
 * import { transferTo, withFeature } from 'rx-acs-calling/operators';
 * import { catchError, EMPTY, mergeMap, of, type Observable } from 'rxjs';
 *
 * const transferAll = (calls: Observable<Call>, communicationUserId: string) =>
 *   calls.pipe(
 *     mergeMap((call) =>
 *       of(call).pipe(
 *         withFeature(Features.Transfer),
 *         transferTo({ targetParticipant: { communicationUserId } }),
 *         catchError((error: Error) => {
 *           console.log(error.message);
 *           return EMPTY;
 *         }),
 *       ),
 *     ),
 *   );
 * ```
 *
 * ## A list of targets
 *
 * The targets of a list are tried in turn until one takes the call, voicemail typically last.
 *
 * - The next one is tried when one has failed for a reason that is about the target: nobody answered, declined, busy,
 *   offline, unreachable, blocked, not found, refused by the SDK, a failure of the service. `tryNext` decides
 *   otherwise. Set `disableForwardingAndUnanswered`, or a person's own forwarding or voicemail takes the call before
 *   the list goes on. Each target gets those of the SDK's options that there are for its kind.
 * - Each update tells its `attempt` of how many `attempts`, and as `lastError` why the attempt before failed. After a
 *   `Failed` update that is not `isFinal` the stream goes on. A request at which the SDK (or the function that gives
 *   the call id) throws is an attempt without a transfer, and so without updates: the next one has its `lastError`.
 * - The call stays on hold from the first attempt to the last, so its other party hears no blips; it is put on hold
 *   again if it was resumed meanwhile. If it ends between two attempts, the error is a {@link CallEndedError}.
 * - When no target has taken the call, the {@link TransferError} has the codes of the last failure, and all of them
 *   as `errors`.
 * - Two transfers are never under way. So an attempt that may still go through ends the list: after `timeout`, and with
 *   `reason: 'no-outcome'` when the SDK stops waiting, 90 s after the request **or after that of an earlier attempt**.
 *   Nor does the list go on if the SDK does not transfer this call at all (`'not-supported'`, a group call).
 *
 * ```
 * first target    N--T--F
 * second target         N--T--D
 * transferTo      n--t--(fn)--t--(d|)      (f: not final)
 * ```
 *
 * @example A blind transfer with voicemail as a fallback
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
 * @param target A person or phone number, a call (its id, or a function that gives it when the transfer starts),
 *   or a person's voicemail; or a list of at least one of these. Each can have a `label`, for updates and messages.
 * @param options The SDK's options for that kind of target, and `timeout`; for a list also `totalTimeout` and
 *   `tryNext`.
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
export function transferTo<C extends CallCommon, T extends TransferTarget | readonly TransferTarget[]>(
  target: T & OfSeveralKinds<T>,
  options?: TransferToParticipantOptions & TransferListConfig,
): OperatorFunction<Transferable<C>, TransferUpdate<C>>;
export function transferTo<C extends CallCommon>(
  target: TransferTarget | readonly TransferTarget[],
  options?: TransferToParticipantOptions & TransferListConfig,
): OperatorFunction<Transferable<C>, TransferUpdate<C>> {
  return eachOnce(transferEach(target, options));
}
