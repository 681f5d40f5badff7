/**
 * Base of all fake features: creation through `feature()`, and disposal.
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

/** The argument that `feature()` passes to the constructor of a feature. A test can leave all of it out. */
export interface FakeFeatureContext {
  readonly call?: CallCommon;
  readonly callAgent?: CallAgentCommon;
  readonly callClient?: CallClient;
  readonly streamInstance?: LocalAudioStream | LocalVideoStream;
}

/** The class of a fake feature, made by {@link fakeFeatureClass}. */
export type FakeFeatureClass<S> = new (init?: FakeFeatureContext & FakeInit<S>) => Fake<S>;

/** A {@link FakeDescription} of a feature, without `dispose()`. */
export type FakeFeatureDescription<S extends BaseFeature> = FakeDescription<Omit<S, 'dispose'>>;

/** The `feature()` of an agent, which the types of the SDK (1.46.1 and 2.0.0) leave out. */
export interface WithAgentFeatures {
  feature<F extends CallAgentFeature>(factory: FakeCallAgentFeatureFactory<F>): F;
}

/** The factory of a feature of an agent. The types of the SDK have such factories for calls, clients and streams only. */
export interface FakeCallAgentFeatureFactory<F extends CallAgentFeature> {
  readonly callAgentApiCtor: new (context: { callAgent: CallAgentCommon }) => F;
}

/**
 * Makes the class of a fake feature from a description, as `fakeClass` does for other fakes.
 *
 * `dispose()` removes all listeners, as in the SDK.
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
 * @param name The name of the class. Messages and `fakeName` use it.
 * @param describe Called for each instance, with the owner of the feature.
 */
export function fakeFeatureClass<S extends BaseFeature>(
  name: string,
  describe: (context: FakeFeatureContext) => FakeFeatureDescription<S>,
): FakeFeatureClass<S> {
  const { [name]: made } = {
    [name]: class extends FakeObject<BaseFeature> {
      constructor(init: FakeFeatureContext & FakeInit<BaseFeature> = {}) {
        // eslint-disable-next-line @typescript-eslint/no-unused-vars -- left out of the properties of the fake
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
 * The `feature()` of the SDK: one instance for each constructor, also if several factories have the same constructor. A
 * wrong factory throws 500/41001 (observed of calls with SDK 1.46.1 and 2.0.0 in Chromium).
 *
 * @param key The key of the constructor in the factories of this kind.
 * @param contextOf Makes the argument of the constructor.
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
    // Only the caller's factory knows the type of the feature.
    return feature as never;
  };
}

/** Makes a feature. The SDK, too, only notices a wrong constructor when it throws. */
function make(constructor: unknown, context: object): object {
  try {
    return new (constructor as new (context: object) => object)(context);
  } catch {
    throw new FakeSdkError({ code: 500, subCode: 41001 });
  }
}
