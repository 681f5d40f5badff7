/**
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "require", "default"]}
 */
import { TestBed } from '@angular/core/testing';
import { marbles } from 'rxjs-marbles/jest';
import { concatMap, delay, of, timer } from 'rxjs';
import { SdkError, TransferError } from 'rx-acs-calling';
import { injectTransfer } from 'rx-acs-calling/angular';
import { FakeCall, FakeCallAgent, FakeFeatures, FakeTransfer, listenerCount } from 'rx-acs-calling/testing';
import { inApp } from './testbed.js';

const bob = { targetParticipant: { communicationUserId: '8:acs:bob' } };

/** A call with a transfer that the test moves on. */
const connected = () => {
  const call = new FakeCall({ state: 'LocalHold' });
  const transfer = new FakeTransfer();
  const feature = call.feature(FakeFeatures.Transfer);
  feature.answer('transfer', () => transfer);
  return { call, transfer, feature };
};

const read = ({ update, error, isRunning }: ReturnType<typeof injectTransfer>) => [
  update()?.state,
  error(),
  isRunning(),
];

describe('injectTransfer', () => {
  it('shows each update of a blind transfer, then hangs this leg up', () => {
    const { call, transfer } = connected();
    const shown = inApp([], () => injectTransfer(FakeFeatures.Transfer));

    expect(read(shown)).toEqual([undefined, undefined, false]);
    shown.to(call, bob);
    expect(read(shown)).toEqual(['None', undefined, true]);
    transfer.set({ state: 'Transferring' });
    expect(read(shown)).toEqual(['Transferring', undefined, true]);
    transfer.set({ state: 'Transferred' });
    expect(read(shown)).toEqual(['Transferred', undefined, false]);
    expect(call.callsTo('hangUp')).toHaveLength(1);
  });

  it('shows an error, and clears it at the next start', () => {
    const { call, transfer, feature } = connected();
    const shown = inApp([], () => injectTransfer(FakeFeatures.Transfer));
    shown.to(call, bob);
    transfer.set({ error: { code: 603, subCode: 0 }, state: 'Failed' });

    expect(read(shown)).toEqual(['Failed', expect.any(TransferError), false]);
    feature.answer('transfer', () => new FakeTransfer());
    shown.to(call, bob);
    expect(read(shown).slice(1)).toEqual([undefined, true]);
  });

  it('takes a second click for the first one', () => {
    const { call, feature } = connected();
    const shown = inApp([], () => injectTransfer(FakeFeatures.Transfer));
    shown.to(call, bob);
    shown.to(call, bob);

    expect(feature.callsTo('transfer')).toHaveLength(1);
  });

  it(
    'loads the feature at the first transfer',
    marbles((m) => {
      const { call, feature } = connected();
      const load = jest.fn(() => of(FakeFeatures.Transfer).pipe(delay(5)));
      const shown = inApp([], () => injectTransfer(load));

      expect(load).not.toHaveBeenCalled();
      shown.to(call, bob);
      expect(shown.isRunning()).toBe(true);
      m.flush();
      expect(feature.callsTo('transfer')).toHaveLength(1);
    }),
  );

  it('shows the error of a feature that cannot be loaded', () => {
    const shown = inApp([], () =>
      injectTransfer(() => {
        throw new Error('offline');
      }),
    );
    shown.to(new FakeCall(), bob);

    expect(read(shown)).toEqual([
      undefined,
      new SdkError(
        'The feature was not loaded, and the call is as it was. Subscribe again to load it again, or reload the page. Cause: offline.',
        { cause: new Error('offline') },
      ),
      false,
    ]);
  });

  it('leaves the calls as they are when the injector is destroyed', () => {
    const { call, transfer } = connected();
    const shown = inApp([], () => injectTransfer(FakeFeatures.Transfer));
    shown.to(call, bob);
    TestBed.resetTestingModule();
    transfer.set({ state: 'Transferred' });

    expect(call.callsTo('hangUp')).toEqual([]);
    expect(listenerCount(call, transfer)).toBe(0);
  });

  it(
    'consults first, and goes back or completes by the functions',
    marbles((m) => {
      const agent = new FakeCallAgent({ connectionState: 'Connected' });
      const call = new FakeCall({ state: 'Connected' });
      const shown = inApp([], () => injectTransfer(FakeFeatures.Transfer));
      shown.consult(call, { agent, target: { communicationUserId: '8:acs:bob' } });
      const states: unknown[] = [];
      timer(10)
        .pipe(
          concatMap(() => {
            states.push(shown.update()?.state);
            (agent.calls[0] as FakeCall).set({ state: 'Connected' });
            states.push(shown.update()?.state);
            shown.cancel();
            return timer(10);
          }),
        )
        .subscribe(() => {
          states.push(shown.update()?.state, shown.isRunning(), call.state);
        });
      m.flush();

      expect(states).toEqual(['Calling', 'Consulting', 'Cancelled', false, 'Connected']);
    }),
  );
});
