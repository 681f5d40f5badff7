/**
 * The connection of an agent to the service, and the disposal of an agent by the SDK.
 */
import type { CallAgent, ConnectionStateChangedEvent } from '@azure/communication-calling';
import { assert, assertEqual, assertRejects } from '../assert.js';
import type { Check } from '../world.js';

const changesOf = (agent: CallAgent): unknown[] => {
  const heard: unknown[] = [];
  const listener: ConnectionStateChangedEvent = ({ oldValue, newValue, reason }) => {
    heard.push([agent.connectionState, oldValue, newValue, reason ?? null]);
  };
  agent.on('connectionStateChanged', listener);
  return heard;
};

/** The changes of an agent that loses the connection and gets it back. */
const AWAY_AND_BACK = [
  ['Disconnected', 'Connected', 'Disconnected', 'connectionIssue'],
  ['Connected', 'Disconnected', 'Connected', null],
];

/** The SDK has the method, but not in its types. */
const onDisposed = (agent: CallAgent, listener: () => void): void => {
  (agent as unknown as { onDisposed(listener: () => void): void }).onDisposed(listener);
};

const NOBODY_REFUSES = { fakes: 'no service that refuses a token' };

export const agents: readonly Check[] = [
  {
    name: 'the first drop of a socket is a connectionIssue at once, and the agent connects again by itself',
    run: async (world) => {
      const { agent, drop, restore } = await world.connected();
      assertEqual(agent.connectionState, 'Connected', 'state at first');
      const heard = changesOf(agent);
      await drop();
      await restore();
      assertEqual(heard, AWAY_AND_BACK, 'events');
      await agent.dispose();
    },
  },
  {
    name: 'a planned switch of the socket is a connectionIssue too, once the SDK reports meanwhile that it is registered',
    except: { fakes: 'no socket', service: 'no socket' },
    run: async (world) => {
      const { agent, planSwitch, finishSwitch } = await world.connected();
      const heard = changesOf(agent);
      await planSwitch();
      await finishSwitch();
      assertEqual(heard, AWAY_AND_BACK, 'events');
      await agent.dispose();
    },
  },
  {
    name: 'a call survives a short drop of the socket',
    except: { fakes: 'the calls have no connection' },
    run: async (world) => {
      const { agent, drop, restore } = await world.connected();
      const call = agent.startCall([world.somebody()]);
      await world.underWay(call);
      await world.bring(call, 'Connected');
      await drop();
      assertEqual([call.state, agent.calls.length], ['Connected', 1], 'call without a socket');
      await restore();
      await world.moment();
      assertEqual([call.state, agent.calls.length], ['Connected', 1], 'call with a socket again');
      await agent.dispose();
      assertEqual(call.state, 'Disconnected', 'call after the dispose');
    },
  },
  {
    name: 'after 11 refused tokens the SDK disposes of a connected agent: its calls end, and only onDisposed tells the app',
    except: NOBODY_REFUSES,
    run: async (world) => {
      const { agent, client, credential, refuseTokens } = await world.connected();
      const call = agent.startCall([world.somebody()]);
      await world.underWay(call);
      const heard = changesOf(agent);
      const disposals: string[] = [];
      onDisposed(agent, () => {
        disposals.push('disposed');
      });
      await refuseTokens();
      await world.moment();
      assertEqual([heard, agent.connectionState], [[], 'Connected'], 'events and state');
      assertEqual([call.state, agent.calls.length], ['Disconnected', 0], 'call');
      assertEqual(disposals, ['disposed'], 'calls of the listener of onDisposed');
      await assertRejects(() => agent.dispose(), '409/40203');
      assert((await client.createCallAgent(credential)) !== agent, 'The client still has the agent.');
    },
  },
  {
    name: 'after 11 refused tokens an agent without a connection fires invalidToken once, from Disconnected to Disconnected',
    except: NOBODY_REFUSES,
    run: async (world) => {
      const { agent, drop, refuseTokens } = await world.connected();
      await drop();
      const heard = changesOf(agent);
      await refuseTokens();
      await world.moment();
      assertEqual(heard, [['Disconnected', 'Disconnected', 'Disconnected', 'invalidToken']], 'events');
      await assertRejects(() => agent.dispose(), '409/40203');
    },
  },
  {
    name: 'while an agent is being made or disposed of, its client refuses another user with 400/40008, and accepts one afterwards',
    except: { fakes: 'a fake client makes its agent at once: use answer(createCallAgent)' },
    run: async (world) => {
      const client = world.newClient();
      const refusal = (): Promise<void> =>
        assertRejects(() => client.createCallAgent(world.newCredential()), '400/40008');
      const making = client.createCallAgent(world.newCredential());
      await refusal();
      const agent = await making;
      // With a call to end, the dispose takes a while.
      await world.underWay(agent.startCall([world.somebody()]));
      const disposing = agent.dispose();
      await refusal();
      await disposing;
      const next = await client.createCallAgent(world.newCredential());
      assert(next !== agent, 'The disposed agent came back.');
      await next.dispose();
    },
  },
];
