import { accept, reject, ring } from '../../../../src/testing/service/behaviours/ringing.js';
import { addLeg, infoOf, newConversation } from '../../../../src/testing/service/model/legs.js';
import type { Party } from '../../../../src/testing/service/model/users.js';
import type { Account, Device, Ring } from '../../../../src/testing/service/model/world.js';
import { schedule } from '../../../../src/testing/service/transport/clock.js';
import { callFrom, standIns, userOf, type StandIns } from '../stand-ins.js';

interface Row {
  readonly devices: Readonly<Record<string, Partial<Device>>>;
  readonly options?: Partial<Party>;
  /** Acts before it rings. */
  readonly before?: (set: StandIns, bob: Account) => void;
  /** Acts at 10, with the first ring. */
  readonly then?: (set: StandIns, ring: Ring) => void;
}

/** What the apps are told when alice calls bob. */
function logOf({ before, devices, options, then }: Row): readonly string[] {
  const set = standIns();
  const alice = userOf(set, 'alice', { desk: {} });
  const bob = userOf(set, 'bob', devices, options);
  userOf(set, 'carol', { tablet: {} });
  before?.(set, bob);
  const called = callFrom(set, alice, bob.party);
  ring(set.network, called, { callerInfo: infoOf(called) });
  schedule(
    set.network.clock,
    () => {
      const [first] = called.ringing?.rings ?? [];
      if (first) {
        then?.(set, first);
      }
    },
    10,
  );
  set.flush();
  return set.log;
}

const both = { phone: {}, laptop: {} };
const begins = ['0 called phone', '0 called laptop', '0 rings phone', '0 rings laptop'];

describe('ringing', () => {
  it.each<[string, Row, readonly string[]]>([
    [
      'ends when nobody answers in time',
      { devices: both },
      [
        ...begins,
        '30 ringEnded phone 487/10004',
        '30 ringEnded laptop 487/10004',
        '30 ended bob 487/10004',
        '30 ended alice 487/10004',
      ],
    ],
    [
      'goes on with the voicemail',
      { devices: { phone: {} }, options: { voicemail: true } },
      ['0 called phone', '0 rings phone', '30 ringEnded phone 487/10004'],
    ],
    [
      'leaves out a device without a connection',
      { devices: { phone: { isOnline: false }, laptop: {} } },
      [
        '0 called laptop',
        '0 rings laptop',
        '30 ringEnded laptop 487/10004',
        '30 ended bob 487/10004',
        '30 ended alice 487/10004',
      ],
    ],
    [
      'does not begin where no device has a connection',
      { devices: { phone: { isOnline: false } } },
      ['0 ended bob 480/10076', '0 ended alice 480/10076'],
    ],
    [
      'does not begin at a user without a device',
      { devices: {} },
      ['0 ended bob 480/10037', '0 ended alice 480/10037'],
    ],
    [
      'does not begin at a busy user',
      {
        devices: both,
        options: { busyOnBusy: true },
        before: ({ network: { world } }, { party }) => {
          addLeg(world, newConversation(), party, undefined, { isOpen: true });
        },
      },
      ['0 ended bob 486/560486', '0 ended alice 486/560486'],
    ],
    [
      'begins at the user who takes the calls',
      { devices: both, options: { forwardTo: { communicationUserId: 'carol' } } },
      [
        '0 called tablet',
        '0 rings tablet',
        '30 ringEnded tablet 487/10004',
        '30 ended carol 487/10004',
        '30 ended alice 487/10004',
      ],
    ],
    [
      'ends on the other device when one answers',
      {
        devices: both,
        then: ({ network }, first) => {
          accept(network, first).subscribe();
        },
      },
      [...begins, '10 answered phone', '11 ringEnded laptop 487/10003'],
    ],
    [
      'ends on all devices when one declines',
      {
        devices: both,
        then: ({ network }, first) => {
          reject(network, first).subscribe();
        },
      },
      [
        ...begins,
        '10 declined phone',
        '11 ringEnded phone 487/10024',
        '11 ringEnded laptop 487/10024',
        '11 ended bob 603/0',
        '11 ended alice 603/0',
      ],
    ],
  ])('%s', (_, row, log) => {
    expect(logOf(row)).toEqual(log);
  });
});
