/**
 * Devices: the lists, the permission, and the rules of a selection. The last check disposes of the client.
 */
import type { AudioDeviceInfo, DeviceManager } from '@azure/communication-calling';
import { assert, assertCodes, assertEqual, assertRejects, rejectionOf, thrownBy } from '../assert.js';
import type { Check, Devices, World } from '../world.js';

/** The simulated service changes no devices: see the fakes. */
const NO_DEVICES = { service: 'no devices' };

const devicesOf = ({ devices }: World): Devices => {
  assert(devices, 'There are no devices.');
  return devices;
};

const microphones = async (
  manager: DeviceManager,
): Promise<readonly [AudioDeviceInfo, AudioDeviceInfo, AudioDeviceInfo]> => {
  const [first, second, third] = await manager.getMicrophones();
  assert(first && second && third, 'There are not three microphones.');
  return [first, second, third];
};

/** Runs a check on a manager whose second microphone is selected, and logs the events of selections. */
async function selecting(
  world: World,
  run: (manager: DeviceManager, heard: readonly unknown[]) => Promise<void>,
): Promise<void> {
  const manager = await devicesOf(world).manager();
  const [, second] = await microphones(manager);
  await manager.selectMicrophone(second);
  const heard: unknown[] = [];
  const listener = (...args: readonly unknown[]): void => {
    heard.push([manager.selectedMicrophone?.name, args.length]);
  };
  manager.on('selectedMicrophoneChanged', listener);
  await run(manager, heard);
  manager.off('selectedMicrophoneChanged', listener);
}

/** Resolves at the first event of a selection that `isIt` accepts. Events of earlier selections may still come. */
const untilSelected = (
  manager: DeviceManager,
  isIt: (microphone: AudioDeviceInfo | undefined) => boolean,
): Promise<void> =>
  new Promise((resolve) => {
    const listener = (): void => {
      if (isIt(manager.selectedMicrophone)) {
        manager.off('selectedMicrophoneChanged', listener);
        resolve();
      }
    };
    manager.on('selectedMicrophoneChanged', listener);
  });

/** The names of the cameras, microphones and speakers. */
const namesIn = async (manager: DeviceManager): Promise<readonly string[][]> =>
  (await Promise.all([manager.getCameras(), manager.getMicrophones(), manager.getSpeakers()])).map((list) =>
    list.map(({ name }) => name),
  );

/** The names of the events that a manager fires from now on. */
const eventsOf = (manager: DeviceManager): readonly string[] => {
  const heard: string[] = [];
  for (const event of [
    'audioDevicesUpdated',
    'videoDevicesUpdated',
    'selectedMicrophoneChanged',
    'selectedSpeakerChanged',
  ]) {
    // Each overload of `on` accepts one name.
    manager.on(event as 'selectedMicrophoneChanged', () => heard.push(event));
  }
  return heard;
};

export const devices: readonly Check[] = [
  {
    name: 'a client has one device manager',
    except: NO_DEVICES,
    run: async (world) => {
      const manager = await devicesOf(world).manager();
      assert((await world.client.getDeviceManager()) === manager, 'There are two managers.');
    },
  },
  {
    name: 'the items of the lists stay the same objects; the array is new for microphones and speakers, not for cameras',
    except: NO_DEVICES,
    run: async (world) => {
      const manager = await devicesOf(world).manager();
      for (const [kind, list, isNew] of [
        ['cameras', () => manager.getCameras(), false],
        ['microphones', () => manager.getMicrophones(), true],
        ['speakers', () => manager.getSpeakers(), true],
      ] as const) {
        const [once, again] = [await list(), await list()];
        assertEqual(once !== again, isNew, `a new array of ${kind}`);
        assert(once.length > 0 && once.every((item, i) => item === again[i]), `There are other ${kind}.`);
      }
    },
  },
  {
    name: 'JSON.stringify of a device throws',
    except: NO_DEVICES,
    run: async (world) => {
      const [microphone] = await microphones(await devicesOf(world).manager());
      assert(thrownBy(() => JSON.stringify(microphone)) instanceof TypeError, 'There was no TypeError.');
    },
  },
  {
    name: 'the first microphone is the default, and selected',
    except: NO_DEVICES,
    run: async (world) => {
      const manager = await devicesOf(world).manager();
      const [first, ...others] = await microphones(manager);
      assertEqual(
        [first.isSystemDefault, ...others.map(({ isSystemDefault }) => isSystemDefault)],
        [true, false, false],
        'defaults',
      );
      assert(manager.selectedMicrophone === first, 'It is not selected.');
      assert(manager.isSpeakerSelectionAvailable, 'Speakers cannot be selected.');
    },
  },
  {
    name: 'a selection takes time: the property is new when its event fires, and the promise resolves after that',
    except: NO_DEVICES,
    run: (world) =>
      selecting(world, async (manager, heard) => {
        const [, second, third] = await microphones(manager);
        const selection = manager.selectMicrophone(third);
        assert(manager.selectedMicrophone === second && heard.length === 0, 'It was done at once.');
        await selection;
        assert(manager.selectedMicrophone === third, 'It is not selected.');
        assertEqual(heard, [[third.name, 0]], 'events');
      }),
  },
  {
    name: 'selecting the selected device resolves and fires nothing',
    except: NO_DEVICES,
    run: (world) =>
      selecting(world, async (manager, heard) => {
        const [, second] = await microphones(manager);
        await manager.selectMicrophone(second);
        assertEqual(heard, [], 'events');
      }),
  },
  {
    name: 'a selection rejects with 400/40615 for undefined, and for a copy of a device, which has lost its id',
    except: NO_DEVICES,
    run: (world) =>
      selecting(world, async (manager, heard) => {
        const [, , third] = await microphones(manager);
        const nothing = undefined as unknown as AudioDeviceInfo;
        await assertRejects(() => manager.selectMicrophone(nothing), '400/40615');
        await assertRejects(() => manager.selectMicrophone({ ...third }), '400/40615');
        assertEqual(heard, [], 'events');
      }),
  },
  {
    name: 'of two selections at once the second wins, and the first rejects with 408/40607',
    except: NO_DEVICES,
    run: (world) =>
      selecting(world, async (manager, heard) => {
        const [first, , third] = await microphones(manager);
        const [late] = await Promise.all([
          rejectionOf(() => manager.selectMicrophone(first)),
          manager.selectMicrophone(third),
        ]);
        assertCodes(late, '408/40607', 'the first');
        assert(manager.selectedMicrophone === third, 'The second has not won.');
        assertEqual(heard, [[third.name, 0]], 'events');
      }),
  },
  {
    name: 'two selections of the same device at once both resolve, with one event',
    except: NO_DEVICES,
    run: (world) =>
      selecting(world, async (manager, heard) => {
        const [, , third] = await microphones(manager);
        await Promise.all([manager.selectMicrophone(third), manager.selectMicrophone(third)]);
        assertEqual(heard, [[third.name, 0]], 'events');
      }),
  },
  {
    name: 'selecting a camera as a microphone selects the default one, and rejects with 408/40607',
    except: NO_DEVICES,
    run: (world) =>
      selecting(world, async (manager, heard) => {
        const [camera] = await manager.getCameras();
        await assertRejects(
          () => manager.selectMicrophone(camera as unknown as AudioDeviceInfo),
          '408/40607',
        );
        const [first] = await microphones(manager);
        assertEqual(heard, [[first.name, 0]], 'events');
      }),
  },
  {
    name: 'on and off of a device manager throw 422 for an unknown event',
    except: NO_DEVICES,
    run: async (world) => {
      const manager = await devicesOf(world).manager();
      const unknown = 'nonsense' as 'selectedMicrophoneChanged';
      for (const act of [
        () => {
          manager.on(unknown, () => undefined);
        },
        () => {
          manager.off(unknown, () => undefined);
        },
      ]) {
        assertCodes(thrownBy(act), '422', String(act));
      }
    },
  },
  {
    name: 'when the selected microphone is unplugged, audioDevicesUpdated fires first, and then another is selected',
    except: NO_DEVICES,
    run: async (world) => {
      const { manager: getManager, unplug, restore } = devicesOf(world);
      const manager = await getManager();
      const [, second] = await microphones(manager);
      await manager.selectMicrophone(second);
      const log: unknown[] = [];
      const isStill = (): boolean => manager.selectedMicrophone === second;
      const updated = ({ added, removed }: { added: unknown[]; removed: unknown[] }): void => {
        log.push(['updated', added.length, removed.includes(second), isStill()]);
      };
      manager.on('audioDevicesUpdated', updated);
      const selected = untilSelected(manager, () => {
        log.push(['selected', isStill()]);
        return true;
      });
      unplug((name) => name === second.name);
      await selected;
      manager.off('audioDevicesUpdated', updated);
      assertEqual(
        log,
        [
          ['updated', 0, true, true],
          ['selected', false],
        ],
        'events',
      );
      assert(!(await manager.getMicrophones()).includes(second), 'It is still in the list.');
      restore();
    },
  },
  {
    name: 'when the last microphone is unplugged none is selected, and one is selected again when it is back',
    except: NO_DEVICES,
    run: async (world) => {
      const { manager: getManager, unplug, restore } = devicesOf(world);
      const manager = await getManager();
      // The SDK misses a change while it still handles the one before.
      await world.moment();
      const gone = untilSelected(manager, (microphone) => microphone === undefined);
      unplug(() => true);
      await gone;
      assertEqual(await manager.getMicrophones(), [], 'microphones');
      const back = untilSelected(manager, (microphone) => microphone !== undefined);
      restore();
      await back;
    },
  },
  {
    name: 'askDevicePermission for neither audio nor video rejects with 400/40612',
    except: NO_DEVICES,
    run: async (world) => {
      const manager = await devicesOf(world).manager();
      await assertRejects(() => manager.askDevicePermission({ audio: false, video: false }), '400/40612');
    },
  },
  {
    name: 'without permission there is one device of each kind, without a name; with permission there are all devices',
    except: NO_DEVICES,
    run: async (world) => {
      const { unpermitted, restore } = devicesOf(world);
      const manager = await unpermitted();
      const lists = (): Promise<readonly string[][]> => namesIn(manager);
      const ask = async (): Promise<readonly boolean[]> => {
        const { audio, video } = await manager.askDevicePermission({ audio: true, video: true });
        return [audio, video];
      };
      assertEqual(await lists(), [[''], [''], ['']], 'names before');
      const [nameless] = await manager.getMicrophones();
      assert(nameless && manager.selectedMicrophone === nameless, 'It is not selected.');
      await assertRejects(() => manager.selectMicrophone(nameless), '400/40616');
      // If the user refuses, the promise resolves, too.
      assertEqual(await ask(), [false, false], 'permission when refused');
      assertEqual(await lists(), [[''], [''], ['']], 'names when refused');
      const updated = Promise.all([
        new Promise<void>((resolve) => {
          manager.on('audioDevicesUpdated', () => {
            resolve();
          });
        }),
        new Promise<void>((resolve) => {
          manager.on('videoDevicesUpdated', () => {
            resolve();
          });
        }),
      ]);
      restore();
      assertEqual(await ask(), [true, true], 'permission when given');
      await updated;
      const names = (await lists()).flat();
      assert(names.length > 3 && !names.includes(''), `There are ${names.join(', ')}.`);
    },
  },
  {
    name: 'askDevicePermission resolves before the lists have changed; they change with their events a moment later',
    except: NO_DEVICES,
    run: async (world) => {
      const manager = await devicesOf(world).willing('devices');
      assertEqual(await namesIn(manager), [[''], [''], ['']], 'names before');
      const heard = eventsOf(manager);
      const { audio, video } = await manager.askDevicePermission({ audio: true, video: true });
      assertEqual([audio, video, ...heard], [true, true], 'permission, and the events so far');
      assertEqual(
        (await manager.getCameras()).map(({ name }) => name),
        [''],
        'cameras then',
      );
      await world.moment();
      assertEqual(
        [...heard].sort(),
        ['audioDevicesUpdated', 'selectedMicrophoneChanged', 'selectedSpeakerChanged', 'videoDevicesUpdated'],
        'events',
      );
      const names = (await namesIn(manager)).flat();
      assert(names.length > 3 && !names.includes(''), `There are ${names.join(', ')}.`);
    },
  },
  {
    name: 'where the browser hides only the names until there is permission, the SDK adds them in place, without an event',
    except: { ...NO_DEVICES, fakes: 'the devices have names' },
    run: async (world) => {
      const { willing, restore } = devicesOf(world);
      const manager = await willing('names');
      const [camera] = await manager.getCameras();
      const microphone = manager.selectedMicrophone;
      assertEqual([camera?.name, microphone?.name], ['', ''], 'names before');
      const heard = eventsOf(manager);
      await manager.askDevicePermission({ audio: true, video: true });
      await world.moment();
      assert(camera?.name && microphone?.name, 'There are no names.');
      assert((await manager.getCameras())[0] === camera, 'It is another camera.');
      assert(manager.selectedMicrophone === microphone, 'It is another microphone.');
      assertEqual(heard, [], 'events');
      restore();
    },
  },
  {
    name: 'after the dispose of its client, a device manager keeps its selection and refuses all requests',
    except: NO_DEVICES,
    run: async (world) => {
      const manager = await devicesOf(world).manager();
      await world.client.dispose();
      assertCodes(
        thrownBy(() => manager.isSpeakerSelectionAvailable),
        '500/40605',
        'isSpeakerSelectionAvailable',
      );
      assert(manager.selectedMicrophone, 'The selection is lost.');
      const selected = manager.selectedMicrophone;
      for (const act of [
        () => manager.getCameras(),
        () => manager.getMicrophones(),
        () => manager.getSpeakers(),
        () => manager.selectMicrophone(selected),
        () => manager.askDevicePermission({ audio: true, video: true }),
      ]) {
        await assertRejects(act, '404/40012');
      }
    },
  },
];
