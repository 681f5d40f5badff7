/**
 * Where the browser hides only the names of the devices until the user allows them, the SDK has the names a moment after its
 * answer, and tells nothing: test/contract/checks/devices.ts observes it.
 */
import type { AudioDeviceInfo, DeviceAccess, VideoDeviceInfo } from '@azure/communication-calling';
import { map, of, switchMap, type Observable } from 'rxjs';
import type { Context } from 'rxjs-marbles/context';
import { marbles } from 'rxjs-marbles/jest';
import {
  cameras$,
  devicePermission$,
  microphones$,
  SdkError,
  selectedMicrophone$,
  selectedSpeaker$,
  speakers$,
} from 'rx-acs-calling';
import { fakeDevice, FakeDeviceManager, FakeSdkError, marbleHelpers } from 'rx-acs-calling/testing';

const both = { audio: true, video: true };

interface Scene {
  readonly manager: FakeDeviceManager;
  readonly camera: VideoDeviceInfo;
  readonly microphone: AudioDeviceInfo;
  readonly speaker: AudioDeviceInfo;
}

/** Devices that have names from a frame on. The user gives that answer after two frames. */
const hidden = (m: Context, names: string, answer: DeviceAccess = both): Scene => {
  const known = { are: false };
  m.cold(names).subscribe(() => {
    known.are = true;
  });
  const hide = <D extends AudioDeviceInfo | VideoDeviceInfo>(device: D): D =>
    Object.create(device, { name: { get: () => (known.are ? device.name : '') } }) as D;
  const camera = hide(fakeDevice('UsbCamera', 'Front'));
  const microphone = hide(fakeDevice('Microphone', 'Desk', { isSystemDefault: true }));
  const speaker = hide(fakeDevice('Speaker', 'Room', { isSystemDefault: true }));
  const manager = new FakeDeviceManager({
    cameras: [camera],
    microphones: [microphone],
    speakers: [speaker],
    askDevicePermission: () => m.cold('--(p|)', { p: answer }),
  });
  return { manager, camera, microphone, speaker };
};

const sizeOf = (devices$: Observable<readonly unknown[]>): Observable<string> =>
  devices$.pipe(map(({ length }) => String(length)));

const isThere = (device$: Observable<unknown>): Observable<string> =>
  device$.pipe(map((device) => (device ? '1' : '0')));

/** The streams, as 0 for nothing, and 1 for the device. */
const rows = [
  ['cameras$', ({ manager }: Scene) => sizeOf(cameras$(manager)), 'video'],
  ['microphones$', ({ manager }: Scene) => sizeOf(microphones$(manager)), 'audio'],
  ['speakers$', ({ manager }: Scene) => sizeOf(speakers$(manager)), 'audio'],
  ['selectedMicrophone$', ({ manager }: Scene) => isThere(selectedMicrophone$(manager)), 'audio'],
  ['selectedSpeaker$', ({ manager }: Scene) => isThere(selectedSpeaker$(manager)), 'audio'],
] as const;

describe.each(rows)('%s, where the SDK tells nothing of the names', (_, of$, kind) => {
  it(
    'emits them with the answer of devicePermission$, if they are there by then',
    marbles((m) => {
      const { expectNothingAttached } = marbleHelpers(m.scheduler);
      const scene = hidden(m, '                   -x');

      m.expect(of$(scene), '^---!').toBeObservable('0-1-');
      m.expect(devicePermission$(scene.manager)).toBeObservable('--(p|)', { p: both });
      expectNothingAttached(scene.manager);
    }),
  );

  it(
    'looks for them again after the answer, until they are there',
    marbles((m) => {
      const scene = hidden(m, '                           150ms x');

      m.expect(of$(scene), '^ 1s !').toBeObservable('0 201ms 1');
      m.expect(devicePermission$(scene.manager)).toBeObservable('--(p|)', { p: both });
    }),
  );

  it(
    'looks for them for two seconds at most',
    marbles((m) => {
      const scene = hidden(m, '                           3s x');

      m.expect(of$(scene), '^ 5s !').toBeObservable('0');
      m.expect(devicePermission$(scene.manager)).toBeObservable('--(p|)', { p: both });
    }),
  );

  it(
    'emits them to those who subscribe with the answer',
    marbles((m) => {
      const scene = hidden(m, '5ms x');
      const behind$ = devicePermission$(scene.manager).pipe(switchMap(() => of$(scene)));

      m.expect(behind$, '^ 1s !').toBeObservable('--0 99ms 1');
    }),
  );

  it(
    'does not look for them after a refusal',
    marbles((m) => {
      const answer = { ...both, [kind]: false };
      const scene = hidden(m, '                           5ms x', answer);

      m.expect(of$(scene), '^ 5s !').toBeObservable('0');
      m.expect(devicePermission$(scene.manager)).toBeObservable('--(p|)', { p: answer });
    }),
  );

  it(
    'stops looking when nobody listens any more',
    marbles((m) => {
      const scene = hidden(m, '                           3s x');

      m.expect(of$(scene), '^ 250ms !').toBeObservable('0');
      m.expect(devicePermission$(scene.manager)).toBeObservable('--(p|)', { p: both });
    }),
  );

  it(
    'is not touched by the answer to a request on another device manager',
    marbles((m) => {
      const scene = hidden(m, '                                       5ms x');
      const other = new FakeDeviceManager({ askDevicePermission: () => m.cold('--(p|)', { p: both }) });

      m.expect(of$(scene), '^ 1s !').toBeObservable('0');
      m.expect(devicePermission$(other)).toBeObservable('--(p|)', { p: both });
    }),
  );
});

describe.each([
  ['cameras$', cameras$, 'getCameras'],
  ['microphones$', microphones$, 'getMicrophones'],
  ['speakers$', speakers$, 'getSpeakers'],
] as const)('%s after an answer', (name, list$, get) => {
  it.each([
    ['once when it has the names', '         -x', '     0-1', 2],
    ['until it has the names', '             150ms x', '0 201ms 1', 4],
    ['twenty times at most', '               3s x', '   0', 21],
  ])('asks %s', (_, names, expected, times) => {
    marbles((m) => {
      const { manager } = hidden(m, names);

      m.expect(sizeOf(list$(manager)), '^ 5s !').toBeObservable(expected);
      m.expect(devicePermission$(manager)).toBeObservable('--(p|)', { p: both });
      m.flush();
      expect(manager.callsTo(get)).toHaveLength(times);
    })();
  });

  it(
    'does not ask any more when nobody listens',
    marbles((m) => {
      const { manager } = hidden(m, '           3s x');

      m.expect(sizeOf(list$(manager)), '^ 250ms !').toBeObservable('0');
      m.expect(devicePermission$(manager)).toBeObservable('--(p|)', { p: both });
      m.flush();
      expect(manager.callsTo(get)).toHaveLength(4);
    }),
  );

  it(
    'does not emit the same devices again',
    marbles((m) => {
      const { manager } = hidden(m, 'x');

      m.expect(sizeOf(list$(manager)), '--- ^ 1s !').toBeObservable('--- 1');
      m.expect(devicePermission$(manager), '----^').toBeObservable('------(p|)', { p: both });
    }),
  );

  it(
    'errs when the SDK refuses the second question',
    marbles((m) => {
      const cause = new FakeSdkError({ code: 404, subCode: 40012, message: 'The client is gone' });
      const { manager } = hidden(m, '3s x');
      const first$ = of([]);
      manager.answer(get, () => (manager.callsTo(get).length > 1 ? m.cold<never>('-#', {}, cause) : first$));

      m.expect(sizeOf(list$(manager))).toBeObservable(
        '0--#',
        { 0: '0' },
        new SdkError(`The SDK did not list the ${name.slice(0, -1)}. Cause: The client is gone.`, { cause }),
      );
      m.expect(devicePermission$(manager)).toBeObservable('--(p|)', { p: both });
    }),
  );
});
