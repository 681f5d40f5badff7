/**
 * Worlds of plain data for the tests of the model, and its changes in words.
 */
import { addAccount, addDevice, newWorld } from '../../../../src/testing/service/model/accounts.js';
import type { Change, Changes } from '../../../../src/testing/service/model/change.js';
import { addLeg, newConversation } from '../../../../src/testing/service/model/legs.js';
import type { Party } from '../../../../src/testing/service/model/users.js';
import type {
  Account,
  Conversation,
  Device,
  Leg,
  LegState,
  World,
} from '../../../../src/testing/service/model/world.js';

export const partyNamed = (name: string, options: Partial<Party> = {}): Party => ({
  identifier: name.startsWith('+')
    ? { kind: 'phoneNumber', phoneNumber: name, rawId: name }
    : { kind: 'communicationUser', communicationUserId: name },
  ...options,
});

/** An account with a device that is made and online, unless said otherwise. */
export function deviceOf(account: Account, values: Partial<Device> = {}): Device {
  const device: Device = {
    account,
    name: 'browser',
    since: 0,
    isMade: true,
    isOnline: true,
    isCut: false,
    isClosed: false,
    isDisposed: false,
    ...values,
  };
  addDevice(device);
  return device;
}

export interface Talk {
  readonly world: World;
  readonly conversation: Conversation;
  /** By the name of the party. */
  readonly legs: Readonly<Record<string, Leg>>;
}

/** A conversation of some parties on a device each, by the states of their legs or more of their values. */
export function talkOf(
  parties: Readonly<Record<string, LegState | Partial<Leg>>>,
  values: Partial<Conversation> = {},
): Talk {
  const world = newWorld();
  const conversation: Conversation = { ...newConversation(values.isOpen), ...values };
  const legs = Object.entries(parties).map(([name, leg]) => {
    const party = partyNamed(name);
    const device = deviceOf(addAccount(world, party));
    const own = typeof leg === 'string' ? { state: leg } : leg;
    return [name, addLeg(world, conversation, party, 'device' in own ? own.device : device, own)] as const;
  });
  return { world, conversation, legs: Object.fromEntries(legs) };
}

/** The leg of a party, which the test has made. */
export const legOf = ({ legs }: Pick<Talk, 'legs'>, name: string): Leg => legs[name] as Leg;

const codes = (
  { code, subCode }: { readonly code: number; readonly subCode?: number } = { code: 0 },
): string => `${String(code)}/${String(subCode ?? 0)}`;

/** A change in words: `ended bob 487/0`. The end of timers has none. */
export function inWords(change: Change): readonly string[] {
  switch (change.type) {
    case 'timersStopped':
      return [];
    case 'ended':
    case 'closed':
      return [`${change.type} ${change.leg.key} ${codes(change.reason)}`];
    case 'ringEnded':
      return [`${change.type} ${change.ring.device.name} ${codes(change.reason)}`];
    case 'called':
    case 'rings':
    case 'declined':
    case 'answered':
      return [`${change.type} ${change.ring.device.name}`];
    case 'transferSettled':
      return [`${change.outcome.state} ${change.outcome.error ? codes(change.outcome.error) : ''}`.trim()];
    case 'connected':
    case 'disconnected':
    case 'disposing':
    case 'disposed':
    case 'callsClosed':
      return [`${change.type} ${change.device.name}`];
    default:
      return [`${change.type} ${change.leg.key}`];
  }
}

/** Makes the changes, and tells of them in words, in order. */
export const made = (changes: Changes): readonly string[] => [...changes].flatMap(inWords);

/** Who is left, and how far: `alice Connected, bob Hold`. */
export const legsIn = ({ conversation }: Pick<Talk, 'conversation'>): string =>
  [...conversation.legs].map(({ key, state }) => `${key} ${state}`).join(', ');
