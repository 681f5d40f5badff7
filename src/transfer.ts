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
import { takeWhile, type Observable } from 'rxjs';
import { InvalidArgumentError } from './errors.js';
import { observe, property$ } from './events.js';

/** A call that is the target of a transfer, with an id that is read only when the transfer starts. */
export interface TransferToCurrentCallLocator {
  /** Gives the id of the call. The SDK changes a call's id while the call is set up (`idChanged`). */
  readonly targetCallId: () => string;
}

/** Where a call can be transferred to: a person or a phone number, another call, a person's voicemail. */
export type TransferTarget =
  | TransferToParticipantLocator
  | TransferToCallLocator
  | TransferToCurrentCallLocator
  | TransferToVoicemailLocator;

/** A transfer target as the SDK takes it. */
export type TransferLocator =
  TransferToParticipantLocator | TransferToCallLocator | TransferToVoicemailLocator;

const people: Record<string, string> = {
  communicationUserId: 'a Communication Services user',
  phoneNumber: 'a phone number',
  microsoftTeamsUserId: 'a Teams user',
  teamsAppId: 'a Teams app',
  userId: 'a Teams extension user',
  id: 'a user of unknown kind',
};

const isFilled = (value: unknown): boolean => typeof value === 'string' && value !== '';

const personOf = (identifier: unknown): string | undefined =>
  typeof identifier === 'object' && identifier
    ? people[Object.keys(people).find((key) => isFilled((identifier as Record<string, unknown>)[key])) ?? '']
    : undefined;

const kinds: Record<string, (value: unknown) => string | false | undefined> = {
  targetParticipant: personOf,
  targetCallId: (id) => (isFilled(id) || typeof id === 'function') && 'another call',
  targetParticipantVoicemail: (identifier) =>
    personOf(identifier) === people['microsoftTeamsUserId'] && 'the voicemail of a Teams user',
};

/**
 * Names a target without giving away who it is, for messages. Throws an {@link InvalidArgumentError} for what is
 * not a target.
 */
export const nameOf = (target: TransferTarget): string => {
  const given = Object.entries((target as TransferTarget | undefined) ?? {}).filter(([key]) => key in kinds);
  const [kind, value] = given[0] ?? [];
  const name = given.length === 1 && kind !== undefined && kinds[kind]?.(value);
  if (!name) {
    throw new InvalidArgumentError(
      'A transfer target is one of { targetParticipant: identifier }, { targetCallId: id or function } and { targetParticipantVoicemail: identifier of a Teams user }, with an identifier such as { communicationUserId }, { phoneNumber } or { microsoftTeamsUserId }.',
    );
  }
  return name;
};

/** The locator of a target as it is now. */
export const locatorOf = (target: TransferTarget): TransferLocator =>
  'targetCallId' in target && typeof target.targetCallId === 'function'
    ? { targetCallId: target.targetCallId() }
    : (target as TransferLocator);

/**
 * Emits the state of a transfer at once, then each change, and completes after `Transferred` or `Failed`.
 *
 * A transfer that was refused is born `Failed`, and never tells of it by an event (observed with SDK 1.46.1 and
 * 2.0.0): here that is the first value.
 *
 * ```
 * transfer   N--T-----D          N--T-----F          F
 * result     n--t-----(d|)       n--t-----(f|)       (f|)
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
  property$(transfer, 'state').pipe(
    takeWhile((state) => state !== 'Transferred' && state !== 'Failed', true),
  );

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
  observe(feature, 'transferAccepted', 'targetCall', ({ targetCall }: TransferEventArgs) => targetCall);
