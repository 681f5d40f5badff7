import { EMPTY, lastValueFrom, of, retry, Subject, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { InvalidArgumentError, SdkError } from 'rx-acs-calling';
import { transferTo, withFeature } from 'rx-acs-calling/operators';
import { drive, FakeCall, FakeFeatures, FakeSdkError } from 'rx-acs-calling/testing';
import { record } from '../support/record.js';
import { ended } from '../support/ended.js';
import { CALL } from '../support/transferring.js';

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

describe('withFeature with a function that loads the feature', () => {
  const factory = FakeFeatures.Transfer;
  const found = (call: FakeCall) => ({ call, feature: call.feature(factory), factory });
  const notLoaded = (sentence: string, cause: unknown) =>
    new SdkError(
      `The feature was not loaded, and the call is as it was. Subscribe again to load it again, or reload the page. Cause: ${sentence}`,
      { cause },
    );

  it(
    'loads at the first call, once for all calls, and keeps their order',
    marbles((m) => {
      const [a, b, c] = [new FakeCall(), new FakeCall(), new FakeCall()];
      const source = m.hot('  -ab------c-|', { a, b, c });
      const loaded = m.cold('  ---(f|)    ', { f: factory });
      const expected = '      ----(xy)-z-|';
      const load = jest.fn(() => loaded);
      const result = source.pipe(withFeature(load));

      expect(load).not.toHaveBeenCalled();
      m.expect(result).toBeObservable(expected, { x: found(a), y: found(b), z: found(c) });
      m.expect(loaded).toHaveSubscriptions(['-^--!']);
      m.flush();
      expect(load).toHaveBeenCalledTimes(1);
    }),
  );

  it(
    'takes the first value of an Observable that does not complete, and leaves it',
    marbles((m) => {
      const call = new FakeCall();
      const loaded = m.cold('-f-g', { f: factory, g: undefined });
      const result = of(call).pipe(withFeature(() => loaded as never));

      m.expect(result).toBeObservable('   -(x|)', { x: found(call) });
      m.expect(loaded).toHaveSubscriptions('^!');
    }),
  );

  it(
    'waits for the feature after the last call, and gives an error of the source at once',
    marbles((m) => {
      const call = new FakeCall();
      const complete = m.cold('a|        ', { a: call });
      const fails = m.cold('   a-#       ', { a: call });
      const load = () => m.cold('---(f|)', { f: factory });

      m.expect(complete.pipe(withFeature(load))).toBeObservable('---(x|)', { x: found(call) });
      m.expect(fails.pipe(withFeature(load))).toBeObservable('   --#');
    }),
  );

  it('is synchronous if the function is', () => {
    const call = new FakeCall();
    const seen: unknown[] = [];
    of(call)
      .pipe(withFeature(() => of(factory)))
      .subscribe((value) => seen.push(value));

    expect(seen).toEqual([found(call)]);
  });

  it('takes a promise', async () => {
    const call = new FakeCall();
    const result = of(call).pipe(withFeature(() => Promise.resolve(factory)));

    expect(await lastValueFrom(result, { defaultValue: undefined })).toEqual(found(call));
  });

  it(
    'looks up nothing when it is left while the feature is loaded',
    marbles((m) => {
      const call = new FakeCall();
      const loaded = m.cold('---(f|)', { f: factory });
      const result = of(call).pipe(withFeature(() => loaded));

      m.expect(result, '     --!').toBeObservable('---');
      m.expect(loaded).toHaveSubscriptions('       ^-!');
      m.flush();
      expect(call.callsTo('feature')).toEqual([]);
    }),
  );

  it(
    'loads for each subscriber',
    marbles((m) => {
      const call = new FakeCall();
      const loaded = m.cold('                ---(f|)', { f: factory });
      const result = of(call).pipe(withFeature(() => loaded));

      m.expect(result, '                     --!').toBeObservable('---');
      m.expect(result, '                     -----^').toBeObservable('--------(x|)', { x: found(call) });
      m.expect(loaded).toHaveSubscriptions([' ^-!', '            -----^--!']);
    }),
  );

  it(
    'passes on a call that has ended meanwhile: transferTo then errs, and asks nothing of it',
    marbles((m) => {
      const call = new FakeCall({ state: 'Connected' });
      drive(m.hot('                       -X', CALL), call);
      const result = of(call).pipe(
        withFeature(() => m.cold('        ---(f|)', { f: factory })),
        transferTo({ targetParticipant: { communicationUserId: '8:acs:bob' } }),
      );

      m.expect(result).toBeObservable(
        '                                 ---#',
        {},
        ended(
          'The call ended with 0/0 (hung up) before it could be transferred to a Communication Services user.',
          call,
        ),
      );
      m.flush();
      expect(call.callsTo('hold')).toEqual([]);
      expect(call.listenerCount()).toBe(0);
    }),
  );

  it('errs when the feature cannot be loaded, and loads it again for the next subscriber', () => {
    const cause = new Error('offline');
    const answers = [throwError(() => cause), of(factory)];
    const call = new FakeCall();
    const result = of(call).pipe(withFeature(() => answers.shift() ?? EMPTY));

    expect(record(result).seen).toEqual([notLoaded('offline.', cause)]);
    expect(record(result).seen).toEqual([found(call), 'complete']);
  });

  it('loads again with retry, and only for the calls that come then', () => {
    const calls = new Subject<FakeCall>();
    const answers = [throwError(() => new Error('offline')), of(factory)];
    const [a, b] = [new FakeCall(), new FakeCall()];
    const { seen } = record(
      calls.pipe(
        withFeature(() => answers.shift() ?? EMPTY),
        retry(1),
      ),
    );
    calls.next(a);
    calls.next(b);

    expect(seen).toEqual([found(b)]);
    expect(a.callsTo('feature')).toEqual([]);
  });

  it('errs when the function throws', () => {
    const cause = new Error('No chunk');
    const result = of(new FakeCall()).pipe(
      withFeature(() => {
        throw cause;
      }),
    );

    expect(record(result).seen).toEqual([notLoaded('No chunk.', cause)]);
  });

  it('errs when the promise rejects, with the codes of an error of the SDK', async () => {
    const cause = new FakeSdkError({ code: 500, subCode: 41001, message: 'No!' });
    const result = of(new FakeCall()).pipe(withFeature(() => Promise.reject(cause)));

    await expect(lastValueFrom(result, { defaultValue: undefined })).rejects.toEqual(notLoaded('No!', cause));
  });

  it('errs when the function gives no factory', () => {
    const wrong = new InvalidArgumentError(
      "The function that withFeature has been given must load a call feature of the SDK's Features, such as Features.Transfer.",
    );
    // The last one is the whole module of the SDK.
    for (const nothing of [EMPTY, of(undefined), of({ Features: FakeFeatures })]) {
      expect(record(of(new FakeCall()).pipe(withFeature(() => nothing as never))).seen).toEqual([wrong]);
    }
  });

  it.each([[undefined], [factory]])(
    'errs when the function gives no promise or Observable, but %p',
    (value) => {
      const { seen } = record(of(new FakeCall()).pipe(withFeature(() => value as never)));

      expect(seen).toEqual([expect.any(SdkError)]);
      expect(seen[0]).toHaveProperty('message', expect.stringContaining('where a stream was expected'));
    },
  );

  it('errs when the SDK refuses the loaded factory', () => {
    const cause = new FakeSdkError({ code: 500, subCode: 41001, message: 'Unknown feature' });
    const call = new FakeCall({
      feature: () => {
        throw cause;
      },
    });

    expect(record(of(call).pipe(withFeature(() => of(factory)))).seen).toEqual([
      new SdkError('The SDK did not give this feature of the call. Cause: Unknown feature.', { cause }),
    ]);
  });
});
