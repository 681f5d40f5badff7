/**
 * A fake of where all begins.
 */
import type { CallAgent, CallClient } from '@azure/communication-calling';
import { FakeCallAgent } from './fake-call-agent.js';
import { FakeObject, type FakeInit } from './fake-object.js';
import { FakeSdkError } from './fake-sdk-error.js';

/** The agents in use, by credential: it is one per user, whichever client is asked. */
const agents = new WeakMap<object, FakeCallAgent>();

/**
 * A fake `CallClient`. It passes for the SDK's own class, private members and all.
 *
 * `createCallAgent` gives a connected {@link FakeCallAgent}; asked again with the same credential it gives the
 * same agent, also from another client, until that one is disposed of. After the client's `dispose()` it rejects
 * with 404/40012 (observed with SDK 1.46.1 and 2.0.0 in Chromium). What else an app calls, the test answers.
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
export class FakeCallClient extends FakeObject<CallClient> implements CallClient {
  constructor(init?: FakeInit<CallClient>) {
    super(
      {
        events: {},
        properties: {},
        methods: { feature: () => unanswered('feature') },
        promises: {
          createCallAgent(credential, options): CallAgent {
            if (this.callsTo('dispose').length) {
              throw new FakeSdkError({ code: 404, subCode: 40012 });
            }
            let agent = agents.get(credential);
            if (!agent || agent.callsTo('dispose').length) {
              const { displayName } = options ?? {};
              agent = new FakeCallAgent(displayName === undefined ? {} : { displayName });
              agents.set(credential, agent);
            }
            return agent;
          },
          createTeamsCallAgent: () => unanswered('createTeamsCallAgent'),
          getDeviceManager: () => unanswered('getDeviceManager'),
          dispose: () => undefined,
        },
      },
      init,
    );
  }
}

const unanswered = (method: string): never => {
  throw new Error(`FakeCallClient needs to be told what ${method}() does: answer('${method}', () => …)`);
};
