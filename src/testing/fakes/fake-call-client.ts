/**
 * A fake of where all begins.
 */
import type { CallAgentOptions, CallClient } from '@azure/communication-calling';
import { disposalOf } from './agent-life.js';
import { FakeCallAgent, FakeTeamsCallAgent } from './fake-call-agent.js';
import { FakeDeviceManager, retire } from './fake-device-manager.js';
import { featuresOf } from './fake-feature.js';
import { fakeClass, type Fake, type FakeClass } from './fake-object.js';
import { FakeSdkError } from './fake-sdk-error.js';

type Agent = FakeCallAgent | FakeTeamsCallAgent;

/** The agents by credential: there is one of each kind per user, whichever client is asked. */
const callAgents = new WeakMap<object, FakeCallAgent>();
const teamsCallAgents = new WeakMap<object, FakeTeamsCallAgent>();

interface Own {
  readonly agent: Agent;
  readonly credential: object;
  /** Those of its kind. */
  readonly agents: object;
}

/** The one agent of each client, and whose it is. */
const agentsOfClients = new WeakMap<object, Own>();

const MAX_DISPLAY_NAME = 256;

/** The agent that a client has until its disposal is done. */
const ownAgent = (client: object): Own | undefined => {
  const own = agentsOfClients.get(client);
  return own && disposalOf(own.agent) === 'done' ? undefined : own;
};

/** The user's agent, or a new one if there is none in use. */
function agentOf<A extends Agent>(
  client: Fake<CallClient>,
  agents: WeakMap<object, A>,
  credential: object,
  create: () => A,
): A {
  checkClient(client);
  const own = ownAgent(client);
  if (own?.agents === agents && own.credential === credential) {
    return own.agent as A;
  }
  if (own) {
    throw new FakeSdkError({ code: 400, subCode: 40008 });
  }
  const known = agents.get(credential);
  const agent = known && !disposalOf(known) ? known : create();
  agents.set(credential, agent);
  agentsOfClients.set(client, { agent, credential, agents });
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
 * same agent, until its `dispose()` has settled; another client gives the same one until its `dispose()` is called.
 * Meanwhile the client refuses another credential, and an agent of the other kind, with 400/40008. A display name of more
 * than 256 characters is refused with 400/40215. The client's `dispose()` disposes of its agent, and from then on it
 * rejects with 404/40012, as its device manager does (observed with SDK 1.46.1 and 2.0.0 in Chromium).
 * `createTeamsCallAgent` does the same with a {@link FakeTeamsCallAgent} (read in them). The device manager is a
 * {@link FakeDeviceManager}, the same each time.
 *
 * Agents are made at once here. On the simulated service it takes time, in which creations exclude each other.
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
          credential,
          () => new FakeCallAgent(displayName === undefined ? {} : { displayName }),
        );
      },
      createTeamsCallAgent(credential) {
        return agentOf(this, teamsCallAgents, credential, () => new FakeTeamsCallAgent());
      },
      getDeviceManager() {
        checkClient(this);
        return devices;
      },
      async dispose() {
        checkClient(this, 1);
        retire(devices);
        const own = ownAgent(this);
        if (own && !disposalOf(own.agent)) {
          await own.agent.dispose();
        }
      },
    },
  };
});
export type FakeCallClient = Fake<CallClient>;
