/**
 * The service's side of a call of the real SDK, as actions: accept, hold, end, transfer, join. Each sends messages of the
 * service to the session of the call; a real peer answers the SDK's offers.
 */
import type { Call } from '@azure/communication-calling';
import { deferred, wait } from './check.js';
import {
  callAcceptance,
  callTransfer,
  CONVERSATION_UPDATE,
  invitationResponse,
  joined,
  left,
  mediaAcknowledgement,
  mediaNegotiation,
  multiParty,
  ROSTER_UPDATE,
  type MediaContent,
  type RosterUser,
} from './messages.js';
import { createPeer } from './peer.js';
import type { CallChanges } from '../contract/world.js';
import {
  changeAtOnce,
  createSession,
  tell,
  until,
  type Codes,
  type SentTransfer,
  type Session,
} from './session.js';
import { isRunning, runOut } from './timers.js';

export interface Leg {
  /** The names of all requests so far. */
  readonly requests: readonly string[];
  /** The requested transfers, in order. */
  readonly transfers: readonly SentTransfer[];
  /** The number of running timers of transfers. */
  readonly timers: () => number;
  /** The outcomes that the SDK has reported, of transfers that it was asked to make: 0 for success. */
  readonly outcomes: readonly Codes[];
  /** Answers the call, and resolves when it is connected. */
  accept(): Promise<void>;
  /** Lets the remote side hold the call, or resume it. */
  hold(isHeld: boolean): Promise<void>;
  /** Changes properties of the call, all of them before the SDK looks at any. */
  change(changes: CallChanges): void;
  /** Ends the call. */
  end(codes: Codes): void;
  /** Tells that the target of the transfer rings. */
  ring(): void;
  /** Ends the transfer that is under way. Code 0 means that the target has accepted. */
  complete(codes: Codes): void;
  /** Lets the oldest running timer run out. */
  runOut(): void;
  /** Asks the SDK to move the call to another user. */
  requestTransfer(target: string, transferor: string): void;
  /** Adds users to the call. From more than one other user on it stays a group call. */
  join(...users: readonly RosterUser[]): void;
  /** Removes a user from the call. */
  leave(id: string): void;
}

const legs = new WeakMap<Call, Leg>();

/** The service's side of a call. The first request for it takes over the call. */
export const legOf = (call: Call): Leg => {
  const leg = legs.get(call) ?? createLeg(createSession(call));
  legs.set(call, leg);
  return leg;
};

const accept = async (session: Session): Promise<void> => {
  session.isAccepted = true;
  const { callInvitation, participants } = await session.started.promise;
  if (!callInvitation) {
    return;
  }
  const { contentType, blob: offer } = callInvitation.mediaContent;
  const peer = createPeer();
  Object.assign(session, { contentType, peer });
  const blob = await peer.answer(offer);
  session.accepted.resolve(invitationResponse(session.sequenceNumber++));
  // The response arrives before the message, as from the real service.
  await wait(0);
  tell(session, callAcceptance(participants?.to?.[0], { blob, contentType }));
  await until(
    session,
    () => session.requests.includes('SendAcceptanceAcknowledgement') && session.call.state === 'Connected',
    'accept',
  );
};

const hold = async (session: Session, isHeld: boolean): Promise<void> => {
  const { peer, contentType, call } = session;
  if (!peer) {
    throw new Error('The call has not been accepted.');
  }
  const answer = deferred<MediaContent>();
  session.answer = answer;
  const blob = await peer.offer(isHeld ? 'inactive' : 'recvonly');
  tell(session, mediaNegotiation({ blob, contentType }));
  await peer.take((await answer.promise).blob);
  tell(session, mediaAcknowledgement());
  await until(session, () => call.state === (isHeld ? 'RemoteHold' : 'Connected'), 'hold');
};

const join = (session: Session, users: readonly RosterUser[]): void => {
  const { roster } = session;
  const added = users.filter(({ id }) => !roster.has(id));
  session.sequenceNumber++;
  if (added.length > 0) {
    tell(session, multiParty(session.sequenceNumber), CONVERSATION_UPDATE);
  }
  added.forEach(({ id }) => roster.set(id, crypto.randomUUID()));
  tell(session, joined(session.sequenceNumber, users, roster), ROSTER_UPDATE);
};

const leave = (session: Session, id: string): void => {
  session.roster.delete(id);
  session.sequenceNumber++;
  tell(session, left(session.sequenceNumber, id), ROSTER_UPDATE);
};

const end = (session: Session, { code, subCode = 0 }: Codes): void => {
  tell(session, { callEnd: { code, subCode, reason: 'ended', phrase: 'The service has ended it.' } });
  session.peer?.close();
};

const runOutFirst = (timers: readonly number[]): void => {
  const first = timers.find(isRunning);
  if (first !== undefined) {
    runOut(first);
  }
};

const createLeg = (session: Session): Leg => ({
  requests: session.requests,
  transfers: session.transfers,
  timers: () => session.timers.filter(isRunning).length,
  outcomes: session.outcomes,
  accept: () => accept(session),
  hold: (isHeld) => hold(session, isHeld),
  change: (changes) => {
    changeAtOnce(session, changes);
  },
  end: (codes) => {
    end(session, codes);
  },
  ring: () => {
    tell(session, { transferAcceptance: {} });
  },
  complete: ({ code, subCode = 0 }) => {
    tell(session, { transferCompletion: { code, subCode } });
  },
  runOut: () => {
    runOutFirst(session.timers);
  },
  requestTransfer: (target, transferor) => {
    tell(session, callTransfer(target, transferor));
  },
  join: (...users) => {
    join(session, users);
  },
  leave: (id) => {
    leave(session, id);
  },
});
