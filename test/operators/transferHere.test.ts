import { NEVER, of, throwError, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { TransferError, type ActiveCall } from 'rx-acs-calling';
import { transferHere } from 'rx-acs-calling/operators';
import { FakeCall, FakeSdkError } from 'rx-acs-calling/testing';
import { callElsewhere, FakeElsewhere } from '../support/fake-active-call-transfer';

const elsewhere = { a: callElsewhere('one'), b: callElsewhere('two') };
const here = { x: new FakeCall(), y: new FakeCall() };

const refusal = (code: number, subCode: number) => new FakeSdkError({ code, subCode, message: 'No' });

const notMoved = new TransferError(
  'The call was not moved to this device, and goes on on the other one: 500/46702. Cause: No.',
  { reason: 'unknown', cause: refusal(500, 46702) },
);

/** A feature that answers its requests with these, in order. */
const answering = (...answers: Observable<FakeCall>[]) =>
  new FakeElsewhere({ activeCallTransfer: () => answers.shift() ?? NEVER });

const errorOf = (feature: FakeElsewhere): unknown => {
  let caught: unknown;
  of(elsewhere.a)
    .pipe(transferHere(feature))
    .subscribe({
      error: (error: unknown) => {
        caught = error;
      },
    });
  return caught;
};

describe('transferHere', () => {
  describe('moves a call to this device', () => {
    it(
      'and emits it as a call of this device, and completes',
      marbles((m) => {
        const answer = m.cold('     ---(x|) ', here);
        const source = m.hot('    --(a|)    ', elsewhere);
        const expected = '        -----(x|) ';

        m.expect(source.pipe(transferHere(answering(answer)))).toBeObservable(expected, here);
        m.expect(answer).toHaveSubscriptions('--^--!');
      }),
    );

    it(
      'each with a request of its own, side by side',
      marbles((m) => {
        const [slow, quick] = [
          m.cold('                  -----(x|)  ', here),
          m.cold('                     -(y|)   ', here),
        ];
        const source = m.hot('    --a--b--|  ', elsewhere);
        const expected = '        ------yx|  ';

        const feature = answering(slow, quick);
        m.expect(source.pipe(transferHere(feature))).toBeObservable(expected, here);
        m.flush();
        expect(feature.callsTo('activeCallTransfer')).toEqual([
          [elsewhere.a, { isTransfer: true }],
          [elsewhere.b, { isTransfer: true }],
        ]);
      }),
    );

    it(
      'and completes when the last one is here, after the source',
      marbles((m) => {
        const answer = m.cold('     -----(x|) ', here);
        const source = m.hot('    --a-|       ', elsewhere);
        const expected = '        -------(x|) ';

        m.expect(source.pipe(transferHere(answering(answer)))).toBeObservable(expected, here);
      }),
    );

    it(
      'each time that it is asked to, also for the same call',
      marbles((m) => {
        const source = m.hot('    a--a-|', elsewhere);
        const expected = '        x--y-|';

        const feature = answering(of(here.x), of(here.y));
        m.expect(source.pipe(transferHere(feature))).toBeObservable(expected, here);
      }),
    );

    it('and asks for nothing before it is subscribed to', () => {
      const feature = answering(of(here.x));
      const result = of(elsewhere.a).pipe(transferHere(feature));
      expect(feature.callsTo('activeCallTransfer')).toHaveLength(0);

      const seen: unknown[] = [];
      result.subscribe((call) => seen.push(call));
      expect(seen).toEqual([here.x]);
      expect(feature.callsTo('activeCallTransfer')).toHaveLength(1);
    });
  });

  describe('hands the options on', () => {
    const joinCallOptions = { audioOptions: { muted: true } };

    it.each([
      [{}, { isTransfer: true }],
      [{ isTransfer: false }, { isTransfer: false }],
      [{ joinCallOptions }, { isTransfer: true, joinCallOptions }],
      [
        { isTransfer: false, joinCallOptions },
        { isTransfer: false, joinCallOptions },
      ],
    ])('%j', (options, expected) => {
      const feature = answering(of(here.x));
      of(elsewhere.a).pipe(transferHere(feature, options)).subscribe();

      expect(feature.callsTo('activeCallTransfer')).toEqual([[elsewhere.a, expected]]);
    });
  });

  describe('errs with a TransferError', () => {
    it(
      'when the SDK rejects',
      marbles((m) => {
        const answer = m.cold('     ---#', here, refusal(500, 46702));
        const source = m.hot('    --a-----', elsewhere);
        const expected = '        -----#  ';

        m.expect(source.pipe(transferHere(answering(answer)))).toBeObservable(expected, here, notMoved);
        m.expect(source).toHaveSubscriptions('^----!');
      }),
    );

    it(
      'at the first of several that fails, and lets go of the others',
      marbles((m) => {
        const [slow, bad] = [
          m.cold('                  ------(x|)', here),
          m.cold('                  -#        ', here, refusal(500, 46702)),
        ];
        const source = m.hot('    --(ab)--  ', elsewhere);
        const expected = '        ---#      ';

        m.expect(source.pipe(transferHere(answering(slow, bad)))).toBeObservable(expected, here, notMoved);
        m.expect(slow).toHaveSubscriptions('--^!');
      }),
    );

    it('with the codes, the cause and no call', () => {
      const cause = refusal(500, 46702);
      const error = errorOf(
        new FakeElsewhere().answer('activeCallTransfer', () => {
          throw cause;
        }),
      );

      expect(error).toBeInstanceOf(TransferError);
      expect(error).toMatchObject({ code: 500, subCode: 46702, reason: 'unknown', cause });
      expect((error as TransferError).call).toBeUndefined();
    });

    it('that says that the call is on both devices when the other one was not removed', () => {
      const cause = refusal(500, 46706);
      const error = errorOf(
        new FakeElsewhere().answer('activeCallTransfer', () => {
          throw cause;
        }),
      );

      expect(error).toMatchObject({
        message:
          'The call is up on this device, but the other one was not taken out of it, so it goes on on both: 500/46706 (other device not removed). Cause: No.',
        reason: 'other-device-not-removed',
      });
    });

    it('that says that there is no such call', () => {
      const cause = refusal(404, 46705);
      const error = errorOf(
        new FakeElsewhere().answer('activeCallTransfer', () => {
          throw cause;
        }),
      );

      expect(error).toMatchObject({
        message:
          'The call was not moved to this device, and goes on on the other one: 404/46705 (not found). Cause: No.',
        reason: 'not-found',
      });
    });

    it.each([[new Error('No')], ['No']])('when the SDK rejects with %p, which has no codes', (cause) => {
      expect(errorOf(answering(throwError(() => cause)))).toMatchObject({
        message: 'The call was not moved to this device, and goes on on the other one: no code. Cause: No.',
        reason: 'unknown',
        cause,
      });
    });

    it('when the SDK throws instead of rejecting', () => {
      const feature = new FakeElsewhere();
      Object.defineProperty(feature, 'activeCallTransfer', {
        value: () => {
          throw refusal(500, 46702);
        },
      });

      expect(errorOf(feature)).toEqual(notMoved);
    });
  });

  it(
    'waits as long as the SDK does',
    marbles((m) => {
      const source = m.hot('      --a--|', elsewhere);

      m.expect(source.pipe(transferHere(answering(NEVER)))).toBeObservable('---------', here);
    }),
  );

  it(
    'takes no answer any more when it is left, but has asked',
    marbles((m) => {
      const answer = m.cold('       -----(x|)', here);
      const source = m.hot<ActiveCall>('--a', elsewhere);
      const leave = '             ----!';

      const feature = answering(answer);
      m.expect(source.pipe(transferHere(feature)), leave).toBeObservable('---------', here);
      m.expect(answer).toHaveSubscriptions('--^-!');
      m.flush();
      expect(feature.callsTo('activeCallTransfer')).toHaveLength(1);
    }),
  );
});
