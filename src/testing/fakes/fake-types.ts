/**
 * The types of all fakes, derived from the types of the SDK's objects: what a fake has, and what its description lists.
 */
import type { Observable } from 'rxjs';
import type { SdkEmitter, SdkEvent, SdkEventPayload } from '../../bridge/event-types.js';

type AnyFunction = (...args: never) => unknown;

// `CallInfo` has a single event, and its own names for `on` and `off`.
type EmitterOf<S> = S extends SdkEmitter
  ? S
  : S extends { onCallInfoChanged: infer On extends SdkEmitter['on'] }
    ? { on: On; off: On }
    : never;

/** The names of the events of the SDK's `S`. */
export type FakeEvent<S> = SdkEvent<EmitterOf<S>>;

/** The payload that an event of the SDK's `S` passes to its listeners. */
export type FakeEventPayload<S, E extends FakeEvent<S>> = SdkEventPayload<EmitterOf<S>, E>;

/** The names of the methods of the SDK's `S`, except `on` and `off`. */
export type FakeMethod<S> = {
  [K in keyof S & string]-?: S[K] extends AnyFunction ? Exclude<K, 'on' | 'off'> : never;
}[keyof S & string];

type PromiseMethod<S> = {
  [K in FakeMethod<S>]: S[K] extends (...args: never) => Promise<unknown> ? K : never;
}[FakeMethod<S>];

type PropertyKeyOf<S> = Exclude<keyof S & string, FakeMethod<S> | 'on' | 'off'>;

// TypeScript pairs the overloads with these signatures from the last one backwards. Surplus signatures have no effect.
type Signature<F> = F extends {
  (...args: infer A0): unknown;
  (...args: infer A1): unknown;
  (...args: infer A2): unknown;
  (...args: infer A3): unknown;
  (...args: infer A4): unknown;
}
  ? A0 | A1 | A2 | A3 | A4
  : never;

/** The argument list of a method of the SDK's `S`. A method with overloads has a union of lists. */
export type FakeArguments<S, K extends FakeMethod<S>> = Extract<Signature<S[K]>, readonly unknown[]>;

/** New values for properties of the SDK's `S`. */
export type FakeChanges<S> = {
  readonly [K in PropertyKeyOf<S>]?: S extends Record<K, S[K]> ? S[K] : S[K] | undefined;
};

type Result<F> = F extends (...args: never) => infer R
  ? R extends Promise<void>
    ? unknown
    : R extends Promise<infer T>
      ? T | PromiseLike<T> | Observable<T>
      : R
  : never;

/** The behaviour of a method of a fake: returns a value, a promise or an Observable, or throws. */
export type FakeAnswer<S, K extends FakeMethod<S>> = (...args: FakeArguments<S, K>) => Result<S[K]>;

/** The argument of a fake's constructor: values of properties, and answers to methods. */
export type FakeInit<S> = FakeChanges<S> & { readonly [K in FakeMethod<S>]?: FakeAnswer<S, K> };

type PayloadArguments<P> = undefined extends P ? [payload?: P] : [payload: P];

/** The members that every fake has besides those of the SDK's `S`. The test uses them. */
export interface FakeObject<S> {
  /** A name of its own for each fake, for messages and for comparisons by value: `FakeCallAgent-2`. */
  readonly fakeName: string;

  /**
   * Writes properties, then emits the SDK's event for each in the order given: `<property>Changed` without an argument,
   * or `<collection>Updated` with `{ added, removed }`. A value that stays the same emits nothing.
   */
  set(changes: FakeChanges<S>): void;

  /** The first half of `set`: writes properties. Returns the second half, which emits. */
  write(changes: FakeChanges<S>): () => void;

  /** Emits an event, and changes no property. */
  emit<E extends FakeEvent<S>>(event: E, ...payload: PayloadArguments<FakeEventPayload<S, E>>): void;

  /** The number of attached listeners: of one event, or of all events. */
  listenerCount(event?: FakeEvent<S>): number;

  /** Removes all listeners, as the `dispose()` of many SDK objects does. */
  removeAllListeners(): void;

  /** The argument lists of all calls to a method, in order. */
  callsTo<K extends FakeMethod<S>>(method: K): readonly FakeArguments<S, K>[];

  /** Sets the answer of a method from now on. In a method that returns a promise, a throw becomes a rejection. */
  answer<K extends FakeMethod<S>>(method: K, answer: FakeAnswer<S, K>): this;
}

/** A fake of the SDK's `S`. The compiler accepts it as an `S`, private members included. */
export type Fake<S> = FakeObject<S> & S;

/** The class of a fake, made by `fakeClass`. */
export type FakeClass<S> = new (init?: FakeInit<S>) => Fake<S>;

// In a description the methods have the fake itself as `this`.
type DefaultAnswers<S, K extends FakeMethod<S>> = {
  readonly [M in K]: ((this: Fake<S>, ...args: FakeArguments<S, M>) => Result<S[M]>) | null;
};

type Payloads<S, E extends FakeEvent<S>> = {
  readonly [K in PropertyKeyOf<S>]?: (
    this: Fake<S>,
    value: S[K],
    before: S[K],
  ) => readonly FakeEventPayload<S, E>[];
};

// A part that has no required key can be left out.
type Part<K extends string, T> = object extends T ? { readonly [N in K]?: T } : { readonly [N in K]: T };

/**
 * The description of a fake. The compiler asks for each event, property and method of the SDK's `S`.
 *
 * A fake can have properties for state that the SDK gives through methods only, such as raised hands: describe
 * `S & { raisedHands: RaisedHand[] }`. A test then sets them like any other property.
 *
 * - `events`: the property whose change fires the event: `stateChanged: 'state'`. `null` for none: `mutedByOthers: null`.
 *   For a special payload, a function of the new and the old value that returns a payload for each event to fire:
 *   `connectionStateChanged: { connectionState: (newValue, oldValue) => [{ newValue, oldValue }] }`.
 * - `properties`: the properties with their first values.
 * - `methods`: the default answers of methods that return no promise. `null` if there is no useful default.
 * - `promises`: the default answers of methods that return a promise: they act at once, and their result settles it.
 * - `inPlace`: the arrays that the SDK changes in place. It replaces all others.
 * - `lenient`: the object accepts unknown event names (observed of transfers; read in the SDK of others).
 * - `untyped`: events that the SDK sends, but that are missing in its types.
 * - `unleavable`: events whose `off` attaches the listener once more, so that it can never be removed (observed with SDK
 *   1.46.1 and 2.0.0 in Chromium of `transferAccepted` and of those of together mode). One listener of each may stay:
 *   `listenerCount(fakes)`, `expectNothingAttached` and `pending` of the simulated service count only further ones.
 */
export type FakeDescription<S> = Part<
  'events',
  { readonly [E in FakeEvent<S>]: PropertyKeyOf<S> | Payloads<S, E> | null }
> &
  Part<'properties', Pick<S, PropertyKeyOf<S>>> &
  Part<'methods', DefaultAnswers<S, Exclude<FakeMethod<S>, PromiseMethod<S>>>> &
  Part<'promises', DefaultAnswers<S, PromiseMethod<S>>> & {
    readonly inPlace?: readonly PropertyKeyOf<S>[];
    readonly lenient?: true;
    readonly untyped?: readonly string[];
    readonly unleavable?: readonly FakeEvent<S>[];
  };

/** The type of the class `FakeObject`: an instance is an `S` of the SDK and a `FakeObject<S>` at once. */
export interface FakeObjectConstructor {
  new <S extends object>(description: FakeDescription<S>, init?: FakeInit<S>): Fake<S>;
}
