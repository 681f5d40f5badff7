import type { SimulatedFault } from '../../../../src/testing/index.js';
import { inject } from '../../../../src/testing/service/faults/inject.js';
import { takeFailure } from '../../../../src/testing/service/model/accounts.js';
import { endings } from '../../../../src/testing/service/model/endings.js';
import { addLeg, infoOf } from '../../../../src/testing/service/model/legs.js';
import { prepareRinging } from '../../../../src/testing/service/model/ringing.js';
import type { Device } from '../../../../src/testing/service/model/world.js';
import { callFrom, standIns, userOf } from '../stand-ins.js';

const user = { communicationUserId: 'bob' };

/** What the apps are told when a fault hits bob, who is in a call with alice on the phone, and has a laptop, too. */
function logOf(fault: SimulatedFault): readonly string[] {
  const set = standIns();
  const { network } = set;
  const bob = userOf(set, 'bob', { phone: {}, laptop: {} });
  const [phone] = [...bob.devices] as [Device];
  const { conversation } = callFrom(set, userOf(set, 'alice', { desk: {} }), bob.party);
  addLeg(network.world, conversation, bob.party, phone, { state: 'Connected', isOpen: true });
  inject(network, bob, fault);
  set.flush();
  return set.log;
}

describe('a fault', () => {
  it.each<[string, SimulatedFault, readonly string[]]>([
    [
      'takes the network of all devices',
      { fault: 'networkLoss', user, for: 10 },
      ['0 disconnected phone', '0 disconnected laptop', '11 connected phone', '11 connected laptop'],
    ],
    [
      'takes the network of one device',
      { fault: 'networkLoss', user, device: 'laptop', for: 10 },
      ['0 disconnected laptop', '11 connected laptop'],
    ],
    [
      'cuts the connection of a device for good',
      { fault: 'connectionLoss', user, device: 'laptop' },
      ['0 disconnected laptop', '20 callsClosed laptop'],
    ],
    [
      'lets the token of a device expire',
      { fault: 'invalidToken', user, device: 'laptop' },
      [
        '0 disconnected laptop',
        '0 callsClosed laptop',
        '0 disposing laptop',
        '1 callsClosed laptop',
        '1 disposed laptop',
      ],
    ],
    [
      'disposes of a device silently',
      { fault: 'silentDisposal', user, device: 'laptop' },
      ['0 disposing laptop', '0 callsClosed laptop', '0 disposed laptop'],
    ],
    ['makes a microphone fail', { fault: 'microphoneFails', user }, ['0 microphoneFailed bob']],
    ['drops no call of another device', { fault: 'callDrop', user, device: 'laptop' }, []],
    ['answers nothing where nothing rings', { fault: 'answerElsewhere', user }, []],
  ])('%s', (_, fault, log) => {
    expect(logOf(fault)).toEqual(log);
  });

  it.each([
    [undefined, '410/3101'],
    [endings.mediaLost, '410/301005'],
  ])('drops a call, with %j', (reason, codes) => {
    const [first] = logOf({ fault: 'callDrop', user, ...(reason && { reason }) });

    expect(first).toBe(`0 ended bob ${codes}`);
  });

  it('answers a ringing call elsewhere', () => {
    const set = standIns();
    const bob = userOf(set, 'bob', { phone: {} });
    const called = callFrom(set, userOf(set, 'alice', { desk: {} }), bob.party);
    prepareRinging(called, { callerInfo: infoOf(called) }, [...bob.devices]);
    inject(set.network, bob, { fault: 'answerElsewhere', user });

    expect(set.log).toEqual(['0 ringEnded phone 487/10003']);
    expect(called.state).toBe('Connected');
  });

  it.each<[string, SimulatedFault, unknown]>([
    [
      'fails with its documented code',
      { fault: 'requestFails', user, request: 'hold' },
      { code: 500, subCode: 41033 },
    ],
    [
      'fails with a given error',
      { fault: 'requestFails', user, request: 'hold', error: endings.timedOut },
      endings.timedOut,
    ],
    ['is lost', { fault: 'requestHangs', user, request: 'hold' }, 'hangs'],
    [
      'goes ahead on another device',
      { fault: 'requestHangs', user, device: 'laptop', request: 'hold' },
      undefined,
    ],
  ])('makes a request that %s', (_, fault, failure) => {
    const set = standIns();
    const bob = userOf(set, 'bob', { phone: {}, laptop: {} });
    inject(set.network, bob, fault);

    expect(takeFailure({ account: bob, name: 'phone' }, 'hold')).toEqual(failure);
  });
});
