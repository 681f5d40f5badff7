/**
 * The other users of the world of the service: they do nothing until the world makes them answer.
 */
import type { Call, IncomingCall } from '@azure/communication-calling';
import type { CommunicationUserIdentifier } from '@azure/communication-common';
import { FakeFeatures, type SimulatedCallingService } from 'rx-acs-calling/testing';
import { assert } from '../assert.js';
import { nextUser } from './next-user.js';

export interface Callee {
  readonly identifier: CommunicationUserIdentifier;
  /** The number of incoming calls. */
  rings: number;
  incomingCall?: IncomingCall;
  call?: Call;
}

export class Callees {
  readonly #service: SimulatedCallingService;
  readonly #callees = new Map<string, Callee>();

  constructor(service: SimulatedCallingService) {
    this.#service = service;
  }

  /** A new user with an agent. */
  create(): Callee {
    const identifier = nextUser();
    const callee: Callee = { identifier, rings: 0 };
    this.#callees.set(identifier.communicationUserId, callee);
    void this.#service
      .callClient()
      .createCallAgent(this.#service.createUser(identifier).credential)
      .then((agent) => {
        agent.on('incomingCall', ({ incomingCall }) => {
          callee.rings++;
          callee.incomingCall = incomingCall;
        });
      });
    return callee;
  }

  by({ communicationUserId }: CommunicationUserIdentifier): Callee {
    const callee = this.#callees.get(communicationUserId);
    assert(callee, 'There is no callee.');
    return callee;
  }

  /** The first callee of a call. */
  of({ remoteParticipants: [participant] }: Call): Callee {
    return this.by(participant?.identifier as CommunicationUserIdentifier);
  }

  /** The callee of a call accepts it. */
  async connect(call: Call): Promise<void> {
    const callee = this.of(call);
    const accepted = await callee.incomingCall?.accept();
    assert(accepted, 'The callee has no incoming call.');
    // The SDK lets a call be transferred only if its transfer feature has been looked up.
    accepted.feature(FakeFeatures.Transfer);
    callee.call = accepted;
  }
}
