/**
 * The signalling session of a call of the real SDK, and the answers of the service in place of its HTTP POST. Everything else
 * is the SDK's own: the states of the call, hold and resume, the transfer feature and its timers, the roster, the queue.
 *
 * The names are those of the SDK's bundle (read and observed in SDK 1.40.1, 1.46.1 and 2.0.0).
 */
import type { Call } from '@azure/communication-calling';
import type { CallChanges } from '../contract/world.js';
import { deferred, wait, type Deferred } from './check.js';
import { mediaAnswer, type MediaContent } from './messages.js';
import type { Peer } from './peer.js';
import { latestTimer } from './timers.js';

/** The parts of a request's body that the service reads. */
export interface Body {
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

interface Signalling {
  readonly http: { sendPostRequest(request: Request): Promise<unknown> };
  handleIncomingMsgAsync(message: {
    readonly headers: { isEmpty(): boolean; get(name: string, without?: string): string | null };
    readonly url: string;
    readonly body: object;
  }): Promise<unknown>;
}

/** The state of a call, as the SDK keeps it below the call. */
interface InnerCall {
  readonly signalingSession: Signalling;
  readonly localSignalingParticipant: { advancedMeetingRole?: string };
  raiseChanged(): void;
}

export interface Codes {
  readonly code: number;
  readonly subCode?: number;
}

/** A transfer request that the service has received. */
export interface SentTransfer {
  readonly kind: 'participant' | 'call' | 'voicemail';
  /** The id of the target. */
  readonly target: string;
}

/** The service's side of a call: its state, and the requests that it has received. */
export interface Session {
  readonly call: Call;
  readonly inner: InnerCall;
  readonly signalling: Signalling;
  /** The SDK's own way to send a request. */
  readonly send: (request: Request) => Promise<unknown>;
  readonly requests: string[];
  readonly transfers: SentTransfer[];
  /** The SDK's timers of the transfers. */
  readonly timers: number[];
  /** The outcomes that the SDK has reported, of transfers that it was asked to make. */
  readonly outcomes: Codes[];
  /** The endpoint of each user in the call. */
  readonly roster: Map<string, string>;
  /** The SDK's request to start the call. */
  readonly started: Deferred<Body>;
  /** The service's answer to it. */
  readonly accepted: Deferred<unknown>;
  isAccepted: boolean;
  contentType: string;
  sequenceNumber: number;
  peer?: Peer;
  /** The SDK's answer to the latest offer of the peer. */
  answer?: Deferred<MediaContent>;
}

const HEADERS = { isEmpty: () => true, get: (_name: string, without?: string) => without ?? null };

const bodyOf = ({ payload }: Request): Body =>
  (payload && 'payload' in payload ? payload.payload : (payload as Body | null | undefined)) ?? {};

const kindOf = ({ target, replacementDetails }: NonNullable<Body['callTransfer']>): SentTransfer['kind'] =>
  target.endpointType === 'voicemail' ? 'voicemail' : replacementDetails ? 'call' : 'participant';

/** Sends a message of the service to the SDK. */
export const tell = ({ signalling }: Session, body: object, url = ''): void => {
  signalling.handleIncomingMsgAsync({ headers: HEADERS, url, body }).catch((error: unknown) => {
    console.error('The SDK rejects a message of the service:', body, error);
  });
};

/** Waits for a condition. Throws if the call ends first, or after 5 s. */
export const until = async ({ call }: Session, isReached: () => boolean, action: string): Promise<void> => {
  for (let i = 0; !isReached(); i++) {
    if (i > 500 || call.state === 'Disconnected') {
      throw new Error(`${action}: the call is ${call.state} (${JSON.stringify(call.callEndReason)}).`);
    }
    await wait(10);
  }
};

/** Holds back the answer until the call is accepted. Without an answer the SDK itself gives up, as it has no network. */
const start = (session: Session, request: Request, body: Body): Promise<unknown> => {
  const { promise: accepted } = session.accepted;
  session.started.resolve(body);
  const lost = session.send(request).catch((error: unknown) => {
    if (session.isAccepted) {
      return accepted;
    }
    throw error;
  });
  return Promise.race([accepted, lost]);
};

/** Answers an offer of the SDK by the peer. */
const renegotiate = async (session: Session, { mediaNegotiation }: Body): Promise<void> => {
  if (session.peer && mediaNegotiation) {
    const blob = await session.peer.answer(mediaNegotiation.mediaContent.blob);
    tell(session, mediaAnswer(mediaNegotiation.callModalities, { blob, contentType: session.contentType }));
  }
};

/** Notes the parts of a request that a check looks at. */
const receive = (session: Session, { callTransfer, transferCompletion, mediaAnswer: media }: Body): void => {
  if (callTransfer) {
    session.transfers.push({ kind: kindOf(callTransfer), target: callTransfer.target.id });
    // The SDK starts the timer right before it sends the request.
    session.timers.push(latestTimer() ?? 0);
  }
  if (transferCompletion) {
    session.outcomes.push(transferCompletion);
  }
  if (media) {
    session.answer?.resolve(media.mediaContent);
  }
};

const answerRequest = (session: Session, request: Request): Promise<unknown> => {
  const body = bodyOf(request);
  session.requests.push(request.requestName);
  if (body.callInvitation) {
    return start(session, request, body);
  }
  if (!session.isAccepted) {
    return session.send(request);
  }
  receive(session, body);
  void renegotiate(session, body);
  return Promise.resolve({ response: {} });
};

const STATES = { Connected: 3, RemoteHold: 5 } as const;

/** Puts properties in place, and lets the SDK look at them once. */
export const changeAtOnce = (
  { inner }: Session,
  { id, state, isMuted, role, ...same }: CallChanges,
): void => {
  const { isScreenSharingOn, isIncomingAudioMuted: isSpeakerMuted } = same;
  const changes = {
    _callId: id,
    state: state && STATES[state],
    isScreenSharingOn,
    _muteState: isMuted === undefined ? undefined : isMuted ? 2 : 0,
    isSpeakerMuted,
  };
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  Object.assign(inner, Object.fromEntries(given));
  if (role) {
    inner.localSignalingParticipant.advancedMeetingRole = role.toLowerCase();
  }
  inner.raiseChanged();
};

/** Takes over the requests of a call. */
export function createSession(call: Call): Session {
  const { tsCall: inner } = call as unknown as { readonly tsCall: InnerCall };
  const { signalingSession: signalling } = inner;
  const { http } = signalling;
  const session: Session = {
    call,
    inner,
    signalling,
    send: http.sendPostRequest.bind(http),
    requests: [],
    transfers: [],
    timers: [],
    outcomes: [],
    roster: new Map(),
    started: deferred(),
    accepted: deferred(),
    isAccepted: false,
    contentType: '',
    sequenceNumber: 0,
  };
  http.sendPostRequest = (request) => answerRequest(session, request);
  return session;
}
