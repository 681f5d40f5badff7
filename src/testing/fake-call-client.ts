/**
 * A fake of where all begins.
 */
import type { CallAgentOptions, CallClient } from '@azure/communication-calling';
import { FakeCallAgent, FakeTeamsCallAgent } from './fake-call-agent.js';
import { FakeDeviceManager, retire } from './fake-device-manager.js';
import { featuresOf } from './fake-feature.js';
import { fakeClass, type Fake, type FakeClass } from './fake-object.js';
import { FakeSdkError } from './fake-sdk-error.js';

/** The agents by credential: it is one per user, whichever client is asked. */
const callAgents = new WeakMap<object, FakeCallAgent>();
const teamsCallAgents = new WeakMap<object, FakeTeamsCallAgent>();
/** The same by client: it is one of each kind per client, too. */
const callAgentsOfClients = new WeakMap<object, FakeCallAgent>();
const teamsCallAgentsOfClients = new WeakMap<object, FakeTeamsCallAgent>();

const MAX_DISPLAY_NAME = 256;

const inUse = <A extends FakeCallAgent | FakeTeamsCallAgent>(agent: A | undefined): A | undefined =>
  agent?.callsTo('dispose').length ? undefined : agent;

/** The user's agent, or a new one if there is none in use. */
function agentOf<A extends FakeCallAgent | FakeTeamsCallAgent>(
  client: Fake<CallClient>,
  agents: WeakMap<object, A>,
  agentsOfClients: WeakMap<object, A>,
  credential: object,
  create: () => A,
): A {
  checkClient(client);
  const known = inUse(agents.get(credential));
  const own = inUse(agentsOfClients.get(client));
  if (own && own !== known) {
    throw new FakeSdkError({ code: 400, subCode: 40008 });
  }
  const agent = known ?? create();
  agents.set(credential, agent);
  agentsOfClients.set(client, agent);
  return agent;
}

/** Throws what the SDK throws for a client that has been disposed of, not counting the call that is asking. */
export function checkClient(client: Fake<CallClient>, disposals = 0): void {
  if (client.callsTo('dispose').length > disposals) {
    throw new FakeSdkError({ code: 404, subCode: 40012 });
  }
}

export function checkDisplayName({ displayName = '' }: CallAgentOptions = {}): void {
  if (displayName.length > MAX_DISPLAY_NAME) {
    throw new FakeSdkError({ code: 400, subCode: 40215 });
  }
}

/**
 * A fake `CallClient`. It passes for the SDK's own class, private members and all.
 *
 * `createCallAgent` gives a connected {@link FakeCallAgent}; asked again with the same credential it gives the
 * same agent, also from another client, until that one is disposed of. Meanwhile another credential is refused
 * with 400/40008, as a display name of more than 256 characters is with 400/40215. The client's `dispose()` disposes
 * of its agent, and from then on it rejects with 404/40012, as its device manager does (observed with SDK 1.46.1 and
 * 2.0.0 in Chromium). `createTeamsCallAgent` does the same with a
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
      createCallAgent(credential, options) {
        checkDisplayName(options);
        const { displayName } = options ?? {};
        return agentOf(
          this,
          callAgents,
          callAgentsOfClients,
          credential,
          () => new FakeCallAgent(displayName === undefined ? {} : { displayName }),
        );
      },
      createTeamsCallAgent(credential) {
        return agentOf(
          this,
          teamsCallAgents,
          teamsCallAgentsOfClients,
          credential,
          () => new FakeTeamsCallAgent(),
        );
      },
      getDeviceManager() {
        checkClient(this);
        return devices;
      },
      async dispose() {
        checkClient(this, 1);
        retire(devices);
        await inUse(callAgentsOfClients.get(this))?.dispose();
        await inUse(teamsCallAgentsOfClients.get(this))?.dispose();
      },
    },
  };
});
export type FakeCallClient = Fake<CallClient>;
