import { catchError, EMPTY, map, NEVER, of, take, takeWhile } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { CallingTimeoutError, HangUpError, TransferError } from 'rx-acs-calling';
import {
  hangUpWhenTransferred,
  transferTo,
  withFeature,
  type TransferUpdate,
} from 'rx-acs-calling/operators';
import {
  drive,
  FakeCall,
  FakeFeatures,
  FakeSdkError,
  FakeTransfer,
  listenerCount,
} from 'rx-acs-calling/testing';

const target = { targetParticipant: { phoneNumber: '+15550100' } };

const states = { n: 'None', t: 'Transferring', d: 'Transferred', f: 'Failed' } as const;

const stateOf = map(({ state }: TransferUpdate) => state);

/** The updates of a transfer of this call, as `transferTo` gives them. */
const updatesOf = (call: FakeCall): Record<'n' | 't' | 'd', TransferUpdate> => {
  const transfer = new FakeTransfer();
  const update = { call, transfer, target, attempt: 1, attempts: 1 };
  return {
    n: { ...update, state: 'None' },
    t: { ...update, state: 'Transferring' },
    d: { ...update, state: 'Transferred' },
  };
};

describe('hangUpWhenTransferred', () => {
  it(
    'hangs up once the transfer is through, and completes when the hang-up has settled',
    marbles((m) => {
      const hangUp = m.cold('             --(r|) ');
      const call = new FakeCall({ state: 'Connected', hangUp: () => hangUp });
      const source = m.cold('        n-t--(d|)   ', updatesOf(call));
      const subs = '                 -----^-!    ';
      const expected = '             n-t--d-|    ';

      m.expect(source.pipe(hangUpWhenTransferred(), stateOf)).toBeObservable(expected, states);
      m.expect(hangUp).toHaveSubscriptions(subs);
    }),
  );

  it(
    'works behind transferTo, and leaves no listener',
    marbles((m) => {
      const transfer = new FakeTransfer();
      const hangUp = m.cold('             --(r|) ');
      const call = new FakeCall({ state: 'Connected', hangUp: () => hangUp });
      call.feature(FakeFeatures.Transfer).answer('transfer', () => transfer);
      drive(
        m.hot('                  --t--d-----', {
          t: { state: 'Transferring' as const },
          d: { state: 'Transferred' as const },
        }),
        transfer,
      );
      const subs = '                 -----^-!   ';
      const expected = '             n-t--d-|   ';

      const result = of(call).pipe(
        withFeature(FakeFeatures.Transfer),
        transferTo(target),
        hangUpWhenTransferred(),
        stateOf,
      );

      m.expect(result).toBeObservable(expected, states);
      m.expect(hangUp).toHaveSubscriptions(subs);
      m.flush();
      expect(listenerCount(call, transfer)).toBe(0);
    }),
  );

  it(
    'does not hang up when the transfer fails',
    marbles((m) => {
      const transfer = new FakeTransfer();
      const call = new FakeCall({ state: 'Connected' });
      call.feature(FakeFeatures.Transfer).answer('transfer', () => transfer);
      drive(m.hot('   --f', { f: { state: 'Failed' as const, error: { code: 603, subCode: 0 } } }), transfer);
      const expected = 'n-(f#)';

      const result = of(call).pipe(
        withFeature(FakeFeatures.Transfer),
        transferTo(target),
        hangUpWhenTransferred(),
        stateOf,
      );

      m.expect(result).toBeObservable(
        expected,
        states,
        new TransferError(
          'The transfer to a phone number failed with 603/0 (declined). The call is still there (Connected).',
          { call, code: 603, subCode: 0, reason: 'declined' },
        ),
      );
      m.flush();
      expect(call.callsTo('hangUp')).toHaveLength(0);
    }),
  );

  it.each([[undefined], [{ forEveryone: true }]])('passes the options %j to the SDK', (options) => {
    const call = new FakeCall({ state: 'Connected' });

    of(updatesOf(call).d)
      .pipe(hangUpWhenTransferred(options))
      .subscribe({ error: () => undefined });

    expect(call.callsTo('hangUp')).toEqual([[options]]);
  });

  it(
    'hangs up although the subscriber leaves on the Transferred update',
    marbles((m) => {
      const call = new FakeCall({ state: 'Connected' });
      const source = m.cold('n-t-d---', updatesOf(call));
      const expected = '     n-t-(d|)';

      const result = source.pipe(
        hangUpWhenTransferred(),
        stateOf,
        takeWhile((state) => state !== 'Transferred', true),
      );

      m.expect(result).toBeObservable(expected, states);
      m.flush();
      expect(call.callsTo('hangUp')).toHaveLength(1);
    }),
  );

  it(
    'does not hang up a call that has already ended',
    marbles((m) => {
      const call = new FakeCall({ state: 'Disconnected' });
      const source = m.cold('n-t-(d|)', updatesOf(call));
      const expected = '     n-t-(d|)';

      m.expect(source.pipe(hangUpWhenTransferred(), stateOf)).toBeObservable(expected, states);
      m.flush();
      expect(call.callsTo('hangUp')).toHaveLength(0);
    }),
  );

  it(
    'hangs a call up once, though it is told twice of its transfer',
    marbles((m) => {
      const call = new FakeCall({ state: 'Connected', hangUp: () => m.cold('---(r|)') });
      const source = m.cold('d-d|   ', updatesOf(call));
      const expected = '     d-d|   ';

      m.expect(source.pipe(hangUpWhenTransferred(), stateOf)).toBeObservable(expected, states);
      m.flush();
      expect(call.callsTo('hangUp')).toHaveLength(1);
    }),
  );

  it(
    'hangs up each of several calls, and completes after the last hang-up',
    marbles((m) => {
      const a = new FakeCall({ state: 'Connected', hangUp: () => m.cold('-----(r|)') });
      const b = new FakeCall({ state: 'Connected', hangUp: () => m.cold('-(r|)') });
      const source = m.cold('-a-(b|)', { a: updatesOf(a).d, b: updatesOf(b).d });
      const expected = '     -d-d--|';

      m.expect(source.pipe(hangUpWhenTransferred(), stateOf)).toBeObservable(expected, states);
    }),
  );

  it.each([
    ['rejects', '--#', 'd-#'],
    ['rejects at once', '#', '(d#)'],
  ])('errs after the update when the hang-up %s and the call is still up', (_how, answer, expected) => {
    marbles((m) => {
      const cause = new FakeSdkError({ code: 500, subCode: 41016, message: 'No way.' });
      const call = new FakeCall({ state: 'Connected', hangUp: () => m.cold(answer, {}, cause) });
      const source = m.cold('d', updatesOf(call));

      m.expect(source.pipe(hangUpWhenTransferred(), stateOf)).toBeObservable(
        expected,
        states,
        new HangUpError(
          'The transfer is through, but hanging up this leg failed. The call is still there (Connected). Cause: No way.',
          { call, cause },
        ),
      );
    })();
  });

  it('gives the codes and the error of the SDK with that error, and the call', () => {
    const cause = new FakeSdkError({ code: 500, subCode: 41016 });
    const call = new FakeCall({
      state: 'Connected',
      hangUp: () => {
        throw cause;
      },
    });
    const errors: unknown[] = [];

    of(updatesOf(call).d)
      .pipe(hangUpWhenTransferred())
      .subscribe({ error: (error: unknown) => errors.push(error) });

    expect(errors).toHaveLength(1);
    expect(errors[0]).toBeInstanceOf(HangUpError);
    expect(errors[0]).toMatchObject({ code: 500, subCode: 41016, cause });
    expect((errors[0] as HangUpError).call).toBe(call);
  });

  it(
    'takes a hang-up that fails on a call that has meanwhile ended for a success',
    marbles((m) => {
      const cause = new FakeSdkError({ code: 490, subCode: 4525 });
      const call = new FakeCall({ state: 'Connected', hangUp: () => m.cold('---#', {}, cause) });
      drive(m.hot('          --x', { x: { state: 'Disconnected' as const } }), call);
      const source = m.cold('d|   ', updatesOf(call));
      const expected = '     d-| ';

      m.expect(source.pipe(hangUpWhenTransferred(), stateOf)).toBeObservable(expected, states);
    }),
  );

  it(
    'takes a hang-up that fails just before the SDK tells of the end for a success',
    marbles((m) => {
      const call: FakeCall = new FakeCall({ state: 'Connected', hangUp: () => m.cold('--#') });
      m.hot('-x').subscribe(() => {
        call.write({ state: 'Disconnected' });
      });
      const source = m.cold('d|   ', updatesOf(call));
      const expected = '     d-| ';

      m.expect(source.pipe(hangUpWhenTransferred(), stateOf)).toBeObservable(expected, states);
    }),
  );

  it(
    'hangs up once for two pipelines that hear of the same transfer',
    marbles((m) => {
      const hangUp = m.cold('       --(r|)  ');
      const call = new FakeCall({ state: 'Connected', hangUp: () => hangUp });
      const updates = m.hot('-d-------', updatesOf(call)).pipe(take(1));
      const expected = '     -d-|     ';

      m.expect(updates.pipe(hangUpWhenTransferred(), stateOf)).toBeObservable(expected, states);
      m.expect(updates.pipe(hangUpWhenTransferred(), stateOf)).toBeObservable(expected, states);
      m.expect(hangUp).toHaveSubscriptions('-^-!');
    }),
  );

  it(
    'hangs up again in a later pipeline when the first hang-up has failed',
    marbles((m) => {
      const answers = ['-#', '-(r|)'];
      const call = new FakeCall({ state: 'Connected', hangUp: () => m.cold(answers.shift() ?? '') });
      const result = of(updatesOf(call).d).pipe(hangUpWhenTransferred(), stateOf);

      m.expect(result.pipe(catchError(() => result))).toBeObservable('dd|', states);
    }),
  );

  it(
    'errs when the hang-up does not settle in 30 s',
    marbles((m) => {
      const call = new FakeCall({ state: 'Connected', hangUp: () => NEVER });
      const source = m.cold('d|', updatesOf(call));

      m.expect(source.pipe(hangUpWhenTransferred(), stateOf)).toBeObservable(
        'd 29999ms #',
        states,
        new CallingTimeoutError(
          'The transfer is through, but hanging up this leg has not settled after 30000 ms. The call is still there (Connected).',
          30_000,
        ),
      );
    }),
  );

  it(
    'completes when the call has ended though the hang-up never settles',
    marbles((m) => {
      const call = new FakeCall({ state: 'Connected', hangUp: () => NEVER });
      drive(m.hot('--x', { x: { state: 'Disconnected' as const } }), call);
      const source = m.cold('d|', updatesOf(call));

      m.expect(source.pipe(hangUpWhenTransferred(), stateOf)).toBeObservable('d-|', states);
    }),
  );

  it(
    'stops waiting when the subscriber leaves, which does not call the hang-up off',
    marbles((m) => {
      const hangUp = m.cold('-----(r|)    ');
      const call = new FakeCall({ state: 'Connected', hangUp: () => hangUp });
      const source = m.cold('-d          ', updatesOf(call));

      m.expect(source.pipe(hangUpWhenTransferred(), stateOf), '^--!').toBeObservable('-d--', states);
      m.expect(source).toHaveSubscriptions(' ^--!  ');
      m.expect(hangUp).toHaveSubscriptions(' -^----!');
    }),
  );

  it(
    'passes completion and errors of the source on',
    marbles((m) => {
      m.expect(EMPTY.pipe(hangUpWhenTransferred())).toBeObservable('|');
      m.expect(m.cold<TransferUpdate>('--#').pipe(hangUpWhenTransferred())).toBeObservable('--#');
    }),
  );

  it('settles with a promise as with an Observable', async () => {
    const call = new FakeCall({ state: 'Connected', hangUp: () => Promise.resolve() });
    const seen: string[] = [];

    await of(updatesOf(call).d)
      .pipe(hangUpWhenTransferred(), stateOf)
      .forEach((state) => seen.push(state));

    expect(seen).toEqual(['Transferred']);
  });
});
