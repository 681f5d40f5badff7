/** Transfers each call after a talk with the target: the attended (consultative) transfer. */
import type { Call, CallCommon, TeamsCall } from '@azure/communication-calling';
import type { OperatorFunction } from 'rxjs';
import { attendedTransfer } from './internal/consultation/attended-transfer.js';
import { failed$ } from './internal/consultation/going-back.js';
import { problemOf } from './internal/consultation/problems.js';
import { settingsOf } from './internal/consultation/settings.js';
import type {
  AnyConfig,
  AnyUpdate,
  ConsultationConfig,
  ConsultationUpdate,
  TeamsConsultationConfig,
} from './internal/consultation/types.js';
import { updates$ } from './internal/consultation/updates.js';
import { eachOnce } from './internal/one-transfer.js';
import type { Transferable } from './internal/transfer/types.js';

export type {
  ConsultationConfig,
  ConsultationStep,
  ConsultationUpdate,
  TeamsConsultationConfig,
} from './internal/consultation/types.js';

/**
 * Transfers each call after a talk with the target: the attended (consultative) transfer.
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
 * Holds the call and calls the target. `complete` transfers the call into the second one, the consultation; `cancel`
 * hangs that up and resumes the call. An early `complete` waits until the target has answered, or with
 * `whileRinging: 'blind'` hangs up the consultation and transfers blind: the semi-attended transfer.
 *
 * Every failure is first a `Failed` update, then an error: {@link TransferError}, {@link CallingTimeoutError},
 * {@link CallEndedError} or {@link HangUpError}. The consultation is hung up and the call resumed before that, or the
 * message says why not. Each call has its own consultation; an error ends the whole stream.
 *
 * Completes when the service has ended the consultation. Put `hangUpWhenTransferred()` behind it for the first call.
 * Unsubscribing leaves both calls as they are: use `cancel` to go back. **Holding ends screen sharing.** The guide of
 * transfers (docs/transfers.md) has all reasons and rare cases.
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
 * @param config The agent of the calls, the target, the user's decisions, the SDK's options, and the times in
 *   milliseconds.
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
  return eachOnce(
    (transferable: Transferable<C>) => updates$(attendedTransfer(transferable, settings)),
    (transferable, underWay) =>
      failed$(attendedTransfer(transferable, settings), undefined, problemOf(underWay)),
  );
}
