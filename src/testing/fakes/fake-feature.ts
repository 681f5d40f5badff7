/**
 * What all features have in common: how an SDK object hands them out, and how they end.
 */
import type {
  BaseFeature,
  CallAgentCommon,
  CallClient,
  CallCommon,
  LocalAudioStream,
  LocalVideoStream,
} from '@azure/communication-calling';
import type { CallAgentFeature } from '../../bridge/sdk-types.js';
import { FakeObject, type Fake, type FakeDescription, type FakeInit } from './fake-object.js';
import { FakeSdkError } from './fake-sdk-error.js';

/** What `feature()` hands to the constructor of a feature; a test needs none of it. */
export interface FakeFeatureContext {
  readonly call?: CallCommon;
  readonly callAgent?: CallAgentCommon;
  readonly callClient?: CallClient;
  readonly streamInstance?: LocalAudioStream | LocalVideoStream;
}

/** The class of a feature that is made by {@link fakeFeatureClass}. */
export type FakeFeatureClass<S> = new (init?: FakeFeatureContext & FakeInit<S>) => Fake<S>;

/** A {@link FakeDescription} of a feature: it need not say what `dispose()` does. */
export type FakeFeatureDescription<S extends BaseFeature> = FakeDescription<Omit<S, 'dispose'>>;

/** An agent as it is at run time: the types of the SDK (1.46.1 and 2.0.0) leave its `feature()` out. */
export interface WithAgentFeatures {
  feature<F extends CallAgentFeature>(factory: FakeCallAgentFeatureFactory<F>): F;
}

/** What makes a feature of an agent; the types of the SDK have only the like of it for calls, clients and streams. */
export interface FakeCallAgentFeatureFactory<F extends CallAgentFeature> {
  readonly callAgentApiCtor: new (context: { callAgent: CallAgentCommon }) => F;
}

/**
 * Makes the class of a fake feature from a description, as `fakeClass` makes that of other fakes.
 *
 * As in the SDK `dispose()` takes all listeners off.
 *
 * @example
 * ```ts
 * import type { DominantSpeakersCallFeature } from '@azure/communication-calling';
 * import { FakeCall, fakeFeatureClass } from 'rx-acs-calling/testing';
 *
 * const MyFeature = fakeFeatureClass<DominantSpeakersCallFeature>('MyFeature', () => ({
 *   events: { dominantSpeakersChanged: 'dominantSpeakers' },
 *   properties: { name: 'DominantSpeakers', dominantSpeakers: { speakersList: [], timestamp: new Date() } },
 * }));
 *
 * const feature = new FakeCall({ state: 'Connected' }).feature({ callApiCtor: MyFeature });
 * ```
 *
 * @param name What the class and its instances are called in messages.
 * @param describe Called for each instance, with what it is a feature of.
 */
export function fakeFeatureClass<S extends BaseFeature>(
  name: string,
  describe: (context: FakeFeatureContext) => FakeFeatureDescription<S>,
): FakeFeatureClass<S> {
  const { [name]: made } = {
    [name]: class extends FakeObject<BaseFeature> {
      constructor(init: FakeFeatureContext & FakeInit<BaseFeature> = {}) {
        // eslint-disable-next-line @typescript-eslint/no-unused-vars -- taken out, so that they are no properties of the fake
        const { call, callAgent, callClient, streamInstance, ...rest } = init;
        const description = describe(init) as unknown as FakeDescription<BaseFeature>;
        const dispose = function (this: Fake<BaseFeature>): void {
          this.removeAllListeners();
        };
        super({ ...description, methods: { ...description.methods, dispose } }, rest);
      }
    },
  };
  return made as unknown as FakeFeatureClass<S>;
}

/**
 * What `feature()` does in the SDK: there is one instance for each constructor, however many factories have it. A
 * wrong factory throws 500/41001 (observed of calls with SDK 1.46.1 and 2.0.0 in Chromium).
 *
 * @param key Under which name the factories of this kind keep their constructor.
 * @param contextOf What the constructor is given.
 */
export function featuresOf<S>(
  key: 'callAgentApiCtor' | 'callApiCtor' | 'callClientApiCtor' | 'audioStreamApiCtor' | 'videoStreamApiCtor',
  contextOf: (owner: S) => object,
): (this: Fake<S>, factory: object) => never {
  const features = new Map<unknown, unknown>();
  return function (factory) {
    // An app in JavaScript may pass anything.
    const constructor = (factory as Partial<Record<string, unknown>> | undefined)?.[key];
    if (typeof constructor !== 'function') {
      throw new FakeSdkError({ code: 500, subCode: 41001 });
    }
    const feature = features.get(constructor) ?? make(constructor, contextOf(this));
    features.set(constructor, feature);
    // Which feature it is only the caller's factory says.
    return feature as never;
  };
}

/** What is no constructor of a feature the SDK tells apart by trying. */
function make(constructor: unknown, context: object): object {
  try {
    return new (constructor as new (context: object) => object)(context);
  } catch {
    throw new FakeSdkError({ code: 500, subCode: 41001 });
  }
}
