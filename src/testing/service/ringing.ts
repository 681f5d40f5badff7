/**
 * How it rings at a party of the simulated service: on all its devices, until one of them answers or declines.
 */
import type { CallEndReason, CallerInfo, CustomContext } from '@azure/communication-calling';
import { Subscription, type Observable } from 'rxjs';
import { wholeReason } from '../fakes/call-end-reason.js';
import type { Leg, Network } from './conversation.js';
import { endings } from './endings.js';
import type { FakeCall } from '../fakes/fake-call.js';
import { FakeIncomingCall } from '../fakes/fake-incoming-call.js';
import { FakeSdkError } from '../fakes/fake-sdk-error.js';
import { rawId } from '../fakes/identifiers.js';
import type { Endpoint } from './simulated-endpoint.js';

/** What the one who is called gets to know. */
export interface Introduction {
  readonly callerInfo: CallerInfo;
  readonly transferorInfo?: CallerInfo;
  readonly customContext?: CustomContext | undefined;
  readonly disableForwardingAndUnanswered?: boolean | undefined;
}

/** It rings on one device. */
interface Ring {
  readonly endpoint: Endpoint;
  readonly incomingCall: FakeIncomingCall;
  /** The part in the conversation that the device asks for by answering; the service has yet to hear of it. */
  claim?: Leg;
  /** Why it rings no more without having been answered, which the device may not know yet. */
  endReason?: CallEndReason;
}

/** Lets it ring at the party of a leg, or of whoever takes that party's calls, until there is an answer. */
export function ring(network: Network, called: Leg, introduction: Introduction): void {
  if (called.endReason) {
    return;
  }
  const leg = introduction.disableForwardingAndUnanswered ? called : forwarded(network, called);
  const { conversation, party } = leg;
  const registered = network.endpointsOf(party);
  const reachable = registered.filter(({ isReachable }) => isReachable);
  if (party.busyOnBusy && isEngaged(network, leg)) {
    conversation.end(leg, endings.busy);
  } else if (reachable.length) {
    leg.ringing = new Ringing(network, leg, introduction);
    leg.ringing.start(reachable);
  } else {
    conversation.end(leg, registered.length ? endings.notOnline : endings.notRegistered);
  }
}

/** Follows the forwarding of calls; where it goes round in a circle it ends with the last one who is new. */
function forwarded(network: Network, called: Leg): Leg {
  const seen = new Set([called.key]);
  let { party } = called;
  while (party.forwardTo && !seen.has(rawId(party.forwardTo))) {
    seen.add(rawId(party.forwardTo));
    party = network.party(party.forwardTo);
  }
  if (party === called.party) {
    return called;
  }
  const leg = called.conversation.add(party);
  called.conversation.replace(called, leg);
  return leg;
}

const isEngaged = (network: Network, called: Leg): boolean =>
  [...network.legs].some(
    (leg) => leg !== called && leg.key === called.key && Boolean(leg.call ?? leg.ringing),
  );

export class Ringing {
  readonly #network: Network;
  readonly #leg: Leg;
  readonly #introduction: Introduction;
  readonly #timer = new Subscription();
  #rings: Ring[] = [];

  /** @param leg The place of the party in the conversation, until a device takes it. */
  constructor(network: Network, leg: Leg, introduction: Introduction) {
    this.#network = network;
    this.#leg = leg;
    this.#introduction = introduction;
  }

  start(endpoints: readonly Endpoint[]): void {
    this.#leg.state = 'Ringing';
    this.#timer.add(
      this.#network.clock.schedule(() => {
        this.#giveUp();
      }, this.#network.ringTimeout),
    );
    this.#rings = endpoints.map((endpoint) => this.#ring(endpoint));
    this.#leg.conversation.render();
    for (const { endpoint, incomingCall } of [...this.#rings]) {
      endpoint.agent.emit('incomingCall', { incomingCall });
    }
  }

  /** It rings no more, on any device. */
  stop(reason: CallEndReason): void {
    this.#timer.unsubscribe();
    // Who has declined knows; the other devices learn that there is nothing left to answer.
    const told = reason === endings.declined ? endings.declinedEverywhere : reason;
    for (const ring of this.#rings.splice(0)) {
      end(ring, told);
    }
  }

  /** A device no longer takes part; when it was the last one, nobody can answer any more. */
  leave(endpoint: Endpoint, reason: CallEndReason): void {
    const ring = this.#rings.find((other) => other.endpoint === endpoint);
    if (!ring) {
      return;
    }
    this.#rings = this.#rings.filter((other) => other !== ring);
    end(ring, reason);
    if (!this.#rings.length) {
      this.#leg.conversation.end(this.#leg, reason);
    }
  }

  /** Somebody answers who is not on any of the devices that are simulated: a voicemail, or another device. */
  answeredBySomebody(reason: CallEndReason): void {
    this.stop(reason);
    this.#leg.ringing = undefined;
    this.#leg.conversation.connect(this.#leg);
  }

  #ring(endpoint: Endpoint): Ring {
    const { callerInfo, transferorInfo, customContext } = this.#introduction;
    const incomingCall: FakeIncomingCall = new FakeIncomingCall({
      callerInfo,
      ...(transferorInfo && { transferorInfo }),
      ...(customContext && { customContext }),
      accept: () => this.#accept(ring),
      reject: () => this.#reject(ring),
    });
    const ring: Ring = { endpoint, incomingCall: this.#network.made(incomingCall) };
    return ring;
  }

  #giveUp(): void {
    const { party, conversation } = this.#leg;
    if (party.voicemail && !this.#introduction.disableForwardingAndUnanswered) {
      this.answeredBySomebody(endings.noAnswer);
    } else {
      conversation.end(this.#leg, endings.noAnswer);
    }
  }

  #accept(ring: Ring): Observable<FakeCall> {
    const { endpoint, incomingCall } = ring;
    if (ring.claim || incomingCall.callEndReason) {
      throw new FakeSdkError({ code: 400, subCode: 41006 });
    }
    const { conversation, party } = this.#leg;
    const claim = (): FakeCall => {
      const { id, info, callerInfo, transferorInfo } = incomingCall;
      ring.claim = conversation.add(party, endpoint);
      return this.#network.open(ring.claim, endpoint, {
        id,
        info,
        callerInfo,
        ...(transferorInfo && { transferorInfo }),
        direction: 'Incoming',
        state: 'Connecting',
      });
    };
    let call: FakeCall;
    return endpoint.request(
      'accept',
      () => {
        this.#answer(ring);
        return call;
      },
      () => {
        call = claim();
      },
    );
  }

  /** The first answer that the service hears of takes the call. */
  #answer(ring: Ring): void {
    const { claim } = ring;
    if (!claim || claim.endReason) {
      return;
    }
    if (ring.endReason) {
      // It rang no more, and the device could not hear of that.
      claim.conversation.end(claim, ring.endReason);
      return;
    }
    this.#rings = this.#rings.filter((other) => other !== ring);
    this.#leg.conversation.replace(this.#leg, claim);
    this.stop(endings.answeredElsewhere);
    this.#leg.conversation.connect(claim);
  }

  #reject(ring: Ring): Observable<void> {
    const { endpoint, incomingCall } = ring;
    if (ring.claim || incomingCall.callEndReason) {
      throw new FakeSdkError({ code: 400, subCode: 41007 });
    }
    return endpoint.request(
      'reject',
      () => {
        this.#leg.conversation.end(this.#leg, endings.declined);
      },
      () => {
        incomingCall.set({ callEndReason: wholeReason(endings.declined) });
      },
    );
  }
}

/** What ends for the device: the call that it has answered, or else the ringing. */
function end(ring: Ring, reason: CallEndReason): void {
  const { endpoint, incomingCall, claim } = ring;
  ring.endReason = reason;
  if (claim) {
    claim.conversation.remove(claim, reason);
    return;
  }
  endpoint.tell(() => {
    if (!incomingCall.callEndReason && !ring.claim) {
      incomingCall.set({ callEndReason: wholeReason(reason) });
    }
  });
}
