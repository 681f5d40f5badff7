/**
 * The messages of the service as data, in the form that the SDK takes (read and observed in SDK 1.40.1, 1.46.1 and 2.0.0).
 */

/** A description in SDP. */
export interface MediaContent {
  readonly blob: string;
  readonly contentType: string;
}

/** A user in the roster of a call. */
export interface RosterUser {
  readonly id: string;
  readonly isMuted?: boolean;
  readonly role?: string;
}

const link = (name: string): string => `https://service.invalid/${name}`;
const links = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, link(name)]));

const CONVERSATION = {
  conversationController: link('conversation'),
  links: links('leave', 'addParticipant'),
};

/** The addresses that the SDK recognizes messages about the conversation by. */
export const CONVERSATION_UPDATE = link('conversation/conversationUpdate/');
export const ROSTER_UPDATE = link('conversation/rosterUpdate/');

/** The response to the request that starts a call. It brings the id of the call. */
export const invitationResponse = (sequenceNumber: number): object => ({
  request: { headers: { 'X-Microsoft-Skype-Chain-ID': crypto.randomUUID() } },
  response: { sequenceNumber, ...CONVERSATION, participants: {} },
});

export const callAcceptance = (
  callee: { readonly id: string; readonly participantId: string } | undefined,
  mediaContent: MediaContent,
): object => ({
  callAcceptance: {
    links: links('mediaRenegotiation', 'transfer', 'replacement', 'callLeg', 'acknowledgement', 'hold'),
    callKeepAliveInterval: 600,
    acceptedBy: {
      id: callee?.id,
      participantId: callee?.participantId,
      endpointId: crypto.randomUUID(),
      displayName: '',
      languageId: 'en',
    },
    acceptedCallModalities: ['Audio'],
    mediaContent,
    capabilities: null,
  },
});

export const mediaAnswer = (callModalities: unknown, mediaContent: MediaContent): object => ({
  mediaAnswer: { links: links('mediaAcknowledgement'), callModalities, mediaContent },
});

export const mediaNegotiation = (mediaContent: MediaContent): object => ({
  mediaNegotiation: { links: links('mediaAnswer', 'rejection'), callModalities: ['Audio'], mediaContent },
});

export const mediaAcknowledgement = (): object => ({
  mediaAcknowledgement: { links: links('mediaRenegotiation') },
});

export const callTransfer = (target: string, transferor: string): object => ({
  callTransfer: {
    target: { id: target },
    transferor: { details: { id: transferor } },
    links: links('transferAcceptance', 'transferCompletion'),
  },
});

/** Makes the call a group call. */
export const multiParty = (sequenceNumber: number): object => ({
  sequenceNumber,
  state: { isMultiParty: true },
  ...CONVERSATION,
});

const participant = ({ id, isMuted = false, role }: RosterUser, endpoint: string): object => {
  const audio = { type: 'audio', label: 'main-audio', sourceId: 1, direction: 'sendrecv' };
  const call = { mediaStreams: [{ ...audio, serverMuted: isMuted }] };
  return {
    state: 'active',
    role,
    details: { id, displayName: '', languageId: 'en' },
    endpoints: { [endpoint]: { call, participantId: endpoint } },
  };
};

/** @param endpoints The endpoint of each user. */
export const joined = (
  sequenceNumber: number,
  users: readonly RosterUser[],
  endpoints: ReadonlyMap<string, string>,
): object => ({
  type: 'Delta',
  sequenceNumber,
  participants: Object.fromEntries(
    users.map((user) => [user.id, participant(user, endpoints.get(user.id) ?? '')]),
  ) as object,
});

export const left = (sequenceNumber: number, id: string): object => ({
  type: 'Delta',
  sequenceNumber,
  participants: { [id]: { state: 'inactive', details: { id } } },
});
