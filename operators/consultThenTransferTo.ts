/** Transfers each call after a talk with the target: the attended (consultative) transfer. */
import type { Call, CallCommon, TeamsCall, TransferCallFeature } from '@azure/communication-calling';
import type { OperatorFunction } from 'rxjs';
import {
  attendedTransfer,
  type AttendedTransfer,
  type TransferInto,
} from './internal/consultation/attended-transfer.js';
import { failed$ } from './internal/consultation/going-back.js';
import { problemOf } from './internal/consultation/problems.js';
import { settingsOf, type Settings } from './internal/consultation/settings.js';
import type {
  AnyConfig,
  AnyUpdate,
  ConsultationConfig,
  ConsultationUpdate,
  TeamsConsultationConfig,
} from './internal/consultation/types.js';
import { updates$ } from './internal/consultation/updates.js';
import { eachOnce } from './internal/one-transfer.js';
import { transferEach } from './transferTo.js';
import type { WithFeature } from './withFeature.js';

export type {
  ConsultationConfig,
  ConsultationStep,
  ConsultationUpdate,
  TeamsConsultationConfig,
} from './internal/consultation/types.js';

/** A call with its transfer feature, as `withFeature(Features.Transfer)` gives it. */
type Transferable<C extends CallCommon> = WithFeature<C, TransferCallFeature>;

/**
 * Transfers each call after a talk with the target: the attended (consultative) transfer. Holds the call, calls the
 * target, and transfers the call into that second one, the consultation, when `complete` emits.
 *
 * - A call that is not connected yet is waited for. The transfer is requested once the consultation is connected
 *   (documented: both calls are), so a `complete` that comes earlier, at whatever time, is kept until then; there is
 *   no `Consulting` update in that case.
 * - `cancel` hangs the consultation up and takes the call off hold, also while it is just being put on hold. Emits
 *   `Cancelled` when that is done, and completes. A call that was on hold before all this stays so.
 * - The first of the two counts, but a `complete` only once the transfer is requested: that cannot be recalled.
 * - After the `Transferred` update the service ends the consultation. If it has not in 2 s, it is hung up. Then this
 *   completes. The first call is left to `hangUpWhenTransferred()`, which fits behind it; the SDK's documentation has
 *   the transferor hang it up.
 * - All that goes wrong before comes as a `Failed` update, after which the stream errs with its `error`. **The
 *   consultation is hung up and the call taken off hold before that**, or the message says what is still up or on hold:
 *   - {@link TransferError}, its `reason` that of the end of the consultation (`'declined'`, `'no-answer'`, `'busy'`,
 *     …; `'left'` when the target hung up while they talked) or of the failed transfer; `'hold-failed'`,
 *     `'resume-failed'` (only after `cancel`), `'not-called'` when `startCall` throws, `'complete-failed'` and
 *     `'cancel-failed'` when these err. A transfer that fails is not tried again: the user starts over.
 *   - {@link CallingTimeoutError} after `answerTimeout`; and after `transferTimeout`, which leaves both calls as they
 *     are, as the transfer may still go through. So does `reason: 'no-outcome'`, when the SDK stops waiting for it.
 *   - {@link CallEndedError} when the call ends first. A consultation that rings is hung up then; if it was answered,
 *     it stays up, as the two may have more to say. (If the transfer was under way, its outcome is waited for 2 s longer,
 *     and the consultation is left as it is.)
 *   - {@link HangUpError} or {@link CallingTimeoutError} when the consultation cannot be hung up after `cancel`; or after
 *     `Transferred`, which then is the last update.
 * - If neither `complete` nor `cancel` ever emits, the talk goes on until somebody leaves.
 * - Unsubscribing leaves both calls as they are: the first one on hold, the consultation up. Use `cancel` to get back.
 * - Ignores a call that comes again meanwhile: a double click. A second pipeline for it, blind or attended, errs at once
 *   with a {@link TransferError}, `reason: 'under-way'`, without a `Failed` update. Neither requests anything.
 * - **Holding ends screen sharing, and resuming does not bring it back.** Each failed transfer raises an
 *   `unhandledrejection` with a bare number inside the SDK, which cannot be prevented (docs/transfers.md).
 * - Each call has its own consultation, several side by side; `complete` and `cancel` are subscribed to for each. An
 *   error ends the whole stream, as with {@link transferTo}.
 *
 * ```
 * complete   --------o--       ---------       ------------
 * cancel     -----------       -----o---       ------------
 * target     --R--C----X       --R------       --R--(declines)
 * state      hr---c--t-(d|)    hr---(x|)       hr---(f#)
 * ```
 *
 * (h: Holding, r: Calling, c: Consulting, t: Transferring, d: Transferred, x: Cancelled, f: Failed)
 *
 * @example Two buttons
 * ```ts
 * import { Features, type Call, type CallAgent } from '@azure/communication-calling';
 * import { consultThenTransferTo, hangUpWhenTransferred, withFeature } from 'rx-acs-calling/operators';
 * import { fromEvent, of } from 'rxjs';
 *
 * const consult = (agent: CallAgent, call: Call, communicationUserId: string) =>
 *   of(call).pipe(
 *     withFeature(Features.Transfer),
 *     consultThenTransferTo({
 *       agent,
 *       target: { communicationUserId },
 *       complete: fromEvent(document.querySelector('#transfer')!, 'click'),
 *       cancel: fromEvent(document.querySelector('#back')!, 'click'),
 *     }),
 *     hangUpWhenTransferred(),
 *   );
 * ```
 *
 * @example A phone number, with the time that it may ring
 * ```ts
 * import { Features, type Call, type CallAgent } from '@azure/communication-calling';
 * import { consultThenTransferTo, withFeature } from 'rx-acs-calling/operators';
 * import { of, type Observable } from 'rxjs';
 *
 * const consult = (agent: CallAgent, call: Call, complete: Observable<void>, cancel: Observable<void>) =>
 *   of(call)
 *     .pipe(
 *       withFeature(Features.Transfer),
 *       consultThenTransferTo({
 *         agent,
 *         target: { phoneNumber: '+15550100' },
 *         startCallOptions: { alternateCallerId: { phoneNumber: '+15550101' } },
 *         complete,
 *         cancel,
 *         answerTimeout: 30_000,
 *       }),
 *     )
 *     .subscribe({
 *       next: (update) => {
 *         console.log(update.state);
 *       },
 *       error: (error: Error) => {
 *         console.log(error.message);
 *       },
 *     });
 * ```
 *
 * @param config The agent that the calls are of (the SDK transfers only into a call of the same agent), whom to call, the
 *   user's decisions, the SDK's options, and the times.
 */
export function consultThenTransferTo<C extends CallCommon>(
  config: ConsultationConfig,
): OperatorFunction<Transferable<C>, ConsultationUpdate<C, Call>>;
export function consultThenTransferTo<C extends CallCommon>(
  config: TeamsConsultationConfig,
): OperatorFunction<Transferable<C>, ConsultationUpdate<C, TeamsCall>>;
export function consultThenTransferTo<C extends CallCommon>(
  config: AnyConfig,
): OperatorFunction<Transferable<C>, AnyUpdate<C>> {
  const settings = settingsOf(config);
  const attended = (transferable: Transferable<C>): AttendedTransfer<C> =>
    attendedTransfer(transferable.call, settings, transferInto(transferable, settings));
  return eachOnce(
    (transferable: Transferable<C>) => updates$(attended(transferable)),
    (transferable, underWay) => failed$(attended(transferable), undefined, problemOf(underWay)),
  );
}

const transferInto =
  <C extends CallCommon>(transferable: Transferable<C>, settings: Settings): TransferInto =>
  (consultation) =>
    transferEach<C>(
      // The SDK changes the id of a call while the call is set up.
      { targetCallId: () => consultation.id, ...settings.labelled },
      { ...settings.transferOptions, timeout: settings.transferTimeout },
    )(transferable);
