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
  type Observable,
  type ObservableInput,
  type OperatorFunction,
} from 'rxjs';
import { InvalidArgumentError, SdkError } from '../src/errors/errors.js';
import { sentenceOf } from '../src/errors/read-error.js';
import { didNot } from '../src/streams/internal/or-sdk-error.js';

/** A call and one of its features, with the factory of the feature. */
export interface WithFeature<C extends CallCommon, F extends CallFeature> {
  readonly call: C;
  readonly feature: F;
  readonly factory: CallFeatureFactory<F>;
}

/** The SDK's factory of a feature, or a function that loads it. */
type FactoryOrLoader<F extends CallFeature> =
  CallFeatureFactory<F> | (() => ObservableInput<CallFeatureFactory<F>>);

/**
 * Looks up a feature of each call, and passes on call and feature together.
 *
 * ```
 * source        --a-b----c--|
 * a factory     --x-y----z--|    x: { call: a, feature, factory }
 *
 * loaded          ---f
 * a function    -----(xy)z--|
 * ```
 *
 * This library never loads the SDK: the app passes the SDK's own factory, or a function that loads it. With a factory all is
 * synchronous. A function is called at the first call of each subscription, so that a page starts without the SDK (7 MB). All
 * calls wait for it in their order, and a call that ends meanwhile is passed on as well. Unsubscribing stops the wait.
 *
 * Errs with an {@link SdkError} if the SDK refuses the factory (500/41001), or if the function fails: the next subscription
 * loads again. Errs with an {@link InvalidArgumentError} if the function gives anything but a factory.
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
 * @param factory One of the SDK's `Features` for calls, or a function that gives a promise or an Observable of it. It has no
 * time limit: an Observable can have one by the operator `timeout` of RxJS.
 */
export function withFeature<C extends CallCommon, F extends CallFeature>(
  factory: FactoryOrLoader<F>,
): OperatorFunction<C, WithFeature<C, F>> {
  if (isFactory<F>(factory)) {
    return map(lookUp(factory));
  }
  if (typeof factory !== 'function') {
    throw new InvalidArgumentError(
      "withFeature takes a call feature of the SDK's Features, such as Features.Transfer, or a function that loads it.",
    );
  }
  return loadThenLookUp(factory);
}

const isFactory = <F extends CallFeature>(factory: unknown): factory is CallFeatureFactory<F> =>
  typeof (factory as { readonly callApiCtor?: unknown } | null | undefined)?.callApiCtor === 'function';

const lookUp =
  <F extends CallFeature>(factory: CallFeatureFactory<F>) =>
  <C extends CallCommon>(call: C): WithFeature<C, F> => {
    try {
      return { call, feature: call.feature(factory), factory };
    } catch (cause) {
      throw didNot('give this feature of the call', cause);
    }
  };

const loadThenLookUp =
  <C extends CallCommon, F extends CallFeature>(
    load: () => ObservableInput<CallFeatureFactory<F>>,
  ): OperatorFunction<C, WithFeature<C, F>> =>
  (source) =>
    defer(() => {
      const factory$ = loaded$(load);
      return source.pipe(concatMap((call) => factory$.pipe(map((factory) => lookUp(factory)(call)))));
    });

/** Loads a factory once for all its subscribers. */
const loaded$ = <F extends CallFeature>(
  load: () => ObservableInput<CallFeatureFactory<F>>,
): Observable<CallFeatureFactory<F>> =>
  defer(load).pipe(
    catchError((cause: unknown) => {
      throw new SdkError(
        `The feature was not loaded, and the call is as it was. Subscribe again to load it again, or reload the page. Cause: ${sentenceOf(cause)}`,
        { cause },
      );
    }),
    take(1),
    defaultIfEmpty(undefined),
    map((factory) => {
      if (!isFactory<F>(factory)) {
        throw new InvalidArgumentError(
          "The function that withFeature has been given must load a call feature of the SDK's Features, such as Features.Transfer.",
        );
      }
      return factory;
    }),
    shareReplay({ bufferSize: 1, refCount: true }),
  );
