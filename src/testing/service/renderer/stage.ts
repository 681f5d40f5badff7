/**
 * The fakes that the apps have, by the parts of the model that they show.
 */
import { FakeTransferHistory, type FakeTransferCallFeature } from '../../fakes/fake-transfers.js';
import type { FakeCall } from '../../fakes/fake-call.js';
import type { FakeCallAgent } from '../../fakes/fake-call-agent.js';
import type { FakeIncomingCall } from '../../fakes/fake-incoming-call.js';
import { listenersLeftOn } from '../../fakes/fake-object.js';
import type { FakeLobby } from '../../fakes/fake-lobby.js';
import type { FakeRemoteParticipant } from '../../fakes/fake-remote-participant.js';
import type { Device, Leg, Ring } from '../model/world.js';
import type { Network } from '../transport/network.js';

/** A fake whose listeners the service counts. */
interface Made {
  readonly fakeName: string;
  listenerCount(): number;
}

/** The fakes of a call. */
export interface Call {
  readonly call: FakeCall;
  readonly lobby: FakeLobby;
  readonly transferFeature: FakeTransferCallFeature;
}

/** The fakes that a leg can have before it has a call. */
interface Surroundings {
  /** The others, by key. */
  readonly others: Map<string, FakeRemoteParticipant>;
  readonly transfers: FakeTransferHistory;
}

export interface Stage {
  readonly network: Network;
  readonly agents: WeakMap<Device, FakeCallAgent>;
  readonly incomingCalls: WeakMap<Ring, FakeIncomingCall>;
  readonly calls: WeakMap<Leg, Call>;
  readonly surroundings: WeakMap<Leg, Surroundings>;
  /** The legs whose calls an app has, and has not been told the end of. */
  readonly openLegs: WeakMap<Device, Set<Leg>>;
  /** The device that a client has had last, or whose agent it is making. */
  readonly devicesOfClients: WeakMap<object, Device>;
  /** All fakes. */
  readonly made: Made[];
}

export const newStage = (network: Network): Stage => ({
  network,
  agents: new WeakMap(),
  incomingCalls: new WeakMap(),
  calls: new WeakMap(),
  surroundings: new WeakMap(),
  openLegs: new WeakMap(),
  devicesOfClients: new WeakMap(),
  made: [],
});

/** Remembers a fake for the count of listeners. */
export function remember<F extends Made>({ made }: Stage, fake: F): F {
  made.push(fake);
  return fake;
}

/** The listeners that are left on the fakes, in words. */
export const listenersOn = ({ made }: Stage): readonly string[] =>
  made
    .filter((fake) => listenersLeftOn(fake))
    .map((fake) => `${fake.fakeName} has listeners: ${String(listenersLeftOn(fake))}`);

/** The value of a key, which is made when it is first asked for. */
function lookUp<K extends object, V>(map: WeakMap<K, V>, key: K, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

export const surroundingsOf = ({ surroundings }: Stage, leg: Leg): Surroundings =>
  lookUp(surroundings, leg, () => ({ others: new Map(), transfers: new FakeTransferHistory() }));

export const openLegsOf = ({ openLegs }: Stage, device: Device): Set<Leg> =>
  lookUp(openLegs, device, () => new Set());

/** The agent of a device. Each device has one from the beginning. */
export const agentOf = ({ agents }: Stage, device: Device): FakeCallAgent =>
  agents.get(device) as FakeCallAgent;

/** The call of a leg that is open. */
export const callOf = ({ calls }: Stage, leg: Leg): FakeCall | undefined => calls.get(leg)?.call;
