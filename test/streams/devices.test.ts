import type { AudioDeviceInfo, CallClient, DeviceManager } from '@azure/communication-calling';
import { switchMap, take, toArray, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import {
  cameras$,
  deviceManager$,
  devicePermission$,
  DeviceSelectionError,
  InvalidArgumentError,
  microphones$,
  SdkError,
  selectedMicrophone$,
  selectedSpeaker$,
  selectMicrophone,
  selectSpeaker,
  speakers$,
} from 'rx-acs-calling';
import {
  fakeDevice,
  FakeCallClient,
  FakeDeviceManager,
  FakeSdkError,
  marbleHelpers,
} from 'rx-acs-calling/testing';

const front = fakeDevice('UsbCamera', 'Front');
const back = fakeDevice('UsbCamera', 'Back');
const desk = fakeDevice('Microphone', 'Desk', { isSystemDefault: true });
const headset = fakeDevice('Microphone', 'Headset');
const phone = fakeDevice('Microphone', 'Phone');
const room = fakeDevice('Speaker', 'Room', { isSystemDefault: true });
const ear = fakeDevice('Speaker', 'Ear');
const box = fakeDevice('Speaker', 'Box');

const all = { cameras: [front, back], microphones: [desk, headset, phone], speakers: [room, ear, box] };

const disposed = new FakeSdkError({
  code: 404,
  subCode: 40012,
  message: 'The client is gone',
  resultCategories: ['ExpectedError'],
});

/** The error for it. */
const refused = (what: string): SdkError =>
  new SdkError(`The SDK did not ${what}. Cause: The client is gone.`, { cause: disposed });

describe('deviceManager$', () => {
  it(
    'asks on subscription, emits what comes, and stays',
    marbles((m) => {
      const manager = new FakeDeviceManager();
      const client = new FakeCallClient({ getDeviceManager: () => m.cold('---(m|)', { m: manager }) });

      const manager$ = deviceManager$(client);
      expect(client.callsTo('getDeviceManager')).toHaveLength(0);

      m.expect(manager$).toBeObservable('---m--', { m: manager });
    }),
  );

  it(
    'asks once for all who come before the answer, and again after it',
    marbles((m) => {
      const manager = new FakeDeviceManager();
      const answer = m.cold('---(m|)', { m: manager });
      const client = new FakeCallClient({ getDeviceManager: () => answer });

      m.expect(deviceManager$(client)).toBeObservable('---m--', { m: manager });
      m.expect(deviceManager$(client), '-^').toBeObservable('---m--', { m: manager });
      m.expect(deviceManager$(client), '-----^').toBeObservable('--------m--', { m: manager });
      m.expect(answer).toHaveSubscriptions(['^--!', '-----^--!']);
    }),
  );

  it(
    'goes on asking when the only subscriber leaves, for the next one',
    marbles((m) => {
      const manager = new FakeDeviceManager();
      const answer = m.cold('-----(m|)', { m: manager });
      const client = new FakeCallClient({ getDeviceManager: () => answer });

      m.expect(deviceManager$(client), '^-!').toBeObservable('---');
      m.expect(deviceManager$(client), '---^').toBeObservable('-----m', { m: manager });
      m.expect(answer).toHaveSubscriptions('^----!');
    }),
  );

  it(
    'errs with what the SDK says, and asks again for the next subscriber',
    marbles((m) => {
      const manager = new FakeDeviceManager();
      const answers = [m.cold('--#', {}, disposed), m.cold('-(m|)', { m: manager })];
      const client = new FakeCallClient({ getDeviceManager: () => answers.shift() as never });

      m.expect(deviceManager$(client)).toBeObservable('--#', {}, refused('give the device manager'));
      m.expect(deviceManager$(client), '---^').toBeObservable('----m', { m: manager });
    }),
  );

  it('has the codes of the refusal', async () => {
    const client = new FakeCallClient();
    await client.dispose();
    const seen = jest.fn();

    deviceManager$(client).subscribe({ error: seen });

    expect(seen).toHaveBeenCalledWith(
      expect.objectContaining({ name: 'SdkError', code: 404, subCode: 40012 }),
    );
  });

  it('errs when the SDK throws', () => {
    const cause = new Error('broken');
    const client = {
      getDeviceManager: () => {
        throw cause;
      },
    } as unknown as CallClient;
    const seen = jest.fn();

    deviceManager$(client).subscribe({ error: seen });

    expect(seen.mock.calls).toEqual([
      [new SdkError('The SDK did not give the device manager. Cause: broken.', { cause })],
    ]);
  });

  it('takes nothing but a client', () => {
    expect(() => deviceManager$(undefined as never)).toThrow(InvalidArgumentError);
    expect(() => deviceManager$({} as never)).toThrow("takes the SDK's CallClient");
  });
});

describe.each([
  ['cameras$', cameras$, 'getCameras', 'cameras', 'videoDevicesUpdated', front, back],
  ['microphones$', microphones$, 'getMicrophones', 'microphones', 'audioDevicesUpdated', desk, headset],
  ['speakers$', speakers$, 'getSpeakers', 'speakers', 'audioDevicesUpdated', room, ear],
] as const)('%s', (_name, stream, get, list, event, a, b) => {
  const devices$ = stream as (manager: DeviceManager) => Observable<readonly unknown[]>;

  it(
    'emits the list, and again when it changes',
    marbles((m) => {
      const { drive, expectNothingAttached } = marbleHelpers(m.scheduler);
      const manager = new FakeDeviceManager({ [list]: [a] });

      drive(manager, list as 'microphones', '---b--n', { b: [a, b] as never, n: [] });

      m.expect(devices$(manager), '^--------!').toBeObservable('a--b--n---', { a: [a], b: [a, b], n: [] });
      expectNothingAttached(manager);
    }),
  );

  it(
    'asks again after each event, and takes only the last answer where they overlap',
    marbles((m) => {
      const manager = new FakeDeviceManager({ [list]: [a] });
      const answers = [
        m.cold('-(a|)', { a: [a] }),
        m.cold('----(b|)', { b: [b] }),
        m.cold('-(c|)', { c: [a, b] }),
      ];
      const [first, late, last] = [...answers];
      manager.answer(get, () => answers.shift() as never);
      m.hot('---x-x').subscribe(() => {
        manager.emit(event as 'audioDevicesUpdated', { added: [], removed: [] });
      });

      m.expect(devices$(manager), '^--------!').toBeObservable('-a----c---', { a: [a], c: [a, b] });
      m.expect(first as never).toHaveSubscriptions('^!');
      m.expect(late as never).toHaveSubscriptions('---^-!');
      m.expect(last as never).toHaveSubscriptions('-----^!');
    }),
  );

  it(
    'hears of a change while it asks for the first time',
    marbles((m) => {
      const manager = new FakeDeviceManager({ [list]: [a] });
      manager.answer(get, () => m.cold('---(x|)', { x: [...manager[list]] }) as never);
      m.hot('-x').subscribe(() => {
        manager.set({ [list]: [b] });
      });

      m.expect(devices$(manager), '^------!').toBeObservable('----b', { b: [b] });
    }),
  );

  it(
    'hears of a change that comes while the SDK takes the question',
    marbles((m) => {
      const manager = new FakeDeviceManager({ [list]: [a] });
      manager.answer(get, () => {
        const before = [...manager[list]];
        manager.set({ [list]: [b] });
        return m.cold('--(x|)', { x: before }) as never;
      });

      m.expect(devices$(manager), '^------!').toBeObservable('--b', { b: [b] });
    }),
  );

  it(
    'does not repeat a list with the same devices',
    marbles((m) => {
      const manager = new FakeDeviceManager({ [list]: [a] });
      m.hot('--x--y').subscribe((key) => {
        manager.emit(event as 'audioDevicesUpdated', { added: [], removed: [] });
        manager.set({ [list]: key === 'y' ? [b] : [a] });
      });

      m.expect(devices$(manager), '^------!').toBeObservable('a----b', { a: [a], b: [b] });
    }),
  );

  it(
    'is empty until the user allows it, and when that is taken back',
    marbles((m) => {
      const { drive } = marbleHelpers(m.scheduler);
      const [no, yes] = [
        { audio: false, video: false },
        { audio: true, video: true },
      ];
      const manager = new FakeDeviceManager({ [list]: [a, b], permission: no });

      drive(manager, 'permission', '---y---n', { y: yes, n: no });

      m.expect(devices$(manager), '^--------!').toBeObservable('n--l---n', { n: [], l: [a, b] });
    }),
  );

  it(
    'errs when the SDK refuses, and leaves nothing attached',
    marbles((m) => {
      const { expectNothingAttached } = marbleHelpers(m.scheduler);
      const manager = new FakeDeviceManager({ [list]: [a] });
      m.hot('--x').subscribe(() => {
        manager.answer(get, () => m.cold('-#', {}, disposed) as never);
        manager.emit(event as 'audioDevicesUpdated', { added: [], removed: [] });
      });

      m.expect(devices$(manager)).toBeObservable('a--#', { a: [a] }, refused(`list the ${list}`));
      expectNothingAttached(manager);
    }),
  );

  it('errs, and throws nothing, once the client has been disposed of', async () => {
    const client = new FakeCallClient();
    const manager = await client.getDeviceManager();
    await client.dispose();
    const seen = jest.fn();

    devices$(manager).subscribe({ error: seen });

    expect(seen).toHaveBeenCalledTimes(1);
    expect(seen).toHaveBeenCalledWith(expect.any(SdkError));
  });

  it('has one listener for all, and none in the end', () => {
    const manager = new FakeDeviceManager({ [list]: [a] });
    expect(manager.listenerCount()).toBe(0);

    const subscriptions = [devices$(manager).subscribe(), devices$(manager).subscribe()];
    expect(manager.listenerCount(event)).toBe(1);
    subscriptions.forEach((subscription) => {
      subscription.unsubscribe();
    });

    expect(manager.listenerCount()).toBe(0);
  });

  it('never hands out the array of the SDK', async () => {
    const manager = new FakeDeviceManager({ [list]: [a] });
    const seen: unknown[] = [];

    devices$(manager)
      .pipe(take(1))
      .subscribe((devices) => seen.push(devices));

    expect(seen).toEqual([[a]]);
    expect(seen[0]).not.toBe(await manager[get]());
    expect(seen[0]).not.toBe(manager[list]);
  });
});

describe('speakers$', () => {
  it(
    'is empty where speakers cannot be chosen, without asking',
    marbles((m) => {
      const manager = new FakeDeviceManager({ ...all, isSpeakerSelectionAvailable: false });

      m.expect(speakers$(manager)).toBeObservable('n', { n: [] });
      m.flush();

      expect(manager.callsTo('getSpeakers')).toHaveLength(0);
    }),
  );
});

describe.each([
  ['selectedMicrophone$', selectedMicrophone$, 'selectedMicrophone', 'microphones', desk, headset],
  ['selectedSpeaker$', selectedSpeaker$, 'selectedSpeaker', 'speakers', room, ear],
] as const)('%s', (_name, stream, property, list, a, b) => {
  it(
    'emits what is selected, and what the SDK falls back to when that is unplugged',
    marbles((m) => {
      const { drive, expectNothingAttached } = marbleHelpers(m.scheduler);
      const manager = new FakeDeviceManager({ [list]: [a, b], [property]: b });

      drive(manager, list as 'microphones', '--a--n', { a: [a], n: [] });

      m.expect(stream(manager), '^-------!').toBeObservable('b-a--n', { a, b, n: undefined });
      expectNothingAttached(manager);
    }),
  );

  it(
    'is undefined until the user allows it',
    marbles((m) => {
      const { drive } = marbleHelpers(m.scheduler);
      const manager = new FakeDeviceManager({
        [list]: [a, b],
        permission: { audio: false, video: false },
      });

      drive(manager, 'permission', '--y', { y: { audio: true, video: false } });

      m.expect(stream(manager), '^-------!').toBeObservable('n-a', { n: undefined, a });
    }),
  );
});

describe('devicePermission$', () => {
  it(
    'asks at the first subscription, once for all, and replays the answer',
    marbles((m) => {
      const answer = m.cold('---(p|)', { p: { audio: true, video: false } });
      const manager = new FakeDeviceManager({ askDevicePermission: () => answer });

      const permission$ = devicePermission$(manager, { audio: true, video: false });
      expect(manager.callsTo('askDevicePermission')).toHaveLength(0);

      m.expect(permission$).toBeObservable('---(p|)', { p: { audio: true, video: false } });
      m.expect(permission$, '-^').toBeObservable('---(p|)', { p: { audio: true, video: false } });
      m.expect(permission$, '------^').toBeObservable('------(p|)', { p: { audio: true, video: false } });
      m.expect(answer).toHaveSubscriptions('^--!');
      m.flush();
      expect(manager.callsTo('askDevicePermission')).toEqual([[{ audio: true, video: false }]]);
    }),
  );

  it('asks for both unless told otherwise', () => {
    const manager = new FakeDeviceManager();

    devicePermission$(manager).subscribe();

    expect(manager.callsTo('askDevicePermission')).toEqual([[{ audio: true, video: true }]]);
  });

  it(
    'does not take the question back when the only subscriber leaves',
    marbles((m) => {
      const answer = m.cold('---(p|)', { p: { audio: false, video: false } });
      const permission$ = devicePermission$(new FakeDeviceManager({ askDevicePermission: () => answer }));

      m.expect(permission$, '^-!').toBeObservable('---');
      m.expect(permission$, '-----^').toBeObservable('-----(p|)', { p: { audio: false, video: false } });
      m.expect(answer).toHaveSubscriptions('^--!');
    }),
  );

  it(
    'errs when the SDK does not ask, and tries again for the next subscriber',
    marbles((m) => {
      const answers = [m.cold('--#', {}, disposed), m.cold('-(p|)', { p: { audio: true, video: true } })];
      const manager = new FakeDeviceManager({ askDevicePermission: () => answers.shift() as never });

      const permission$ = devicePermission$(manager);

      m.expect(permission$).toBeObservable('--#', {}, refused('ask for the permission'));
      m.expect(permission$, '---^').toBeObservable('----(p|)', { p: { audio: true, video: true } });
    }),
  );

  it('cannot ask for nothing', () => {
    expect(() => devicePermission$(new FakeDeviceManager(), { audio: false, video: false })).toThrow(
      InvalidArgumentError,
    );
  });
});

describe.each([
  ['selectMicrophone', selectMicrophone, 'selectedMicrophone', desk, headset, phone],
  ['selectSpeaker', selectSpeaker, 'selectedSpeaker', room, ear, box],
] as const)('%s', (method, select, property, a, b, c) => {
  /** A device manager that takes two frames for a selection. */
  const slow = (m: { cold: (marbles: string, values: object) => unknown }): FakeDeviceManager => {
    const manager = new FakeDeviceManager(all);
    manager.answer(method, (device) =>
      (m.cold('--(d|)', { d: device }) as Observable<AudioDeviceInfo>).pipe(
        switchMap((selected) => {
          manager.set({ [property]: selected });
          return [undefined];
        }),
      ),
    );
    return manager;
  };

  it(
    'selects on subscription, and emits the device when that is done',
    marbles((m) => {
      const manager = slow(m);
      const selection = select(manager, b);
      expect(manager.callsTo(method)).toHaveLength(0);

      m.expect(selection).toBeObservable('--(b|)', { b });
      m.expect(
        (property === 'selectedMicrophone' ? selectedMicrophone$ : selectedSpeaker$)(manager),
      ).toBeObservable('a-b', { a, b });
      m.flush();

      expect(manager.callsTo(method)).toEqual([[b]]);
    }),
  );

  it(
    'selects the first device of all',
    marbles((m) => {
      const manager = slow(m);
      manager.set({ [property]: undefined });

      m.expect(select(manager, b)).toBeObservable('--(b|)', { b });
    }),
  );

  it(
    'waits for the selection before it',
    marbles((m) => {
      const { expectCalls } = marbleHelpers(m.scheduler);
      const manager = slow(m);
      expectCalls(manager, method).toBe('b-c-a', { a: [a], b: [b], c: [c] });

      m.expect(select(manager, b)).toBeObservable('--(b|)', { b });
      m.expect(select(manager, c)).toBeObservable('----(c|)', { c });
      m.expect(select(manager, a), '-^').toBeObservable('------(a|)', { a });
    }),
  );

  it(
    'is left out when unsubscribed from while it waits',
    marbles((m) => {
      const { expectCalls } = marbleHelpers(m.scheduler);
      const manager = slow(m);
      expectCalls(manager, method).toBe('b-a', { a: [a], b: [b] });
      const devices: Readonly<Record<string, AudioDeviceInfo>> = { a, b, c };

      m.expect(
        m.hot<string>('bca').pipe(switchMap((key) => select(manager, devices[key] ?? a))),
      ).toBeObservable('----a', { a });
    }),
  );

  it(
    'asks nothing for what is selected already, or will be when its turn comes',
    marbles((m) => {
      const { expectCalls } = marbleHelpers(m.scheduler);
      const manager = slow(m);
      expectCalls(manager, method).toBe('b', { b: [b] });

      m.expect(select(manager, b)).toBeObservable('--(b|)', { b });
      m.expect(select(manager, b)).toBeObservable('--(b|)', { b });
      m.expect(select(manager, b), '---^').toBeObservable('---(b|)', { b });
    }),
  );

  it(
    'selects what was selected before another selection under way',
    marbles((m) => {
      const manager = slow(m);

      m.expect(select(manager, b)).toBeObservable('--(b|)', { b });
      m.expect(select(manager, a)).toBeObservable('----(a|)', { a });
    }),
  );

  it(
    'does not hold up the selection of the other kind, or on another device manager',
    marbles((m) => {
      const manager = slow(m);
      const [other, device] =
        method === 'selectMicrophone' ? [selectSpeaker, ear] : [selectMicrophone, headset];

      m.expect(select(manager, b)).toBeObservable('--(b|)', { b });
      m.expect(other(manager, device)).toBeObservable('(b|)', { b: device });
      m.expect(select(new FakeDeviceManager(all), c)).toBeObservable('(c|)', { c });
    }),
  );

  it(
    'makes the next one wait though nobody waits for the one under way',
    marbles((m) => {
      const manager = slow(m);

      m.expect(select(manager, b), '^!').toBeObservable('--');
      m.expect(select(manager, c), '-^').toBeObservable('----(c|)', { c });
    }),
  );

  it(
    'errs with what is selected instead when the SDK refuses, and lets the next one go ahead',
    marbles((m) => {
      const manager = new FakeDeviceManager(all);
      const cause = new FakeSdkError({ code: 500, subCode: 40608, message: 'There was an issue' });
      const answers = [m.cold('--#', {}, cause), m.cold('-(x|)')];
      manager.answer(method, () => answers.shift() as never);
      const errors: unknown[] = [];

      select(manager, b).subscribe({ error: (error: unknown) => errors.push(error) });
      m.expect(select(manager, c)).toBeObservable('---(s|)', { s: a });
      m.flush();

      expect(errors).toEqual([
        new DeviceSelectionError(property === 'selectedMicrophone' ? 'Microphone' : 'Speaker', b, a, cause),
      ]);
      expect(String(errors[0])).toContain(
        `"${b.name}" was not selected; "${a.name}" is. Cause: There was an issue.`,
      );
    }),
  );

  it('errs with a DeviceSelectionError also when the device manager cannot even be read', () => {
    const manager = new FakeDeviceManager(all);
    const cause = new FakeSdkError({ code: 500, subCode: 40605, message: 'Unable to access device manager' });
    Object.defineProperty(manager, property, {
      get: () => {
        throw cause;
      },
    });
    const errors: unknown[] = [];

    select(manager, b).subscribe({ error: (error: unknown) => errors.push(error) });

    expect(errors).toEqual([
      new DeviceSelectionError(
        property === 'selectedMicrophone' ? 'Microphone' : 'Speaker',
        b,
        undefined,
        cause,
      ),
    ]);
  });

  it(
    'errs for a device that has gone, without letting the SDK select another one',
    marbles((m) => {
      const manager = new FakeDeviceManager({ microphones: [desk], speakers: [room] });
      const errors: unknown[] = [];

      select(manager, b).subscribe({ error: (error: unknown) => errors.push(error) });
      m.flush();

      expect(errors).toEqual([expect.any(DeviceSelectionError)]);
      expect(String(errors[0])).toContain('It is not there any more.');
      expect(manager.callsTo(method)).toHaveLength(0);
      expect(manager[property]).toBe(a);
    }),
  );

  it('takes another object of the same device, as of one that was plugged in again', () => {
    const manager = new FakeDeviceManager(all);
    const again = fakeDevice(b.deviceType, b.name);
    manager.set({ microphones: [desk, again], speakers: [room, again] });
    const seen = jest.fn();

    select(manager, b).subscribe(seen);

    expect(manager.callsTo(method)).toEqual([[b]]);
  });

  it('does not take a copy of a device, or none', () => {
    const manager = new FakeDeviceManager(all);

    expect(() => select(manager, { ...b })).toThrow(InvalidArgumentError);
    expect(() => select(manager, undefined as never)).toThrow('a copy has lost its id');
  });

  it(
    'lets a subscriber select the next one when it is told',
    marbles((m) => {
      const manager = slow(m);

      m.expect(
        select(manager, b).pipe(
          switchMap(() => select(manager, c)),
          toArray(),
        ),
      ).toBeObservable('----(c|)', { c: [c] });
    }),
  );
});

it(
  'of selections on the fake device manager none is lost, as would be without waiting',
  marbles((m) => {
    const manager = new FakeDeviceManager(all);

    m.expect(selectMicrophone(manager, headset)).toBeObservable('(h|)', { h: headset });
    m.expect(selectMicrophone(manager, phone)).toBeObservable('(p|)', { p: phone });
  }),
);

it('cannot select a speaker where that is not possible', () => {
  const manager = new FakeDeviceManager({ ...all, isSpeakerSelectionAvailable: false });
  const seen = jest.fn();

  selectSpeaker(manager, ear).subscribe({ error: seen });

  expect(seen).toHaveBeenCalledWith(expect.objectContaining({ name: 'DeviceSelectionError', code: 405 }));
});
