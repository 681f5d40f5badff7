/**
 * One conversation of the simulated service: its parties, and the calls in which they see each other.
 */
import type {
  Call,
  CallEndReason,
  CallerInfo,
  CallState,
  ParticipantRole,
} from '@azure/communication-calling';
import type { CommunicationIdentifier, CommunicationIdentifierKind } from '@azure/communication-common';
import { EMPTY, type Observable } from 'rxjs';
import { wholeReason } from '../fakes/call-end-reason.js';
import { endings } from './endings.js';
import type { FakeCall, FakeLobby } from '../fakes/fake-call.js';
import type { FakeInit } from '../fakes/fake-object.js';
import { FakeTransferHistory, type FakeTransferCallFeature } from '../fakes/fake-transfers.js';
import { FakeRemoteParticipant } from '../fakes/fake-remote-participant.js';
import { rawId } from '../fakes/identifiers.js';
import type { Ringing } from './ringing.js';
import type { SimulatedClock } from './simulated-clock.js';
import type { Endpoint } from './simulated-endpoint.js';
import type { SimulatedRequest } from './simulated-faults.js';
import type { TransferKind } from './simulated-transfer.js';
import { muteParticipant } from './simulated-mute.js';

/** Somebody who can be called. */
export interface Party {
  readonly identifier: CommunicationIdentifierKind;
  readonly displayName?: string;
  readonly voicemail?: boolean;
  readonly busyOnBusy?: boolean;
  readonly forwardTo?: CommunicationIdentifier;
}

/** A fake, as far as the service counts what is attached to it. */
export interface Made {
  readonly fakeName: string;
  listenerCount(): number;
}

/** What the parts of the service have of each other. */
export interface Network {
  readonly clock: SimulatedClock;
  /** How long it rings, in milliseconds. */
  readonly ringTimeout: number;
  /** All legs of all conversations. */
  readonly legs: Set<Leg>;
  converse(): Conversation;
  /** Gives a leg its call, which is then among the calls of its agent. */
  open(leg: Leg, endpoint: Endpoint, init: FakeInit<Call>): FakeCall;
  party(identifier: CommunicationIdentifier): Party;
  /** The party's agents, also those that have no connection just now. */
  endpointsOf(party: Party): readonly Endpoint[];
  /** Remembers a fake for the count of listeners. */
  made<F extends Made>(fake: F): F;
}

/** One party's part in a conversation, on one device. A voicemail has no device and no call. */
export class Leg {
  readonly conversation: Conversation;
  readonly party: Party;
  readonly endpoint: Endpoint | undefined;
  /** As the others see it. */
  state: 'Idle' | 'Connecting' | 'Ringing' | 'InLobby' | 'Connected' | 'Hold' = 'Connecting';
  role: ParticipantRole = 'Unknown';
  isMuted = false;
  call: FakeCall | undefined;
  lobby: FakeLobby | undefined;
  /** Where it rings, for a party that has not answered yet. */
  ringing: Ringing | undefined;
  hangsUp = false;
  /** Its call has just been started, and does not know yet how it goes on. */
  isBeginning = false;
  /** A leg can be transferred once at a time. */
  isTransferred = false;
  readonly transfers: FakeTransferHistory = new FakeTransferHistory();
  /** The kind of the transfer that fails in this turn. */
  failing: TransferKind | undefined;
  transferFeature: FakeTransferCallFeature | undefined;
  readonly others: Map<string, FakeRemoteParticipant> = new Map();
  readonly whenConnected: (() => void)[] = [];
  readonly whenEnded: ((reason: CallEndReason) => void)[] = [];
  endReason: CallEndReason | undefined;

  constructor(conversation: Conversation, party: Party, endpoint?: Endpoint) {
    this.conversation = conversation;
    this.party = party;
    this.endpoint = endpoint;
  }

  get info(): CallerInfo {
    const { identifier, displayName } = this.party;
    return displayName === undefined ? { identifier } : { identifier, displayName };
  }

  get key(): string {
    return rawId(this.party.identifier);
  }

  /** On the line, be it on hold. */
  get isUp(): boolean {
    return this.state === 'Connected' || this.state === 'Hold';
  }

  /** Shows the app something, as soon as it can hear of it. */
  tell(show: () => void): void {
    this.endpoint?.tell(show);
  }

  /** Asks the service for something: see {@link Endpoint.request}. */
  request<T>(name: SimulatedRequest, perform: () => T, begin?: () => void): Observable<T> {
    return this.endpoint?.request(name, perform, begin) ?? EMPTY;
  }
}

/** The further a party has come, the more its leg counts for what the others see of it. */
const progress: readonly Leg['state'][] = ['Idle', 'Connecting', 'Ringing', 'InLobby', 'Hold', 'Connected'];

export class Conversation {
  readonly legs: Set<Leg> = new Set();
  /** Whether more than two can be in it. */
  isGroup: boolean;
  readonly #network: Network;
  /** A conversation that one can join goes on with a single party. */
  readonly isOpen: boolean;
  readonly #departed = new Map<string, CallEndReason>();

  constructor(network: Network, isOpen = false) {
    this.#network = network;
    this.isOpen = isOpen;
    this.isGroup = isOpen;
  }

  /** Makes a leg that the others do not know of until it enters. */
  prepare(party: Party, endpoint?: Endpoint): Leg {
    const leg = new Leg(this, party, endpoint);
    this.#network.legs.add(leg);
    return leg;
  }

  add(party: Party, endpoint?: Endpoint): Leg {
    const leg = this.prepare(party, endpoint);
    this.legs.add(leg);
    return leg;
  }

  /** The legs of the other parties. That of another device of the same party is no other. */
  othersOf(leg: Leg): readonly Leg[] {
    return [...this.legs].filter((other) => other.key !== leg.key);
  }

  connect(leg: Leg): void {
    if (this.legs.has(leg)) {
      leg.state = 'Connected';
      for (const act of leg.whenConnected) {
        act();
      }
      this.render();
    }
  }

  /** Puts another leg in the place of one that rings: that of the device which answers, or of another party. */
  replace(before: Leg, after: Leg): void {
    this.legs.delete(before);
    this.#network.legs.delete(before);
    before.endReason = endings.cancelled;
    this.#departed.set(before.key, endings.cancelled);
    after.whenConnected.push(...before.whenConnected);
    after.whenEnded.push(...before.whenEnded);
  }

  /** Takes a leg out, and leaves all others as they are; says whether it was still there. */
  remove(leg: Leg, reason: CallEndReason): boolean {
    if (!this.#network.legs.delete(leg)) {
      return false;
    }
    this.legs.delete(leg);
    leg.endReason = reason;
    this.#departed.set(leg.key, reason);
    leg.ringing?.stop(reason);
    leg.tell(() => {
      this.close(leg, reason);
    });
    for (const act of leg.whenEnded) {
      act(reason);
    }
    return true;
  }

  /** Takes a leg out. Whoever is left alone, or rings for nobody, goes with it. */
  end(leg: Leg, reason: CallEndReason, reasonOfOthers: CallEndReason = reason): void {
    if (!this.remove(leg, reason)) {
      return;
    }
    const rest = [...this.legs];
    const isOver =
      !rest.some(({ endpoint, isUp }) => endpoint && (this.isOpen || isUp)) ||
      (!this.isOpen && new Set(rest.map(({ key }) => key)).size === 1);
    if (isOver) {
      const reasonOfRest = rest.some(({ isUp }) => isUp) ? reasonOfOthers : endings.cancelled;
      for (const other of rest) {
        this.end(other, reasonOfRest);
      }
    } else {
      this.render();
    }
  }

  /** Ends the call of a leg for its own user, who may not be able to hear of anything else. */
  close(leg: Leg, reason: CallEndReason): void {
    const { call, endpoint, lobby } = leg;
    if (call && endpoint?.legs.delete(leg)) {
      lobby?.set({ participants: [] });
      call.set({ callEndReason: wholeReason(reason), state: 'Disconnected' });
    }
  }

  /** Brings each party's call up to date with the conversation. */
  render(): void {
    for (const leg of this.legs) {
      leg.tell(() => {
        this.show(leg);
      });
    }
  }

  stateOf(leg: Leg): CallState {
    if (leg.hangsUp) {
      return 'Disconnecting';
    }
    if (leg.state === 'InLobby') {
      return 'InLobby';
    }
    if (!leg.isUp || leg.isBeginning) {
      return 'Connecting';
    }
    if (leg.state === 'Hold') {
      return 'LocalHold';
    }
    const others = [...this.#partiesBefore(leg).values()].map(({ state }) => state);
    if (others.length === 1 && others[0] === 'Hold') {
      return 'RemoteHold';
    }
    if (others.includes('Connected') || others.includes('Hold') || this.isOpen) {
      return 'Connected';
    }
    return others.includes('Ringing') ? 'Ringing' : 'Connecting';
  }

  /** Brings the call of one party up to date. */
  show(leg: Leg): void {
    const { call, others, endReason, isMuted, role } = leg;
    if (!call || endReason || call.state === 'Disconnected') {
      return;
    }
    const present = this.#partiesBefore(leg);
    for (const [key, participant] of others) {
      if (!present.has(key)) {
        const reason = this.#departed.get(key);
        participant.set({ state: 'Disconnected', callEndReason: reason && wholeReason(reason) });
        others.delete(key);
      }
    }
    for (const other of present.values()) {
      this.introduce(leg, other).set({ state: other.state, isMuted: other.isMuted, role: other.role });
    }
    const remoteParticipants = [...others.values()];
    // The SDK tells of this one first, while `isMuted` is still what it was (SDK 2.0.0).
    if (isMuted && !call.isMuted) {
      call.emit('mutedByOthers');
    }
    call.set({ remoteParticipants });
    call.set({ isMuted, role, state: this.stateOf(leg) });
    leg.lobby?.set({ participants: remoteParticipants.filter(({ state }) => state === 'InLobby') });
  }

  /** Whom a party sees once it is on the line: one participant for all devices of another. */
  #partiesBefore(leg: Leg): ReadonlyMap<string, Leg> {
    const parties = new Map<string, Leg>();
    if (leg.isUp) {
      for (const other of this.othersOf(leg)) {
        const known = parties.get(other.key);
        if (!known || progress.indexOf(known.state) < progress.indexOf(other.state)) {
          parties.set(other.key, other);
        }
      }
    }
    return parties;
  }

  /** The participant as which a party sees another one. */
  introduce(leg: Leg, other: Leg): FakeRemoteParticipant {
    const known = leg.others.get(other.key);
    if (known) {
      return known;
    }
    const { info, isMuted, party, role, state } = other;
    const participant: FakeRemoteParticipant = new FakeRemoteParticipant({
      ...info,
      identifier: party.identifier,
      isMuted,
      role,
      state,
      mute: () => muteParticipant(leg, participant),
    });
    leg.others.set(other.key, participant);
    return this.#network.made(participant);
  }
}
