import { microphones$, selectedMicrophone$, selectMicrophone } from 'rx-acs-calling';
import { fakeDevice, FakeDeviceManager } from 'rx-acs-calling/testing';
import { combineLatest, debounceTime, firstValueFrom, map, switchMap, take, toArray } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';

const desk = fakeDevice('Microphone', 'Desk', { isSystemDefault: true });
const headset = fakeDevice('Microphone', 'Headset');

it('shows the selected microphone when one is plugged in, chosen and unplugged', () => {
  const devices = new FakeDeviceManager({ microphones: [desk] });
  const shown: string[] = [];

  new TestScheduler(() => undefined).run(({ cold }) => {
    combineLatest([microphones$(devices), selectedMicrophone$(devices)])
      .pipe(
        // The list and the selection change one after the other.
        debounceTime(0),
        map(([all, selected]) => `${String(selected?.name)} of ${all.map(({ name }) => name).join(', ')}`),
      )
      .subscribe((text) => shown.push(text));

    const plugged = { p: [desk, headset], u: [desk] };
    cold('-p---u', plugged).subscribe((microphones) => {
      devices.set({ microphones });
    });
    cold('---c')
      .pipe(switchMap(() => selectMicrophone(devices, headset)))
      .subscribe();
  });

  expect(shown).toEqual([
    'Desk of Desk',
    'Desk of Desk, Headset',
    'Headset of Desk, Headset',
    'Desk of Desk',
  ]);
});

it('shows no microphone until the user allows it', async () => {
  const devices = new FakeDeviceManager({ microphones: [desk], permission: { audio: false, video: false } });

  const lists = firstValueFrom(microphones$(devices).pipe(take(2), toArray()), { defaultValue: [] });
  await devices.askDevicePermission({ audio: true, video: false });

  expect(await lists).toEqual([[], [desk]]);
  expect(devices.listenerCount()).toBe(0);
});
