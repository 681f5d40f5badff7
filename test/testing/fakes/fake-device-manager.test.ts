import { catchError, from, map, of, type ObservableInput } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import {
  fakeDevice,
  FakeCallClient,
  FakeDeviceManager,
  type FakeSdkError,
} from '../../../src/testing/index.js';

const front = fakeDevice('UsbCamera', 'Front');
const back = fakeDevice('UsbCamera', 'Back');
const desk = fakeDevice('Microphone', 'Desk');
const headset = fakeDevice('Microphone', 'Headset', { isSystemDefault: true });
const room = fakeDevice('Speaker', 'Room');
const ear = fakeDevice('Speaker', 'Ear', { isSystemDefault: true });
const all = { cameras: [front, back], microphones: [desk, headset], speakers: [room, ear] };

/** Logs the events of a device manager. */
const historyOf = (devices: FakeDeviceManager): string[] => {
  const history: string[] = [];
  const names = (list: readonly { readonly name: string }[]): string =>
    list.map(({ name }) => name || 'nameless').join('+');
  for (const event of ['videoDevicesUpdated', 'audioDevicesUpdated'] as const) {
    // Each overload of `on` accepts one name.
    devices.on(event as 'audioDevicesUpdated', ({ added, removed }) => {
      history.push(`${event} +(${names(added)}) -(${names(removed)})`);
    });
  }
  devices.on('selectedMicrophoneChanged', () =>
    history.push(`microphone ${String(devices.selectedMicrophone?.name)}`),
  );
  devices.on('selectedSpeakerChanged', () =>
    history.push(`speaker ${String(devices.selectedSpeaker?.name)}`),
  );
  return history;
};

/** The outcome of a selection, with an error as its codes. */
const outcome = (selection: ObservableInput<unknown>) =>
  from(selection).pipe(
    catchError((error: unknown) => {
      const { code, subCode } = error as FakeSdkError;
      return of(`${String(code)}/${String(subCode)}`);
    }),
  );

const turn = (): Promise<void> => new Promise((done) => setTimeout(done));

describe('fakeDevice', () => {
  it('makes a device whose copy loses its properties, and for which JSON.stringify throws', () => {
    expect([desk.id, desk.name, desk.deviceType, desk.isSystemDefault]).toEqual([
      'microphone:Desk',
      'Desk',
      'Microphone',
      false,
    ]);
    expect({ ...desk }.id).toBeUndefined();
    expect(() => JSON.stringify(desk)).toThrow(TypeError);
  });

  it('makes two devices of the same name with different ids', () => {
    expect(fakeDevice('UsbCamera', 'Front', { id: '2' }).id).toBe('camera:2');
    expect(fakeDevice('UsbCamera', 'Front').id).toBe('camera:Front');
  });
});

describe('the lists', () => {
  it('have the set devices, in a new array each time for microphones and speakers', async () => {
    const devices = new FakeDeviceManager(all);

    expect(await devices.getCameras()).toEqual([front, back]);
    expect(await devices.getMicrophones()).toEqual([desk, headset]);
    expect(await devices.getSpeakers()).toEqual([room, ear]);
    expect(await devices.getCameras()).toBe(await devices.getCameras());
    expect(await devices.getMicrophones()).not.toBe(await devices.getMicrophones());
    expect(await devices.getSpeakers()).not.toBe(await devices.getSpeakers());
  });

  it('fire with the added and removed cameras, and are already new', async () => {
    const devices = new FakeDeviceManager({ cameras: [front] });
    const before = await devices.getCameras();
    const asked: unknown[] = [];
    devices.on('videoDevicesUpdated', () => asked.push(devices.getCameras()));
    const history = historyOf(devices);

    devices.set({ cameras: [back] });

    expect(history).toEqual(['videoDevicesUpdated +(Back) -(Front)']);
    expect(await Promise.all(asked)).toEqual([[back]]);
    expect(before).toEqual([front]);
  });

  it('fire one event for microphones and speakers that change together', () => {
    const devices = new FakeDeviceManager({ microphones: [desk] });
    const history = historyOf(devices);

    devices.set({ microphones: [desk, headset], speakers: [ear] });

    expect(history).toEqual(['audioDevicesUpdated +(Headset+Ear) -()']);
  });

  it('reject for speakers if speakers cannot be selected', async () => {
    const devices = new FakeDeviceManager({ speakers: [ear], isSpeakerSelectionAvailable: false });

    await expect(devices.getSpeakers()).rejects.toMatchObject({ code: 405, subCode: 40606 });
    await expect(devices.selectSpeaker(ear)).rejects.toMatchObject({ code: 405, subCode: 40611 });
  });
});

describe('the selection', () => {
  it('starts with the default of the system, or the first device, or the choice of the test', () => {
    const devices = new FakeDeviceManager(all);

    expect([devices.selectedMicrophone, devices.selectedSpeaker]).toEqual([headset, ear]);
    expect(new FakeDeviceManager({ microphones: [desk] }).selectedMicrophone).toBe(desk);
    expect(new FakeDeviceManager({ ...all, selectedMicrophone: desk }).selectedMicrophone).toBe(desk);
    expect(new FakeDeviceManager().selectedMicrophone).toBeUndefined();
  });

  it('moves to another device after the event about the removal of the selected one', async () => {
    const devices = new FakeDeviceManager({ ...all, selectedMicrophone: headset });
    const history = historyOf(devices);

    devices.set({ microphones: [desk] });
    expect(devices.selectedMicrophone).toBe(headset);
    await turn();
    devices.set({ microphones: [], speakers: [] });
    await turn();

    expect(history).toEqual([
      'audioDevicesUpdated +() -(Headset)',
      'microphone Desk',
      'audioDevicesUpdated +() -(Desk+Room+Ear)',
      'microphone undefined',
      'speaker undefined',
    ]);
  });

  it('stays when another device is removed', async () => {
    const devices = new FakeDeviceManager(all);
    const history = historyOf(devices);

    devices.set({ microphones: [headset] });
    await turn();

    expect(history).toEqual(['audioDevicesUpdated +() -(Desk)']);
  });

  describe.each([
    ['selectMicrophone', 'selectedMicrophone', headset, desk, 40607],
    ['selectSpeaker', 'selectedSpeaker', ear, room, 40609],
  ] as const)('by %s', (select, selected, standard, other, subCode) => {
    it(
      'is done later, also in virtual time, and the promise resolves after the event',
      marbles((m) => {
        const devices = new FakeDeviceManager(all);
        const history = historyOf(devices);

        const selection = devices[select](other);
        expect(devices[selected]).toBe(standard);

        m.expect(from(selection).pipe(map(() => [devices[selected]?.name, history.length]))).toBeObservable(
          '(d|)',
          { d: [other.name, 1] },
        );
      }),
    );

    it('is made without a subscriber, too', async () => {
      const devices = new FakeDeviceManager(all);

      void devices[select](other);
      await turn();

      expect(devices[selected]).toBe(other);
    });

    it(
      'fires nothing for the device that is selected',
      marbles((m) => {
        const devices = new FakeDeviceManager(all);
        const history = historyOf(devices);

        m.expect(from(devices[select](standard))).toBeObservable('(d|)', { d: undefined });
        m.flush();

        expect(history).toEqual([]);
      }),
    );

    it(
      'is won by the second of two at once, and the first rejects after 3 s',
      marbles((m) => {
        const third = fakeDevice(other.deviceType, 'Third');
        const devices = new FakeDeviceManager({
          microphones: [...all.microphones, third],
          speakers: [...all.speakers, third],
        });
        const history = historyOf(devices);

        const [first, second] = [devices[select](other), devices[select](third)];

        m.expect(outcome(first)).toBeObservable('3s (e|)', { e: `408/${String(subCode)}` });
        m.expect(from(second)).toBeObservable('(d|)', { d: undefined });
        m.flush();
        expect(history).toEqual([expect.stringMatching(/Third/)]);
      }),
    );

    it(
      'resolves for two requests of the same device at once',
      marbles((m) => {
        const devices = new FakeDeviceManager(all);

        const [first, second] = [devices[select](other), devices[select](other)];

        m.expect(from(first)).toBeObservable('(d|)', { d: undefined });
        m.expect(from(second)).toBeObservable('(d|)', { d: undefined });
      }),
    );

    it(
      'falls back to the default for a missing device, and rejects after 3 s',
      marbles((m) => {
        const devices = new FakeDeviceManager({ ...all, [selected]: other });
        const history = historyOf(devices);

        const gone = fakeDevice(other.deviceType, 'Gone');

        m.expect(outcome(devices[select](gone))).toBeObservable('3s (e|)', { e: `408/${String(subCode)}` });
        m.flush();
        expect(devices[selected]).toBe(standard);
        expect(history).toHaveLength(1);
      }),
    );

    it('rejects undefined, and a copy of a device, with 400/40615', async () => {
      const devices = new FakeDeviceManager(all);

      await expect(devices[select](undefined as never)).rejects.toMatchObject({ code: 400, subCode: 40615 });
      await expect(devices[select]({ ...other })).rejects.toMatchObject({ subCode: 40615 });
    });

    it('accepts another object with the same id, as of a device that was plugged in again', async () => {
      const devices = new FakeDeviceManager(all);

      await devices[select](fakeDevice(other.deviceType, other.name));

      expect(devices[selected]).toBe(other);
    });
  });
});

describe('the permission', () => {
  it('leaves one nameless device of each kind if it is missing, which cannot be selected', async () => {
    const devices = new FakeDeviceManager({ ...all, permission: { audio: false, video: false } });
    const [nameless] = await devices.getMicrophones();

    expect((await devices.getCameras()).map(({ name }) => name)).toEqual(['']);
    expect((await devices.getSpeakers()).map(({ name }) => name)).toEqual(['']);
    expect(devices.selectedMicrophone).toBe(nameless);
    await expect(devices.selectMicrophone(nameless as never)).rejects.toMatchObject({
      code: 400,
      subCode: 40616,
    });
  });

  it('leaves no device of a kind that the user does not have', async () => {
    const devices = new FakeDeviceManager({ permission: { audio: false, video: false } });

    expect(await devices.getMicrophones()).toEqual([]);
    expect(devices.selectedMicrophone).toBeUndefined();
  });

  it('is granted by default, and the lists change after the answer', async () => {
    const devices = new FakeDeviceManager({ ...all, permission: { audio: false, video: false } });
    const history = historyOf(devices);

    const audio = await devices.askDevicePermission({ audio: true, video: false });
    history.push('answered');
    await turn();
    const both = await devices.askDevicePermission({ audio: false, video: true });
    await turn();

    expect([audio, both]).toEqual([
      { audio: true, video: false },
      { audio: true, video: true },
    ]);
    expect(history).toEqual([
      'answered',
      'audioDevicesUpdated +(Desk+Headset+Room+Ear) -(nameless+nameless)',
      'microphone Headset',
      'speaker Ear',
      'videoDevicesUpdated +(Front+Back) -(nameless)',
    ]);
  });

  it('can be refused, and withdrawn', async () => {
    const devices = new FakeDeviceManager({ ...all, permission: { audio: false, video: false } });
    devices.answer('askDevicePermission', () => ({ audio: false, video: false }));

    expect(await devices.askDevicePermission({ audio: true, video: true })).toEqual({
      audio: false,
      video: false,
    });
    devices.set({ permission: { audio: true, video: true } });
    const history = historyOf(devices);
    devices.set({ permission: { audio: true, video: false } });

    expect(history).toEqual(['videoDevicesUpdated +(nameless) -(Front+Back)']);
  });

  it('rejects a request for neither audio nor video', async () => {
    await expect(
      new FakeDeviceManager().askDevicePermission({ audio: false, video: false }),
    ).rejects.toMatchObject({ code: 400, subCode: 40612 });
  });
});

it('refuses all requests after the dispose of its client, and keeps its selection', async () => {
  const client = new FakeCallClient();
  const devices = await client.getDeviceManager();
  (devices as FakeDeviceManager).set(all);
  await turn();

  await client.dispose();

  expect(devices.selectedMicrophone).toBe(headset);
  expect(() => devices.isSpeakerSelectionAvailable).toThrow('500/40605');
  for (const act of [
    () => devices.getCameras(),
    () => devices.getMicrophones(),
    () => devices.getSpeakers(),
    () => devices.selectMicrophone(desk),
    () => devices.selectSpeaker(room),
    () => devices.askDevicePermission({ audio: true, video: true }),
  ]) {
    await expect(act()).rejects.toMatchObject({ code: 404, subCode: 40012 });
  }
});
