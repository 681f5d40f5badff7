/**
 * The device streams on the SDK's real device manager, with Chromium's fake cameras, microphones and speakers. The suite
 * changes the browser's list of devices to plug them in and out. The first check makes the device manager, and keeps it in a
 * variable of the module.
 */
import {
  LocalVideoStream,
  VideoStreamRenderer,
  type AudioDeviceInfo,
  type DeviceManager,
  type VideoStreamRendererView,
} from '@azure/communication-calling';
import {
  cameras$,
  deviceManager$,
  devicePermission$,
  DeviceSelectionError,
  explain,
  microphones$,
  SdkError,
  selectedMicrophone$,
  selectedSpeaker$,
  selectMicrophone,
  selectSpeaker,
  speakers$,
  videoView$,
  VideoViewError,
} from 'rx-acs-calling';
import { filter, switchMap, take, type Observable } from 'rxjs';
import { browserDevices } from '../browser-devices.js';
import { watchCamera } from '../camera.js';
import { assert, assertEqual, record, wait, type Check, type Recording } from '../check.js';
import { assertNoListenerLeft, listenersNow, watchListeners } from '../ledger.js';
import { CallClient } from '../sdk.js';

const client = new CallClient();
const { unplug, restore, unpermitted, willing } = browserDevices(client);

let manager: DeviceManager;

const names = (devices: readonly { readonly name: string }[]): string[] =>
  devices.map(({ name }) => name).sort();

/** The first value. The streams of devices end only with an error. */
const valueOf = <T>(source: Observable<T>): Promise<T> => record(source.pipe(take(1))).first;

const until = <T>(source: Observable<T>, isIt: (value: T) => boolean): Promise<T> =>
  valueOf(source.pipe(filter(isIt)));

const camera = async (): Promise<LocalVideoStream> => {
  const [source] = await until(cameras$(manager), ({ length }) => length > 0);
  assert(source, 'There is no camera.');
  return new LocalVideoStream(source);
};

const untilTrue = async (what: string, isTrue: () => boolean): Promise<void> => {
  for (const start = performance.now(); !isTrue();) {
    assert(performance.now() - start < 10_000, `${what} after 10 s.`);
    await wait(20);
  }
};

/** The view of a recording, which comes after `undefined`. */
const second = async ({
  values,
  end,
}: Recording<VideoStreamRendererView | undefined>): Promise<VideoStreamRendererView> => {
  const error = await Promise.race([end, untilTrue('There is no view', () => values.length > 1)]);
  const [, view] = values;
  assert(view, `There is no view: ${String(error)}`);
  return view;
};

/** The current three microphones. */
const threeMicrophones = async (): Promise<readonly [AudioDeviceInfo, AudioDeviceInfo, AudioDeviceInfo]> => {
  const [a, b, c] = await until(microphones$(manager), ({ length }) => length >= 3);
  assert(a && b && c, 'There are not three.');
  return [a, b, c];
};

const endOf = async (selection: Observable<unknown>): Promise<readonly [outcome: unknown, time: number]> => {
  const since = performance.now();
  const { end, values }: Recording<unknown> = record(selection);
  const error = await end;
  return [error ?? values[0], performance.now() - since];
};

export const checks: readonly Check[] = [
  {
    name: 'deviceManager$ asks a new client once for all subscribers, so each device is listed once',
    run: async () => {
      const both = [deviceManager$(client), deviceManager$(client)].map((manager$) => valueOf(manager$));
      const [one, other] = await Promise.all(both);
      assert(one && one === other, 'There are two.');
      manager = one;
      watchListeners(manager);
      const microphones = await valueOf(microphones$(manager));
      assertEqual(new Set(microphones.map(({ id }) => id)).size, microphones.length, 'microphones');
      assert((await valueOf(deviceManager$(client))) === manager, 'Later there is another.');
    },
  },
  {
    name: 'cameras$, microphones$ and speakers$ emit the devices, with one listener for each event',
    run: async () => {
      const recordings = [
        cameras$(manager),
        microphones$(manager),
        microphones$(manager),
        speakers$(manager),
      ].map((devices$) => record<readonly { readonly name: string }[]>(devices$));
      const lists = await Promise.all(recordings.map(({ first }) => first));
      assert(
        lists.every((list) => list.length > 0 && !names(list).includes('')),
        JSON.stringify(lists.map(names)),
      );
      assertEqual(
        [listenersNow(manager, 'videoDevicesUpdated'), listenersNow(manager, 'audioDevicesUpdated')],
        [1, 1],
        'listeners',
      );
      recordings.forEach(({ subscription }) => {
        subscription.unsubscribe();
      });
      assertNoListenerLeft(['audioDevicesUpdated', 'videoDevicesUpdated']);
    },
  },
  {
    name: 'selectMicrophone makes three selections in a row, and the SDK does each in that order',
    run: async () => {
      const [a, b, c] = await threeMicrophones();
      const { values, subscription } = record(selectedMicrophone$(manager));
      const ends = await Promise.all([b, c, a].map((device) => endOf(selectMicrophone(manager, device))));
      subscription.unsubscribe();
      assertEqual(
        ends.map(([outcome]) => (outcome as AudioDeviceInfo).name),
        [b.name, c.name, a.name],
        'outcomes',
      );
      assertEqual(
        values.map((device) => device?.name),
        [a.name, b.name, c.name, a.name],
        'history',
      );
      const longest = Math.max(...ends.map(([, time]) => time));
      assert(longest < 2_500, `It took ${String(longest)} ms: the SDK has let one time out.`);
      assertNoListenerLeft(['selectedMicrophoneChanged']);
    },
  },
  {
    name: 'an unplugged microphone leaves microphones$, and the selection falls back; plugged in again it returns',
    run: async () => {
      const [a, b, c] = await threeMicrophones();
      await endOf(selectMicrophone(manager, b));
      const list = record(microphones$(manager));
      const selected = record(selectedMicrophone$(manager));
      await list.first;
      const fellBack = until(selectedMicrophone$(manager), (device) => device?.id !== b.id);
      unplug((name) => name === b.name);
      const fallback = await fellBack;
      assert(fallback, 'None is selected.');
      // The SDK emits the change a little before its list has changed.
      await until(microphones$(manager), (devices) => !names(devices).includes(b.name));
      const [outcome, time] = await endOf(selectMicrophone(manager, b));
      assert(outcome instanceof DeviceSelectionError && outcome.selected === fallback, String(outcome));
      assert(time < 2_500, `It took ${String(time)} ms: the SDK was asked.`);
      restore();
      await until(microphones$(manager), (devices) => names(devices).includes(b.name));
      const [again] = await endOf(selectMicrophone(manager, b));
      assertEqual((again as AudioDeviceInfo).name, b.name, 'the old object of it');
      assertEqual(selected.values.map((device) => device?.name)[0], b.name, 'the selection at first');
      assert(list.values.length >= 3 && [a, c].length === 2, 'The list did not change twice.');
      list.subscription.unsubscribe();
      selected.subscription.unsubscribe();
      assertNoListenerLeft(['selectedMicrophoneChanged']);
    },
  },
  {
    name: 'without the last microphone the list is empty and none is selected, until one returns',
    run: async () => {
      await wait(300);
      const history = record(selectedMicrophone$(manager));
      const list = record(microphones$(manager));
      await list.first;
      unplug(() => true);
      await until(selectedMicrophone$(manager), (device) => device === undefined);
      await until(microphones$(manager), ({ length }) => length === 0);
      assertEqual(names(list.values.at(-1) ?? [{ name: 'no list' }]), [], 'microphones');
      restore();
      await until(selectedMicrophone$(manager), (device) => device !== undefined);
      await until(microphones$(manager), ({ length }) => length > 0);
      history.subscription.unsubscribe();
      list.subscription.unsubscribe();
      assertNoListenerLeft(['selectedMicrophoneChanged']);
    },
  },
  {
    name: 'selectSpeaker selects a speaker, and does nothing for the selected one',
    run: async () => {
      const speakers = await valueOf(speakers$(manager));
      const other = speakers.find(({ id }) => id !== manager.selectedSpeaker?.id);
      assert(other, 'There is one only.');
      const history = record(selectedSpeaker$(manager));
      const [first] = await endOf(selectSpeaker(manager, other));
      const [second] = await endOf(selectSpeaker(manager, other));
      assertEqual(
        [first, second].map((device) => (device as AudioDeviceInfo).name),
        [other.name, other.name],
        'outcomes',
      );
      assertEqual(history.values.length, 2, 'changes');
      history.subscription.unsubscribe();
      assertNoListenerLeft(['selectedSpeakerChanged']);
    },
  },
  {
    name: 'the lists are empty until the user allows the devices, also after a first refusal',
    run: async () => {
      const other = await unpermitted();
      watchListeners(other);
      const streams = [cameras$(other), microphones$(other), speakers$(other)];
      const lists = streams.map((devices$) => record<readonly { readonly name: string }[]>(devices$));
      const selected = record(selectedMicrophone$(other));
      assertEqual(await Promise.all(lists.map(({ first }) => first)), [[], [], []], 'lists before');
      assertEqual(selected.values[0], undefined, 'selected before');
      const refused = devicePermission$(other);
      assertEqual(
        [await valueOf(refused), await valueOf(refused)],
        [
          { audio: false, video: false },
          { audio: false, video: false },
        ],
        'permission when refused',
      );
      restore();
      const given = await valueOf(devicePermission$(other));
      assertEqual([given.audio, given.video], [true, true], 'permission when given');
      await Promise.all(
        streams.map((devices$) =>
          until<readonly { readonly name: string }[]>(devices$, ({ length }) => length > 0),
        ),
      );
      await until(selectedMicrophone$(other), (device) => device !== undefined);
      assertEqual(
        lists.map(({ values }) => values.length),
        [2, 2, 2],
        'how often each list came',
      );
      [...lists, selected].forEach(({ subscription }) => {
        subscription.unsubscribe();
      });
      assertNoListenerLeft(['selectedMicrophoneChanged']);
    },
  },
  {
    name: 'the names that a permission brings are emitted also where the SDK tells nothing of them',
    run: async () => {
      const other = await willing('names');
      watchListeners(other);
      const lists = [cameras$(other), microphones$(other), speakers$(other)].map((devices$) =>
        record<readonly { readonly name: string }[]>(devices$),
      );
      const selected = [selectedMicrophone$(other), selectedSpeaker$(other)].map((device$) =>
        record(device$),
      );
      await Promise.all(lists.map(({ first }) => first));
      const behind = until(
        devicePermission$(other).pipe(switchMap(() => cameras$(other))),
        ({ length }) => length > 0,
      );
      assertEqual(
        names(await behind),
        ['Other camera'],
        'cameras of a subscriber that comes with the answer',
      );
      await wait(500);
      assertEqual(
        lists.map(({ values }) => values.map(names)),
        [
          [[], ['Other camera']],
          [[], ['Other microphone']],
          [[], ['Other speaker']],
        ],
        'lists',
      );
      assertEqual(
        selected.map(({ values }) => values.map((device) => device?.name ?? 'none')),
        [
          ['none', 'Other microphone'],
          ['none', 'Other speaker'],
        ],
        'selected',
      );
      [...lists, ...selected].forEach(({ subscription }) => {
        subscription.unsubscribe();
      });
      restore();
      // The SDK lists the replaced camera for a moment, and cannot start it.
      await until(
        cameras$(manager),
        (cameras) => cameras.length > 0 && !names(cameras).includes('Other camera'),
      );
      assertNoListenerLeft(['selectedMicrophoneChanged']);
    },
  },
  {
    name: 'videoView$ shows the camera in the page, and switches it off with the last subscriber',
    run: async () => {
      const isCameraOn = watchCamera();
      const stream = await camera();
      const [one, other] = [{ scalingMode: 'Crop', isMirrored: false } as const, {}].map((options) =>
        record(videoView$(() => new VideoStreamRenderer(stream), options)),
      );
      assert(one && other, 'They are two.');
      const [view, otherView] = [await second(one), await second(other)];
      assertEqual(
        [view.scalingMode, view.isMirrored, otherView.isMirrored],
        ['Crop', false, true],
        'options',
      );
      document.body.append(view.target);
      const video = view.target.querySelector('video');
      assert(video, 'There is no video.');
      await untilTrue('There is no picture', () => video.videoWidth > 0);
      one.subscription.unsubscribe();
      assert(!view.target.isConnected, 'It is still in the page.');
      assert(await isCameraOn(), 'The camera is off for the other.');
      other.subscription.unsubscribe();
      assert(!(await isCameraOn()), 'The camera is still on.');
      assertEqual([one.values.length, other.values.length], [2, 2], 'values');
    },
  },
  {
    name: 'videoView$ switches the camera off also when it is unsubscribed from during createView',
    run: async () => {
      const isCameraOn = watchCamera();
      const stream = await camera();
      for (const after of [0, 1, 2, 5, 10, 20]) {
        const { values, subscription } = record(videoView$(() => new VideoStreamRenderer(stream)));
        if (after > 0) {
          await wait(after);
        }
        subscription.unsubscribe();
        assert(values.length > 0, 'There was not even undefined.');
        await wait(300);
        assert(!(await isCameraOn()), `The camera is still on, after ${String(after)} ms.`);
      }
    },
  },
  {
    name: 'videoView$ errs with a VideoViewError when the camera is not allowed, and makes a view when it is again',
    run: async () => {
      const { mediaDevices } = navigator;
      const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
      const stream = await camera();
      const view$ = videoView$(() => new VideoStreamRenderer(stream));
      mediaDevices.getUserMedia = () => Promise.reject(new DOMException('No', 'NotAllowedError'));
      const [error] = await endOf(view$.pipe(filter((view) => view !== undefined)));
      mediaDevices.getUserMedia = getUserMedia;
      assert(error instanceof VideoViewError, String(error));
      assertEqual([error.code, error.subCode, explain(error).reason], [403, 43001, 'not-permitted'], 'error');
      assert(await until(view$, (view) => view !== undefined), 'There is no view.');
    },
  },
  {
    name: 'after the disposal of the client each stream errs, and nothing is thrown',
    run: async () => {
      const { subscription, values } = record(selectedMicrophone$(manager));
      const [device] = await threeMicrophones();
      await client.dispose();
      for (const stream of [
        deviceManager$(client),
        cameras$(manager),
        microphones$(manager),
        speakers$(manager),
        devicePermission$(manager),
      ]) {
        const [error] = await endOf(stream);
        assert(error instanceof SdkError, String(error));
        assertEqual(
          [error.code, error.subCode].join('/').replace('500/40605', '404/40012'),
          '404/40012',
          'codes',
        );
      }
      const selected = manager.selectedMicrophone;
      const [outcome] = await endOf(selectMicrophone(manager, device));
      assert(
        outcome instanceof DeviceSelectionError || outcome === selected,
        `The selection came to ${String(outcome)}.`,
      );
      assertEqual(values.length, 1, 'what the selection was');
      subscription.unsubscribe();
      assertNoListenerLeft(['selectedMicrophoneChanged']);
    },
  },
];
