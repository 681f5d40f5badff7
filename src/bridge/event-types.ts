/**
 * The events, properties and collections of an SDK object, derived from the overloads of its own `on`: a new event of the
 * SDK needs no change here.
 */

/** Anything of the SDK that has events. */
export interface SdkEmitter {
  on(event: never, listener: never): void;
  off(event: never, listener: never): void;
}

/**
 * What the functions here take: an emitter, or `call.info`, which is declared with a pair of methods of its own for
 * its only event. At run time these are its `on` and `off` under other names (SDK 1.46.1 and 2.0.0).
 */
export type SdkSource =
  | SdkEmitter
  | {
      onCallInfoChanged(event: never, listener: never): void;
      offCallInfoChanged(event: never, listener: never): void;
    };

// Inferring from a set of overloads pairs the signatures from the last one backwards and leaves the surplus
// ones here without effect, so one pattern serves emitters of 1 to 16 events (the SDK's largest has 14).
type Listeners<On> = On extends {
  (event: infer E0, listener: infer L0): unknown;
  (event: infer E1, listener: infer L1): unknown;
  (event: infer E2, listener: infer L2): unknown;
  (event: infer E3, listener: infer L3): unknown;
  (event: infer E4, listener: infer L4): unknown;
  (event: infer E5, listener: infer L5): unknown;
  (event: infer E6, listener: infer L6): unknown;
  (event: infer E7, listener: infer L7): unknown;
  (event: infer E8, listener: infer L8): unknown;
  (event: infer E9, listener: infer L9): unknown;
  (event: infer E10, listener: infer L10): unknown;
  (event: infer E11, listener: infer L11): unknown;
  (event: infer E12, listener: infer L12): unknown;
  (event: infer E13, listener: infer L13): unknown;
  (event: infer E14, listener: infer L14): unknown;
  (event: infer E15, listener: infer L15): unknown;
}
  ? | [E0, L0]
    | [E1, L1]
    | [E2, L2]
    | [E3, L3]
    | [E4, L4]
    | [E5, L5]
    | [E6, L6]
    | [E7, L7]
    | [E8, L8]
    | [E9, L9]
    | [E10, L10]
    | [E11, L11]
    | [E12, L12]
    | [E13, L13]
    | [E14, L14]
    | [E15, L15]
  : never;

// A void payload, as RxJS has it in an `Observable<void>`: there is nothing to look at.
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type
type Nothing = void;

type Payload<Listener> = Listener extends (...args: infer Args) => unknown
  ? Args extends readonly [infer First, ...unknown[]]
    ? First
    : Nothing
  : never;

type EventsOf<S> = Listeners<S[keyof S & ('on' | 'onCallInfoChanged')]>;

// In the position of an argument the names of several objects become those that all of them have.
type Taker<S> = S extends unknown ? (event: EventsOf<S>[0]) => void : never;

/** The names of an SDK object's events, as its own `on` declares them; of a union those that all have. */
export type SdkEvent<S extends SdkSource> = [S] extends [never]
  ? never
  : Taker<S> extends (event: infer E extends string) => void
    ? E
    : never;

type PayloadOf<Pair> = Pair extends [unknown, infer Listener] ? Payload<Listener> : never;

/** What an event of an SDK object hands to its listeners; `void` where that is nothing. */
export type SdkEventPayload<S extends SdkSource, E extends SdkEvent<S>> = PayloadOf<
  Extract<EventsOf<S>, [E, unknown]>
>;

// Each of the following is a `keyof`, so that the compiler lists the names when it refuses one: the names of any other
// type alias it replaces by the name of the alias.

/** The names of the properties of an object that are no methods. */
export type Values<S> = keyof {
  [K in keyof S & string as S[K] extends (...args: never) => unknown ? never : K]: unknown;
};

/** The names of the properties of an object that are lists. */
export type Arrays<S> = keyof {
  [K in keyof S & string as NonNullable<S[K]> extends readonly unknown[] ? K : never]: unknown;
};

/** The properties of an SDK object that have a change event: `isMuted`, as there is `isMutedChanged`. */
export type SdkProperty<S extends SdkSource> = keyof {
  [K in Values<S> as `${K}Changed` extends SdkEvent<S> ? K : never]: unknown;
};

/** The collections of an SDK object that have an update event: `calls`, as there is `callsUpdated`. */
export type SdkCollection<S extends SdkSource> = keyof {
  [K in Arrays<S> as `${K}Updated` extends SdkEvent<S> ? K : never]: unknown;
};

/** The elements of a collection of an SDK object. */
export type SdkElement<S, K extends keyof S> =
  NonNullable<S[K]> extends readonly (infer Element)[] ? Element : never;
