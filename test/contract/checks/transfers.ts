/**
 * Features of a call, and the one that transfers it.
 */
import type { Call } from '@azure/communication-calling';
import { assert, assertEqual, assertThrows } from '../assert.js';
import type { Check, World } from '../world.js';

const underWay = async (world: World): Promise<Call> => {
  const call = (await world.agent()).startCall([world.somebody()]);
  await world.underWay(call);
  return call;
};

async function assertBornFailed(world: World, call: Call): Promise<void> {
  const { state } = call;
  const transfer = call.feature(world.transferFeature).transfer({ targetParticipant: world.somebody() });
  let events = 0;
  transfer.on('stateChanged', () => {
    events++;
  });
  const { error } = transfer;
  assertEqual(
    [transfer.state, error?.code, error?.subCode],
    ['Failed', 0, 0],
    `transfer of a call in state ${state}`,
  );
  await world.moment();
  assertEqual(events, 0, 'events');
}

export const transfers: readonly Check[] = [
  {
    name: 'a feature is kept by the constructor of its factory, for each call, and also after its end',
    run: async (world) => {
      const [call, other] = [await underWay(world), await underWay(world)];
      const { callApiCtor } = world.transferFeature;
      const feature = call.feature(world.transferFeature);
      assert(call.feature({ callApiCtor }) === feature, 'Another factory with the same constructor.');
      assert(other.feature(world.transferFeature) !== feature, 'Another call has the same feature.');
      assertEqual(feature.name, 'Transfer', 'name');
      await Promise.all([call.hangUp(), other.hangUp()]);
      assert(call.feature(world.transferFeature) === feature, 'After the end it is another.');
    },
  },
  {
    name: 'a transfer is born Failed with 0/0, and never fires, unless the call is on hold by the local user',
    run: async (world) => {
      const agent = await world.agent();
      const call = agent.startCall([world.somebody()]);
      await assertBornFailed(world, call);
      await world.underWay(call);
      await assertBornFailed(world, call);
      for (const state of ['Connected', 'RemoteHold'] as const) {
        await world.bring(call, state);
        assertEqual(call.state, state, 'state');
        await assertBornFailed(world, call);
      }
      await world.lose(call);
      await assertBornFailed(world, call);
    },
  },
  {
    name: 'a transfer of a call on hold is in state None when it is returned',
    run: async (world) => {
      const call = await underWay(world);
      await world.bring(call, 'Connected');
      await world.bring(call, 'LocalHold');
      const transfer = call.feature(world.transferFeature).transfer({ targetParticipant: world.somebody() });
      assertEqual([transfer.state, transfer.error], ['None', undefined], 'transfer');
      await world.lose(call);
    },
  },
  {
    name: 'a transfer tells its states without an argument, and has its error before it tells that it failed',
    except: { service: 'there it is the service that moves a transfer' },
    run: async (world) => {
      const call = await underWay(world);
      await world.bring(call, 'LocalHold');
      const transfer = call.feature(world.transferFeature).transfer({ targetParticipant: world.somebody() });
      const heard: unknown[] = [];
      transfer.on('stateChanged', (...args: readonly unknown[]) => {
        heard.push([transfer.state, typeof transfer.error?.code, args.length]);
      });
      world.bringTransfer(call, transfer, 'Transferring');
      world.bringTransfer(call, transfer, 'Failed');
      assertEqual(
        heard,
        [
          ['Transferring', 'undefined', 0],
          ['Failed', 'number', 0],
        ],
        'events',
      );
      await world.lose(call);
    },
  },
  {
    name: 'transfer throws 500/41001 for no target, and 400/46052 for one that names nobody',
    run: async (world) => {
      const call = await underWay(world);
      const feature = call.feature(world.transferFeature);
      const transfer = (target?: unknown) => () => feature.transfer(target as { targetCallId: string });
      assertThrows(transfer(), '500/41001');
      assertThrows(transfer(null), '500/41001');
      assertThrows(transfer({}), '400/46052');
      assertThrows(transfer({ targetParticipant: undefined }), '400/46052');
      assertThrows(transfer({ targetCallId: undefined }), '400/46052');
      await call.hangUp();
    },
  },
  {
    name: 'a transfer to a call that its agent does not have is born Failed',
    run: async (world) => {
      const call = await underWay(world);
      await world.bring(call, 'Connected');
      await world.bring(call, 'LocalHold');
      const { state, error } = call
        .feature(world.transferFeature)
        .transfer({ targetCallId: '29228d3e-040e-4656-a70e-890ab4e173e5' });
      assertEqual([state, error?.code, error?.subCode], ['Failed', 0, 0], 'transfer');
      await world.lose(call);
    },
  },
];
