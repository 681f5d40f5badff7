import { thrownBy } from '../../support/thrown-by.js';
import {
  drive,
  FakeCall,
  FakeFeatures,
  FakeTransfer,
  FakeTransferCallFeature,
  listenerCount,
} from '../../../src/testing/index.js';
import type {
  CallState,
  TransferCallFeature,
  TransferToParticipantLocator,
} from '@azure/communication-calling';
import { fromEventPattern, map } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';

const target: TransferToParticipantLocator = { targetParticipant: { communicationUserId: '8:acs:bob' } };

describe('a transfer', () => {
  it('begins in state None on a call in LocalHold', () => {
    const feature: TransferCallFeature = new FakeCall({ state: 'LocalHold' }).feature(FakeFeatures.Transfer);

    expect(feature.transfer(target)).toMatchObject({ state: 'None' });
  });

  it.each<CallState>([
    'None',
    'Connecting',
    'Ringing',
    'Connected',
    'RemoteHold',
    'Disconnecting',
    'Disconnected',
  ])('is born Failed with 0/0 on a call in state %s', (state) => {
    const transfer = new FakeCall({ state }).feature(FakeFeatures.Transfer).transfer(target);

    expect(transfer).toMatchObject({ state: 'Failed', error: { code: 0, subCode: 0 } });
  });

  it('throws 500/41001 without a target, and 400/46052 for a target that names nobody', () => {
    const feature = new FakeTransferCallFeature();

    expect(thrownBy(() => feature.transfer(undefined as never))).toMatchObject({ code: 500, subCode: 41001 });
    expect(thrownBy(() => feature.transfer({} as never))).toMatchObject({ code: 400, subCode: 46052 });
  });

  it('is recorded with its target and options', () => {
    const feature = new FakeTransferCallFeature();
    const options = { disableForwardingAndUnanswered: true };

    feature.transfer(target, options);
    feature.transfer({ targetCallId: 'call' });

    expect(feature.callsTo('transfer')).toEqual([[target, options], [{ targetCallId: 'call' }]]);
  });

  it('can be answered with a transfer of the test', () => {
    const transfer = new FakeTransfer();
    const feature = new FakeTransferCallFeature({ transfer: () => transfer });

    expect(feature.transfer(target)).toBe(transfer);
  });

  it('has its error before it fires Failed', () => {
    const transfer = new FakeTransfer();
    const seen: unknown[] = [];
    transfer.on('stateChanged', () => seen.push([transfer.state, transfer.error]));

    transfer.set({ state: 'Failed', error: { code: 603, subCode: 0 } });

    expect(seen).toEqual([['Failed', { code: 603, subCode: 0 }]]);
  });
});

describe('drive', () => {
  it(
    'moves a fake from marbles',
    marbles((m) => {
      const transfer = new FakeTransfer();
      const states = { t: { state: 'Transferring' }, d: { state: 'Transferred' } } as const;
      drive(m.hot('                   -t---d--', states), transfer);

      const result = fromEventPattern(
        (listener) => {
          transfer.on('stateChanged', listener);
        },
        (listener) => {
          transfer.off('stateChanged', listener);
        },
      ).pipe(map(() => transfer.state));

      m.expect(result).toBeObservable('-t---d--', { t: 'Transferring', d: 'Transferred' });
    }),
  );
});

it('counts the listeners of several fakes together', () => {
  const [call, transfer] = [new FakeCall(), new FakeTransfer()];
  const listener = jest.fn();
  call.on('stateChanged', listener);
  transfer.on('stateChanged', listener);
  expect(listenerCount(call, transfer)).toBe(2);

  call.off('stateChanged', listener);
  transfer.off('stateChanged', listener);
  expect(listenerCount(call, transfer)).toBe(0);
});
