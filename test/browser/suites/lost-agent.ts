/**
 * Agents of the real SDK that lose their connection, or that the SDK disposes of.
 */
import { AgentDisconnectedError, callAgent$ } from 'rx-acs-calling';
import { retryOnDisconnect } from 'rx-acs-calling/operators';
import { assert, assertEqual, record, wait, type Check } from '../check.js';
import { followed } from '../followed.js';
import { assertNoListenerLeft } from '../ledger.js';
import { legOf } from '../leg.js';
import { AzureCommunicationTokenCredential, CallClient, fakeToken, startCall } from '../sdk.js';
import { socketOf } from '../socket.js';

// The second agent of a client takes half the time of the first. So the checks share one client and one user.
const client = new CallClient();
const token = fakeToken();

export const checks: readonly Check[] = [
  {
    name: 'retryOnDisconnect keeps an agent with a call, and the call, when its socket drops',
    run: async () => {
      const { log, create, gone } = followed(client, new AzureCommunicationTokenCredential(token));
      const agents = record(callAgent$(create).pipe(retryOnDisconnect({ reconnectTimeout: 200, delay: 0 })));
      const agent = await agents.first;
      const socket = socketOf(agent);
      socket.open();
      socket.register();
      const call = startCall(agent);
      await legOf(call).accept();
      socket.drop();
      // Longer than the time limit of an agent without calls.
      await wait(500);
      assertEqual([call.state, agent.connectionState], ['Connected', 'Disconnected'], 'call and agent');
      socket.open();
      assertEqual(agent.connectionState, 'Connected', 'agent after the drop');
      await wait(300);
      assertEqual([log, call.state], [['create', 'created'], 'Connected'], 'agents, and the call');
      await call.hangUp();
      agents.subscription.unsubscribe();
      await gone();
    },
  },
  {
    name: 'retryOnDisconnect replaces an agent without calls that does not reconnect, and gives up if the new one never connects',
    run: async () => {
      const { log, create, gone } = followed(client, new AzureCommunicationTokenCredential(token));
      const agents = record(
        callAgent$(create).pipe(
          retryOnDisconnect({ connectTimeout: 200, reconnectTimeout: 200, count: 1, delay: 0 }),
        ),
      );
      const connected = await agents.first;
      const socket = socketOf(connected);
      socket.open();
      socket.register();
      // Longer than its time limit for connecting.
      await wait(300);
      assertEqual(log, ['create', 'created'], 'while connected');
      socket.drop();
      assertEqual(log, ['create', 'created'], 'when disconnected');
      const error = await agents.end;
      assert(
        error instanceof AgentDisconnectedError,
        `Expected an AgentDisconnectedError, got ${String(error)}`,
      );
      const { reason, attempts } = error;
      assertEqual({ reason, attempts }, { reason: 'connectTimeout', attempts: 2 }, 'details');
      assertEqual(log, ['create', 'created', 'dispose', 'disposed', 'create', 'created', 'dispose'], 'order');
      const [first, second] = agents.values;
      assert(agents.values.length === 2 && first !== second, 'Expected two agents.');
      await gone();
    },
  },
  {
    name: 'retryOnDisconnect replaces an agent that the SDK has silently disposed of after refused tokens',
    run: async () => {
      const { log, create, gone } = followed(client, new AzureCommunicationTokenCredential(token));
      const agents = record(callAgent$(create).pipe(retryOnDisconnect({ delay: 0 })));
      const agent = await agents.first;
      const socket = socketOf(agent);
      socket.open();
      socket.register();
      await socket.refuseTokens();
      while (agents.values.length < 2) {
        await wait(50);
      }
      assert(agents.values[1] !== agent, 'The disposed agent came back.');
      assertEqual(log.filter((what) => what === 'created').length, 2, 'agents');
      agents.subscription.unsubscribe();
      await gone();
    },
  },
  {
    name: 'no listener of the library is left, and there never were two for one event',
    run: () => {
      assertNoListenerLeft(['connectionStateChanged']);
      return Promise.resolve();
    },
  },
];
