/**
 * The features of a call, and its transfers: the first, a second one, and their remains.
 */
import type { Call, Transfer } from '@azure/communication-calling';
import { assert, assertCodes, assertEqual, assertThrows, thrownBy } from '../assert.js';
import type { Check, TargetKind, World } from '../world.js';

const KINDS: readonly TargetKind[] = ['participant', 'call', 'voicemail'];

/** Without a service the test drives the transfers. */
const NO_SERVICE = { fakes: 'the test drives the transfers' };

const underWay = async (world: World): Promise<Call> => {
  const call = (await world.agent()).startCall([world.somebody()]);
  await world.underWay(call);
  return call;
};

const onHold = async (world: World): Promise<Call> => {
  const call = await underWay(world);
  await world.bring(call, 'Connected');
  await world.bring(call, 'LocalHold');
  return call;
};

const transferTo = async (world: World, call: Call, kind: TargetKind = 'participant'): Promise<Transfer> => {
  const target = await world.target(kind);
  return call.feature(world.transferFeature).transfer(target);
};

/** Ends all calls: the call of the check, and the calls that were targets. */
const hangUp = async (world: World): Promise<void> => {
  const { calls } = await world.agent();
  await Promise.all([...calls].map((call) => call.hangUp()));
};

const codesOf = ({ error }: Transfer): string =>
  error ? `${String(error.code)}/${String(error.subCode)}` : 'no error';

/** Logs the states of a transfer, with its codes at that time. */
const statesOf = (transfer: Transfer): string[] => {
  const heard: string[] = [];
  transfer.on('stateChanged', () => {
    heard.push(`${transfer.state}, ${codesOf(transfer)}`);
  });
  return heard;
};

/** A call on hold, with a transfer that is under way. */
const transferring = async (world: World): Promise<{ readonly call: Call; readonly transfer: Transfer }> => {
  const call = await onHold(world);
  const transfer = await transferTo(world, call);
  await world.moment();
  return { call, transfer };
};

/** A call on hold, with a transfer that was declined. */
const declined = async (world: World): Promise<{ readonly call: Call; readonly transfer: Transfer }> => {
  const { call, transfer } = await transferring(world);
  await world.decline(call, transfer);
  return { call, transfer };
};

async function assertBornFailed(world: World, call: Call, kind: TargetKind): Promise<void> {
  const transfer = await transferTo(world, call, kind);
  const heard = statesOf(transfer);
  const what = `to a ${kind} in state ${call.state}`;
  assertEqual(`${transfer.state}, ${codesOf(transfer)}`, 'Failed, 0/0', what);
  await world.moment();
  assertEqual(heard, [], `events of a transfer ${what}`);
}

export const transfers: readonly Check[] = [
  {
    name: 'a call keeps a feature by the constructor of its factory, also after the end of the call',
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
    name: 'unless the call is in LocalHold, a transfer to a target of any kind is born Failed with 0/0, and never fires',
    run: async (world) => {
      const agent = await world.agent();
      const call = agent.startCall([world.somebody()]);
      await assertBornFailed(world, call, 'participant');
      await world.underWay(call);
      await assertBornFailed(world, call, 'participant');
      for (const state of ['Connected', 'RemoteHold'] as const) {
        await world.bring(call, state);
        for (const kind of KINDS) {
          await assertBornFailed(world, call, kind);
        }
      }
      await world.lose(call);
      await assertBornFailed(world, call, 'participant');
      await hangUp(world);
    },
  },
  {
    name: 'a transfer of a call on hold is returned in state None, and its request goes out after that',
    except: NO_SERVICE,
    run: async (world) => {
      for (const kind of KINDS) {
        const call = await onHold(world);
        const transfer = await transferTo(world, call, kind);
        assertEqual([transfer.state, transfer.error], ['None', undefined], `transfer to a ${kind}`);
        const heard = statesOf(transfer);
        await world.moment();
        assertEqual(heard[0], 'Transferring, no error', `events of a transfer to a ${kind}`);
        await hangUp(world);
      }
    },
  },
  {
    name: 'a transfer fires without an argument, has its error before it fires Failed, and leaves the call on hold',
    run: async (world) => {
      const { call, transfer } = await transferring(world);
      const heard: unknown[] = [];
      transfer.on('stateChanged', (...args: readonly unknown[]) => {
        heard.push([transfer.state, typeof transfer.error?.code, args.length]);
      });
      await world.decline(call, transfer);
      assertEqual(heard, [['Failed', 'number', 0]], 'events');
      assertEqual(call.state, 'LocalHold', 'state of the call');
      await hangUp(world);
    },
  },
  {
    name: 'after a failed transfer of a call the next one is born Failed with the old codes, and moves on when its request goes out',
    except: NO_SERVICE,
    run: async (world) => {
      const { call, transfer: first } = await declined(world);
      const codes = codesOf(first);
      const second = await transferTo(world, call);
      assertEqual([second.state, codesOf(second)], ['Failed', codes], 'the second one at first');
      const heard = statesOf(second);
      await world.moment();
      assertEqual(heard, [`Transferring, ${codes}`], 'events of the second one');
      assertEqual(world.sentTransfers(call), 2, 'requests');
      await world.take(call, second);
      assertEqual(heard.at(-1), `Transferred, ${codes}`, 'the last event of the second one');
      await hangUp(world);
    },
  },
  {
    name: 'a second transfer of the same kind is not sent if it is requested inside the Failed event or one microtask later, but in a macrotask',
    except: NO_SERVICE,
    run: async (world) => {
      for (const [later, sent] of [
        [
          (act: () => void) => {
            act();
          },
          1,
        ],
        [
          (act: () => void) => {
            queueMicrotask(act);
          },
          1,
        ],
        [
          (act: () => void) => {
            setTimeout(act, 0);
          },
          2,
        ],
      ] as const) {
        const call = await onHold(world);
        const before = world.sentTransfers(call);
        const feature = call.feature(world.transferFeature);
        const [target, next] = [await world.target('participant'), await world.target('participant')];
        const first = feature.transfer(target);
        first.on('stateChanged', () => {
          if (first.state === 'Failed') {
            later(() => {
              feature.transfer(next);
            });
          }
        });
        await world.moment();
        await world.decline(call, first);
        await world.moment();
        assertEqual(world.sentTransfers(call) - before, sent, `requests with ${String(later)}`);
        await hangUp(world);
      }
    },
  },
  {
    name: 'a second transfer of the same kind during the first one is merged into it: one request, one outcome',
    except: NO_SERVICE,
    run: async (world) => {
      const { call, transfer: first } = await transferring(world);
      const second = await transferTo(world, call);
      await world.moment();
      assertEqual(world.sentTransfers(call), 1, 'requests');
      assertEqual([first.state, second.state], ['Transferring', 'Transferring'], 'states');
      await world.take(call, first);
      assertEqual([first.state, second.state], ['Transferred', 'Transferred'], 'states at the end');
      await hangUp(world);
    },
  },
  {
    name: 'after 90 s a transfer fails with 408/0',
    except: NO_SERVICE,
    run: async (world) => {
      const { call, transfer } = await transferring(world);
      await world.runOut(call);
      assertEqual([transfer.state, codesOf(transfer)], ['Failed', '408/0'], 'transfer');
      await hangUp(world);
    },
  },
  {
    name: 'the timer of 90 s of a failed transfer goes on, and fails the next transfer with 408/0',
    except: NO_SERVICE,
    run: async (world) => {
      const { call } = await declined(world);
      const second = await transferTo(world, call);
      await world.moment();
      assertEqual(second.state, 'Transferring', 'the second one before');
      await world.runOut(call);
      assertEqual([second.state, codesOf(second)], ['Failed', '408/0'], 'the second one');
      await hangUp(world);
    },
  },
  {
    name: 'each failed transfer leaves a rejection unhandled, whose reason is a bare number',
    except: { ...NO_SERVICE, service: 'the service handles its rejections' },
    run: async (world) => {
      const reasons: unknown[] = [];
      const listener = ({ reason }: PromiseRejectionEvent): void => {
        reasons.push(typeof reason);
      };
      addEventListener('unhandledrejection', listener);
      await declined(world);
      removeEventListener('unhandledrejection', listener);
      assertEqual(reasons, ['number'], 'reasons');
      await hangUp(world);
    },
  },
  {
    name: 'a transfer stays Transferring for good if its call is hung up',
    except: NO_SERVICE,
    run: async (world) => {
      const call = await onHold(world);
      const transfer = await transferTo(world, call);
      const heard = statesOf(transfer);
      await world.moment();
      await call.hangUp();
      await world.moment();
      assertEqual(
        [transfer.state, heard, call.state],
        ['Transferring', ['Transferring, no error'], 'Disconnected'],
        'transfer and call',
      );
    },
  },
  {
    name: 'a transferred call stays on hold until it is hung up',
    run: async (world) => {
      const { call, transfer } = await transferring(world);
      await world.take(call, transfer);
      await world.moment();
      assertEqual([transfer.state, call.state], ['Transferred', 'LocalHold'], 'transfer and call');
      await hangUp(world);
    },
  },
  {
    name: 'if the transfer feature of a call has been looked up, the SDK accepts a transfer by the other party, and transferAccepted carries the new call in state None',
    except: { fakes: 'the test emits transferAccepted' },
    run: async (world) => {
      const agent = await world.agent();
      const [known, unknown] = [await underWay(world), await underWay(world)];
      await world.bring(known, 'Connected');
      await world.bring(unknown, 'Connected');
      const heard: unknown[] = [];
      known.feature(world.transferFeature).on('transferAccepted', ({ targetCall }) => {
        heard.push([targetCall.state, agent.calls.includes(targetCall as Call)]);
      });
      await world.requestTransfer(unknown);
      assertEqual(agent.calls.length, 2, 'calls, when the feature was not looked up');
      await world.requestTransfer(known);
      assertEqual([heard, agent.calls.length], [[['None', true]], 3], 'events and calls');
      await hangUp(world);
    },
  },
  {
    name: 'transfer throws 400/46051 for a call with more than two others, on hold or not',
    run: async (world) => {
      const call = await underWay(world);
      await world.bring(call, 'Connected');
      await world.join(call, world.somebody());
      await world.join(call, world.somebody());
      const transfer = await world.target('participant');
      const request = (): unknown => call.feature(world.transferFeature).transfer(transfer);
      assertCodes(thrownBy(request), '400/46051', 'when connected');
      await call.hold();
      assertCodes(thrownBy(request), '400/46051', 'on hold');
      await hangUp(world);
    },
  },
  {
    name: 'off of transferAccepted attaches the listener once more',
    run: async (world) => {
      const call = await underWay(world);
      const feature = call.feature(world.transferFeature);
      const heard: string[] = [];
      const listener = (): void => {
        heard.push('accepted');
      };
      feature.on('transferAccepted', listener);
      feature.off('transferAccepted', listener);
      (feature as unknown as Emitter).emit?.('transferAccepted', {});
      (feature as unknown as Emitter).eventEmitter?.emit('transferAccepted', {});
      assertEqual(heard.length, 2, 'calls of a listener that was removed');
      await call.hangUp();
    },
  },
  {
    name: 'transfer throws 500/41001 without a target, and 400/46052 for a target that names nobody',
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
      const call = await onHold(world);
      const transfer = call
        .feature(world.transferFeature)
        .transfer({ targetCallId: '29228d3e-040e-4656-a70e-890ab4e173e5' });
      assertEqual([transfer.state, codesOf(transfer)], ['Failed', '0/0'], 'transfer');
      await hangUp(world);
    },
  },
];

/** The emitter of a feature: the feature itself if it is a fake, and a property of it in the SDK. */
interface Emitter {
  emit?(event: string, payload: object): void;
  readonly eventEmitter?: { emit(event: string, payload: object): void };
}
