/**
 * The real SDK, in the version that the page's import map names, and what it takes to make a real agent and real calls
 * without an account or a network.
 */
import {
  CallClient,
  Features,
  type Call,
  type CallAgent,
  type ConnectionState,
  type ConnectionStateChangedReason,
} from '@azure/communication-calling';
import { AzureCommunicationTokenCredential } from '@azure/communication-common';
import { watchListeners } from './ledger.js';

export { AzureCommunicationTokenCredential, CallClient, Features };

/** Which SDK this page has: see the site. */
export const SDK_VERSION = new URLSearchParams(location.search).get('sdk') ?? '';

/** Why a call ends that is started without a network. */
export const NO_NETWORK =
  SDK_VERSION === '1.40.1' ? { code: 496, subCode: 4520 } : { code: 490, subCode: 4525 };

// The SDK leaves rejections of its own unhandled, whose reasons are no errors, mostly bare numbers: so after a hangUp()
// inside an event of the call. Everything else that goes uncaught fails the suite.
addEventListener('unhandledrejection', (event) => {
  if (!(event.reason instanceof Error)) {
    event.preventDefault();
  }
});

const base64url = (text: string): string =>
  btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

const DAY = 24 * 60 * 60;

const guids = (): string => `${crypto.randomUUID()}_${crypto.randomUUID()}`;

/** A token that looks like one of the service's. Nobody signed it, so it opens nothing. */
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

/** Somebody to call who does not exist. */
export const somebody = (): { readonly communicationUserId: string } => ({
  communicationUserId: `8:acs:${guids()}`,
});

/** Makes an agent with the listeners of it and of its calls watched. */
export async function createAgent(
  client: CallClient,
  credential: AzureCommunicationTokenCredential,
): Promise<CallAgent> {
  const agent = (await client.createCallAgent(credential)) as CallAgent | undefined;
  if (agent) {
    watchListeners(agent);
    // The first listener, so before the library gets to know the call.
    agent.on('callsUpdated', ({ added }) => {
      for (const call of added) {
        watchListeners(call);
        call.remoteParticipants.forEach(watchListeners);
      }
    });
  }
  return agent as CallAgent;
}

/** Starts a call that rings nowhere: it is `Connecting` for a second or two and then ends with `NO_NETWORK`. */
export const startCall = (agent: CallAgent): Call => agent.startCall([somebody()]);

/**
 * The call inside the SDK's call, of which the public one is told by `raiseChanged`. Not part of the SDK's public API, so
 * only for what no network but the service can bring about.
 */
interface InnerCall {
  state: number;
  raiseChanged(): void;
  _setTransferState(state: number): void;
  event(name: 'transferRequested'): { raise(request: object): void };
}

const CALL_STATES = { Connected: 3, LocalHold: 4, RemoteHold: 5 };
const TRANSFER_STATES = { Transferring: 1, Transferred: 3, Failed: 4 };

const innerOf = (call: Call): InnerCall => (call as unknown as { readonly tsCall: InnerCall }).tsCall;

/** Lets a connecting call believe that it is up. It still ends when the SDK finds no network. */
export const pretendState = (call: Call, state: keyof typeof CALL_STATES): void => {
  const inner = innerOf(call);
  inner.state = CALL_STATES[state];
  inner.raiseChanged();
};

/** Lets a connecting call believe that it is up and can be held and resumed, for which it takes a peer. */
export const pretendConnected = (call: Call): void => {
  call.hold = () => {
    pretendState(call, 'LocalHold');
    return Promise.resolve();
  };
  call.resume = () => {
    pretendState(call, 'Connected');
    return Promise.resolve();
  };
  pretendState(call, 'Connected');
};

/** Lets a call believe that the service has told it how far its transfer is. */
export const pretendTransfer = (call: Call, state: keyof typeof TRANSFER_STATES): void => {
  innerOf(call)._setTransferState(TRANSFER_STATES[state]);
};

/**
 * Lets a call believe that the service asks it to move to somebody else, which the SDK accepts by itself.
 *
 * @param onCompleted Told the outcome, which the SDK would send to the service: 1 for connected, 7 for failed.
 */
export const pretendTransferRequest = (call: Call, onCompleted: (outcome: number) => void): void => {
  const targetMri = somebody().communicationUserId;
  const transferorMri = somebody().communicationUserId;
  innerOf(call)
    .event('transferRequested')
    .raise({
      transferContext: {
        transferorMri,
        targetMri,
        transferType: 0,
        context: { target: { id: targetMri }, transferor: { id: transferorMri }, links: {} },
      },
      onCompleted,
    });
};

interface InnerAgent {
  getCallAgentConnectionState(): ConnectionState;
  updateConnectionState(cause: string): void;
}

/** Lets an agent believe that it has gained or lost its connection to the service. */
export const pretendConnection = (
  agent: CallAgent,
  state: ConnectionState,
  reason: ConnectionStateChangedReason = 'connectionIssue',
): void => {
  const inner = agent as unknown as InnerAgent;
  inner.getCallAgentConnectionState = () => state;
  inner.updateConnectionState(reason);
};
