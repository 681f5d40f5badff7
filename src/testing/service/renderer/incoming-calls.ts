/**
 * The incoming calls of the apps.
 */
import type { CallEndReason } from '@azure/communication-calling';
import { map, type Observable } from 'rxjs';
import { wholeReason } from '../../fakes/call-end-reason.js';
import type { FakeCall } from '../../fakes/fake-call.js';
import { FakeIncomingCall } from '../../fakes/fake-incoming-call.js';
import { accept, reject } from '../behaviours/ringing.js';
import { check } from '../behaviours/requests.js';
import { endings } from '../model/endings.js';
import { failures } from '../model/requests.js';
import type { Leg, LegOnDevice, Ring } from '../model/world.js';
import { openCall } from './calls.js';
import { callOf, remember, type Stage } from './stage.js';

export function makeIncomingCall(stage: Stage, ring: Ring): void {
  const { callerInfo, customContext, transferorInfo } = ring.ringing.introduction;
  const incomingCall: FakeIncomingCall = new FakeIncomingCall({
    callerInfo,
    ...(transferorInfo && { transferorInfo }),
    ...(customContext && { customContext }),
    accept: () => answer(stage, ring, incomingCall),
    reject: () => decline(stage, ring, incomingCall),
  });
  stage.incomingCalls.set(ring, remember(stage, incomingCall));
}

/** The app has answered or declined, or knows that it rings no more. */
const isOver = ({ claim }: Ring, { callEndReason }: FakeIncomingCall): boolean =>
  Boolean(claim ?? callEndReason);

function answer(stage: Stage, ring: Ring, incomingCall: FakeIncomingCall): Observable<FakeCall> {
  check(isOver(ring, incomingCall) ? failures.accept : undefined);
  return accept(stage.network, ring).pipe(map(() => callOf(stage, ring.claim as Leg) as FakeCall));
}

function decline({ network }: Stage, ring: Ring, incomingCall: FakeIncomingCall): Observable<void> {
  check(isOver(ring, incomingCall) ? failures.reject : undefined);
  return reject(network, ring);
}

export function tellOfIncomingCall({ agents, incomingCalls }: Stage, ring: Ring): void {
  const incomingCall = incomingCalls.get(ring);
  if (incomingCall) {
    agents.get(ring.device)?.emit('incomingCall', { incomingCall });
  }
}

/** The app has answered: the call takes the place of the incoming one. */
export function openAnswered(stage: Stage, ring: Ring, leg: LegOnDevice): void {
  const incomingCall = stage.incomingCalls.get(ring);
  if (incomingCall) {
    const { callerInfo, id, info, transferorInfo } = incomingCall;
    openCall(stage, leg, {
      id,
      info,
      callerInfo,
      ...(transferorInfo && { transferorInfo }),
      direction: 'Incoming',
      state: 'Connecting',
    });
  }
}

export function showDeclined({ incomingCalls }: Stage, ring: Ring): void {
  incomingCalls.get(ring)?.set({ callEndReason: wholeReason(endings.declined) });
}

/** It rings no more. An app that has answered or declined is not told. */
export function showRingEnded({ incomingCalls }: Stage, ring: Ring, reason: CallEndReason): void {
  const incomingCall = incomingCalls.get(ring);
  if (incomingCall && !isOver(ring, incomingCall)) {
    incomingCall.set({ callEndReason: wholeReason(reason) });
  }
}
