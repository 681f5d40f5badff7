/**
 * One conversation of the simulated service: its parties, and the calls in which they see each other.
 */
import type {
  Call,
  CallEndReason,
  CallerInfo,
  CallState,
  CustomContext,
  HangUpOptions,
} from '@azure/communication-calling';
import type { CommunicationIdentifier, CommunicationIdentifierKind } from '@azure/communication-common';
import { Subscription, type Observable } from 'rxjs';
import { endings } from './endings.js';
import { FakeCall } from './fake-call.js';
import type { FakeCallAgent } from './fake-call-agent.js';
import { FakeIncomingCall } from './fake-incoming-call.js';
import type { FakeInit } from './fake-object.js';
import { FakeRemoteParticipant } from './fake-remote-participant.js';
import { FakeSdkError } from './fake-sdk-error.js';
import { FakeFeatures } from './fake-transfer.js';
import { rawId } from './identifiers.js';
import { transferLeg } from './simulated-transfer.js';

/** Somebody who can be called. */
export interface Party {
  readonly identifier: CommunicationIdentifierKind;
  readonly displayName?: string;
  readonly voicemail?: boolean;
}

/** What a conversation needs of the service. */
export interface Network {
  readonly ringTimeout: number;
  /** Does something when the latency has passed, or as many milliseconds. */
  after(action: () => void, delay?: number): Subscription;
  /** Does something when the latency has passed, and replays how it went. */
  later<T>(action: () => T): Observable<T>;
  converse(): Conversation;
  party(identifier: CommunicationIdentifier): Party;
  /** The agent at which the party can be reached. */
  agentOf(party: Party): FakeCallAgent | undefined;
  /** All legs of all conversations. */
  readonly legs: Set<Leg>;
}

/** What the one who is called gets to know. */
export interface Introduction {
  readonly callerInfo: CallerInfo;
  readonly transferorInfo?: CallerInfo;
  readonly customContext?: CustomContext | undefined;
  readonly disableForwardingAndUnanswered?: boolean | undefined;
}

/** One party's part in a conversation. A voicemail has no agent and no call. */
export class Leg {
  readonly conversation: Conversation;
  readonly party: Party;
  /** As the others see it. */
  state: 'Connecting' | 'Ringing' | 'Connected' | 'Hold' = 'Connecting';
  agent: FakeCallAgent | undefined;
  call: FakeCall | undefined;
  incomingCall: FakeIncomingCall | undefined;
  hangsUp = false;
  /** A leg can be transferred once at a time. */
  isTransferred = false;
  readonly others: Map<Leg, FakeRemoteParticipant> = new Map();
  readonly ringing: Subscription = new Subscription();
  readonly whenConnected: (() => void)[] = [];
  readonly whenEnded: ((reason: CallEndReason) => void)[] = [];
  endReason: CallEndReason | undefined;

  constructor(conversation: Conversation, party: Party) {
    this.conversation = conversation;
    this.party = party;
  }

  get info(): CallerInfo {
    return infoOf(this.party);
  }

  /** On the line, be it on hold. */
  get isUp(): boolean {
    return this.state === 'Connected' || this.state === 'Hold';
  }
}

const infoOf = ({ identifier, displayName }: Party): CallerInfo =>
  displayName === undefined ? { identifier } : { identifier, displayName };

export class Conversation {
  readonly #network: Network;
  /** A conversation that one can join goes on with a single party. */
  readonly #isOpen: boolean;
  readonly legs: Set<Leg> = new Set();

  constructor(network: Network, isOpen = false) {
    this.#network = network;
    this.#isOpen = isOpen;
  }

  add(party: Party): Leg {
    const leg = new Leg(this, party);
    this.legs.add(leg);
    this.#network.legs.add(leg);
    return leg;
  }

  othersOf(leg: Leg): readonly Leg[] {
    return [...this.legs].filter((other) => other !== leg);
  }

  /** Gives a leg its call, which is then among the calls of its agent. */
  open(leg: Leg, agent: FakeCallAgent, init: FakeInit<Call>): FakeCall {
    const call = new FakeCall({
      ...init,
      hangUp: (options) => this.#hangUp(leg, options),
      hold: () => this.#hold(leg),
      resume: () => this.#resume(leg),
      addParticipant: (...[identifier]) => this.#invite(leg, identifier),
      removeParticipant: (identifier) => this.#remove(leg, identifier),
    });
    call
      .feature(FakeFeatures.Transfer)
      .answer('transfer', (...[target, options]) => transferLeg(this.#network, leg, target, options));
    leg.agent = agent;
    leg.call = call;
    agent.set({ calls: [...agent.calls, call] });
    return call;
  }

  /** Lets it ring at a party, until there is an answer. */
  ring(leg: Leg, introduction: Introduction): void {
    if (!this.legs.has(leg)) {
      return;
    }
    const agent = this.#network.agentOf(leg.party);
    if (!agent) {
      this.end(leg, endings.notRegistered);
      return;
    }
    const { callerInfo, transferorInfo, customContext, disableForwardingAndUnanswered } = introduction;
    const incomingCall = new FakeIncomingCall({
      callerInfo,
      ...(transferorInfo && { transferorInfo }),
      ...(customContext && { customContext }),
      accept: () => this.#accept(leg, agent),
      reject: () => this.#reject(leg),
    });
    leg.agent = agent;
    leg.incomingCall = incomingCall;
    leg.state = 'Ringing';
    leg.ringing.add(
      this.#network.after(() => {
        if (leg.party.voicemail && !disableForwardingAndUnanswered) {
          incomingCall.set({ callEndReason: endings.noAnswer });
          leg.agent = undefined;
          this.connect(leg);
        } else {
          this.end(leg, endings.noAnswer);
        }
      }, this.#network.ringTimeout),
    );
    this.render();
    agent.emit('incomingCall', { incomingCall });
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

  /** Takes a leg out. Whoever is left alone, or rings for nobody, goes with it. */
  end(leg: Leg, reason: CallEndReason, reasonOfOthers: CallEndReason = reason): void {
    if (!this.legs.delete(leg)) {
      return;
    }
    const { call, incomingCall } = leg;
    this.#network.legs.delete(leg);
    leg.endReason = reason;
    leg.ringing.unsubscribe();
    for (const participant of leg.others.values()) {
      participant.set({ state: 'Disconnected', callEndReason: reason });
    }
    if (call) {
      call.set({ callEndReason: reason, state: 'Disconnected' });
    } else if (!incomingCall?.callEndReason) {
      incomingCall?.set({ callEndReason: reason });
    }
    for (const act of leg.whenEnded) {
      act(reason);
    }

    const rest = [...this.legs];
    if (!this.#isOpen && !rest.some(({ isUp }) => isUp)) {
      for (const other of rest) {
        this.end(other, endings.cancelled);
      }
    } else if (rest.length === 1 && !this.#isOpen) {
      for (const other of rest) {
        this.end(other, reasonOfOthers);
      }
    } else {
      this.render();
    }
  }

  /** Brings each party's call up to date with the conversation. */
  render(): void {
    for (const leg of this.legs) {
      const { call, others } = leg;
      if (!call) {
        continue;
      }
      for (const [other, participant] of others) {
        if (other.endReason) {
          participant.set({ state: 'Disconnected', callEndReason: other.endReason });
          others.delete(other);
        }
      }
      for (const other of this.othersOf(leg)) {
        const { state } = other;
        const participant = others.get(other);
        if (participant) {
          participant.set({ state });
        } else {
          others.set(
            other,
            new FakeRemoteParticipant({ ...infoOf(other.party), identifier: other.party.identifier, state }),
          );
        }
      }
      call.set({ remoteParticipants: [...others.values()], state: this.#callState(leg) });
    }
  }

  #callState(leg: Leg): CallState {
    if (leg.hangsUp) {
      return 'Disconnecting';
    }
    if (!leg.isUp) {
      return 'Connecting';
    }
    if (leg.state === 'Hold') {
      return 'LocalHold';
    }
    const others = this.othersOf(leg).map(({ state }) => state);
    if (others.length === 1 && others[0] === 'Hold') {
      return 'RemoteHold';
    }
    if (others.includes('Connected') || others.includes('Hold') || this.#isOpen) {
      return 'Connected';
    }
    return others.includes('Ringing') ? 'Ringing' : 'Connecting';
  }

  #accept(leg: Leg, agent: FakeCallAgent): Observable<FakeCall> {
    const { incomingCall } = leg;
    if (!incomingCall || leg.call || incomingCall.callEndReason) {
      throw new FakeSdkError({ code: 400, subCode: 41006 });
    }
    leg.ringing.unsubscribe();
    const { id, info, callerInfo, transferorInfo } = incomingCall;
    const call = this.open(leg, agent, {
      id,
      info,
      callerInfo,
      ...(transferorInfo && { transferorInfo }),
      direction: 'Incoming',
      state: 'Connecting',
    });
    return this.#network.later(() => {
      this.connect(leg);
      return call;
    });
  }

  #reject(leg: Leg): Observable<void> {
    const { incomingCall } = leg;
    if (!incomingCall || leg.call || incomingCall.callEndReason) {
      throw new FakeSdkError({ code: 400, subCode: 41007 });
    }
    leg.ringing.unsubscribe();
    incomingCall.set({ callEndReason: endings.declined });
    return this.#network.later(() => {
      this.end(leg, endings.declined);
    });
  }

  #hangUp(leg: Leg, options?: HangUpOptions): Observable<void> {
    if (leg.endReason) {
      throw new FakeSdkError({ code: 490, subCode: 4525 });
    }
    leg.hangsUp = true;
    leg.call?.set({ state: 'Disconnecting' });
    return this.#network.later(() => {
      const others = this.othersOf(leg);
      if (options?.forEveryone) {
        this.end(leg, endings.hungUp, endings.removed);
        for (const other of others) {
          this.end(other, endings.removed);
        }
      } else {
        const isPhone = leg.party.identifier.kind === 'phoneNumber';
        this.end(leg, endings.hungUp, isPhone ? endings.hungUpByPhone : endings.hungUp);
      }
    });
  }

  #hold(leg: Leg): Observable<void> {
    return this.#switch(leg, ['Connected', 'RemoteHold'], 'Hold', 41033);
  }

  #resume(leg: Leg): Observable<void> {
    return this.#switch(leg, ['LocalHold'], 'Connected', 41034);
  }

  #switch(leg: Leg, from: readonly CallState[], to: Leg['state'], subCode: number): Observable<void> {
    // Checked again when the request arrives: the call may have ended by then.
    const check = (): void => {
      if (leg.endReason || !from.includes(this.#callState(leg))) {
        throw new FakeSdkError({ code: 500, subCode });
      }
    };
    check();
    return this.#network.later(() => {
      check();
      leg.state = to;
      this.render();
    });
  }

  #invite(leg: Leg, identifier: CommunicationIdentifier): FakeRemoteParticipant {
    const guest = this.add(this.#network.party(identifier));
    this.render();
    this.#network.after(() => {
      this.ring(guest, { callerInfo: leg.info });
    });
    return leg.others.get(guest) as FakeRemoteParticipant;
  }

  #remove(leg: Leg, identifier: CommunicationIdentifier): Observable<void> {
    return this.#network.later(() => {
      const other = this.othersOf(leg).find(({ party }) => rawId(party.identifier) === rawId(identifier));
      if (other) {
        this.end(other, endings.removed, endings.hungUp);
      }
    });
  }
}
