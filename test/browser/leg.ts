/**
 * The service's side of a call of the real SDK. The only thing that is put in place of the SDK's own is the HTTP POST of
 * the call's signalling session; what the service says goes to the session as a message of the service, and a real
 * peer answers what the SDK offers. Everything between is the SDK's own: the states of the call, hold and resume, the
 * transfer feature and its timers, the roster, the queue of operations.
 *
 * The names are those of the SDK's bundle (read and observed in SDK 1.40.1, 1.46.1 and 2.0.0).
 */
import type { Call } from '@azure/communication-calling';
import { wait } from './check.js';
import { createPeer, type Peer } from './peer.js';
import { isRunning, latestTimer, runOut } from './timers.js';

interface MediaContent {
  readonly blob: string;
  readonly contentType: string;
}

/** Those bodies of requests of which something is read. */
interface Body {
  readonly callInvitation?: { readonly mediaContent: MediaContent };
  readonly participants?: {
    readonly to?: readonly { readonly id: string; readonly participantId: string }[];
  };
  readonly mediaNegotiation?: { readonly mediaContent: MediaContent; readonly callModalities: unknown };
  readonly mediaAnswer?: { readonly mediaContent: MediaContent };
  readonly callTransfer?: {
    readonly target: { readonly id: string; readonly endpointType?: string };
    readonly replacementDetails?: unknown;
  };
  readonly transferCompletion?: Codes;
}

interface Request {
  readonly requestName: string;
  readonly payload?: Body | { readonly payload?: Body } | null;
}

interface Session {
  readonly http: { sendPostRequest(request: Request): Promise<unknown> };
  handleIncomingMsgAsync(message: {
    readonly headers: { isEmpty(): boolean; get(name: string, without?: string): string | null };
    readonly url: string;
    readonly body: object;
  }): Promise<unknown>;
}

export interface Codes {
  readonly code: number;
  readonly subCode?: number;
}

/** A transfer that the service has been asked for. */
export interface SentTransfer {
  readonly kind: 'participant' | 'call' | 'voicemail';
  /** The id of the target. */
  readonly target: string;
}

export interface Leg {
  /** The names of all requests so far. */
  readonly requests: readonly string[];
  /** The transfers that have been asked for, in order. */
  readonly transfers: readonly SentTransfer[];
  /** How many of the timers that the transfers have started are running. */
  readonly timers: () => number;
  /** What the SDK has told the service of the transfers that it was asked to make: 0 for done. */
  readonly outcomes: readonly Codes[];
  /** Answers the call, and resolves when it is connected. */
  accept(): Promise<void>;
  /** Lets the remote side hold the call, or resume it. */
  hold(isHeld: boolean): Promise<void>;
  /** Ends the call. */
  end(codes: Codes): void;
  /** Says that the target of the transfer rings. */
  ring(): void;
  /** Ends the transfer that is under way: with code 0 the target has taken it. */
  complete(codes: Codes): void;
  /** Lets the timer run out that was started first of those that are running. */
  runOut(): void;
  /** Asks the SDK to move the call to somebody else. */
  requestTransfer(target: string, transferor: string): void;
  /** Tells who is in the call, beside those who are: with more than one it is a group call for good. */
  join(...users: readonly RosterUser[]): void;
  /** Tells that somebody has left. */
  leave(id: string): void;
}

export interface RosterUser {
  readonly id: string;
  readonly isMuted?: boolean;
  readonly role?: string;
}

const link = (name: string): string => `https://service.invalid/${name}`;
const links = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, link(name)]));

const CALL_LINKS = links(
  'mediaRenegotiation',
  'transfer',
  'replacement',
  'callLeg',
  'acknowledgement',
  'hold',
);
const CONVERSATION = {
  conversationController: link('conversation'),
  links: links('leave', 'addParticipant'),
};
const HEADERS = { isEmpty: () => true, get: (_name: string, without?: string) => without ?? null };

const bodyOf = ({ payload }: Request): Body =>
  (payload && 'payload' in payload ? payload.payload : (payload as Body | null | undefined)) ?? {};

const kindOf = ({ target, replacementDetails }: NonNullable<Body['callTransfer']>): SentTransfer['kind'] =>
  target.endpointType === 'voicemail' ? 'voicemail' : replacementDetails ? 'call' : 'participant';

const legs = new WeakMap<Call, Leg>();

/** The service's side of a call, from the first time on that it is asked for. */
export const legOf = (call: Call): Leg => {
  const leg = legs.get(call) ?? createLeg(call);
  legs.set(call, leg);
  return leg;
};

function createLeg(call: Call): Leg {
  const { signalingSession } = (
    call as unknown as { readonly tsCall: { readonly signalingSession: Session } }
  ).tsCall;
  const { http } = signalingSession;
  const send = http.sendPostRequest.bind(http);
  const requests: string[] = [];
  const transfers: SentTransfer[] = [];
  const timers: number[] = [];
  const outcomes: Codes[] = [];
  const roster = new Map<string, string>();
  let peer: Peer | undefined;
  let contentType = '';
  let sequenceNumber = 0;
  let onStarted: (body: Body) => void;
  const started = new Promise<Body>((done) => {
    onStarted = done;
  });
  let onAccepted: (response: unknown) => void;
  const accepted = new Promise((done) => {
    onAccepted = done;
  });
  let isAccepted = false;
  let onAnswer: ((answer: MediaContent) => void) | undefined;

  const tell = (body: object, url = ''): void => {
    signalingSession.handleIncomingMsgAsync({ headers: HEADERS, url, body }).catch((error: unknown) => {
      console.error('The SDK does not take a message of the service:', body, error);
    });
  };

  const mediaContent = (blob: string): MediaContent => ({ blob, contentType });

  /** Without an answer of the service the SDK gives up by itself, as nothing can be reached. */
  const start = (request: Request, body: Body): Promise<unknown> => {
    onStarted(body);
    const lost = send(request).catch((error: unknown) => {
      if (isAccepted) {
        return accepted;
      }
      throw error;
    });
    return Promise.race([accepted, lost]);
  };

  const renegotiate = async ({ mediaNegotiation }: Body): Promise<void> => {
    if (peer && mediaNegotiation) {
      const answer = await peer.answer(mediaNegotiation.mediaContent.blob);
      tell({
        mediaAnswer: {
          links: links('mediaAcknowledgement'),
          callModalities: mediaNegotiation.callModalities,
          mediaContent: mediaContent(answer),
        },
      });
    }
  };

  http.sendPostRequest = (request) => {
    const body = bodyOf(request);
    requests.push(request.requestName);
    if (body.callInvitation) {
      return start(request, body);
    }
    if (!isAccepted) {
      return send(request);
    }
    if (body.callTransfer) {
      transfers.push({ kind: kindOf(body.callTransfer), target: body.callTransfer.target.id });
      // The SDK starts it right before it sends the request.
      timers.push(latestTimer() ?? 0);
    }
    if (body.transferCompletion) {
      outcomes.push(body.transferCompletion);
    }
    if (body.mediaAnswer) {
      onAnswer?.(body.mediaAnswer.mediaContent);
    }
    void renegotiate(body);
    return Promise.resolve({ response: {} });
  };

  const until = async (isReached: () => boolean, what: string): Promise<void> => {
    for (let i = 0; !isReached(); i++) {
      if (i > 500 || call.state === 'Disconnected') {
        throw new Error(`${what}: the call is ${call.state} (${JSON.stringify(call.callEndReason)}).`);
      }
      await wait(10);
    }
  };

  return {
    requests,
    transfers,
    timers: () => timers.filter(isRunning).length,
    outcomes,
    accept: async () => {
      isAccepted = true;
      const { callInvitation, participants } = await started;
      if (!callInvitation) {
        return;
      }
      ({ contentType } = callInvitation.mediaContent);
      peer = createPeer();
      const answer = await peer.answer(callInvitation.mediaContent.blob);
      onAccepted({
        // The id of the call comes with it.
        request: { headers: { 'X-Microsoft-Skype-Chain-ID': crypto.randomUUID() } },
        response: { sequenceNumber: sequenceNumber++, ...CONVERSATION, participants: {} },
      });
      // The response before the message, as from the service.
      await wait(0);
      const [callee] = participants?.to ?? [];
      tell({
        callAcceptance: {
          links: CALL_LINKS,
          callKeepAliveInterval: 600,
          acceptedBy: {
            id: callee?.id,
            participantId: callee?.participantId,
            endpointId: crypto.randomUUID(),
            displayName: '',
            languageId: 'en',
          },
          acceptedCallModalities: ['Audio'],
          mediaContent: mediaContent(answer),
          capabilities: null,
        },
      });
      await until(
        () => requests.includes('SendAcceptanceAcknowledgement') && call.state === 'Connected',
        'accept',
      );
    },
    hold: async (isHeld) => {
      const other = peer;
      if (!other) {
        throw new Error('The call has not been accepted.');
      }
      const answered = new Promise<MediaContent>((done) => {
        onAnswer = done;
      });
      tell({
        mediaNegotiation: {
          links: links('mediaAnswer', 'rejection'),
          callModalities: ['Audio'],
          mediaContent: mediaContent(await other.offer(isHeld ? 'inactive' : 'recvonly')),
        },
      });
      await other.take((await answered).blob);
      tell({ mediaAcknowledgement: { links: links('mediaRenegotiation') } });
      await until(() => call.state === (isHeld ? 'RemoteHold' : 'Connected'), 'hold');
    },
    end: ({ code, subCode = 0 }) => {
      tell({ callEnd: { code, subCode, reason: 'ended', phrase: 'The service has ended it.' } });
      peer?.close();
    },
    ring: () => {
      tell({ transferAcceptance: {} });
    },
    complete: ({ code, subCode = 0 }) => {
      tell({ transferCompletion: { code, subCode } });
    },
    runOut: () => {
      const first = timers.find(isRunning);
      if (first !== undefined) {
        runOut(first);
      }
    },
    requestTransfer: (target, transferor) => {
      tell({
        callTransfer: {
          target: { id: target },
          transferor: { details: { id: transferor } },
          links: links('transferAcceptance', 'transferCompletion'),
        },
      });
    },
    join: (...users) => {
      sequenceNumber++;
      if (users.some(({ id }) => !roster.has(id))) {
        tell(
          { sequenceNumber, state: { isMultiParty: true }, ...CONVERSATION },
          link('conversation/conversationUpdate/'),
        );
      }
      const participants = users.map(({ id, isMuted = false, role }) => {
        const endpoint = roster.get(id) ?? crypto.randomUUID();
        roster.set(id, endpoint);
        const call = {
          mediaStreams: [
            { type: 'audio', label: 'main-audio', sourceId: 1, direction: 'sendrecv', serverMuted: isMuted },
          ],
        };
        return [
          id,
          {
            state: 'active',
            role,
            details: { id, displayName: '', languageId: 'en' },
            endpoints: { [endpoint]: { call, participantId: endpoint } },
          },
        ];
      });
      tell(
        { type: 'Delta', sequenceNumber, participants: Object.fromEntries(participants) as object },
        link('conversation/rosterUpdate/'),
      );
    },
    leave: (id) => {
      roster.delete(id);
      tell(
        {
          type: 'Delta',
          sequenceNumber: ++sequenceNumber,
          participants: { [id]: { state: 'inactive', details: { id } } },
        },
        link('conversation/rosterUpdate/'),
      );
    },
  };
}
