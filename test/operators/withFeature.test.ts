import { EMPTY, NEVER, of, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { InvalidArgumentError, SdkError } from 'rx-acs-calling';
import { withFeature } from 'rx-acs-calling/operators';
import { FakeCall, FakeFeatures, FakeSdkError } from 'rx-acs-calling/testing';

describe('withFeature', () => {
  it(
    'hands on each call with its feature and the factory',
    marbles((m) => {
      const [a, b] = [new FakeCall(), new FakeCall()];
      const factory = FakeFeatures.Transfer;
      const source = m.hot('  -a--b-|', { a, b });
      const expected = '      -x--y-|';

      m.expect(source.pipe(withFeature(factory))).toBeObservable(expected, {
        x: { call: a, feature: a.feature(factory), factory },
        y: { call: b, feature: b.feature(factory), factory },
      });
    }),
  );

  it(
    'looks nothing up before it is subscribed to',
    marbles((m) => {
      const call = new FakeCall();
      const result = of(call).pipe(withFeature(FakeFeatures.Transfer));

      expect(call.callsTo('feature')).toHaveLength(0);
      m.expect(result).toBeObservable('(x|)', {
        x: { call, feature: call.feature(FakeFeatures.Transfer), factory: FakeFeatures.Transfer },
      });
    }),
  );

  it('errs when the SDK refuses the factory, with its codes and its error as the cause', () => {
    const cause = new FakeSdkError({ code: 500, subCode: 41001, message: 'Unknown feature' });
    const call = new FakeCall({
      feature: () => {
        throw cause;
      },
    });
    const errors: unknown[] = [];

    of(call)
      .pipe(withFeature(FakeFeatures.Transfer))
      .subscribe({ error: (error: unknown) => errors.push(error) });

    expect(errors).toHaveLength(1);
    expect(errors[0]).toBeInstanceOf(SdkError);
    expect(errors[0]).toMatchObject({
      message: 'The SDK did not give this feature of the call. Cause: Unknown feature.',
      code: 500,
      subCode: 41001,
      cause,
    });
  });

  it(
    'loads a feature at the first call, once for all, and keeps the order',
    marbles((m) => {
      const [a, b, c] = [new FakeCall(), new FakeCall(), new FakeCall()];
      const factory = FakeFeatures.Transfer;
      const loaded = m.cold(' ---(f|)          ', { f: factory });
      const load = jest.fn(() => loaded);
      const source = m.hot('  -ab------c-|', { a, b, c });
      const expected = '      ----(xy)-z-|';
      const result = source.pipe(withFeature(load));

      expect(load).not.toHaveBeenCalled();
      m.expect(result).toBeObservable(expected, {
        x: { call: a, feature: a.feature(factory), factory },
        y: { call: b, feature: b.feature(factory), factory },
        z: { call: c, feature: c.feature(factory), factory },
      });
      m.expect(loaded).toHaveSubscriptions(['-^--!']);
    }),
  );

  it(
    'looks up nothing when it is left while the feature is loaded',
    marbles((m) => {
      const call = new FakeCall();
      const loaded = m.cold('   ---(f|)', { f: FakeFeatures.Transfer });
      const result = of(call).pipe(withFeature(() => loaded));

      m.expect(result, '        --!').toBeObservable('---');
      m.expect(loaded).toHaveSubscriptions('     ^-!');
      m.flush();
      expect(call.callsTo('feature')).toEqual([]);
    }),
  );

  it('errs when the feature cannot be loaded, and loads it again for the next subscriber', () => {
    const cause = new Error('offline');
    const answers = [throwError(() => cause), of(FakeFeatures.Transfer)];
    const call = new FakeCall();
    const result = of(call).pipe(withFeature(() => answers.shift() ?? NEVER));
    const seen: unknown[] = [];
    result.subscribe({ error: (error: unknown) => seen.push(error) });
    result.subscribe(({ factory }) => seen.push(factory));

    expect(seen).toEqual([
      new SdkError('The feature could not be loaded. Cause: offline.', { cause }),
      FakeFeatures.Transfer,
    ]);
  });

  it('errs when the function gives no factory', () => {
    const errors: unknown[] = [];
    for (const nothing of [EMPTY, of(undefined)]) {
      of(new FakeCall())
        .pipe(withFeature(() => nothing as never))
        .subscribe({ error: (error: unknown) => errors.push(error) });
    }

    expect(errors).toEqual([expect.any(InvalidArgumentError), expect.any(InvalidArgumentError)]);
  });

  it.each([undefined, null, {}, 'Transfer', { callApiCtor: undefined }])(
    'refuses %j as a factory at once',
    (factory) => {
      expect(() => withFeature(factory as never)).toThrow(InvalidArgumentError);
    },
  );
});
