/**
 * Fakes of cameras, microphones and speakers.
 */
import type {
  AudioDeviceInfo,
  AudioDeviceType,
  VideoDeviceInfo,
  VideoDeviceType,
} from '@azure/communication-calling';

class FakeDevice {
  readonly _name: string;
  readonly _id: string;
  readonly _isSystemDefault: boolean | undefined;
  readonly _deviceType: AudioDeviceType | VideoDeviceType;
  // A circular reference, as the devices of the SDK have one.
  readonly _deviceManager = { device: this };

  constructor(
    deviceType: AudioDeviceType | VideoDeviceType,
    name: string,
    id: string,
    isSystemDefault?: boolean,
  ) {
    this._name = name;
    this._id = id;
    this._isSystemDefault = isSystemDefault;
    this._deviceType = deviceType;
  }

  get id(): string {
    return this._id;
  }

  get name(): string {
    return this._name;
  }

  get deviceType(): AudioDeviceType | VideoDeviceType {
    return this._deviceType;
  }

  get isSystemDefault(): boolean | undefined {
    return this._isSystemDefault;
  }
}

/**
 * Makes a device like those of the SDK: its `id`, `name` and so on are getters of its prototype, so a copy loses them, and
 * `JSON.stringify` throws because of a circular reference (observed with SDK 1.46.1 and 2.0.0 in Chromium).
 *
 * @example
 * ```ts
 * import { fakeDevice, FakeDeviceManager } from 'rx-acs-calling/testing';
 *
 * const devices = new FakeDeviceManager({
 *   cameras: [fakeDevice('UsbCamera', 'Front')],
 *   microphones: [fakeDevice('Microphone', 'Desk', { isSystemDefault: true }), fakeDevice('Microphone', 'Headset')],
 * });
 * ```
 *
 * @param name The name that the user sees.
 * @param init `id`, if two devices have the same name, and whether it is the default of the system.
 */
export function fakeDevice(
  deviceType: AudioDeviceType,
  name: string,
  init?: { readonly id?: string; readonly isSystemDefault?: boolean },
): AudioDeviceInfo;
export function fakeDevice(
  deviceType: VideoDeviceType,
  name: string,
  init?: { readonly id?: string },
): VideoDeviceInfo;
export function fakeDevice(
  deviceType: AudioDeviceType | VideoDeviceType,
  name: string,
  { id = name, isSystemDefault = false }: { readonly id?: string; readonly isSystemDefault?: boolean } = {},
): AudioDeviceInfo | VideoDeviceInfo {
  const device =
    deviceType === 'Microphone' || deviceType === 'Speaker'
      ? new FakeDevice(deviceType, name, `${deviceType.toLowerCase()}:${id}`, isSystemDefault)
      : new FakeDevice(deviceType, name, `camera:${id}`);
  return device as AudioDeviceInfo | VideoDeviceInfo;
}
