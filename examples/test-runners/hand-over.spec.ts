/** The same tests for each runner. `describe`, `it` and `expect` are global. */
import type { Call } from '@azure/communication-calling';
import { callAgent$, connectionState$, incomingCalls$ } from 'rx-acs-calling';
import { acceptIncomingCalls, shareAgent, withFeature } from 'rx-acs-calling/operators';
import {
  endings,
  FakeCall,
  FakeFeatures,
  FakeTransfer,
  marbleHelpers,
  SimulatedCallingService,
} from 'rx-acs-calling/testing';
import { delay, filter, ignoreElements, map, merge, switchMap, take, takeUntil, timer } from 'rxjs';
import { configure } from 'rxjs-marbles';
import { TestScheduler } from 'rxjs/testing';
import { handOver } from './hand-over';

const bob = { communicationUserId: '8:acs:bob' };
const carol = { communicationUserId: '8:acs:carol' };
const dave = { communicationUserId: '8:acs:dave' };

const assertDeepEqual = (actual: unknown, expected: unknown) => {
  expect(actual).toEqual(expected);
};

// In every runner: the entries of rxjs-marbles for single runners do the same.
const { marbles } = configure({ run: true, assertDeepEqual });

const states = { n: 'None', t: 'Transferring', d: 'Transferred', f: 'Failed' } as const;
const steps = { n: '1: None', t: '1: Transferring', d: '1: Transferred' };

/** A call on hold, and the transfer that it gives. */
const fakes = () => {
  const call = new FakeCall({ state: 'LocalHold' });
  const transfer = new FakeTransfer();
  call.feature(FakeFeatures.Transfer).answer('transfer', () => transfer);
  return { call, transfer };
};

describe('handing a call over', () => {
  it('hangs up in the frame in which the target has the call, with TestScheduler', () => {
    const scheduler = new TestScheduler(assertDeepEqual);
    scheduler.run(({ expectObservable }) => {
      const { drive, expectCalls, expectNothingAttached } = marbleHelpers(scheduler);
      const { call, transfer } = fakes();

      drive(transfer, 'state', '             --t---d    ', states);
      const shown = handOver(call, [carol], FakeFeatures.Transfer);

      expectObservable(shown).toBe('           n-t---(d|) ', steps);
      expectCalls(call, 'hangUp').toBe('       ------h    ', { h: [undefined] });
      expectNothingAttached(call, transfer);
    });
  });

  it(
    'completes when hangUp() has settled, with rxjs-marbles',
    marbles((m) => {
      const { drive, expectNothingAttached } = marbleHelpers(m.scheduler);
      const { call, transfer } = fakes();
      call.answer('hangUp', () => m.cold('    --(r|) '));

      drive(transfer, 'state', '          --t-d    ', states);
      const shown = handOver(call, [carol], FakeFeatures.Transfer);

      m.expect(shown).toBeObservable('    n-t-d-|', steps);
      expectNothingAttached(call, transfer);
    }),
  );

  it('says why nobody took the call', () => {
    const { call, transfer } = fakes();
    const shown: string[] = [];

    handOver(call, [carol], FakeFeatures.Transfer).subscribe((text) => shown.push(text));
    transfer.set({ state: 'Failed', error: endings.noAnswer });

    expect(shown).toEqual(['1: None', '1: Failed', 'not transferred: no-answer']);
    expect(call.callsTo('hangUp')).toEqual([]);
  });

  it(
    'waits until the feature is loaded',
    marbles((m) => {
      const { drive, expectNothingAttached } = marbleHelpers(m.scheduler);
      const { call, transfer } = fakes();
      const load = () => m.cold('         --(f|)     ', { f: FakeFeatures.Transfer });

      drive(transfer, 'state', '          -----t-d   ', states);
      const shown = handOver(call, [carol], load);

      m.expect(shown).toBeObservable('    --n--t-(d|)', steps);
      expectNothingAttached(call, transfer);
    }),
  );

  it('asks the next person after one who declines, on the simulated service', () => {
    const { service, log } = inOneMinute();

    expect(log).toEqual([
      '1: None',
      '1: Transferring',
      '1: Failed',
      '2: None',
      '2: Transferring',
      '2: Transferred',
      'carol answers',
    ]);
    expect(service.pending).toEqual([]);
  });
});

/** Alice calls bob and hands him over to dave, who declines, and then to carol. The minute is virtual. */
const inOneMinute = () =>
  new TestScheduler(() => undefined).run(() => {
    const service = new SimulatedCallingService({ latency: 20 });
    const signIn = (identifier: typeof bob) => {
      const { credential } = service.createUser(identifier);
      return callAgent$(() => service.callClient().createCallAgent(credential)).pipe(shareAgent());
    };
    const answered = (identifier: typeof bob) =>
      signIn(identifier).pipe(acceptIncomingCalls(), withFeature(FakeFeatures.Transfer));
    const declined = (identifier: typeof bob) =>
      signIn(identifier).pipe(
        switchMap((agent) => incomingCalls$(agent)),
        switchMap((incomingCall) => incomingCall.reject()),
      );
    const alice$ = signIn({ communicationUserId: '8:acs:alice' });
    const call$ = alice$.pipe(
      switchMap((agent) =>
        connectionState$(agent).pipe(
          filter((state) => state === 'Connected'),
          take(1),
          map((): Call => agent.startCall([bob])),
        ),
      ),
    );

    const log: string[] = [];
    merge(
      answered(bob).pipe(ignoreElements()),
      declined(dave).pipe(ignoreElements()),
      answered(carol).pipe(map(() => 'carol answers')),
      call$.pipe(
        delay(1_000),
        switchMap((call) => handOver(call, [dave, carol], FakeFeatures.Transfer)),
      ),
    )
      .pipe(takeUntil(timer(60_000)))
      .subscribe((text) => log.push(text));
    return { service, log };
  });
