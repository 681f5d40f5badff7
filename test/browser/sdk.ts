/**
 * The real SDK, in the version of the page's import map, and functions that make real agents and calls without an account or
 * a network.
 */
import { CallClient, Features, type Call, type CallAgent } from '@azure/communication-calling';
import {
  AzureCommunicationTokenCredential,
  type CommunicationTokenCredential,
} from '@azure/communication-common';
import { legOf } from './leg.js';
import { watchListeners } from './ledger.js';

export { AzureCommunicationTokenCredential, CallClient, Features };

/** The version of the SDK on this page (see site.ts). */
export const SDK_VERSION = new URLSearchParams(location.search).get('sdk') ?? '';

/** The codes of a call that is started without a network. */
export const NO_NETWORK =
  SDK_VERSION === '1.40.1' ? { code: 496, subCode: 4520 } : { code: 490, subCode: 4525 };

// The SDK leaves rejections of its own unhandled. Their reasons are not errors, mostly bare numbers: after each failed
// transfer, and after a hangUp() inside an event of the call. Every other uncaught error fails the suite.
addEventListener('unhandledrejection', (event) => {
  if (!(event.reason instanceof Error)) {
    event.preventDefault();
  }
});

const base64url = (text: string): string =>
  btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

const DAY = 24 * 60 * 60;

const guids = (): string => `${crypto.randomUUID()}_${crypto.randomUUID()}`;

/** A token in the form of the service's tokens. It has no valid signature, so it gives no access. */
export const fakeToken = (claims: Readonly<Record<string, unknown>> = {}): string => {
  const now = Math.floor(Date.now() / 1000);
  return [
    { alg: 'RS256', typ: 'JWT' },
    {
      skypeid: `acs:${guids()}`,
      scp: 1792,
      acsScope: 'voip',
      resourceId: crypto.randomUUID(),
      resourceLocation: 'europe',
      iat: now,
      exp: now + DAY,
      ...claims,
    },
    'no signature',
  ]
    .map((part) => base64url(JSON.stringify(part)))
    .join('.');
};

/** A token that expired a day ago. */
export const expiredToken = (): string => {
  const now = Math.floor(Date.now() / 1000);
  return fakeToken({ iat: now - 2 * DAY, exp: now - DAY });
};

/** A user who does not exist, to call. */
export const somebody = (): { readonly communicationUserId: string } => ({
  communicationUserId: `8:acs:${guids()}`,
});

/** Watches the listeners of an agent and of its calls, and makes the service's side of each call. */
export function watchAgent(agent: CallAgent): void {
  watchListeners(agent);
  // The first listener: it runs before those of the library.
  agent.on('callsUpdated', ({ added }) => {
    for (const call of added) {
      watchListeners(call);
      call.remoteParticipants.forEach(watchListeners);
      legOf(call);
    }
  });
}

/** Makes an agent, and watches it. */
export async function createAgent(
  client: CallClient,
  credential: CommunicationTokenCredential,
): Promise<CallAgent> {
  const agent = (await client.createCallAgent(credential)) as CallAgent | undefined;
  if (agent) {
    watchAgent(agent);
  }
  return agent as CallAgent;
}

/** Starts a call. Unless its leg is told to accept, it is `Connecting` for a second or two and ends with `NO_NETWORK`. */
export const startCall = (agent: CallAgent): Call => agent.startCall([somebody()]);

/** Starts a call, and answers it. */
export async function connected(agent: CallAgent): Promise<Call> {
  const call = startCall(agent);
  await legOf(call).accept();
  return call;
}
