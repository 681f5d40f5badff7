/**
 * A fake of the client, which makes the agents and has the devices.
 */
import type { CallAgentOptions, CallClient } from '@azure/communication-calling';
import { disposalOf } from './agent-life.js';
import { FakeCallAgent, FakeTeamsCallAgent } from './fake-call-agent.js';
import { FakeDeviceManager, retire } from './fake-device-manager.js';
import { featuresOf } from './fake-feature.js';
import { fakeClass, type Fake, type FakeClass } from './fake-object.js';
import { FakeSdkError } from './fake-sdk-error.js';

type Agent = FakeCallAgent | FakeTeamsCallAgent;

/** The agents by credential. A user has one of each kind, also on several clients. */
const callAgents = new WeakMap<object, FakeCallAgent>();
const teamsCallAgents = new WeakMap<object, FakeTeamsCallAgent>();

interface Own {
  readonly agent: Agent;
  readonly credential: object;
  /** The map of agents of the same kind. */
  readonly agents: object;
}

/** The one agent of each client, and its user. */
const agentsOfClients = new WeakMap<object, Own>();

const MAX_DISPLAY_NAME = 256;

/** The agent of a client. A client has it until the disposal of the agent is done. */
const ownAgent = (client: object): Own | undefined => {
  const own = agentsOfClients.get(client);
  return own && disposalOf(own.agent) === 'done' ? undefined : own;
};

/** The user's agent in use, or a new one. */
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

/**
 * Throws the SDK's error if the client is disposed of.
 *
 * @param disposals The calls of `dispose()` that do not count: 1 inside `dispose()` itself.
 */
export function checkClient(client: Fake<CallClient>, disposals = 0): void {
  if (client.callsTo('dispose').length > disposals) {
    throw new FakeSdkError({ code: 404, subCode: 40012 });
  }
}

/** Throws the SDK's error if the display name is too long. */
export function checkDisplayName({ displayName = '' }: CallAgentOptions = {}): void {
  if (displayName.length > MAX_DISPLAY_NAME) {
    throw new FakeSdkError({ code: 400, subCode: 40215 });
  }
}

/**
 * A fake `CallClient`. The compiler accepts it as the SDK's class, private members included.
 *
 * `createCallAgent` resolves to a connected {@link FakeCallAgent}. With the same credential this client resolves to the
 * same agent until the agent's `dispose()` has settled, another client until it is called. Meanwhile this client refuses
 * another credential, and an agent of the other kind, with 400/40008. It refuses a display name of more than 256
 * characters with 400/40215. The client's `dispose()` disposes of its agent. From then on the client and its device
 * manager reject with 404/40012 (observed with SDK 1.46.1 and 2.0.0 in Chromium).
 *
 * `createTeamsCallAgent` does the same with a {@link FakeTeamsCallAgent} (read in the SDK). `getDeviceManager` always
 * resolves to the same {@link FakeDeviceManager}. Creating an agent takes no time here. On the simulated service it takes
 * time, and creations exclude each other.
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
