/** Requests a transfer. */
import type {
  CallCommon,
  TransferToParticipantLocator,
  TransferToParticipantOptions,
} from '@azure/communication-calling';
import { catchError, defer, mergeMap, of, timer, type Observable } from 'rxjs';
import { logger } from '../../../src/logger/logger.js';
import { hasCode, locatorOf, nameOf, type TransferTarget } from '../../../src/streams/transfer.js';
import { remember } from '../one-transfer.js';
import type { BlindTransfer } from './blind-transfer.js';
import { refused } from './failures.js';
import { states$, type AttemptStep, type Sent } from './states.js';

/** The calls that have had a transfer requested here. */
const requestedBefore = new WeakSet<CallCommon>();

/**
 * Emits when the call can be transferred: at once for the first time, later on in a macrotask. Inside the event of an
 * earlier failure, and in the microtasks right after it, the SDK takes a request for the earlier one and sends nothing.
 * In a macrotask nothing listens to the failed transfer any more, which follows the state of the next one (both observed
 * with SDK 1.46.1 and 2.0.0).
 */
export const turnOf$ = (call: CallCommon): Observable<unknown> =>
  defer(() => (requestedBefore.has(call) ? timer(0) : of(0)));

/** Requests a transfer when subscribed to, and emits each step of it. A request that the SDK refuses is `Failed` too. */
export const request$ = (blind: BlindTransfer, target: TransferTarget): Observable<AttemptStep> =>
  defer(() => of(send(blind, target))).pipe(
    // Catches errors of the request only. An error while observing the transfer does not mean that the transfer failed.
    catchError((cause: unknown) => of(refused(blind.call, target, cause))),
    mergeMap((outcome) => ('state' in outcome ? of(outcome) : states$(blind.call, nameOf(target), outcome))),
  );

const send = ({ call, feature, sdkOptions }: BlindTransfer, target: TransferTarget): Sent => {
  const isFirst = !requestedBefore.has(call);
  requestedBefore.add(call);
  const { label } = target;
  const locator = locatorOf(target);
  logger.info(() => `call ${call.id}: transfer to ${nameOf(target)} requested (${call.state})`);
  // Each kind of target has an overload of its own; the operator's overloads keep target and options together.
  const transfer = feature.transfer(locator as TransferToParticipantLocator, optionsFor(target, sdkOptions));
  remember(call, transfer);
  return {
    requested: { transfer, target: locator, ...(label !== undefined && { label }) },
    isBehindAnother:
      transfer.state === 'Transferred' ? !isFirst : transfer.state === 'Failed' && hasCode(transfer),
  };
};

/** Picks the options that the SDK has for this kind of target. */
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
