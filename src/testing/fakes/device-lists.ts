/**
 * The lists of devices that a page sees: all of them, or one nameless device of each kind without the user's permission.
 */
import type {
  AudioDeviceInfo,
  DeviceAccess,
  DeviceManager,
  VideoDeviceInfo,
} from '@azure/communication-calling';
import { isSame } from './comparing.js';
import { fakeDevice } from './fake-device.js';
import type { Fake } from './fake-object.js';

/** The user's devices and permission, as properties that a test sets. The SDK gives them through methods only. */
export interface FakeDevices {
  /** The cameras that are plugged in. */
  readonly cameras: readonly VideoDeviceInfo[];
  /** The microphones that are plugged in. */
  readonly microphones: readonly AudioDeviceInfo[];
  /** The speakers that are plugged in. */
  readonly speakers: readonly AudioDeviceInfo[];
  /** The user's permission. Default: both. */
  readonly permission: DeviceAccess;
}

export type Manager = Fake<DeviceManager & FakeDevices>;

export type Selection = 'selectedMicrophone' | 'selectedSpeaker';

/** The list from which a selection is taken. */
export const listOf = { selectedMicrophone: 'microphones', selectedSpeaker: 'speakers' } as const;

interface Lists {
  readonly cameras: VideoDeviceInfo[];
  readonly microphones: AudioDeviceInfo[];
  readonly speakers: AudioDeviceInfo[];
}

/** The devices that the page sees without the user's permission. */
export const placeholders: Lists = {
  cameras: [fakeDevice('UsbCamera', '')],
  microphones: [fakeDevice('Microphone', '', { isSystemDefault: true })],
  speakers: [fakeDevice('Speaker', '', { isSystemDefault: true })],
};

/** The devices of a kind that the page sees. */
export function visible<K extends keyof Lists>(manager: Manager, list: K): Lists[K] {
  const devices = manager[list] as Lists[K];
  const isAllowed = manager.permission[list === 'cameras' ? 'video' : 'audio'];
  return isAllowed || devices.length === 0 ? devices : placeholders[list];
}

export const visibleLists = (manager: Manager): Lists => ({
  cameras: visible(manager, 'cameras'),
  microphones: visible(manager, 'microphones'),
  speakers: visible(manager, 'speakers'),
});

const cameraArrays = new WeakMap<Manager, VideoDeviceInfo[]>();

/** The array of cameras. The SDK returns the same array until the cameras change. */
export function camerasOf(manager: Manager): VideoDeviceInfo[] {
  const now = visible(manager, 'cameras');
  const known = cameraArrays.get(manager) ?? [];
  const cameras = isSame(known, now) ? known : [...now];
  cameraArrays.set(manager, cameras);
  return cameras;
}

/** The device that the SDK selects by itself: the default one, or the first. */
export const preferred = (manager: Manager, property: Selection): AudioDeviceInfo | undefined => {
  const devices = visible(manager, listOf[property]);
  return devices.find(({ isSystemDefault }) => isSystemDefault) ?? devices[0];
};
