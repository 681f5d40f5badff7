/**
 * A fake of where all begins.
 */
import type { CallClient } from '@azure/communication-calling';
import { FakeCallAgent, FakeTeamsCallAgent } from './fake-call-agent.js';
import { FakeDeviceManager } from './fake-device-manager.js';
import { featuresOf } from './fake-feature.js';
import { fakeClass, type Fake, type FakeClass } from './fake-object.js';
import { FakeSdkError } from './fake-sdk-error.js';

/** The agents in use, by credential: it is one per user, whichever client is asked. */
const callAgents = new WeakMap<object, FakeCallAgent>();
const teamsCallAgents = new WeakMap<object, FakeTeamsCallAgent>();

/** The user's agent, or a new one if there is none in use. */
function agentOf<A extends FakeCallAgent | FakeTeamsCallAgent>(
  agents: WeakMap<object, A>,
  credential: object,
  create: () => A,
): A {
  const used = agents.get(credential);
  const agent = used && used.callsTo('dispose').length === 0 ? used : create();
  agents.set(credential, agent);
  return agent;
}

function assertInUse(client: Fake<CallClient>): void {
  if (client.callsTo('dispose').length > 0) {
    throw new FakeSdkError({ code: 404, subCode: 40012 });
  }
}

/**
 * A fake `CallClient`. It passes for the SDK's own class, private members and all.
 *
 * `createCallAgent` gives a connected {@link FakeCallAgent}; asked again with the same credential it gives the
 * same agent, also from another client, until that one is disposed of. After the client's `dispose()` it rejects
 * with 404/40012 (observed with SDK 1.46.1 and 2.0.0 in Chromium). `createTeamsCallAgent` does the same with a
 * {@link FakeTeamsCallAgent}, as far as is known. The device manager is a {@link FakeDeviceManager}, the same each time.
 *
 * @example
 * ```ts
 * import { FakeCallAgent, FakeCallClient } from 'rx-acs-calling/testing';
 * import { timer, map } from 'rxjs';
 *
 * const agent = new FakeCallAgent({ connectionState: 'Disconnected' });
 * const client = new FakeCallClient({ createCallAgent: () => timer(500).pipe(map(() => agent)) });
 * ```
 */
export const FakeCallClient: FakeClass<CallClient> = fakeClass('FakeCallClient', () => {
  const devices = new FakeDeviceManager();
  return {
    methods: { feature: featuresOf('callClientApiCtor', (callClient) => ({ callClient })) },
    promises: {
      createCallAgent(credential, { displayName } = {}) {
        assertInUse(this);
        return agentOf(
          callAgents,
          credential,
          () => new FakeCallAgent(displayName === undefined ? {} : { displayName }),
        );
      },
      createTeamsCallAgent(credential) {
        assertInUse(this);
        return agentOf(teamsCallAgents, credential, () => new FakeTeamsCallAgent());
      },
      getDeviceManager() {
        assertInUse(this);
        return devices;
      },
      dispose: () => undefined,
    },
  };
});
export type FakeCallClient = Fake<CallClient>;
