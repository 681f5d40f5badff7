/**
 * Chromium's devices for the SDK: unplugged, plugged in, not permitted.
 */
import type { CallClient as Client } from '@azure/communication-calling';
import type { Devices } from '../contract/world.js';
import { CallClient } from './sdk.js';

// The SDK leaves a rejection of its own unhandled, some time after the disposal of a client.
addEventListener('unhandledrejection', (event) => {
  if (event.reason instanceof Error && event.reason.message === 'Raw stream client is already disposed') {
    event.preventDefault();
  }
});

/** The tracks of the microphones that the SDK has taken. */
const microphones: MediaStreamTrack[] = [];

const take = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (constraints) => {
  const stream = await take(constraints);
  microphones.push(...stream.getAudioTracks());
  return stream;
};

/** Ends the sound of every microphone, as a browser does when one breaks. */
export function endMicrophones(): void {
  for (const track of microphones.splice(0).filter(({ readyState }) => readyState === 'live')) {
    track.stop();
    track.dispatchEvent(new Event('ended'));
  }
}

const nameless = (kind: MediaDeviceKind): MediaDeviceInfo => {
  const info = { kind, deviceId: '', groupId: '', label: '' };
  return { ...info, toJSON: () => info };
};

/** The browser's devices. Replaces functions of the browser to hide some of them. */
export function browserDevices(client: Client): Devices {
  const { mediaDevices } = navigator;
  const enumerateDevices = mediaDevices.enumerateDevices.bind(mediaDevices);
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  const change = (): void => {
    mediaDevices.dispatchEvent(new Event('devicechange'));
  };
  return {
    manager: () => client.getDeviceManager(),
    unpermitted: () => {
      mediaDevices.enumerateDevices = () =>
        Promise.resolve((['audioinput', 'audiooutput', 'videoinput'] as const).map(nameless));
      mediaDevices.getUserMedia = () =>
        Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
      return new CallClient().getDeviceManager();
    },
    unplug: (isUnplugged) => {
      mediaDevices.enumerateDevices = async () =>
        (await enumerateDevices()).filter(({ kind, label }) => kind !== 'audioinput' || !isUnplugged(label));
      change();
    },
    restore: () => {
      mediaDevices.enumerateDevices = enumerateDevices;
      mediaDevices.getUserMedia = getUserMedia;
      change();
    },
  };
}
