/**
 * The requests that the SDK or the service refuses, and the codes (those of SDK 2.0.0).
 */
import type { CallState, ParticipantRole } from '@azure/communication-calling';
import { isUp, othersOf } from './legs.js';
import type { SimulatedError } from './requests.js';
import type { Party } from './users.js';
import { callStateOf } from './views.js';
import type { Leg, LegState } from './world.js';

/** No error: the request may go ahead. */
export type Refusal = SimulatedError | undefined;

const unless = (isFine: boolean, code: number, subCode: number): Refusal =>
  isFine ? undefined : { code, subCode };

const holdable: readonly CallState[] = ['Connected', 'RemoteHold'];

export const refusalOfHold = (leg: Leg): Refusal =>
  unless(!leg.endReason && holdable.includes(callStateOf(leg)), 500, 41033);

export const refusalOfResume = (leg: Leg): Refusal =>
  unless(!leg.endReason && callStateOf(leg) === 'LocalHold', 500, 41034);

/** @param isConnected Whether the app's call is. */
export const refusalOfRemoval = (isConnected: boolean): Refusal => unless(isConnected, 412, 41090);

/** @param isMuted The wanted state of the microphone. */
export const refusalOfOwnMute = (isEnded: boolean, isMuted: boolean): Refusal =>
  isMuted ? unless(!isEnded, 500, 41015) : unless(!isEnded, 400, 41016);

/** @param participant The other one, as the app sees it. */
export const refusalOfMute = (
  { conversation: { isGroup } }: Leg,
  { identifier, state }: Pick<Party, 'identifier'> & { readonly state: LegState | (string & {}) },
): Refusal =>
  unless(isGroup, 405, 42006) ??
  unless(state === 'Connected' || state === 'Hold', 405, 42005) ??
  unless(identifier.kind !== 'phoneNumber', 405, 42004);

/** @param isConnected Whether the app's call is. */
export const refusalOfMuteAll = ({ conversation: { isGroup } }: Leg, isConnected: boolean): Refusal =>
  unless(isGroup, 405, 41093) ?? refusalOfMuteNow(isConnected);

export const refusalOfMuteNow = (isConnected: boolean): Refusal => unless(isConnected, 412, 41087);

const doorkeepers: readonly ParticipantRole[] = ['Organizer', 'Co-organizer', 'Presenter'];

/** Whether somebody may let others in. Without a meeting there are no roles, and anybody may. */
export const refusalOfAdmission = ({ conversation: { isGroup }, role }: Leg): Refusal =>
  unless(isGroup, 400, 41802) ?? unless(role === 'Unknown' || doorkeepers.includes(role), 403, 41805);

/** Whether somebody may let this party in. */
export function refusalOfDecision(leg: Leg, key: string): Refusal {
  const legs = partiesToAdmit(leg).filter((other) => other.key === key);
  return refusalOfAdmission(leg) ?? unless(legs.some(isWaiting), 400, legs.some(isUp) ? 41803 : 41804);
}

const isWaiting = ({ state }: Leg): boolean => state === 'InLobby';

/** A party that has left can let nobody in. */
const partiesToAdmit = (leg: Leg): readonly Leg[] => (leg.endReason ? [] : othersOf(leg));

/** The others in the lobby: all, or those of one party. */
export const waitingBefore = (leg: Leg, key?: string): readonly Leg[] =>
  partiesToAdmit(leg).filter((other) => isWaiting(other) && (key === undefined || other.key === key));
