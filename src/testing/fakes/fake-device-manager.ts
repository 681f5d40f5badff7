/**
 * A fake of what knows the cameras, microphones and speakers, and fakes of those.
 */
import type {
  AudioDeviceInfo,
  AudioDeviceType,
  DeviceAccess,
  DeviceManager,
  VideoDeviceInfo,
  VideoDeviceType,
} from '@azure/communication-calling';
import {
  asapScheduler,
  AsyncSubject,
  filter,
  map,
  merge,
  mergeMap,
  Subject,
  take,
  throwError,
  timer,
} from 'rxjs';
import {
  FakeObject,
  type Fake,
  type FakeChanges,
  type FakeDescription,
  type FakeInit,
} from './fake-object.js';
import { difference } from './comparing.js';
import { FakeSdkError } from './fake-sdk-error.js';

/** What the user has, and has allowed. The test's side of what the SDK tells by methods. */
export interface FakeDevices {
  /** The cameras that are plugged in. */
  readonly cameras: readonly VideoDeviceInfo[];
  /** The microphones that are plugged in. */
  readonly microphones: readonly AudioDeviceInfo[];
  /** The speakers that are plugged in. */
  readonly speakers: readonly AudioDeviceInfo[];
  /** What the user has allowed. Default: both. */
  readonly permission: DeviceAccess;
}

/** How long the SDK waits for a selection to come about, in milliseconds (observed with SDK 1.46.1 and 2.0.0). */
const SELECTION_TIMEOUT = 3_000;

class FakeDevice {
  readonly _name: string;
  readonly _id: string;
  readonly _isSystemDefault: boolean | undefined;
  readonly _deviceType: AudioDeviceType | VideoDeviceType;
  // What the SDK's devices have here leads back to them, too.
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
 * Makes a device as the SDK's are: its `id`, `name` and so on are getters of its prototype, so a copy has lost
 * them, and `JSON.stringify` throws, as it leads back to itself. (Observed with SDK 1.46.1 and 2.0.0 in Chromium.)
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
 * @param name What the user sees.
 * @param init `id`, for two of the same name, and whether it is the default of the system.
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

type Selection = 'selectedMicrophone' | 'selectedSpeaker';

/** What takes the place of the devices that the user has not allowed. */
const placeholders = {
  cameras: [fakeDevice('UsbCamera', '')],
  microphones: [fakeDevice('Microphone', '', { isSystemDefault: true })],
  speakers: [fakeDevice('Speaker', '', { isSystemDefault: true })],
};

const lists = { selectedMicrophone: 'microphones', selectedSpeaker: 'speakers' } as const;

const describe = (): FakeDescription<DeviceManager & FakeDevices> => {
  const microphones = selection('selectedMicrophone', 40607);
  const speakers = selection('selectedSpeaker', 40609);
  // The SDK gives the same array of cameras until there are others.
  let cameras: VideoDeviceInfo[] = [];
  return {
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
    promises: {
      getCameras() {
        const now = visible(this, 'cameras');
        if (cameras.length !== now.length || cameras.some((camera, i) => camera !== now[i])) {
          cameras = [...now];
        }
        return cameras;
      },
      getMicrophones() {
        return [...visible(this, 'microphones')];
      },
      getSpeakers() {
        if (!this.isSpeakerSelectionAvailable) {
          throw new FakeSdkError({ code: 405, subCode: 40606 });
        }
        return [...visible(this, 'speakers')];
      },
      selectMicrophone: microphones,
      selectSpeaker(device) {
        if (!this.isSpeakerSelectionAvailable) {
          throw new FakeSdkError({ code: 405, subCode: 40611 });
        }
        return speakers.call(this, device);
      },
      askDevicePermission({ audio, video }) {
        if (!audio && !video) {
          throw new FakeSdkError({ code: 400, subCode: 40612 });
        }
        const { permission } = this;
        this.set({
          permission: { audio: permission.audio || audio, video: permission.video || video },
        });
        return this.permission;
      },
      startPreheatDevices: () => undefined,
    },
  };
};

/**
 * A fake `DeviceManager`, without devices unless said otherwise; all of them are allowed. Made of the devices of
 * {@link fakeDevice}, it does what the SDK does:
 *
 * - Setting `cameras` fires `videoDevicesUpdated`; setting `microphones`, `speakers` or both fires one
 *   `audioDevicesUpdated`. The arrays of microphones and speakers are new for each who asks, that of the cameras is not.
 * - The default microphone and speaker are selected, or the first. When the selected one goes, it stays so until after
 *   `audioDevicesUpdated`; then another is selected, or `undefined` if none is left.
 * - A selection is done later: the property is new, its event fires, the promise resolves. What is selected already
 *   resolves at once. Of two selections at once the second wins, and the first rejects with 408/40607 (speakers:
 *   40609) after 3 s, as does a device that is not there, for which the default is selected. A copy of a device, or
 *   none, rejects with 400/40615.
 * - With `permission: { audio: false, video: false }` there is one device of each kind, without a name, which cannot be
 *   selected (400/40616). `askDevicePermission` gets what it asks for, unless it is answered otherwise, and the lists
 *   change before it resolves; asked for nothing it rejects with 400/40612.
 * - Speakers that cannot be chosen (`isSpeakerSelectionAvailable: false`) cannot be listed either: 405/40606, 40611.
 *
 * (Observed with SDK 1.46.1 and 2.0.0 in Chromium; 40606 and 40611 read in the SDK.)
 *
 * @example
 * ```ts
 * import { fakeDevice, FakeDeviceManager } from 'rx-acs-calling/testing';
 *
 * const desk = fakeDevice('Microphone', 'Desk', { isSystemDefault: true });
 * const headset = fakeDevice('Microphone', 'Headset');
 * const devices = new FakeDeviceManager({ microphones: [desk, headset], selectedMicrophone: headset });
 * devices.set({ microphones: [desk] }); // audioDevicesUpdated fires, then selectedMicrophoneChanged: desk is selected
 * devices.set({ permission: { audio: false, video: false } }); // the user has changed her mind
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
    // The first values are written before there are any.
    const before = (this.permission as DeviceAccess | undefined) && seen(this);
    const emit = super.write(changes);
    return () => {
      emit();
      if (before) {
        const now = seen(this);
        const video = difference(now.cameras, before.cameras);
        const audio = difference(
          [...now.microphones, ...now.speakers],
          [...before.microphones, ...before.speakers],
        );
        if (isChange(video)) {
          this.emit('videoDevicesUpdated', video);
        }
        if (isChange(audio)) {
          this.emit('audioDevicesUpdated', audio);
          asapScheduler.schedule(() => {
            reselect(this);
          });
        }
      }
    };
  }
}

type Manager = Fake<DeviceManager & FakeDevices>;

/** Makes a device manager refuse what the SDK's refuses once its client has been disposed of. */
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

type Lists = 'cameras' | 'microphones' | 'speakers';

/** The devices of a kind that the page may know of. */
function visible<K extends Lists>(manager: Manager, list: K): (typeof placeholders)[K] {
  const devices = manager[list] as (typeof placeholders)[K];
  const isAllowed = manager.permission[list === 'cameras' ? 'video' : 'audio'];
  return isAllowed || devices.length === 0 ? devices : placeholders[list];
}

const seen = (manager: Manager): Pick<typeof placeholders, Lists> => ({
  cameras: visible(manager, 'cameras'),
  microphones: visible(manager, 'microphones'),
  speakers: visible(manager, 'speakers'),
});

const isChange = ({ added, removed }: { added: unknown[]; removed: unknown[] }): boolean =>
  added.length + removed.length > 0;

const preferred = (manager: Manager, property: Selection): AudioDeviceInfo | undefined => {
  const devices = visible(manager, lists[property]);
  return devices.find(({ isSystemDefault }) => isSystemDefault) ?? devices[0];
};

/** Selects others for what has gone. */
function reselect(manager: Manager): void {
  for (const property of ['selectedMicrophone', 'selectedSpeaker'] as const) {
    const selected = manager[property];
    if (!visible(manager, lists[property]).some(({ id }) => id === selected?.id)) {
      manager.set({ [property]: preferred(manager, property) });
    }
  }
}

/** What `selectMicrophone` and `selectSpeaker` do. */
function selection(property: Selection, timeoutSubCode: number) {
  const placeholder = placeholders[lists[property]][0];
  /** The ids of the devices that have been selected. */
  const selected = new Subject<string>();
  let wanted = '';
  return function (this: Manager, device: AudioDeviceInfo | undefined): AsyncSubject<undefined> | undefined {
    // An app in JavaScript may pass anything.
    const id = device?.id;
    if (!id) {
      throw new FakeSdkError({ code: 400, subCode: 40615 });
    }
    if (id === placeholder?.id) {
      throw new FakeSdkError({ code: 400, subCode: 40616 });
    }
    if (id === this[property]?.id) {
      return undefined;
    }
    // Goes its way though nobody may be waiting for it.
    const outcome = new AsyncSubject<undefined>();
    merge(
      selected.pipe(
        filter((now) => now === id),
        map(() => undefined),
      ),
      timer(SELECTION_TIMEOUT).pipe(
        mergeMap(() => throwError(() => new FakeSdkError({ code: 408, subCode: timeoutSubCode }))),
      ),
    )
      .pipe(take(1))
      .subscribe(outcome);
    wanted = id;
    asapScheduler.schedule(() => {
      // Another selection may have come after it.
      if (wanted === id) {
        const listed = visible(this, lists[property]).find((one) => one.id === id);
        this.set({ [property]: listed ?? preferred(this, property) });
        selected.next(this[property]?.id ?? '');
      }
    });
    return outcome;
  };
}
