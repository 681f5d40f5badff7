import { of } from 'rxjs';
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

  it.each([undefined, null, {}, 'Transfer', { callApiCtor: undefined }])(
    'refuses %j as a factory at once',
    (factory) => {
      expect(() => withFeature(factory as never)).toThrow(InvalidArgumentError);
    },
  );
});
