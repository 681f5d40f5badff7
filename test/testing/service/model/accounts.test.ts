import {
  accountOf,
  addAccount,
  addFailure,
  admission,
  devicesOf,
  devicesOn,
  hasNetwork,
  isInUse,
  isReachable,
  isRefused,
  newWorld,
  partyOf,
  removeDevice,
  suffer,
  takeFailure,
} from '../../../../src/testing/service/model/accounts.js';
import type { SimulatedRequest } from '../../../../src/testing/service/model/requests.js';
import type { Account, Device, Failure } from '../../../../src/testing/service/model/world.js';
import { deviceOf, partyNamed } from './worlds.js';

const bobs = (): Account => addAccount(newWorld(), partyNamed('bob'));

describe('the party of an identifier', () => {
  const world = newWorld();
  const bob = partyNamed('bob', { displayName: 'Bob' });
  addAccount(world, bob);

  it('is the user', () => {
    expect(partyOf(world, { communicationUserId: 'bob' })).toBe(bob);
    expect(accountOf(world, { communicationUserId: 'bob' })?.party).toBe(bob);
  });

  it('is somebody without an account, if it belongs to no user', () => {
    expect(partyOf(world, { phoneNumber: '+1' })).toEqual({
      identifier: { kind: 'phoneNumber', phoneNumber: '+1' },
    });
    expect(devicesOf(world, partyNamed('+1'))).toEqual([]);
  });
});

describe('the devices of an account', () => {
  const account = bobs();
  for (const [name, isMade] of [
    ['phone', true],
    ['laptop', true],
    ['tablet', false],
  ] as const) {
    deviceOf(account, { name, isMade });
  }

  it.each<[string, string | undefined, readonly string[]]>([
    ['are all that have been made', undefined, ['phone', 'laptop']],
    ['are that of a name', 'laptop', ['laptop']],
    ['are none that is being made', 'tablet', []],
  ])('%s', (_, name, expected) => {
    expect(devicesOn(account, name).map((device) => device.name)).toEqual(expected);
  });
});

it.each<[string, Partial<Device>, boolean]>([
  ['with a connection can be called', {}, true],
  ['without a connection cannot be called', { isOnline: false }, false],
  ['that is disposed of cannot be called', { isDisposed: true }, false],
])('a device %s', (_, values, expected) => {
  expect(isReachable(deviceOf(bobs(), values))).toBe(expected);
});

describe('a request for an agent', () => {
  const now = 100;

  it.each<[string, Partial<Device> | undefined, ReturnType<typeof admission>, boolean]>([
    ['gets a new one where there is none', undefined, {}, false],
    ['gets the one on the device', {}, {}, true],
    ['gets the one that is being made', { isMade: false }, {}, true],
    [
      'is refused at the moment of another request',
      { isMade: false, since: now },
      { refusal: { code: 409, subCode: 40228 } },
      false,
    ],
    ['gets a new one after the disposal has begun', { isDisposed: true }, {}, false],
    ['gets a new one on another device', { name: 'phone' }, {}, false],
  ])('by another client %s', (_, values, expected, isPresent) => {
    const account = bobs();
    const device = values && deviceOf(account, values);

    expect(admission(account, 'browser', undefined, now)).toEqual({
      ...expected,
      ...(!expected.refusal && { present: isPresent ? device : undefined }),
    });
  });

  const refusal = { code: 400, subCode: 40008 };

  it.each<[string, Partial<Device>, boolean, boolean]>([
    ['gets its own', {}, true, true],
    ['gets its own while that is disposed of', { isDisposed: true }, true, true],
    ['gets its own while that is being made', { isMade: false }, true, true],
    ['is refused at the moment of the first request', { isMade: false, since: now }, true, false],
    ['is refused for another user', {}, false, false],
  ])('by a client that has one %s', (_, values, isSameUser, isAdmitted) => {
    const account = bobs();
    const own = deviceOf(isSameUser ? account : bobs(), values);

    expect(admission(account, 'browser', own, now)).toEqual(isAdmitted ? { present: own } : { refusal });
  });
});

it('uses a device until its agent is disposed of', () => {
  const device = deviceOf(bobs());
  const before = isInUse(device);
  removeDevice(device);

  expect([before, isInUse(device)]).toEqual([true, false]);
});

describe.each([
  ['an outage', 'outages', (device: Device) => !hasNetwork(device)],
  ['a refusal of tokens', 'refusals', isRefused],
] as const)('%s', (_, what, isHit) => {
  it.each<[string, string | undefined, boolean]>([
    ['of all devices hits each', undefined, true],
    ['of a device hits that one', 'browser', true],
    ['of another device does not', 'phone', false],
  ])('%s', (_name, device, expected) => {
    const account = bobs();
    const laptop = deviceOf(account);
    const recover = suffer(account, what, { device });
    const during = isHit(laptop);
    recover();

    expect([during, isHit(laptop)]).toEqual([expected, false]);
  });

  it('goes on until the last one is over', () => {
    const account = bobs();
    const laptop = deviceOf(account);
    const first = suffer(account, what, { device: undefined });
    suffer(account, what, { device: undefined });
    first();

    expect(isHit(laptop)).toBe(true);
  });
});

describe('the failure of a request', () => {
  const error = { code: 500, subCode: 1 };
  const failureOf = (request: SimulatedRequest, device?: string): Failure => ({ request, device, error });

  it.each<[string, readonly Failure[], readonly (Failure['error'] | undefined)[]]>([
    ['is for one request', [failureOf('hold')], [error, undefined]],
    [
      'is for as many as there are',
      [failureOf('hold'), { ...failureOf('hold'), error: 'hangs' }],
      [error, 'hangs', undefined],
    ],
    ['is for no other request', [failureOf('resume')], [undefined]],
    ['is for the device that it is meant for', [failureOf('hold', 'browser')], [error]],
    ['is for no other device', [failureOf('hold', 'phone')], [undefined]],
  ])('%s', (_, failures, expected) => {
    const account = bobs();
    const device = deviceOf(account);
    for (const failure of failures) {
      addFailure(account, failure);
    }

    expect(expected.map(() => takeFailure(device, 'hold'))).toEqual(expected);
  });
});
