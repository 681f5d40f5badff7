/** Looks up a feature of each call. */
import type { CallCommon, CallFeature, CallFeatureFactory } from '@azure/communication-calling';
import {
  catchError,
  concatMap,
  defaultIfEmpty,
  defer,
  map,
  shareReplay,
  take,
  throwError,
  type Observable,
  type ObservableInput,
  type OperatorFunction,
} from 'rxjs';
import { InvalidArgumentError, SdkError } from '../src/errors/errors.js';
import { sentenceOf } from '../src/errors/read-error.js';

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
 * The app passes the SDK's own factory, since this library never loads the SDK: or a function that loads it, at the first
 * call of each subscription, so that an app starts without the SDK (7 MB). Later calls wait for it, in their order. Note that the
 * SDK accepts transfers of a call only once its transfer feature has been looked up.
 *
 * Errs with an {@link SdkError} when the SDK refuses the factory (500/41001), or when it cannot be loaded.
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
 * @example The SDK is loaded when it is needed
 * ```ts
 * import type { Call } from '@azure/communication-calling';
 * import { transferTo, withFeature } from 'rx-acs-calling/operators';
 * import { of } from 'rxjs';
 *
 * const transfer = (call: Call, communicationUserId: string) =>
 *   of(call).pipe(
 *     withFeature(() => import('@azure/communication-calling').then(({ Features }) => Features.Transfer)),
 *     transferTo({ targetParticipant: { communicationUserId } }),
 *   );
 * ```
 *
 * @param factory One of the SDK's `Features` for calls, or a function that gives a promise or an Observable of it.
 */
export function withFeature<C extends CallCommon, F extends CallFeature>(
  factory: CallFeatureFactory<F> | (() => ObservableInput<CallFeatureFactory<F>>),
): OperatorFunction<C, WithFeature<C, F>> {
  return typeof factory === 'function' && !isFactory(factory)
    ? loadThenLookUp(factory)
    : lookUpBy(checked(factory));
}

const isFactory = (factory: unknown): boolean =>
  typeof (factory as { readonly callApiCtor?: unknown } | null | undefined)?.callApiCtor === 'function';

/** Throws an {@link InvalidArgumentError} for anything but a factory, which an app in JavaScript may pass. */
const checked = <F extends CallFeature>(factory: unknown): CallFeatureFactory<F> => {
  if (!isFactory(factory)) {
    throw new InvalidArgumentError(
      "withFeature takes a call feature of the SDK's Features, such as Features.Transfer, or a function that loads it.",
    );
  }
  return factory as CallFeatureFactory<F>;
};

const lookUpBy = <C extends CallCommon, F extends CallFeature>(
  factory: CallFeatureFactory<F>,
): OperatorFunction<C, WithFeature<C, F>> =>
  map((call) => ({ call, feature: lookUp(call, factory), factory }));

const lookUp = <F extends CallFeature>(call: CallCommon, factory: CallFeatureFactory<F>): F => {
  try {
    return call.feature(factory);
  } catch (cause) {
    throw new SdkError(`The SDK did not give this feature of the call. Cause: ${sentenceOf(cause)}`, {
      cause,
    });
  }
};

const loadThenLookUp =
  <C extends CallCommon, F extends CallFeature>(
    load: () => ObservableInput<CallFeatureFactory<F>>,
  ): OperatorFunction<C, WithFeature<C, F>> =>
  (source) =>
    defer(() => {
      const factory$ = factoryFrom$(load);
      return source.pipe(
        concatMap((call) =>
          factory$.pipe(map((factory) => ({ call, feature: lookUp(call, factory), factory }))),
        ),
      );
    });

/** Loads a factory once for all its subscribers. */
const factoryFrom$ = <F extends CallFeature>(
  load: () => ObservableInput<CallFeatureFactory<F>>,
): Observable<CallFeatureFactory<F>> =>
  defer(load).pipe(
    catchError((cause: unknown) =>
      throwError(
        () => new SdkError(`The feature could not be loaded. Cause: ${sentenceOf(cause)}`, { cause }),
      ),
    ),
    take(1),
    defaultIfEmpty(undefined),
    map((factory) => checked<F>(factory)),
    shareReplay({ bufferSize: 1, refCount: true }),
  );
