/**
 * How parties let others in from the lobby.
 */
import type { AdmitAllOperationResult } from '@azure/communication-calling';
import type { Observable } from 'rxjs';
import type { Changes } from '../model/change.js';
import { connect, end } from '../model/conversations.js';
import { endings } from '../model/endings.js';
import { refusalOfAdmission, refusalOfDecision, waitingBefore } from '../model/refusals.js';
import type { Leg } from '../model/world.js';
import { apply, type Network } from '../transport/network.js';
import { check, request } from './requests.js';

/** Lets a party in. */
export const admit = (network: Network, leg: Leg, key: string): Observable<void> =>
  decide(network, leg, key, (waiting) => connect(network.world, waiting));

/** Turns a party away. */
export const turnAway = (network: Network, leg: Leg, key: string): Observable<void> =>
  decide(network, leg, key, (waiting) => end(network.world, waiting, endings.removed));

function decide(network: Network, leg: Leg, key: string, act: (waiting: Leg) => Changes): Observable<void> {
  check(refusalOfDecision(leg, key));
  // Checked again when the request arrives: somebody else may have decided by then.
  return request(network, leg, 'admit', () => {
    check(refusalOfDecision(leg, key));
    for (const waiting of waitingBefore(leg, key)) {
      apply(network, act(waiting));
    }
  });
}

/** Lets everybody in, and says how many. */
export function admitAll(network: Network, leg: Leg): Observable<AdmitAllOperationResult> {
  check(refusalOfAdmission(leg));
  return request(network, leg, 'admit', () => {
    check(refusalOfAdmission(leg));
    const waiting = waitingBefore(leg);
    for (const other of waiting) {
      apply(network, connect(network.world, other));
    }
    return { successCount: waiting.length, failureCount: 0 };
  });
}
