/**
 * Chromium's devices for the SDK: unplugged, plugged in, not permitted.
 */
import type { CallClient as Client } from '@azure/communication-calling';
import type { Devices } from '../contract/world.js';
import { CallClient } from './sdk.js';
import { takenTracks } from './taken-tracks.js';

// The SDK leaves a rejection of its own unhandled, some time after the disposal of a client.
addEventListener('unhandledrejection', (event) => {
  if (event.reason instanceof Error && event.reason.message === 'Raw stream client is already disposed') {
    event.preventDefault();
  }
});

const microphones = takenTracks('audio');

/** Ends the sound of every microphone, as a browser does when one breaks. */
export function endMicrophones(): void {
  for (const track of microphones.splice(0).filter(({ readyState }) => readyState === 'live')) {
    track.stop();
    track.dispatchEvent(new Event('ended'));
  }
}

const infoOf = (kind: MediaDeviceKind, deviceId = '', label = ''): MediaDeviceInfo => {
  const info = { kind, deviceId, groupId: deviceId, label };
  return { ...info, toJSON: () => info };
};

/** One device of each kind, without an id and a name. */
const placeholders = (['audioinput', 'audiooutput', 'videoinput'] as const).map((kind) => infoOf(kind));

/** Devices that no client of this page knows: the SDK remembers the names of those that one has seen. */
const named = (): MediaDeviceInfo[] => [
  infoOf('videoinput', 'other camera', 'Other camera'),
  infoOf('audioinput', 'other microphone', 'Other microphone'),
  infoOf('audiooutput', 'other speaker', 'Other speaker'),
];
const nameless = (): MediaDeviceInfo[] => named().map(({ kind, deviceId }) => infoOf(kind, deviceId));

/** The browser's devices. Replaces functions of the browser to hide some of them. */
export function browserDevices(client: Client): Devices {
  const { mediaDevices } = navigator;
  const enumerateDevices = mediaDevices.enumerateDevices.bind(mediaDevices);
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  const reset = (): void => {
    mediaDevices.enumerateDevices = enumerateDevices;
    mediaDevices.getUserMedia = getUserMedia;
  };
  const change = (): void => {
    mediaDevices.dispatchEvent(new Event('devicechange'));
  };
  return {
    manager: () => client.getDeviceManager(),
    unpermitted: () => {
      mediaDevices.enumerateDevices = () => Promise.resolve(placeholders);
      mediaDevices.getUserMedia = () =>
        Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
      return new CallClient().getDeviceManager();
    },
    willing: (hidden) => {
      mediaDevices.enumerateDevices = () =>
        enumerateDevices().then(() => (hidden === 'devices' ? placeholders : nameless()));
      mediaDevices.getUserMedia = (constraints) => {
        reset();
        if (hidden === 'names') {
          mediaDevices.enumerateDevices = () => enumerateDevices().then(named);
        }
        return getUserMedia(constraints);
      };
      return new CallClient().getDeviceManager();
    },
    unplug: (isUnplugged) => {
      mediaDevices.enumerateDevices = async () =>
        (await enumerateDevices()).filter(({ kind, label }) => kind !== 'audioinput' || !isUnplugged(label));
      change();
    },
    restore: () => {
      reset();
      change();
    },
  };
}
