import { inject, InjectionToken } from '@angular/core';
import { provideCalling } from 'rx-acs-calling/angular';
import { SimulatedCallingService } from 'rx-acs-calling/testing';

const SIMULATION = new InjectionToken('the simulated service and its users', {
  providedIn: 'root',
  factory: () => {
    const service = new SimulatedCallingService({ latency: 30 });
    return {
      service,
      alice: service.createUser({ communicationUserId: '8:acs:alice' }),
      bob: service.createUser({ communicationUserId: '8:acs:bob' }),
    };
  },
});

/** An agent on the simulated service: each component that provides it has one of its own. */
export const simulatedCalling = (who: 'alice' | 'bob') =>
  provideCalling(() => {
    const { service, [who]: user } = inject(SIMULATION);
    const client = service.callClient();
    return { createAgent: () => client.createCallAgent(user.credential) };
  });
