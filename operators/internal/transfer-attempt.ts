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
import {
  catchError,
  defer,
  map,
  merge,
  mergeMap,
  of,
  skip,
  startWith,
  switchMap,
  takeUntil,
  takeWhile,
  timer,
  type Observable,
} from 'rxjs';
import { callEnded$ } from '../../src/streams/call.js';
import { endReason, inWords, transfereeOrTarget, type Reason } from '../../src/errors/codes.js';
import { after, deadline } from '../../src/streams/internal/deadline.js';
import { CallEndedError, SdkError, TransferError } from '../../src/errors/errors.js';
import { messageOf, sentenceOf } from '../../src/errors/read-error.js';
import { property$ } from '../../src/bridge/events.js';
import { codesOf, logger } from '../../src/logs/logger.js';
import { remember } from './one-transfer.js';
import { whyEnded } from './reached.js';
import {
  hasCode,
  isFinal,
  locatorOf,
  nameOf,
  rememberFailure,
  REQUEST_TIME,
  type TransferLocator,
  type TransferTarget,
} from '../../src/streams/transfer.js';

/** How far a request for a transfer is. */
export type AttemptStep = (Requested & { readonly state: Exclude<TransferState, 'Failed'> }) | FailedAttempt;

export interface FailedAttempt {
  readonly state: 'Failed';
  /** Why: `487/10004 (no answer)`. */
  readonly why: string;
  /** The error for it, given what has become of the call, as a sentence. */
  readonly error: (outcome: string) => TransferError;
  /** What was requested; nothing if the SDK threw. */
  readonly requested: Requested | undefined;
  /** Whether the transfer may go through all the same: the SDK has stopped waiting for the outcome. */
  readonly mayGoThrough: boolean;
}

interface Requested {
  readonly transfer: Transfer;
  readonly target: TransferLocator;
  readonly label?: string;
}

/**
 * How long to wait for the outcome of a transfer whose call has ended, in milliseconds: after a successful one
 * the service may end the call first.
 */
const GRACE = 2_000;

/** The calls that have had a transfer requested here. */
const requestedBefore = new WeakSet<CallCommon>();

/**
 * Emits when the call can be transferred: at once for the first time, later on in a macrotask. Inside the event of the
 * failure before it, and in the microtasks right after that, the SDK takes a request for the earlier one and sends
 * nothing (observed with SDK 1.46.1 and 2.0.0).
 */
export const turnOf$ = (call: CallCommon): Observable<unknown> =>
  defer(() => (requestedBefore.has(call) ? timer(0) : of(0)));

/** Requests a transfer when subscribed to, and emits each step of it. A request that the SDK refuses is `Failed` too. */
export const attempt$ = (
  { call, feature }: { readonly call: CallCommon; readonly feature: TransferCallFeature },
  target: TransferTarget,
  options: TransferToParticipantOptions,
): Observable<AttemptStep> =>
  defer(() => {
    const isFirst = !requestedBefore.has(call);
    requestedBefore.add(call);
    const { label } = target;
    const locator = locatorOf(target);
    logger.info(`call ${call.id}: transfer to ${nameOf(target)} requested (${call.state})`);
    // Each kind of target has an overload of its own; the operator's overloads keep target and options together.
    const transfer = feature.transfer(locator as TransferToParticipantLocator, options);
    remember(call, transfer);
    const requested: Requested = { transfer, target: locator, ...(label !== undefined && { label }) };
    const isBehindAnother =
      transfer.state === 'Transferred' ? !isFirst : transfer.state === 'Failed' && hasCode(transfer);
    return of(() => follow(call, nameOf(target), requested, isBehindAnother));
  }).pipe(
    // Catches errors of the request only. An error while observing the transfer does not mean that the transfer failed.
    catchError((cause: unknown) => of(() => of(refused(call, target, cause)))),
    mergeMap((steps) => steps()),
  );

/**
 * The steps of a transfer, judged by its own events.
 *
 * @param isBehindAnother Whether it was born with the outcome of an earlier one of its call. It tells of its own state once
 *   its request is sent, first of `Transferring` (observed with SDK 1.46.1 and 2.0.0).
 */
const follow = (
  call: CallCommon,
  name: string,
  requested: Requested,
  isBehindAnother: boolean,
): Observable<AttemptStep> => {
  const { transfer } = requested;
  const states = property$(transfer, 'state');
  const stepOf = (state: TransferState): AttemptStep => {
    if (state === 'Failed') {
      rememberFailure(transfer);
      return failed(call, name, requested);
    }
    logger.info(`call ${call.id}: transfer to ${name} ${state}`);
    return { ...requested, state };
  };
  if (!isBehindAnother) {
    return states.pipe(
      takeWhile((state) => !isFinal(state), true),
      map(stepOf),
    );
  }
  const own = states.pipe(
    skip(1),
    takeWhile((state) => !isFinal(state), true),
    map(stepOf),
  );
  const neverSent = after(REQUEST_TIME).pipe(
    map(() => notSent(call, name, requested)),
    takeUntil(states.pipe(skip(1))),
  );
  return merge(own, neverSent).pipe(startWith(stepOf('None')));
};

/** The SDK's own timer has run out: 90 s after the request of this transfer, or of an earlier one of the same call. */
const isOwnTimeout = (code?: number, subCode?: number): boolean => code === 408 && !subCode;

const failed = (call: CallCommon, name: string, requested: Requested): FailedAttempt => {
  // 0/0 is no code of the service, but that of a transfer that was not requested: the target is malformed, or no call
  // of this agent (observed with SDK 1.46.1 and 2.0.0).
  const { code, subCode }: Partial<TransferErrorCode> = requested.transfer.error ?? {};
  const mayGoThrough = isOwnTimeout(code, subCode);
  const reason = mayGoThrough
    ? 'no-outcome'
    : code === 0 && !subCode
      ? 'not-requested'
      : endReason(code, subCode);
  const why = inWords(code, subCode, reason);
  logger.warning(`call ${call.id}: transfer to ${name} Failed: ${inWords(code, subCode)}`);
  return {
    state: 'Failed',
    why,
    requested,
    mayGoThrough,
    error: (outcome) =>
      new TransferError(`${sentenceOfFailure(name, why, reason)} ${outcome}`, {
        call,
        code,
        subCode,
        reason: reason ?? 'unknown',
      }),
  };
};

const sentenceOfFailure = (name: string, why: string, reason: Reason | undefined): string => {
  if (reason === 'no-outcome') {
    return `The transfer to ${name} has no outcome: the SDK has stopped waiting for it (${why}). It may still go through.`;
  }
  const whom =
    reason && transfereeOrTarget.includes(reason)
      ? ' The code does not tell whether it is about the target or about the other party of the call.'
      : '';
  return `The transfer to ${name} failed with ${why}.${whom}`;
};

/**
 * The SDK has not sent the request. It never does for a call that its agent does not have. Otherwise something else that
 * was asked of the call is in the way, and the request goes out after it (observed with SDK 1.46.1 and 2.0.0).
 */
const notSent = (call: CallCommon, name: string, requested: Requested): FailedAttempt => {
  logger.warning(`call ${call.id}: transfer to ${name} not sent after ${String(REQUEST_TIME)} ms`);
  const mayGoThrough = !('targetCallId' in requested.target);
  const reason = mayGoThrough ? 'no-outcome' : 'not-requested';
  const explanation = mayGoThrough
    ? 'since something else that was asked of the call has not settled. It may still go through'
    : 'as for a call that its agent does not have';
  return {
    state: 'Failed',
    why: inWords(0, 0, reason),
    requested,
    mayGoThrough,
    error: (outcome) =>
      new TransferError(
        `The transfer to ${name} was not requested: the SDK has sent nothing in ${String(REQUEST_TIME)} ms, ${explanation}. ${outcome}`,
        { call, code: 0, subCode: 0, reason },
      ),
  };
};

/** The SDK transfers neither a call with more than two other participants, nor into one (read in SDK 1.46.1 and 2.0.0). */
const GROUP_CALL = 46051;

const refused = (call: CallCommon, target: TransferTarget, cause: unknown): FailedAttempt => {
  const name = nameOf(target);
  logger.warning(`call ${call.id}: transfer to ${name} refused: ${codesOf(cause)}`);
  const { code, subCode } = new SdkError('', { cause });
  const isGroup = subCode === GROUP_CALL;
  const isOwnCall = isGroup && !('targetCallId' in target && call.remoteParticipants.length <= 2);
  const reason = isOwnCall ? 'not-supported' : 'not-requested';
  const inShort = isGroup
    ? `the SDK does not transfer ${isOwnCall ? 'a group call' : 'into a group call'} (more than two other participants)`
    : messageOf(cause).replace(/\.$/, '');
  return {
    state: 'Failed',
    why: `${inWords(code, subCode, reason)}: ${inShort}`,
    requested: undefined,
    mayGoThrough: false,
    error: (outcome) =>
      new TransferError(
        `The transfer to ${name} was not requested${isGroup ? `: ${inShort}` : ''}. ${outcome} Cause: ${sentenceOf(cause)}`,
        { call, cause, reason },
      ),
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
