import { FakeDeviceManager } from '../../src/testing/index.js';
import type { AudioDeviceInfo, VideoDeviceInfo } from '@azure/communication-calling';

const front: VideoDeviceInfo = { id: 'front', name: 'Front', deviceType: 'UsbCamera' };
const back: VideoDeviceInfo = { ...front, id: 'back', name: 'Back' };
const desk: AudioDeviceInfo = { id: 'desk', name: 'Desk', isSystemDefault: true, deviceType: 'Microphone' };
const headset: AudioDeviceInfo = { ...desk, id: 'headset', name: 'Headset' };

it('gives the devices that were set, microphones and speakers in a new array each time', async () => {
  const devices = new FakeDeviceManager({ cameras: [front], microphones: [desk], speakers: [headset] });

  expect(await devices.getCameras()).toEqual([front]);
  expect(await devices.getMicrophones()).toEqual([desk]);
  expect(await devices.getSpeakers()).toEqual([headset]);
  expect(await devices.getCameras()).toBe(await devices.getCameras());
  expect(await devices.getMicrophones()).not.toBe(await devices.getMicrophones());
  expect(await devices.getSpeakers()).not.toBe(await devices.getSpeakers());
});

it('tells which devices came and went, with the lists already new', async () => {
  const devices = new FakeDeviceManager({ cameras: [front] });
  const lists: Promise<VideoDeviceInfo[]>[] = [];
  const updated = jest.fn(() => lists.push(devices.getCameras()));
  devices.on('videoDevicesUpdated', updated);

  devices.set({ cameras: [back] });

  expect(updated.mock.calls).toEqual([[{ added: [back], removed: [front] }]]);
  expect(await Promise.all(lists)).toEqual([[back]]);
});

it('keeps a device selected that has gone', () => {
  const devices = new FakeDeviceManager({ microphones: [desk], selectedMicrophone: desk });
  const seen: unknown[] = [];
  devices.on('audioDevicesUpdated', ({ removed }) => seen.push([removed, devices.selectedMicrophone]));
  devices.on('selectedMicrophoneChanged', () => seen.push(devices.selectedMicrophone));

  devices.set({ microphones: [] });
  devices.set({ selectedMicrophone: undefined });

  expect(seen).toEqual([[[desk], desk], undefined]);
});

describe.each([
  ['selectMicrophone', 'selectedMicrophone', 'selectedMicrophoneChanged'],
  ['selectSpeaker', 'selectedSpeaker', 'selectedSpeakerChanged'],
] as const)('%s', (select, selected, event) => {
  it('fires its event with the selection new already, and only then resolves', async () => {
    const devices = new FakeDeviceManager();
    const seen: unknown[] = [];
    devices.on(event as 'selectedMicrophoneChanged', () => seen.push(devices[selected]));

    await devices[select](headset).then(() => seen.push('resolved'));

    expect(seen).toEqual([headset, 'resolved']);
  });

  it('fires nothing for the device that is selected', async () => {
    const devices = new FakeDeviceManager({ [selected]: headset });
    const changed = jest.fn();
    devices.on(event as 'selectedMicrophoneChanged', changed);

    await devices[select](headset);

    expect(changed).not.toHaveBeenCalled();
  });

  it('rejects what is no device with 400/40615', async () => {
    const devices = new FakeDeviceManager();

    await expect(devices[select](undefined as never)).rejects.toMatchObject({ code: 400, subCode: 40615 });
    await expect(devices[select]({ ...desk, id: '' })).rejects.toMatchObject({ subCode: 40615 });
  });
});

it('lists no speakers where none can be chosen', async () => {
  const devices = new FakeDeviceManager({ isSpeakerSelectionAvailable: false });

  await expect(devices.getSpeakers()).rejects.toMatchObject({ code: 405, subCode: 40606 });
});

it('grants the permission that is asked for', async () => {
  const devices = new FakeDeviceManager();

  expect(await devices.askDevicePermission({ audio: true, video: false })).toEqual({
    audio: true,
    video: false,
  });
});
