/**
 * Who mutes whom on the simulated service. The errors are those of the SDK (2.0.0).
 */
import type { Observable } from 'rxjs';
import type { Leg } from './conversation.js';
import { FakeFeatures } from '../fakes/fake-features.js';
import type { FakeRemoteParticipant } from '../fakes/fake-remote-participant.js';
import { FakeSdkError } from '../fakes/fake-sdk-error.js';
import { rawId } from '../fakes/identifiers.js';

/**
 * Mutes or unmutes a user's own microphone. A microphone is muted at once, without the service, also before the call is
 * connected; only then the others are told (observed with SDK 1.46.1 and 2.0.0).
 */
export function muteOwn(leg: Leg, isMuted: boolean): Observable<void> {
  if (leg.call?.state === 'Disconnected') {
    throw new FakeSdkError(isMuted ? { code: 500, subCode: 41015 } : { code: 400, subCode: 41016 });
  }
  const become = (): void => {
    leg.isMuted = isMuted;
    if (!leg.endReason) {
      leg.call?.set({ isMuted });
    }
  };
  const tellOthers = (): void => {
    if (!leg.endReason) {
      leg.conversation.render();
    }
  };
  return isMuted
    ? leg.request('mute', tellOthers, become)
    : leg.request('unmute', () => {
        become();
        tellOthers();
      });
}

/** The microphone of a call that is up fails: the SDK says so in the diagnostics, and mutes (read in SDK 1.46.1 and 2.0.0). */
export function muteFailed(leg: Leg): void {
  const { call } = leg;
  if (call?.state !== 'Connected') {
    return;
  }
  const { media } = call.feature(FakeFeatures.UserFacingDiagnostics);
  media.set({
    latest: { ...media.getLatest(), microphoneNotFunctioning: { value: true, valueType: 'DiagnosticFlag' } },
  });
  if (!leg.isMuted) {
    void muteOwn(leg, true);
  }
}

/** Mutes another, who may unmute again. */
export function muteParticipant(leg: Leg, { identifier, state }: FakeRemoteParticipant): Observable<void> {
  if (!leg.conversation.isGroup) {
    throw new FakeSdkError({ code: 405, subCode: 42006 });
  }
  if (state !== 'Connected' && state !== 'Hold') {
    throw new FakeSdkError({ code: 405, subCode: 42005 });
  }
  if (identifier.kind === 'phoneNumber') {
    throw new FakeSdkError({ code: 405, subCode: 42004 });
  }
  return muteAtOnce(leg, [rawId(identifier)]);
}

/** Mutes all others who can be, and tells if there were any who cannot. */
export function muteAll(leg: Leg): Observable<void> {
  if (!leg.conversation.isGroup) {
    throw new FakeSdkError({ code: 405, subCode: 41093 });
  }
  if (leg.call?.state !== 'Connected') {
    throw new FakeSdkError({ code: 412, subCode: 41087 });
  }
  const others = leg.conversation.othersOf(leg);
  const phones = others.filter(({ party }) => party.identifier.kind === 'phoneNumber');
  const rest = others.filter((other) => !phones.includes(other));
  const mutable = rest.filter(({ isUp }) => isUp);
  return muteAtOnce(
    leg,
    mutable.map(({ key }) => key),
    phones.length ? 41086 : mutable.length < rest.length ? 41092 : undefined,
  );
}

function muteAtOnce(leg: Leg, keys: readonly string[], subCode?: number): Observable<void> {
  const { conversation } = leg;
  return leg.request('mute', () => {
    if (leg.endReason) {
      throw new FakeSdkError({ code: 412, subCode: 41087 });
    }
    for (const other of conversation.othersOf(leg)) {
      if (other.isUp && keys.includes(other.key)) {
        other.isMuted = true;
      }
    }
    conversation.render();
    if (subCode !== undefined) {
      throw new FakeSdkError({ code: 405, subCode });
    }
  });
}
