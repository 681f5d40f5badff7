/** Looks up a feature of each call. */
import type { CallCommon, CallFeature, CallFeatureFactory } from '@azure/communication-calling';
import { map, type OperatorFunction } from 'rxjs';
import { InvalidArgumentError } from '../src/errors/errors.js';
import { didNot } from '../src/streams/internal/or-sdk-error.js';

/** A call and one of its features, with the factory of the feature. */
export interface WithFeature<C extends CallCommon, F extends CallFeature> {
  readonly call: C;
  readonly feature: F;
  readonly factory: CallFeatureFactory<F>;
}

/**
 * Looks up a feature of each call, and passes on call and feature together.
 *
 * ```
 * source        --a------b--|
 * withFeature   --x------y--|    x: { call: a, feature, factory }
 * ```
 *
 * The app passes the SDK's own factory, since this library never loads the SDK. Errs with an {@link SdkError} when the SDK
 * refuses the factory (500/41001).
 *
 * @example
 * ```ts
 * import { Features, type Call } from '@azure/communication-calling';
 * import { property$ } from 'rx-acs-calling';
 * import { withFeature } from 'rx-acs-calling/operators';
 * import { of, switchMap } from 'rxjs';
 *
 * const isRecorded = (call: Call) =>
 *   of(call).pipe(
 *     withFeature(Features.Recording),
 *     switchMap(({ feature }) => property$(feature, 'isRecordingActive')),
 *   );
 * ```
 *
 * @param factory One of the SDK's `Features` for calls.
 */
export function withFeature<C extends CallCommon, F extends CallFeature>(
  factory: CallFeatureFactory<F>,
): OperatorFunction<C, WithFeature<C, F>> {
  if (typeof (factory as Partial<CallFeatureFactory<F>> | undefined)?.callApiCtor !== 'function') {
    throw new InvalidArgumentError(
      "withFeature takes a call feature of the SDK's Features, such as Features.Transfer.",
    );
  }
  return map((call) => {
    try {
      return { call, feature: call.feature(factory), factory };
    } catch (cause) {
      throw didNot('give this feature of the call', cause);
    }
  });
}
