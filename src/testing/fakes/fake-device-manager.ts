/**
 * A fake of the manager of cameras, microphones and speakers.
 */
import type { DeviceAccess, DeviceManager } from '@azure/communication-calling';
import { asapScheduler, asyncScheduler } from 'rxjs';
import { difference } from './comparing.js';
import {
  camerasOf,
  preferred,
  visible,
  visibleLists,
  type FakeDevices,
  type Manager,
} from './device-lists.js';
import { reselect, selection } from './device-selection.js';
import { FakeObject, type FakeChanges, type FakeDescription, type FakeInit } from './fake-object.js';
import { FakeSdkError } from './fake-sdk-error.js';

type Description = FakeDescription<DeviceManager & FakeDevices>;
type Promises<K extends keyof Description['promises']> = Pick<Description['promises'], K>;

const checkSpeakers = ({ isSpeakerSelectionAvailable }: Manager, subCode: number): void => {
  if (!isSpeakerSelectionAvailable) {
    throw new FakeSdkError({ code: 405, subCode });
  }
};

const lists: Promises<'getCameras' | 'getMicrophones' | 'getSpeakers'> = {
  getCameras() {
    return camerasOf(this);
  },
  getMicrophones() {
    return [...visible(this, 'microphones')];
  },
  getSpeakers() {
    checkSpeakers(this, 40606);
    return [...visible(this, 'speakers')];
  },
};

const describeSelection = (): Promises<'selectMicrophone' | 'selectSpeaker'> => {
  const selectSpeaker = selection('selectedSpeaker', 40609);
  return {
    selectMicrophone: selection('selectedMicrophone', 40607),
    selectSpeaker(device) {
      checkSpeakers(this, 40611);
      return selectSpeaker.call(this, device);
    },
  };
};

const permission: Promises<'askDevicePermission'> = {
  askDevicePermission({ audio, video }) {
    if (!audio && !video) {
      throw new FakeSdkError({ code: 400, subCode: 40612 });
    }
    const granted = (): DeviceAccess => ({
      audio: this.permission.audio || audio,
      video: this.permission.video || video,
    });
    asyncScheduler.schedule(() => {
      this.set({ permission: granted() });
    });
    return granted();
  },
};

const describe = (): Description => ({
  events: {
    videoDevicesUpdated: null,
    audioDevicesUpdated: null,
    selectedMicrophoneChanged: 'selectedMicrophone',
    selectedSpeakerChanged: 'selectedSpeaker',
  },
  properties: {
    isSpeakerSelectionAvailable: true,
    cameras: [],
    microphones: [],
    speakers: [],
    permission: { audio: true, video: true },
  },
  methods: { stopPreheatDevices: () => undefined },
  promises: { ...lists, ...describeSelection(), ...permission, startPreheatDevices: () => undefined },
});

/**
 * A fake `DeviceManager`. Default: no devices, and both permissions. With the devices of {@link fakeDevice} it does the
 * same as the SDK (observed with SDK 1.46.1 and 2.0.0 in Chromium; 40606 and 40611 read in the SDK):
 *
 * - Setting `cameras` fires `videoDevicesUpdated`. Setting `microphones`, `speakers` or both fires one
 *   `audioDevicesUpdated`. Each request gets a new array of microphones or speakers, but the same array of cameras.
 * - The default microphone and speaker are selected, or the first. A selected device that is unplugged stays selected until
 *   after `audioDevicesUpdated`. Then another one is selected, or `undefined` if there is none.
 * - A selection takes time: the property changes, its event fires, the promise resolves. Selecting the selected device
 *   resolves at once. Of two selections at once the second wins, and the first rejects with 408/40607 (speakers: 40609)
 *   after 3 s. A device that is not in the list rejects likewise, and the default is selected. `undefined`, or a copy of a
 *   device, rejects with 400/40615.
 * - With `permission: { audio: false, video: false }` there is one device of each kind, without a name, which cannot be
 *   selected (400/40616). `askDevicePermission` grants its request by default, and the lists change a moment after it
 *   has resolved. A request for neither audio nor video rejects with 400/40612.
 * - With `isSpeakerSelectionAvailable: false`, listing and selecting speakers reject with 405/40606 and 405/40611.
 *
 * @example
 * ```ts
 * import { fakeDevice, FakeDeviceManager } from 'rx-acs-calling/testing';
 *
 * const desk = fakeDevice('Microphone', 'Desk', { isSystemDefault: true });
 * const headset = fakeDevice('Microphone', 'Headset');
 * const devices = new FakeDeviceManager({ microphones: [desk, headset], selectedMicrophone: headset });
 * devices.set({ microphones: [desk] }); // audioDevicesUpdated fires, then selectedMicrophoneChanged: desk is selected
 * devices.set({ permission: { audio: false, video: false } }); // the user withdraws the permission
 * ```
 */
export class FakeDeviceManager extends FakeObject<DeviceManager & FakeDevices> implements DeviceManager {
  constructor(init: FakeInit<DeviceManager & FakeDevices> = {}) {
    super(describe(), init);
    for (const property of ['selectedMicrophone', 'selectedSpeaker'] as const) {
      if (!(property in init)) {
        super.write({ [property]: preferred(this, property) });
      }
    }
  }

  override write(changes: FakeChanges<DeviceManager & FakeDevices>): () => void {
    // The base class writes the first values before there is a permission.
    const before = (this.permission as DeviceAccess | undefined) && visibleLists(this);
    const emit = super.write(changes);
    return () => {
      emit();
      if (before) {
        announce(this, before);
      }
    };
  }
}

const isChange = ({ added, removed }: { added: unknown[]; removed: unknown[] }): boolean =>
  added.length + removed.length > 0;

/** Fires the events of the lists that have changed, and has the SDK select other devices. */
function announce(manager: Manager, before: ReturnType<typeof visibleLists>): void {
  const now = visibleLists(manager);
  const video = difference(now.cameras, before.cameras);
  const audio = difference(
    [...now.microphones, ...now.speakers],
    [...before.microphones, ...before.speakers],
  );
  if (isChange(video)) {
    manager.emit('videoDevicesUpdated', video);
  }
  if (isChange(audio)) {
    manager.emit('audioDevicesUpdated', audio);
    asapScheduler.schedule(() => {
      reselect(manager);
    });
  }
}

/** Makes a device manager refuse all requests, as the SDK's does after the disposal of its client. */
export function retire(manager: Manager): void {
  const refuse = (): never => {
    throw new FakeSdkError({ code: 404, subCode: 40012 });
  };
  manager
    .answer('getCameras', refuse)
    .answer('getMicrophones', refuse)
    .answer('getSpeakers', refuse)
    .answer('selectMicrophone', refuse)
    .answer('selectSpeaker', refuse)
    .answer('askDevicePermission', refuse);
  Object.defineProperty(manager, 'isSpeakerSelectionAvailable', {
    get: () => {
      throw new FakeSdkError({ code: 500, subCode: 40605 });
    },
  });
}
