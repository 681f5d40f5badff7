/** The marble helpers on RxJS's own `TestScheduler`, without a test runner, and on rxjs-marbles. */
import { deepStrictEqual } from 'node:assert';
import { of } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { TestScheduler } from 'rxjs/testing';
import { callState$ } from 'rx-acs-calling';
import { hangUpWhenTransferred, transferTo, withFeature } from 'rx-acs-calling/operators';
import {
  FakeCall,
  FakeCallAgent,
  FakeFeatures,
  FakeTransfer,
  marbleHelpers,
  type MarbleHelpers,
} from 'rx-acs-calling/testing';

/** A test as a user writes it, without a test runner: it throws when it fails. */
const run = (test: (helpers: MarbleHelpers) => void): void => {
  const scheduler = new TestScheduler(deepStrictEqual);
  scheduler.run(() => {
    test(marbleHelpers(scheduler));
  });
};

const failing = (test: (helpers: MarbleHelpers) => void) => () => {
  run(test);
};

const target = { targetCallId: 'another' };

describe('the marble helpers', () => {
  it('drive a whole pipeline, and show its effects on the fakes', () => {
    const call = new FakeCall({ state: 'LocalHold' });
    const transfer = new FakeTransfer();
    call.feature(FakeFeatures.Transfer).answer('transfer', () => transfer);

    run(({ drive, expectCalls, expectHistory, expectNothingAttached }) => {
      drive(transfer, 'state', '           --t---d', { t: 'Transferring', d: 'Transferred' });
      expectHistory(transfer, 'state').toBe('n-t---d', { n: 'None', t: 'Transferring', d: 'Transferred' });
      expectCalls(call, 'hangUp').toBe('     ------h', { h: [undefined] });
      expectNothingAttached(call, transfer);

      of(call)
        .pipe(withFeature(FakeFeatures.Transfer), transferTo(target), hangUpWhenTransferred())
        .subscribe();
    });

    expect(transfer.state).toBe('Transferred');
    expect(call.callsTo('hangUp')).toEqual([[undefined]]);
  });

  it(
    'work on the scheduler of rxjs-marbles',
    marbles((m) => {
      const { drive, expectHistory } = marbleHelpers(m.scheduler);
      const states = { c: 'Connecting', d: 'Disconnected', n: 'None' } as const;
      const call = new FakeCall();

      drive(call, 'state', '           --c--d    ', states);
      expectHistory(call, 'state').toBe('n-c--d    ', states);
      m.expect(callState$(call)).toBeObservable('n-c--(d|) ', states);
    }),
  );
});

describe('expectHistory', () => {
  it('shows values that fire no event, and leaves out values that stay the same', () => {
    const call = new FakeCall();
    run(({ drive, expectHistory }) => {
      drive(call, 'isMuted', '             --t-t-f', { t: true, f: false });
      expectHistory(call, 'isMuted').toBe('f-t---f', { t: true, f: false });
    });

    expect(
      failing(({ expectHistory }) => {
        expectHistory(call, 'isMuted').toBe('f', { f: false });
        call.write({ isMuted: true });
      }),
    ).toThrow();
  });

  it('shows an array that is changed in place as it was at each frame', () => {
    const [one, two] = [new FakeCall(), new FakeCall()];
    const agent = new FakeCallAgent();

    run(({ drive, expectHistory }) => {
      const calls = { e: [], a: [one], b: [one, two] };
      drive(agent, 'calls', '             --a-b-b-e', calls);
      expectHistory(agent, 'calls').toBe('e-a-b---e', calls);
    });

    expect(agent.calls).toEqual([]);
  });

  it('fails on another value and on another frame', () => {
    const call = new FakeCall();
    const late: Parameters<typeof run>[0] = ({ drive, expectHistory }) => {
      drive(call, 'isMuted', '             ---t', { t: true });
      expectHistory(call, 'isMuted').toBe('f-t-', { t: true, f: false });
    };

    expect(failing(late)).toThrow();
  });
});

describe('expectCalls', () => {
  it('shows the arguments, and calls the answer', () => {
    const call = new FakeCall({ state: 'Connected' });
    const answer = jest.fn();
    call.answer('sendDtmf', answer);

    run(({ drive, expectCalls }) => {
      expectCalls(call, 'sendDtmf').toBe('--a-b', { a: ['Num1'], b: ['Num2'] });
      drive(call, 'isMuted', '            --t-f', { t: true, f: false });
      call.on('isMutedChanged', () => {
        void call.sendDtmf(call.isMuted ? 'Num1' : 'Num2');
      });
    });

    expect(answer.mock.calls).toEqual([['Num1'], ['Num2']]);
  });

  it('fails on an unexpected call, and on a missing one', () => {
    const call = new FakeCall({ state: 'Connected' });
    expect(
      failing(({ expectCalls }) => {
        expectCalls(call, 'hangUp').toBe('h', { h: [] });
        void call.hangUp();
      }),
    ).not.toThrow();
    expect(
      failing(({ expectCalls, drive }) => {
        expectCalls(call, 'hangUp').toBe('-');
        drive(call, 'isMuted', '-t', { t: true });
        call.on('isMutedChanged', () => void call.hangUp());
      }),
    ).toThrow();
    expect(
      failing(({ expectCalls }) => {
        expectCalls(call, 'hangUp').toBe('--h', { h: [] });
      }),
    ).toThrow();
  });
});

describe('expectNothingAttached', () => {
  it('fails with the names of the fakes that still have listeners at the end', () => {
    const call = new FakeCall();
    const transfer = new FakeTransfer();
    const watched = callState$(call).subscribe();

    expect(
      failing(({ expectNothingAttached }) => {
        expectNothingAttached(call, transfer);
      }),
    ).toThrow(`Listeners are still attached at the end: 1 on ${call.fakeName}.`);

    watched.unsubscribe();
    expect(
      failing(({ expectNothingAttached }) => {
        expectNothingAttached(call, transfer);
      }),
    ).not.toThrow();
  });

  it('waits for the end of all scheduled work', () => {
    const call = new FakeCall();
    run(({ drive, expectNothingAttached }) => {
      expectNothingAttached(call);
      callState$(call).subscribe();
      drive(call, 'state', '1m d', { d: 'Disconnected' });
    });

    expect(call.listenerCount()).toBe(0);
  });
});
