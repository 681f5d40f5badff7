import { FakeCall, FakeSdkError, ObservablePromise } from '../../../src/testing/index.js';
import { defer, EMPTY, from, map, mergeMap, of, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';

describe('the promise of a fake', () => {
  it(
    'is for RxJS the Observable that the test answered with',
    marbles((m) => {
      const hangUp = m.cold('    --(r|)  ');
      const subscription = '   --^-!     ';
      const expected = '       ----(r|)  ';
      const call = new FakeCall({ hangUp: () => hangUp });

      const result = m.cold('  --(x|)    ').pipe(mergeMap(() => from(call.hangUp())));

      m.expect(result).toBeObservable(expected);
      m.expect(hangUp).toHaveSubscriptions(subscription);
      expect(call.callsTo('hangUp')).toHaveLength(0);
    }),
  );

  it(
    'subscribes to the answer once for each subscriber, and not before',
    marbles((m) => {
      const hold = m.cold('      -(r|)    ');
      const call = new FakeCall({ hold: () => hold });

      const result = call.hold();
      m.expect(defer(() => result)).toBeObservable('-(r|)');
      m.expect(from(result)).toBeObservable('-(r|)');
      m.expect(hold).toHaveSubscriptions(['^!', '^!']);
    }),
  );

  it(
    'passes an error of the answer to RxJS',
    marbles((m) => {
      const error = new FakeSdkError({ code: 500, subCode: 41033 });
      const call = new FakeCall({ hold: () => m.cold('--#', undefined, error) });

      m.expect(from(call.hold())).toBeObservable('    --#', undefined, error);
    }),
  );

  it(
    'emits at once if the fake answers at once',
    marbles((m) => {
      const call = new FakeCall({ state: 'Connected' });
      const result = call.hangUp();

      expect(call.state).toBe('Disconnected');
      m.expect(from(result).pipe(map(() => call.state))).toBeObservable('(d|)', { d: 'Disconnected' });
    }),
  );

  it('can be awaited: it resolves to the last value', async () => {
    const answer = new ObservablePromise(of(1, 2));

    expect(await answer).toBe(2);
    expect(await answer.then((value) => value + 1)).toBe(3);
    expect(await Promise.all([answer, answer])).toEqual([2, 2]);
  });

  it('resolves to undefined when the Observable is empty', async () => {
    expect(await new ObservablePromise(EMPTY)).toBeUndefined();
  });

  it('rejects when the Observable errs', async () => {
    const caught = jest.fn();
    const settled = jest.fn();
    const answer = new ObservablePromise(throwError(() => new Error('no')));

    await answer.catch(caught);
    await answer.finally(settled).catch(caught);

    expect(caught.mock.calls).toEqual([[new Error('no')], [new Error('no')]]);
    expect(settled).toHaveBeenCalledTimes(1);
  });

  it('subscribes once for all that await', async () => {
    const subscribed = jest.fn(() => of('x'));
    const answer = new ObservablePromise(defer(subscribed));

    await Promise.all([answer, answer.then(), answer.finally()]);

    expect(subscribed).toHaveBeenCalledTimes(1);
  });

  it('passes a promise through, fulfilled or rejected', async () => {
    const call = new FakeCall();
    call.answer('hold', () => Promise.resolve());
    call.answer('resume', () => Promise.reject(new Error('no')));

    await expect(call.hold()).resolves.toBeUndefined();
    await expect(call.resume()).rejects.toThrow('no');
  });
});
