/**
 * Agents that the real SDK makes, refuses to make, or never makes.
 */
import {
  AgentCreationError,
  callAgent$,
  calls$,
  callState$,
  CallingTimeoutError,
  connectionState$,
  fromSdkEvent,
} from 'rx-acs-calling';
import { retryOnDisconnect } from 'rx-acs-calling/operators';
import { assert, assertEqual, record, type Check } from '../check.js';
import { followed } from '../followed.js';
import { assertNoListenerLeft, listenersNow } from '../ledger.js';
import {
  AzureCommunicationTokenCredential,
  CallClient,
  createAgent,
  expiredToken,
  fakeToken,
  startCall,
  SDK_VERSION,
} from '../sdk.js';
import { socketOf } from '../socket.js';

// The second agent of a client takes half the time of the first. So the checks share one client and one user.
const client = new CallClient();
const token = fakeToken();

/** Makes an agent with a token that the SDK refuses. Retries if that can help. */
const refused = async (
  getToken: () => string,
): Promise<{ readonly error: unknown; readonly creations: number; readonly tokens: readonly string[] }> => {
  let creations = 0;
  const tokens: string[] = [];
  const credential = new AzureCommunicationTokenCredential({
    tokenRefresher: () => {
      const next = getToken();
      tokens.push(next);
      return Promise.resolve(next);
    },
  });
  const agents = record(
    callAgent$(() => {
      creations++;
      return createAgent(client, credential);
    }).pipe(retryOnDisconnect({ delay: 0 })),
  );
  const error = await agents.end;
  credential.dispose();
  assertEqual(agents.values.length, 0, 'agents');
  return { error, creations, tokens };
};

export const checks: readonly Check[] = [
  {
    name: 'callAgent$ errs with 401 for a bad token, and retryOnDisconnect does not retry',
    run: async () => {
      const { error, creations, tokens } = await refused(() => 'not-a-token');
      assert(error instanceof AgentCreationError, `Expected an AgentCreationError, got ${String(error)}`);
      const { code, subCode, resultCategories, cause } = error;
      assertEqual(
        { code, subCode, resultCategories },
        { code: 401, subCode: 44111, resultCategories: ['ExpectedError'] },
        'details',
      );
      assert(
        cause instanceof Error && cause.name === 'CallingCommunicationError',
        'The cause is not the SDK error.',
      );
      assertEqual(creations, 1, 'creations');
      assert(!tokens.some((it) => error.message.includes(it)), 'The message holds the token.');
    },
  },
  {
    name: 'callAgent$ errs with 401 for a token without the scope for calls',
    run: async () => {
      const { error, creations, tokens } = await refused(() => fakeToken({ acsScope: 'chat' }));
      assert(error instanceof AgentCreationError, `Expected an AgentCreationError, got ${String(error)}`);
      const { code, subCode } = error;
      assertEqual({ code, subCode }, { code: 401, subCode: 44113 }, 'codes');
      assertEqual(creations, 1, 'creations');
      assert(!tokens.some((it) => error.message.includes(it)), 'The message holds the token.');
    },
  },
  {
    name: 'retryOnDisconnect requests another token once after an expired one, and then gives up',
    run: async () => {
      const { error, creations, tokens } = await refused(expiredToken);
      assert(error instanceof AgentCreationError, `Expected an AgentCreationError, got ${String(error)}`);
      const { code, subCode, attempts } = error;
      assertEqual({ code, subCode, attempts }, { code: 401, subCode: 40235, attempts: 2 }, 'details');
      assertEqual(creations, 2, 'creations');
      assert(!tokens.some((it) => error.message.includes(it)), 'The message holds the token.');
    },
  },
  {
    name: 'callAgent$ errs if the SDK resolves with undefined, as for the token of a Teams user (SDK 1.40.1: rejects with 401/44114)',
    run: async () => {
      const { error, creations } = await refused(() =>
        fakeToken({ skypeid: `orgid:${crypto.randomUUID()}`, acsScope: undefined, resourceId: undefined }),
      );
      assert(error instanceof AgentCreationError, `Expected an AgentCreationError, got ${String(error)}`);
      const codes = SDK_VERSION === '1.40.1' ? [401, 44114] : [undefined, undefined];
      assertEqual([error.code, error.subCode], codes, 'codes');
      assertEqual(creations, 1, 'creations');
    },
  },
  {
    name: 'callAgent$ errs if the token refresher never settles',
    run: async () => {
      const silent = new AzureCommunicationTokenCredential({
        tokenRefresher: () => new Promise<string>(() => undefined),
      });
      const agents = record(callAgent$(() => createAgent(client, silent), { timeout: 300 }));
      const error = await agents.end;
      assert(error instanceof CallingTimeoutError, `Expected a CallingTimeoutError, got ${String(error)}`);
      assertEqual(error.timeout, 300, 'timeout');
    },
  },
  {
    // On the client of the check above, whose creation still waits for its token.
    name: 'callAgent$ makes an agent and disposes of it; connectionState$ follows it',
    run: async () => {
      const { log, create, gone } = followed(client, new AzureCommunicationTokenCredential(token));
      const agent$ = callAgent$(create);
      assertEqual(log, [], 'before the subscription');
      const agents = record(agent$);
      const agent = await agents.first;
      assertEqual(typeof agent.startCall, 'function', 'startCall');

      const early = record(connectionState$(agent));
      assertEqual(early.values, ['Disconnected'], 'connectionState$ at once');
      const changes = record(fromSdkEvent(agent, 'connectionStateChanged'));
      const socket = socketOf(agent);
      socket.open();
      socket.register();
      const late = record(connectionState$(agent));
      socket.drop();
      assertEqual(early.values, ['Disconnected', 'Connected', 'Disconnected'], 'connectionState$');
      assertEqual(late.values, ['Connected', 'Disconnected'], 'connectionState$ for a late subscriber');
      assertEqual(
        changes.values,
        [
          { oldValue: 'Disconnected', newValue: 'Disconnected', reason: 'connectionIssue' },
          { oldValue: 'Disconnected', newValue: 'Connected' },
          { oldValue: 'Connected', newValue: 'Disconnected', reason: 'connectionIssue' },
        ],
        'connectionStateChanged',
      );
      assertEqual(listenersNow(agent, 'connectionStateChanged'), 1, 'listeners');
      [early, changes, late].forEach(({ subscription }) => {
        subscription.unsubscribe();
      });
      assertEqual(listenersNow(agent, 'connectionStateChanged'), 0, 'listeners after leaving');

      agents.subscription.unsubscribe();
      assertEqual(log, ['create', 'created', 'dispose'], 'order');
      await gone();
    },
  },
  {
    name: 'a subscription right after an unsubscription waits for dispose(), and gets a new agent that works',
    run: async () => {
      const { log, create, gone } = followed(client, new AzureCommunicationTokenCredential(token));
      const agent$ = callAgent$(create);
      const before = record(agent$);
      const old = await before.first;
      // With a call to end, dispose() takes a while.
      const ended = record(callState$(startCall(old)));
      before.subscription.unsubscribe();
      const after = record(agent$);
      assertEqual(log, ['create', 'created', 'dispose'], 'while dispose() is pending');
      const fresh = await after.first;
      assertEqual(log, ['create', 'created', 'dispose', 'disposed', 'create', 'created'], 'order');
      assert(fresh !== old, 'The disposed agent came back.');
      assertEqual(await ended.end, undefined, "the end of the old agent's call");

      const calls = record(calls$(fresh));
      const states = record(callState$(startCall(fresh)));
      await states.end;
      assertEqual(states.values, ['None', 'Connecting', 'Disconnected'], 'states of a call');
      assertEqual(
        calls.values.map(({ length }) => length),
        [0, 1, 0],
        'calls',
      );
      calls.subscription.unsubscribe();
      after.subscription.unsubscribe();
      await gone();
    },
  },
  {
    name: 'no listener of the library is left, and there never were two for one event',
    run: () => {
      assertNoListenerLeft(['connectionStateChanged', 'callsUpdated', 'stateChanged']);
      return Promise.resolve();
    },
  },
];
