/**
 * Clients and their agents: creation, refusals, disposal. The last checks dispose.
 */
import type { CommunicationTokenCredential } from '@azure/communication-common';
import { assert, assertEqual, assertRejects } from '../assert.js';
import type { Check, World } from '../world.js';

const NO_TOKENS = {
  fakes: 'a fake client does not read the credential: use answer(createCallAgent)',
  service: 'the users of the service have no JWTs: use answer(createCallAgent)',
};

/** Uses a new client, as a client with an agent refuses another one before it looks at the credential. */
const refused = (
  world: World,
  credential: CommunicationTokenCredential | undefined,
  codes: string,
): Promise<void> =>
  assertRejects(() => world.newClient().createCallAgent(credential as CommunicationTokenCredential), codes);

const supplying = (getToken: () => Promise<unknown>): CommunicationTokenCredential => ({
  getToken: getToken as CommunicationTokenCredential['getToken'],
  dispose: () => undefined,
});

const token = (text: string) => (): Promise<unknown> =>
  Promise.resolve({ token: text, expiresOnTimestamp: Date.now() + 60_000 });

export const clients: readonly Check[] = [
  {
    name: 'createCallAgent rejects with 401/44110 if there is no token',
    except: { fakes: NO_TOKENS.fakes },
    run: (world) =>
      refused(
        world,
        supplying(() => Promise.reject(new Error('There is no token.'))),
        '401/44110',
      ),
  },
  {
    name: 'createCallAgent rejects with 401/44109 for an empty token, and with 401/44111 for a text that is no token',
    except: { fakes: NO_TOKENS.fakes },
    run: async (world) => {
      await refused(
        world,
        supplying(() => Promise.resolve(undefined)),
        '401/44109',
      );
      await refused(world, supplying(token('not-a-token')), '401/44111');
    },
  },
  {
    name: 'createCallAgent rejects with 401 and its own subcode for each mistake in a token',
    except: NO_TOKENS,
    run: async (world) => {
      const now = Math.floor(Date.now() / 1000);
      await refused(world, undefined, '401/44108');
      await refused(world, supplying(token('x.y.z')), '401/44117');
      for (const [claims, codes] of [
        [{ acsScope: 'chat' }, '401/44113'],
        [{ acsScope: undefined }, '401/44114'],
        [{ resourceId: undefined }, '401/44115'],
        [{ skypeid: undefined }, '401/44116'],
        [{ iat: now - 120, exp: now - 60 }, '401/40235'],
      ] as const) {
        await refused(world, world.withClaims(claims), codes);
      }
    },
  },
  {
    name: 'createCallAgent resolves undefined for the token of a Teams user (SDK 1.40.1: rejects with 401/44114), and createTeamsCallAgent rejects others with 403/40231',
    except: NO_TOKENS,
    run: async (world) => {
      const credential = world.withClaims({
        skypeid: 'orgid:29228d3e-040e-4656-a70e-890ab4e173e5',
        acsScope: undefined,
        resourceId: undefined,
      });
      if (world.sdk === '1.40.1') {
        await refused(world, credential, '401/44114');
      } else {
        const agent: unknown = await world.newClient().createCallAgent(credential);
        assertEqual(agent, undefined, 'agent');
      }
      await assertRejects(() => world.newClient().createTeamsCallAgent(world.newCredential()), '403/40231');
    },
  },
  {
    name: 'createCallAgent waits for the token without a timeout',
    except: { fakes: NO_TOKENS.fakes },
    run: async (world) => {
      const outcomes: string[] = [];
      const settle = (): void => {
        outcomes.push('settled');
      };
      void world
        .newClient()
        .createCallAgent(supplying(() => new Promise(() => undefined)))
        .then(settle, settle);
      await world.moment();
      assertEqual(outcomes, [], 'outcomes');
    },
  },
  {
    name: 'while a creation waits for its token, the client makes the agent of another user',
    except: { fakes: NO_TOKENS.fakes },
    run: async (world) => {
      const client = world.newClient();
      void client.createCallAgent(supplying(() => new Promise(() => undefined)));
      await world.moment();
      const agent = await client.createCallAgent(world.newCredential());
      assertEqual(agent.calls.length, 0, 'calls of the agent');
      await agent.dispose();
    },
  },
  {
    name: 'createCallAgent rejects with 400/40215 for a display name of more than 256 characters',
    run: (world) =>
      assertRejects(
        () => world.newClient().createCallAgent(world.newCredential(), { displayName: 'x'.repeat(257) }),
        '400/40215',
      ),
  },
  {
    name: 'of two creations at once the second is refused: with 400/40008 by the same client, with 409/40228 by another',
    except: { fakes: 'a fake client makes its agent at once: use answer(createCallAgent)' },
    run: async (world) => {
      const { client, credential } = world;
      const first = client.createCallAgent(credential);
      const another = world.newClient();
      const [same, other] = [
        assertRejects(() => client.createCallAgent(credential), '400/40008'),
        assertRejects(() => another.createCallAgent(world.sameUser(credential)), '409/40228'),
      ];
      await Promise.all([same, other]);
      const agent = await first;
      assert((await another.createCallAgent(world.sameUser(credential))) === agent, 'Not the same.');
    },
  },
  {
    name: 'the same user gets the same agent, also from another client',
    run: async (world) => {
      const agent = await world.agent();
      const { client, credential } = world;
      assert((await client.createCallAgent(credential)) === agent, 'The client gave another agent.');
      assert(
        (await world.newClient().createCallAgent(world.sameUser(credential))) === agent,
        'Another client gave another agent.',
      );
    },
  },
  {
    name: 'a client that has an agent refuses one for another user with 400/40008, and goes on',
    run: async (world) => {
      const agent = await world.agent();
      await assertRejects(() => world.client.createCallAgent(world.newCredential()), '400/40008');
      assert((await world.agent()) === agent, 'The agent has changed.');
    },
  },
];

export const disposals: readonly Check[] = [
  {
    name: 'dispose of an agent hangs up its calls, the user then gets another agent, and the old one still starts calls',
    run: async (world) => {
      const agent = await world.agent();
      const call = agent.startCall([world.somebody()]);
      await world.underWay(call);
      const log: string[] = [];
      agent.on('callsUpdated', ({ removed }) => {
        log.push(`${String(removed.length)} gone`);
      });
      call.on('stateChanged', () => {
        log.push(call.state);
      });
      const disposed = agent.dispose().then(() => {
        log.push('disposed');
      });
      await disposed;
      assertEqual(log, ['Disconnecting', '1 gone', 'Disconnected', 'disposed'], 'order');
      assertEqual([call.callEndReason?.code, call.callEndReason?.subCode], [0, 0], 'reason');
      assert((await world.agent()) !== agent, 'It is still the same agent.');
      await assertRejects(() => agent.dispose(), '409/40203');
      assertEqual(agent.startCall([world.somebody()]).state, 'None', 'a call of the old agent');
    },
  },
  {
    name: 'a client returns the same agent until the dispose of the agent has settled',
    except: { fakes: 'the dispose of a fake agent is done at once' },
    run: async (world) => {
      const agent = await world.agent();
      const disposed = agent.dispose();
      assert((await world.client.createCallAgent(world.credential)) === agent, 'It is another agent.');
      await disposed;
    },
  },
  {
    name: 'dispose of a client disposes of its agent, and the client then refuses everything with 404/40012',
    run: async (world) => {
      const agent = await world.agent();
      const call = agent.startCall([world.somebody()]);
      await world.underWay(call);
      const { client } = world;
      await client.dispose();
      assertEqual(call.state, 'Disconnected', 'state of a call');
      await assertRejects(() => agent.dispose(), '409/40203');
      await assertRejects(() => client.createCallAgent(world.credential), '404/40012');
      await assertRejects(() => client.getDeviceManager(), '404/40012');
      await assertRejects(() => client.dispose(), '404/40012');
    },
  },
];
