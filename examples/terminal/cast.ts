/**
 * The users of the simulated service. An app with an account replaces this file: there a client is a
 * `new CallClient()`, and a credential a `new AzureCommunicationTokenCredential(…)`.
 */
import type { CallAgent } from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import type { Observable } from 'rxjs';
import type { SimulatedCallingService, SimulatedUser, SimulatedUserOptions } from 'rx-acs-calling/testing';
import { signIn } from './app.js';

export interface Person<I extends CommunicationIdentifier> {
  readonly identifier: I;
  readonly user: SimulatedUser;
  readonly agent$: Observable<CallAgent>;
}

/** Makes the users. A user can be called while something subscribes to the agent. */
export const castOf = (service: SimulatedCallingService) => {
  const person = <I extends CommunicationIdentifier>(
    identifier: I,
    options: SimulatedUserOptions,
  ): Person<I> => {
    const user = service.createUser(identifier, options);
    return { identifier, user, agent$: signIn(service.callClient(), user.credential) };
  };
  return {
    alice: person({ communicationUserId: '8:acs:alice' }, { displayName: 'Alice' }),
    bob: person({ communicationUserId: '8:acs:bob' }, { displayName: 'Bob' }),
    emma: person({ communicationUserId: '8:acs:emma' }, { displayName: 'Emma' }),
    dave: person({ microsoftTeamsUserId: 'dave' }, { displayName: 'Dave', voicemail: true }),
  };
};
