/**
 * The calls of the apps: how they begin, show a conversation, and end.
 */
import type { Call, CallEndReason } from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import type { Observable } from 'rxjs';
import { wholeReason } from '../../fakes/call-end-reason.js';
import { addGuest as addToCall, checkGuest } from '../../fakes/call-participants.js';
import { FakeCall } from '../../fakes/fake-call.js';
import { FakeFeatures } from '../../fakes/fake-features.js';
import type { FakeInit } from '../../fakes/fake-object.js';
import type { FakeRemoteParticipant } from '../../fakes/fake-remote-participant.js';
import { FakeSdkError } from '../../fakes/fake-sdk-error.js';
import { rawId } from '../../fakes/identifiers.js';
import { callGuest, changeHold, leave, removeOther } from '../behaviours/calls.js';
import { muteAll, muteOwn } from '../behaviours/mute.js';
import { check } from '../behaviours/requests.js';
import { partyOf } from '../model/accounts.js';
import { addGuest, open } from '../model/calls.js';
import { refusalOfMuteAll, refusalOfOwnMute, refusalOfRemoval } from '../model/refusals.js';
import { callStateOf } from '../model/views.js';
import type { Leg, LegOnDevice } from '../model/world.js';
import { makeLobby } from './lobbies.js';
import { introduce, showParticipants } from './participants.js';
import { agentOf, callOf, openLegsOf, remember, type Stage } from './stage.js';
import { makeTransferFeature } from './transfers.js';

/** Gives a leg its call, which is then among the calls of its agent. */
export function openCall(stage: Stage, leg: LegOnDevice, init: FakeInit<Call>): FakeCall {
  const lobby = makeLobby(stage, leg);
  const call: FakeCall = remember(
    stage,
    new FakeCall({
      ...init,
      lobby,
      hangUp: (options) => hangUp(stage, leg, call, options?.forEveryone === true),
      hold: () => changeHold(stage.network, leg, 'hold'),
      resume: () => changeHold(stage.network, leg, 'resume'),
      mute: () => mute(stage, leg, call, true),
      unmute: () => mute(stage, leg, call, false),
      muteAllRemoteParticipants: () => muteOthers(stage, leg, call),
      addParticipant: (...[identifier]) => add(stage, leg, call, identifier),
      removeParticipant: (identifier) => remove(stage, leg, call, identifier),
    }),
  );
  stage.calls.set(leg, { call, lobby, transferFeature: makeTransferFeature(stage, leg, call) });
  open(leg);
  openLegsOf(stage, leg.device).add(leg);
  const agent = agentOf(stage, leg.device);
  agent.set({ calls: [...agent.calls, call] });
  return call;
}

function hangUp(stage: Stage, leg: Leg, call: FakeCall, isForEveryone: boolean): Observable<void> {
  if (call.state === 'Disconnected') {
    throw new FakeSdkError(call.callEndReason ?? { code: 0, subCode: 0 });
  }
  return leave(stage.network, leg, isForEveryone);
}

function mute({ network }: Stage, leg: Leg, { state }: FakeCall, isMuted: boolean): Observable<void> {
  check(refusalOfOwnMute(state === 'Disconnected', isMuted));
  return muteOwn(network, leg, isMuted);
}

function muteOthers({ network }: Stage, leg: Leg, { state }: FakeCall): Observable<void> {
  check(refusalOfMuteAll(leg, state === 'Connected'));
  return muteAll(network, leg);
}

function add(
  stage: Stage,
  leg: LegOnDevice,
  call: FakeCall,
  identifier: CommunicationIdentifier,
): FakeRemoteParticipant {
  const { network } = stage;
  checkGuest(call, identifier);
  const guest = addGuest(network.world, leg, partyOf(network.world, identifier));
  // The SDK has a participant to return at once, whether or not the service can hear of it.
  const participant = introduce(stage, leg, guest);
  addToCall(call, participant);
  callGuest(network, leg, guest);
  return participant;
}

function remove(
  { network }: Stage,
  leg: Leg,
  { state }: FakeCall,
  identifier: CommunicationIdentifier,
): Observable<void> {
  check(refusalOfRemoval(state === 'Connected'));
  return removeOther(network, leg, rawId(identifier));
}

/** Brings the call of one party up to date. */
export function showCall(stage: Stage, leg: Leg): void {
  const known = stage.calls.get(leg);
  if (!known || leg.endReason || known.call.state === 'Disconnected') {
    return;
  }
  const { call, lobby } = known;
  const { isMuted, role } = leg;
  const remoteParticipants = showParticipants(stage, leg);
  // The SDK tells of this first, while `isMuted` has its old value (SDK 2.0.0).
  if (isMuted && !call.isMuted) {
    call.emit('mutedByOthers');
  }
  call.set({ remoteParticipants });
  call.set({ isMuted, role, state: callStateOf(leg) });
  lobby.set({ participants: remoteParticipants.filter(({ state }) => state === 'InLobby') });
}

/** Ends the call of a leg for its own user. */
export function closeCall(stage: Stage, leg: Leg, reason: CallEndReason): void {
  const known = stage.calls.get(leg);
  if (known && leg.device && openLegsOf(stage, leg.device).delete(leg)) {
    known.lobby.set({ participants: [] });
    known.call.set({ callEndReason: wholeReason(reason), state: 'Disconnected' });
  }
}

/** The microphone of a call that is up fails: the SDK says so in the diagnostics, and mutes (read in SDK 1.46.1 and 2.0.0). */
export function failMicrophone(stage: Stage, leg: Leg): void {
  const call = callOf(stage, leg);
  if (call?.state !== 'Connected') {
    return;
  }
  const { media } = call.feature(FakeFeatures.UserFacingDiagnostics);
  media.set({
    latest: { ...media.getLatest(), microphoneNotFunctioning: { value: true, valueType: 'DiagnosticFlag' } },
  });
  if (!leg.isMuted) {
    void mute(stage, leg, call, true);
  }
}
