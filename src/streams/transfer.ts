/**
 * Streams over a transfer, on the transferor's side and on the transferee's.
 */
import type {
  CallCommon,
  Transfer,
  TransferCallFeature,
  TransferEventArgs,
  TransferState,
  TransferToCallLocator,
  TransferToParticipantLocator,
  TransferToVoicemailLocator,
} from '@azure/communication-calling';
import { filter, of, takeUntil, takeWhile, type Observable } from 'rxjs';
import { after } from './internal/deadline.js';
import { InvalidArgumentError } from '../errors/errors.js';
import { observeEvent, observeState } from '../bridge/observe.js';

/** A call that is the target of a transfer, with an id that is read only when the transfer starts. */
export interface TransferToCurrentCallLocator {
  /** Gives the id of the call. The SDK changes a call's id while the call is set up (`idChanged`). */
  readonly targetCallId: () => string;
}

/** What an app can say of a target beside where it is. The SDK does not get it. */
export interface TransferTargetLabel {
  /**
   * What the app calls the target. It comes back with each update, and stands in messages in place of "a phone number"
   * and the like: so no name that may not be logged.
   */
  readonly label?: string;
}

/** Where a call can be transferred to: a person or a phone number, another call, a person's voicemail. */
export type TransferTarget = (
  | TransferToParticipantLocator
  | TransferToCallLocator
  | TransferToCurrentCallLocator
  | TransferToVoicemailLocator
) &
  TransferTargetLabel;

/** A transfer target as the SDK takes it. */
export type TransferLocator =
  TransferToParticipantLocator | TransferToCallLocator | TransferToVoicemailLocator;

const people: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['communicationUserId', 'a Communication Services user'],
  ['phoneNumber', 'a phone number'],
  ['microsoftTeamsUserId', 'a Teams user'],
  ['teamsAppId', 'a Teams app'],
  ['userId', 'a Teams extension user'],
  ['id', 'a user of unknown kind'],
]);

const isFilled = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** Names the kind of an identifier. `undefined` for a value that is none. */
export const personOf = (identifier: unknown): string | undefined => {
  if (typeof identifier !== 'object' || !identifier) {
    return undefined;
  }
  const key = [...people.keys()].find((name) => isFilled((identifier as Record<string, unknown>)[name]));
  return key === undefined ? undefined : people.get(key);
};

const kinds: ReadonlyMap<string, (value: unknown) => string | undefined> = /* @__PURE__ */ new Map([
  ['targetParticipant', personOf],
  ['targetCallId', (id: unknown) => (isFilled(id) || typeof id === 'function' ? 'another call' : undefined)],
  [
    'targetParticipantVoicemail',
    (identifier: unknown) =>
      personOf(identifier) === people.get('microsoftTeamsUserId')
        ? 'the voicemail of a Teams user'
        : undefined,
  ],
]);

/**
 * Names a target without giving away who it is, for messages: by its label, or by its kind. Throws an
 * {@link InvalidArgumentError} for a value that is no target.
 */
export const nameOf = (target: TransferTarget): string => {
  const { label } = (target as TransferTarget | undefined) ?? {};
  const given = Object.entries((target as TransferTarget | undefined) ?? {}).filter(([key]) =>
    kinds.has(key),
  );
  const [[kind, value] = []] = given;
  const name = given.length === 1 && kind !== undefined && kinds.get(kind)?.(value);
  if (!name || !(label === undefined || isFilled(label))) {
    throw new InvalidArgumentError(
      'A transfer target is one of { targetParticipant: identifier }, { targetCallId: id or function } and { targetParticipantVoicemail: identifier of a Teams user }, with an identifier such as { communicationUserId }, { phoneNumber } or { microsoftTeamsUserId }, and perhaps a label, a text that is not empty.',
    );
  }
  return label ?? name;
};

/** The locator of a target as it is now, and as the SDK takes it. */
export const locatorOf = (target: TransferTarget): TransferLocator => {
  if ('targetCallId' in target) {
    const { targetCallId: id } = target;
    return { targetCallId: typeof id === 'function' ? id() : id };
  }
  return 'targetParticipant' in target
    ? { targetParticipant: target.targetParticipant }
    : { targetParticipantVoicemail: target.targetParticipantVoicemail };
};

/**
 * How long the SDK may take to send the request of a transfer that was born in the state of an earlier one of its call,
 * in milliseconds. It sends it within a turn, unless something else of the call is under way (observed with SDK 1.46.1
 * and 2.0.0).
 */
export const REQUEST_TIME = 5_000;

/** The transfers that were seen to fail. */
const failures = new WeakSet<Transfer>();

/** Remembers that a transfer has failed: the SDK moves it on with a later transfer of its call. */
export const rememberFailure = (transfer: Transfer): void => {
  failures.add(transfer);
};

/**
 * Emits the state of a transfer at once, then each change, and completes after `Transferred` or `Failed`.
 *
 * A transfer that was refused is born `Failed`, and never tells of it by an event: here that is the first value. After
 * a transfer that has failed, **the next one of the same call is born `Failed` too, with the code of the earlier one**,
 * and goes on to `Transferring` when its request is sent (both observed with SDK 1.46.1 and 2.0.0). The two look the same.
 * So if the first value is `Failed` with a code, this waits 5 s for a further change before it completes. A transfer that
 * was seen to fail here stays so, though the SDK lets it follow the later ones of its call (observed with the two).
 *
 * ```
 * transfer   N--T-----D          N--T-----F          F          F--T-----D    (born with the code of an earlier one)
 * result     n--t-----(d|)       n--t-----(f|)       (f|)       f--t-----(d|)
 * ```
 *
 * @example
 * ```ts
 * import { Features, type Call } from '@azure/communication-calling';
 * import { transferState$ } from 'rx-acs-calling';
 *
 * const transfer = (call: Call, communicationUserId: string) =>
 *   transferState$(call.feature(Features.Transfer).transfer({ targetParticipant: { communicationUserId } }));
 * ```
 */
export const transferState$ = (transfer: Transfer): Observable<TransferState> =>
  statesOf(transfer, endOf(transfer), () => {
    if (failures.has(transfer)) {
      return of('Failed');
    }
    return isBornFailed(transfer) ? statesOfBornFailed(transfer) : undefined;
  });

const statesOf = (
  transfer: Transfer,
  isLast?: (state: TransferState) => boolean,
  instead?: () => Observable<TransferState> | undefined,
): Observable<TransferState> =>
  observeState(transfer, 'stateChanged', 'state', ({ state }) => state, isLast, undefined, instead);

/** Tells whether a state of a transfer is the last one, and remembers a failure. */
const endOf =
  (transfer: Transfer) =>
  (state: TransferState): boolean => {
    if (state === 'Failed') {
      rememberFailure(transfer);
    }
    return isFinal(state);
  };

/** Whether a transfer may have the state of an earlier one of its call. */
const isBornFailed = (transfer: Transfer): boolean => {
  try {
    return transfer.state === 'Failed' && hasCode(transfer);
  } catch {
    // The subscription has an error for it.
    return false;
  }
};

const statesOfBornFailed = (transfer: Transfer): Observable<TransferState> => {
  const states$ = statesOf(transfer);
  const isLast = endOf(transfer);
  const isRequested$ = states$.pipe(filter((state) => state !== 'Failed'));
  return states$.pipe(
    takeWhile((state, index) => (index === 0 && state === 'Failed') || !isLast(state), true),
    takeUntil(after(REQUEST_TIME).pipe(takeUntil(isRequested$))),
  );
};

/** 0/0 is of a transfer that was not requested, and of no earlier one. */
export const hasCode = ({ error }: Transfer): boolean =>
  error !== undefined && (error.code !== 0 || Boolean(error.subCode));

/** Whether a transfer ends with this state. */
export const isFinal = (state: TransferState): boolean => state === 'Transferred' || state === 'Failed';

/**
 * Emits the new call each time that the transferee's side has accepted a transfer. Never completes.
 *
 * ```
 * transferAccepted   ----a------b--
 * result             ----a------b--
 * ```
 *
 * @example
 * ```ts
 * import { Features, type Call } from '@azure/communication-calling';
 * import { transferAccepted$ } from 'rx-acs-calling';
 *
 * const movedTo = (call: Call) => transferAccepted$(call.feature(Features.Transfer));
 * ```
 */
export const transferAccepted$ = (feature: TransferCallFeature): Observable<CallCommon> =>
  observeEvent(feature, 'transferAccepted', 'targetCall', ({ targetCall }: TransferEventArgs) => targetCall);
