/**
 * The devices of the world of fakes.
 */
import type { CallClient } from '@azure/communication-calling';
import { FakeCallClient, fakeDevice, FakeDeviceManager } from 'rx-acs-calling/testing';
import { assert } from '../assert.js';
import type { Devices } from '../world.js';
import { moment } from './common.js';

/** The devices that the world plugs in and out. */
const plugged = {
  cameras: [fakeDevice('UsbCamera', 'camera')],
  microphones: [
    fakeDevice('Microphone', 'first', { isSystemDefault: true }),
    fakeDevice('Microphone', 'second'),
    fakeDevice('Microphone', 'third'),
  ],
  speakers: [fakeDevice('Speaker', 'speaker', { isSystemDefault: true })],
};

async function managerOf(client: CallClient): Promise<FakeDeviceManager> {
  const manager = await client.getDeviceManager();
  assert(manager instanceof FakeDeviceManager, 'The device manager is no fake.');
  return manager;
}

/** A manager whose user refuses until `refusing` has it no more. */
async function unpermitted(refusing: Set<FakeDeviceManager>): Promise<FakeDeviceManager> {
  const manager = await managerOf(new FakeCallClient());
  refusing.add(manager);
  manager.set({ ...plugged, permission: { audio: false, video: false } });
  return manager.answer('askDevicePermission', ({ audio, video }) => {
    if (!refusing.has(manager)) {
      manager.set({ permission: { audio, video } });
    }
    return manager.permission;
  });
}

export function fakeDevices(client: CallClient): Devices {
  const managers = new Set<FakeDeviceManager>();
  const refusing = new Set<FakeDeviceManager>();
  const ready = managerOf(client).then(async (manager) => {
    managers.add(manager);
    manager.set(plugged);
    await moment();
    return manager;
  });
  return {
    manager: () => ready,
    unpermitted: async () => {
      const manager = await unpermitted(refusing);
      managers.add(manager);
      return manager;
    },
    willing: async (hidden) => {
      assert(hidden === 'devices', 'The fakes do not hide names only.');
      const manager = await managerOf(new FakeCallClient());
      manager.set({ ...plugged, permission: { audio: false, video: false } });
      return manager;
    },
    unplug: (isUnplugged) => {
      for (const manager of managers) {
        manager.set({ microphones: manager.microphones.filter(({ name }) => !isUnplugged(name)) });
      }
    },
    restore: () => {
      refusing.clear();
      for (const manager of managers) {
        manager.set(plugged);
      }
    },
  };
}
