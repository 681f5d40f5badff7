/**
 * A fake of what knows the cameras, microphones and speakers.
 */
import type { AudioDeviceInfo, DeviceManager, VideoDeviceInfo } from '@azure/communication-calling';
import { difference, fakeClass, type Fake, type FakeClass } from './fake-object.js';
import { FakeSdkError } from './fake-sdk-error.js';

/** The lists that `getCameras()`, `getMicrophones()` and `getSpeakers()` give. */
export interface FakeDevices {
  readonly cameras: readonly VideoDeviceInfo[];
  readonly microphones: readonly AudioDeviceInfo[];
  readonly speakers: readonly AudioDeviceInfo[];
}

const updated = (now: readonly AudioDeviceInfo[], before: readonly AudioDeviceInfo[]) => [
  difference(now, before),
];

/**
 * A fake `DeviceManager`, without devices unless said otherwise; permission for any is granted.
 *
 * `getCameras()` gives the same array until there are other cameras, unlike the other two. Setting `cameras` fires `videoDevicesUpdated`; setting `microphones` or
 * `speakers` fires `audioDevicesUpdated`, one event for each of the two. A selected device that goes stays selected
 * until the test sets another, as the SDK fires its events in that order. A selection is through before its promise
 * resolves; the same device again fires nothing; what has no id is rejected with 400/40615. Speakers that cannot
 * be chosen cannot be listed either: that rejects with 405/40606. Of two selections at once the SDK rejects the first
 * after 3 s with 408/40607: a test that needs this answers so. (Observed with SDK 1.46.1 and 2.0.0 in Chromium,
 * 40606 and 40615 read in the SDK.)
 *
 * @example
 * ```ts
 * import { FakeDeviceManager } from 'rx-acs-calling/testing';
 *
 * const headset = { id: 'm1', name: 'Headset', isSystemDefault: true, deviceType: 'Microphone' } as const;
 * const devices = new FakeDeviceManager({ microphones: [headset], selectedMicrophone: headset });
 * devices.set({ microphones: [] }); // audioDevicesUpdated fires
 * devices.set({ selectedMicrophone: undefined }); // selectedMicrophoneChanged fires
 * ```
 */
export const FakeDeviceManager: FakeClass<DeviceManager & FakeDevices> = fakeClass(
  'FakeDeviceManager',
  () => ({
    events: {
      videoDevicesUpdated: 'cameras',
      audioDevicesUpdated: { microphones: updated, speakers: updated },
      selectedMicrophoneChanged: 'selectedMicrophone',
      selectedSpeakerChanged: 'selectedSpeaker',
    },
    properties: { isSpeakerSelectionAvailable: true, cameras: [], microphones: [], speakers: [] },
    methods: { stopPreheatDevices: () => undefined },
    promises: {
      getCameras() {
        return this.cameras as VideoDeviceInfo[];
      },
      getMicrophones() {
        return [...this.microphones];
      },
      getSpeakers() {
        if (!this.isSpeakerSelectionAvailable) {
          throw new FakeSdkError({ code: 405, subCode: 40606 });
        }
        return [...this.speakers];
      },
      selectMicrophone(device) {
        this.set({ selectedMicrophone: selectable(device) });
      },
      selectSpeaker(device) {
        this.set({ selectedSpeaker: selectable(device) });
      },
      askDevicePermission: ({ audio, video }) => ({ audio, video }),
      startPreheatDevices: () => undefined,
    },
  }),
);
export type FakeDeviceManager = Fake<DeviceManager & FakeDevices>;

function selectable(device: AudioDeviceInfo | undefined): AudioDeviceInfo {
  // An app in JavaScript may pass anything.
  if (!device?.id) {
    throw new FakeSdkError({ code: 400, subCode: 40615 });
  }
  return device;
}
