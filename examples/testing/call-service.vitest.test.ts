import {
  FakeCall,
  FakeCallAgent,
  FakeFeatures,
  FakeIncomingCall,
  FakeTransfer,
  marbleHelpers,
} from 'rx-acs-calling/testing';
import { NEVER, of } from 'rxjs';
import { configure } from 'rxjs-marbles';
import { TestScheduler } from 'rxjs/testing';
import { expect, it } from 'vitest';
import { CallService } from './call-service.js';

// rxjs-marbles has no entry for Vitest: this is the same as in its other entries.
const { marbles } = configure({
  run: true,
  assertDeepEqual: (actual, expected) => {
    expect(actual).toEqual(expected);
  },
});

const carol = { communicationUserId: '8:acs:carol' };

it('shows the calls of the agent', () => {
  const call = new FakeCall({ state: 'Connected' });
  const agent = new FakeCallAgent();
  const counts: number[] = [];

  const subscription = new CallService(of(agent), FakeFeatures).calls$.subscribe((calls) => {
    counts.push(calls.length);
  });
  agent.set({ calls: [call] });
  call.set({ state: 'Disconnected' });
  subscription.unsubscribe();

  expect(counts).toEqual([0, 1, 0]);
  expect(agent.listenerCount()).toBe(0);
});

it('accepts each incoming call', () => {
  const incomingCall = new FakeIncomingCall();
  const agent = new FakeCallAgent();
  const answered: string[] = [];

  new CallService(of(agent), FakeFeatures).answered$.subscribe((call) => {
    answered.push(call.direction);
  });
  agent.emit('incomingCall', { incomingCall });

  expect(answered).toEqual(['Incoming']);
  expect(incomingCall.callsTo('accept')).toHaveLength(1);
});

it('holds, transfers and hangs up', () => {
  const call = new FakeCall({ state: 'Connected' });
  const transfer = new FakeTransfer();
  const feature = call.feature(FakeFeatures.Transfer).answer('transfer', () => transfer);
  const shown: string[] = [];

  new CallService(NEVER, FakeFeatures).transfer(call, carol).subscribe((text) => shown.push(text));
  transfer.set({ state: 'Transferring' });
  transfer.set({ state: 'Transferred' });

  expect(shown).toEqual(['None', 'Transferring', 'Transferred']);
  expect(call.callsTo('hold')).toHaveLength(1);
  expect(feature.callsTo('transfer')).toEqual([[{ targetParticipant: carol }, {}]]);
  expect(call.callsTo('hangUp')).toHaveLength(1);
});

it('says why a transfer failed', () => {
  const call = new FakeCall({ state: 'Connected' });
  const transfer = new FakeTransfer();
  call.feature(FakeFeatures.Transfer).answer('transfer', () => transfer);
  const shown: string[] = [];

  new CallService(NEVER, FakeFeatures).transfer(call, carol).subscribe((text) => shown.push(text));
  transfer.set({ state: 'Failed', error: { code: 487, subCode: 10004 } });

  expect(shown).toEqual(['None', 'Failed', 'Not transferred: no-answer']);
  expect(call.callsTo('hangUp')).toEqual([]);
});

it('hangs up in the frame of Transferred', () => {
  const scheduler = new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });
  scheduler.run(({ expectObservable }) => {
    const { drive, expectHistory, expectCalls, expectNothingAttached } = marbleHelpers(scheduler);
    const states = { n: 'None', t: 'Transferring', d: 'Transferred' } as const;
    const call = new FakeCall({ state: 'LocalHold' });
    const transfer = new FakeTransfer();
    call.feature(FakeFeatures.Transfer).answer('transfer', () => transfer);

    drive(transfer, 'state', '           --t---d    ', states);
    const shown = new CallService(NEVER, FakeFeatures).transfer(call, carol);

    expectObservable(shown).toBe('         n-t---(d|) ', states);
    expectHistory(transfer, 'state').toBe('n-t---d    ', states);
    expectCalls(call, 'hangUp').toBe('     ------h    ', { h: [undefined] });
    expectNothingAttached(call, transfer);
  });
});

it(
  'completes when hangUp() has settled',
  marbles((m) => {
    const { drive, expectNothingAttached } = marbleHelpers(m.scheduler);
    const states = { n: 'None', t: 'Transferring', d: 'Transferred' } as const;
    const call = new FakeCall({ state: 'LocalHold' });
    const transfer = new FakeTransfer();
    call.feature(FakeFeatures.Transfer).answer('transfer', () => transfer);
    call.answer('hangUp', () => m.cold('    --(r|)   '));

    drive(transfer, 'state', '          --t-d      ', states);
    const shown = new CallService(NEVER, FakeFeatures).transfer(call, carol);

    m.expect(shown).toBeObservable('    n-t-d-|  ', states);
    expectNothingAttached(call, transfer);
  }),
);
