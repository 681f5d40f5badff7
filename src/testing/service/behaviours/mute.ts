/**
 * How parties mute themselves and others.
 */
import type { Observable } from 'rxjs';
import { muteItself, muteOthers, mutableBefore, tellOfMute } from '../model/calls.js';
import { refusalOfMuteNow, type Refusal } from '../model/refusals.js';
import type { Leg } from '../model/world.js';
import { apply, type Network } from '../transport/network.js';
import { check, request } from './requests.js';

/**
 * Mutes or unmutes a user's own microphone. A microphone is muted at once, without the service, also before the call is
 * connected; only then the others are told (observed with SDK 1.46.1 and 2.0.0).
 */
export function muteOwn(network: Network, leg: Leg, isMuted: boolean): Observable<void> {
  const become = (): void => {
    apply(network, muteItself(leg, isMuted));
  };
  const tellOthers = (): void => {
    apply(network, tellOfMute(leg));
  };
  return isMuted
    ? request(network, leg, 'mute', tellOthers, become)
    : request(network, leg, 'unmute', () => {
        become();
        tellOthers();
      });
}

/** Mutes all others. The request fails if that leaves a party out. */
export function muteAll(network: Network, leg: Leg): Observable<void> {
  const { keys, refusal } = mutableBefore(leg);
  return muteParties(network, leg, keys, refusal);
}

/** Mutes others. */
export function muteParties(
  network: Network,
  leg: Leg,
  keys: readonly string[],
  refusal?: Refusal,
): Observable<void> {
  return request(network, leg, 'mute', () => {
    check(refusalOfMuteNow(!leg.endReason));
    apply(network, muteOthers(leg, keys));
    check(refusal);
  });
}
