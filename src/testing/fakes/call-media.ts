/**
 * The media of a call: audio, video and screen sharing, with the SDK's refusals.
 */
import type { CallCommon, LocalVideoStream } from '@azure/communication-calling';
import { asapScheduler, scheduled } from 'rxjs';
import { checkConnected, checkNotEnded } from './call-refusals.js';
import type { FakeDescription } from './fake-object.js';
import { FakeSdkError } from './fake-sdk-error.js';

type Methods<K extends keyof FakeDescription<CallCommon>['promises']> = Pick<
  FakeDescription<CallCommon>['promises'],
  K
>;

export const audio: Methods<
  'mute' | 'unmute' | 'muteIncomingAudio' | 'unmuteIncomingAudio' | 'startAudio' | 'muteAllRemoteParticipants'
> = {
  mute() {
    checkNotEnded(this, 500, 41015);
    this.set({ isMuted: true });
  },
  unmute() {
    checkNotEnded(this, 400, 41016);
    this.set({ isMuted: false });
  },
  muteIncomingAudio() {
    checkNotEnded(this, 500, 41020);
    this.set({ isIncomingAudioMuted: true });
  },
  unmuteIncomingAudio() {
    checkNotEnded(this, 500, 41021);
    this.set({ isIncomingAudioMuted: false });
  },
  startAudio(stream) {
    this.set({ localAudioStreams: [stream] });
  },
  muteAllRemoteParticipants: () => undefined,
};

export const screenSharing: Methods<'startScreenSharing' | 'stopScreenSharing'> = {
  startScreenSharing() {
    checkConnected(this, 412, 41071);
    this.set({ isScreenSharingOn: true });
  },
  stopScreenSharing() {
    checkConnected(this, 412, 41072);
    this.set({ isScreenSharingOn: false });
  },
};

/**
 * A call sends one video, which is on once `startVideo()` has settled (observed with SDK 1.46.1 and 2.0.0 in Chromium; the
 * codes 41027 and 41032 read in the SDK).
 */
export function describeVideo(): Methods<'startVideo' | 'stopVideo'> {
  const starting = new Set<LocalVideoStream>();
  return {
    startVideo(stream) {
      // An app in JavaScript may pass anything.
      if (!(stream as unknown)) {
        throw new FakeSdkError({ code: 400, subCode: 41025 });
      }
      if (this.localVideoStreams.length > 0 && !starting.size) {
        throw new FakeSdkError({ code: 400, subCode: 41027 });
      }
      if (!starting.size) {
        starting.add(stream);
        asapScheduler.schedule(() => starting.delete(stream));
        this.set({ localVideoStreams: [stream], isLocalVideoStarted: true });
      }
      return scheduled([undefined], asapScheduler);
    },
    stopVideo(stream) {
      const isOnHold = this.state === 'LocalHold' || this.state === 'RemoteHold';
      if (!this.localVideoStreams.length || (starting.size > 0 && !isOnHold)) {
        throw new FakeSdkError({ code: 400, subCode: 41030 });
      }
      if (!this.localVideoStreams.includes(stream)) {
        throw new FakeSdkError({ code: 400, subCode: 41032 });
      }
      this.set({ localVideoStreams: [], isLocalVideoStarted: false });
    },
  };
}
