/**
 * One request for a transfer, followed to its end. What comes before and after it is not decided here.
 */
import type {
  CallCommon,
  Transfer,
  TransferCallFeature,
  TransferErrorCode,
  TransferState,
  TransferToParticipantLocator,
  TransferToParticipantOptions,
} from '@azure/communication-calling';
import { catchError, defer, map, mergeMap, of, switchMap, type Observable } from 'rxjs';
import { callEnded$ } from './call.js';
import { endReason, inWords } from './codes.js';
import { deadline } from './deadline.js';
import { CallEndedError, messageOf, TransferError } from './errors.js';
import { codesOf, logger } from './logger.js';
import { whyEnded } from './reached.js';
import { locatorOf, nameOf, transferState$, type TransferLocator, type TransferTarget } from './transfer.js';

/** How far a request for a transfer is. */
export type AttemptStep =
  | (Requested & { readonly state: Exclude<TransferState, 'Failed'> })
  | {
      readonly state: 'Failed';
      /** Why: `487/10004 (no answer)`. */
      readonly why: string;
      /** The error for it, given what has become of the call, as a sentence. */
      readonly error: (outcome: string) => TransferError;
      /** What was requested; nothing if the SDK threw. */
      readonly requested: Requested | undefined;
    };

interface Requested {
  readonly transfer: Transfer;
  readonly target: TransferLocator;
}

/**
 * How long to wait for the outcome of a transfer whose call has ended, in milliseconds: after a successful one
 * the service may end the call first.
 */
const GRACE = 2_000;

/** Requests a transfer when subscribed to, and emits each step of it. A request that the SDK refuses is `Failed` too. */
export const attempt$ = (
  { call, feature }: { readonly call: CallCommon; readonly feature: TransferCallFeature },
  target: TransferTarget,
  options: TransferToParticipantOptions,
): Observable<AttemptStep> =>
  defer(() => {
    const locator = locatorOf(target);
    logger.info(`call ${call.id}: transfer to ${nameOf(target)} requested (${call.state})`);
    // Each kind of target has an overload of its own; the operator's overloads keep target and options together.
    const transfer = feature.transfer(locator as TransferToParticipantLocator, options);
    return of({ transfer, target: locator, wasBornFailed: transfer.state === 'Failed' });
  }).pipe(
    map(
      ({ wasBornFailed, ...requested }) =>
        () =>
          transferState$(requested.transfer).pipe(
            map((state) => {
              if (state === 'Failed') {
                return failed(call, nameOf(target), requested, wasBornFailed);
              }
              logger.info(`call ${call.id}: transfer to ${nameOf(target)} ${state}`);
              return { ...requested, state };
            }),
          ),
    ),
    // Only of the request: what observing the transfer may err with is no outcome of it.
    catchError((cause: unknown) => of(() => of(refused(call, nameOf(target), cause)))),
    mergeMap((follow) => follow()),
  );

const failed = (
  call: CallCommon,
  name: string,
  requested: Requested,
  wasBornFailed: boolean,
): AttemptStep => {
  const given: Partial<TransferErrorCode> = requested.transfer.error ?? {};
  // 0/0 is no code of the service, but what the SDK gives a transfer that it did not even request: the target is
  // malformed, or no call of this agent (observed with SDK 1.46.1 and 2.0.0). After an earlier transfer of the same
  // call has failed, one to a call that is not known is born with the code of that one instead (read in the two).
  const isUnknownCall = wasBornFailed && 'targetCallId' in requested.target;
  const { code, subCode } = isUnknownCall ? { code: 0, subCode: 0 } : given;
  const reason = code === 0 && !subCode ? 'not-requested' : endReason(code, subCode);
  const why = inWords(code, subCode, reason);
  logger.warning(`call ${call.id}: transfer to ${name} Failed: ${inWords(code, subCode)}`);
  return {
    state: 'Failed',
    why,
    requested,
    error: (outcome) =>
      new TransferError(`The transfer to ${name} failed with ${why}. ${outcome}`, {
        call,
        code,
        subCode,
        reason: reason ?? 'unknown',
      }),
  };
};

const refused = (call: CallCommon, name: string, cause: unknown): AttemptStep => {
  logger.warning(`call ${call.id}: transfer to ${name} refused: ${codesOf(cause)}`);
  const error = (outcome: string): TransferError =>
    new TransferError(`The transfer to ${name} was not requested. ${outcome} Cause: ${messageOf(cause)}`, {
      call,
      cause,
      reason: 'not-requested',
    });
  const { code, subCode, reason } = error('');
  return {
    state: 'Failed',
    why: `${inWords(code, subCode, reason)}: ${messageOf(cause).replace(/\.$/, '')}`,
    requested: undefined,
    error,
  };
};

/** Those of the options that the SDK has for this kind of target. */
export const optionsFor = (
  target: TransferTarget,
  { disableForwardingAndUnanswered, ...forCalls }: TransferToParticipantOptions,
): TransferToParticipantOptions => {
  if ('targetParticipantVoicemail' in target) {
    return {};
  }
  return 'targetParticipant' in target && disableForwardingAndUnanswered !== undefined
    ? { disableForwardingAndUnanswered, ...forCalls }
    : forCalls;
};

/** Errs some time after the call has ended, as then there may be no outcome any more. */
export const endedMeanwhile = (call: CallCommon, name: string): Observable<never> =>
  callEnded$(call).pipe(
    switchMap(() =>
      deadline(
        GRACE,
        () =>
          new CallEndedError(
            `The call ended with ${whyEnded(call)} while it was transferred to ${name}. Whether the transfer went through is not known.`,
            call,
          ),
      ),
    ),
  );
