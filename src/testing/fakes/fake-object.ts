/**
 * The one base of all fakes: properties that tell of their changes, methods that can be answered, and an
 * emitter with the SDK's habits. A fake of a further SDK object is a list of its events, properties and methods:
 * see `fakeClass`, and `fakeFeatureClass` for features.
 */
import type { Observable } from 'rxjs';
import type { SdkEmitter, SdkEvent, SdkEventPayload } from '../../bridge/event-types.js';
import { FakeSdkError } from './fake-sdk-error.js';
import { nextId } from './next-id.js';
import { ObservablePromise } from './observable-promise.js';

type AnyFunction = (...args: never) => unknown;

// `CallInfo` has a single event, and its own names for `on` and `off`.
type EmitterOf<S> = S extends SdkEmitter
  ? S
  : S extends { onCallInfoChanged: infer On extends SdkEmitter['on'] }
    ? { on: On; off: On }
    : never;

/** The names of the events of the SDK's `S`. */
export type FakeEvent<S> = SdkEvent<EmitterOf<S>>;

/** What an event of the SDK's `S` hands to its listeners. */
export type FakeEventPayload<S, E extends FakeEvent<S>> = SdkEventPayload<EmitterOf<S>, E>;

/** The names of the methods of the SDK's `S`, `on` and `off` aside. */
export type FakeMethod<S> = {
  [K in keyof S & string]-?: S[K] extends AnyFunction ? Exclude<K, 'on' | 'off'> : never;
}[keyof S & string];

type PromiseMethod<S> = {
  [K in FakeMethod<S>]: S[K] extends (...args: never) => Promise<unknown> ? K : never;
}[FakeMethod<S>];

type PropertyKeyOf<S> = Exclude<keyof S & string, FakeMethod<S> | 'on' | 'off'>;

// Inferring from a set of overloads pairs the signatures from the last one backwards, and leaves the surplus
// ones here without effect.
type Signature<F> = F extends {
  (...args: infer A0): unknown;
  (...args: infer A1): unknown;
  (...args: infer A2): unknown;
  (...args: infer A3): unknown;
  (...args: infer A4): unknown;
}
  ? A0 | A1 | A2 | A3 | A4
  : never;

/** The argument list of a method of the SDK's `S`; of each of its overloads. */
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

/** What a fake does when a method is called: return a value, a promise or an Observable, or throw. */
export type FakeAnswer<S, K extends FakeMethod<S>> = (...args: FakeArguments<S, K>) => Result<S[K]>;

/** What a fake's constructor takes: values of properties, and answers to methods. */
export type FakeInit<S> = FakeChanges<S> & { readonly [K in FakeMethod<S>]?: FakeAnswer<S, K> };

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

// What would have to be empty can be left out.
type Part<K extends string, T> = object extends T ? { readonly [N in K]?: T } : { readonly [N in K]: T };

/**
 * What a fake consists of. The compiler asks for each event, property and method that the SDK's `S` has.
 *
 * - `events`: which property's change an event tells of, if any: `stateChanged: 'state'`, `mutedByOthers: null`.
 *   Where the payload is of another kind than usual, a function gives the payloads, one for each event to fire:
 *   `connectionStateChanged: { connectionState: (newValue, oldValue) => [{ newValue, oldValue }] }`.
 * - `properties`: the properties and their values at the start.
 * - `methods`: the methods that return no promise: what they do unless the test says otherwise; `null` if only the
 *   test can say.
 * - `promises`: the methods that return a promise: what they do at once, and what the promise is settled with.
 * - `inPlace`: the arrays that the SDK changes in place. Others are replaced.
 * - `lenient`: some SDK objects let unknown event names pass (observed of transfers; read in the SDK of others).
 * - `untyped`: events that the SDK sends, but that its types do not have.
 * - `unleavable`: events whose `off` attaches the listener once more, so that nobody can leave them (observed with SDK
 *   1.46.1 and 2.0.0 in Chromium of `transferAccepted` and of those of together mode). One listener of such an event may
 *   stay: `listenerCount(fakes)`, `expectNothingAttached` and `pending` of the simulated service report further ones.
 *
 * What the SDK tells by methods alone (who has raised a hand) can be a property of the fake, so that a test sets it
 * like any other: describe `S & { raisedHands: RaisedHand[] }`.
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

type PayloadArguments<P> = undefined extends P ? [payload?: P] : [payload: P];

/** What every fake has beside the members of the SDK's `S`: the test's side of it. */
export interface FakeObject<S> {
  /** Tells one fake from another, in messages and in comparisons by value: `FakeCallAgent-2`. */
  readonly fakeName: string;

  /**
   * Writes properties, then emits for each what the SDK emits, in the order given: `<property>Changed` without
   * an argument, or `<collection>Updated` with `{ added, removed }`. What stays the same emits nothing.
   */
  set(changes: FakeChanges<S>): void;

  /** The first half of `set`: writes properties, and returns the second half, which emits. */
  write(changes: FakeChanges<S>): () => void;

  /** Emits an event as it is. */
  emit<E extends FakeEvent<S>>(event: E, ...payload: PayloadArguments<FakeEventPayload<S, E>>): void;

  /** How many listeners are attached: to one event, or to all of them. */
  listenerCount(event?: FakeEvent<S>): number;

  /** Takes all listeners off, as the `dispose()` of many SDK objects does. */
  removeAllListeners(): void;

  /** The argument lists that a method was called with, in order. */
  callsTo<K extends FakeMethod<S>>(method: K): readonly FakeArguments<S, K>[];

  /** Says what a method does from now on. Where it returns a promise, a throw becomes a rejection. */
  answer<K extends FakeMethod<S>>(method: K, answer: FakeAnswer<S, K>): this;
}

/** A fake of the SDK's `S`: it passes for one, private members and all, and has the test's side of it. */
export type Fake<S> = FakeObject<S> & S;

/** The class of a fake that is made by {@link fakeClass}. */
export type FakeClass<S> = new (init?: FakeInit<S>) => Fake<S>;

/** The class {@link FakeObject} as a type: an instance is an `S` of the SDK and a `FakeObject<S>` at once. */
export interface FakeObjectConstructor {
  new <S extends object>(description: FakeDescription<S>, init?: FakeInit<S>): Fake<S>;
}

type Listener = (...payload: readonly unknown[]) => void;
type Method = (this: unknown, ...args: readonly unknown[]) => unknown;
type Values = Record<string, unknown>;
type Told = (this: unknown, value: unknown, before: unknown) => readonly unknown[];

/** The same without the types of a particular SDK object. */
interface Description {
  readonly events?: Readonly<Record<string, string | Readonly<Record<string, Told>> | null>>;
  readonly properties?: Values;
  readonly methods?: Record<string, Method | null>;
  readonly promises?: Record<string, Method | null>;
  readonly inPlace?: readonly string[];
  readonly lenient?: true;
  readonly untyped?: readonly string[];
  readonly unleavable?: readonly string[];
}

const snapshot = Symbol('snapshot');
const left = Symbol('left');

class FakeBase {
  readonly fakeName = nextId(this.constructor.name);
  readonly #description: Description;
  readonly #answers: Record<string, Method | null>;
  readonly #calls = new Map<string, (readonly unknown[])[]>();
  readonly #listeners = new Map<string, Listener[]>();

  constructor(description: Description, init: Values = {}) {
    const { methods = {}, promises = {} } = description;
    this.#description = description;
    this.#answers = { ...methods, ...promises };
    for (const method of Object.keys(this.#answers)) {
      const call: Method = (...args) => {
        this.#calls.set(method, [...this.callsTo(method), args]);
        const answer = this.#answers[method];
        if (!answer) {
          const { fakeName } = this;
          throw new Error(`${fakeName} needs to be told what ${method}() does: answer('${method}', () => …)`);
        }
        return answer.call(this, ...args);
      };
      Object.defineProperty(this, method, {
        value: Object.hasOwn(promises, method)
          ? (...args: readonly unknown[]) => ObservablePromise.of(() => call(...args))
          : call,
        configurable: true,
        writable: true,
      });
    }
    const properties: Values = { ...description.properties };
    for (const [key, value] of Object.entries(init)) {
      if (Object.hasOwn(this.#answers, key)) {
        this.answer(key, value as Method);
      } else {
        properties[key] = value;
      }
    }
    this.write(properties);
  }

  on(event: string, listener: Listener): void {
    this.#checkName(event);
    // An app in JavaScript may pass anything.
    if (typeof (listener as unknown) !== 'function') {
      throw new TypeError('The "listener" argument must be of type Function.');
    }
    this.#listeners.set(event, [...this.#attached(event), listener]);
  }

  off(event: string, listener: Listener): void {
    this.#checkName(event);
    if (this.#description.unleavable?.includes(event)) {
      this.on(event, listener);
      return;
    }
    const rest = [...this.#attached(event)];
    const index = rest.indexOf(listener);
    if (index >= 0) {
      rest.splice(index, 1);
      this.#listeners.set(event, rest);
    }
  }

  set(changes: Values): void {
    this.write(changes)();
  }

  write(changes: Values): () => void {
    const changed: [key: string, value: unknown, before: unknown][] = [];
    for (const [key, value] of Object.entries(changes)) {
      const before = this.#replace(key, value);
      if (!isSame(before, value)) {
        changed.push([key, value, before]);
      }
    }
    return () => {
      for (const [key, value, before] of changed) {
        for (const [event, told] of Object.entries(this.#description.events ?? {})) {
          if (told === key) {
            this.emit(event, ...(Array.isArray(value) ? [difference(value, before)] : []));
          } else if (typeof told === 'object') {
            told?.[key]?.call(this, value, before).forEach((payload) => {
              this.emit(event, ...(payload === undefined ? [] : [payload]));
            });
          }
        }
      }
    };
  }

  emit(event: string, ...payload: readonly unknown[]): void {
    this[snapshot](event)(...payload);
  }

  /** The listeners that are attached now, as one function. */
  [snapshot](event: string): Listener {
    // `on` and `off` replace the array, so this is the snapshot over which the SDK dispatches, too.
    const listeners = this.#attached(event);
    return (...payload) => {
      try {
        for (const listener of listeners) {
          listener(...payload);
        }
      } catch {
        // As in the SDK: a listener's error goes nowhere, and the listeners behind it miss the event.
      }
    };
  }

  /** How many listeners are left, without the one of each event that nobody can leave. */
  get [left](): number {
    const { unleavable = [] } = this.#description;
    return this.listenerCount() - unleavable.filter((event) => this.listenerCount(event) > 0).length;
  }

  listenerCount(event?: string): number {
    return event === undefined
      ? [...this.#listeners.values()].reduce((sum, { length }) => sum + length, 0)
      : this.#attached(event).length;
  }

  removeAllListeners(): void {
    this.#listeners.clear();
  }

  callsTo(method: string): readonly (readonly unknown[])[] {
    return this.#calls.get(method) ?? [];
  }

  answer(method: string, answer: Method): this {
    this.#answers[method] = answer;
    return this;
  }

  #checkName(event: string): void {
    const { events = {}, lenient, untyped = [] } = this.#description;
    if (!Object.hasOwn(events, event) && !untyped.includes(event) && !lenient) {
      throw new FakeSdkError({ code: 422, message: `${this.fakeName} has no event named ${event}` });
    }
  }

  #attached(event: string): readonly Listener[] {
    return this.#listeners.get(event) ?? [];
  }

  /** Writes one property, and returns what it was. */
  #replace(key: string, value: unknown): unknown {
    const values = this as unknown as Values;
    const before = values[key];
    if (this.#description.inPlace?.includes(key)) {
      const array = (before ?? []) as unknown[];
      const copy = [...array];
      array.splice(0, array.length, ...(value as readonly unknown[]));
      values[key] = array;
      return copy;
    }
    // What stays the same is left alone: an array, too.
    if (!isSame(before, value)) {
      values[key] = value;
    }
    return before;
  }
}

const isSame = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b)
    ? a.length === b.length && a.every((element, index) => element === b[index])
    : Object.is(a, b);

/**
 * The listeners of an event of a fake that are attached now, as one function. Those that are attached later do not hear of
 * what it is called for.
 */
export const snapshotOf = (fake: object, event: string): Listener => (fake as FakeBase)[snapshot](event);

/**
 * How many listeners are left that should have been taken off. One listener of an event that nobody can leave is none
 * of them: it stays for as long as the fake.
 */
export const listenersLeftOn = (fake: { listenerCount(): number }): number =>
  fake instanceof FakeBase ? fake[left] : fake.listenerCount();

/** What an `…Updated` event hands to its listeners. */
export function difference<T>(value: readonly T[], before: unknown): { added: T[]; removed: T[] } {
  const old = (before ?? []) as readonly T[];
  return {
    added: value.filter((element) => !old.includes(element)),
    removed: old.filter((element) => !value.includes(element)),
  };
}

/**
 * The base class of all fakes: a fake of an SDK object lists its events, properties and methods.
 *
 * What it has of the SDK's habits (observed with SDK 1.46.1 and 2.0.0 in Chromium): a listener that is attached
 * twice is called twice; one removed during a dispatch still runs that time, one added runs from the next event
 * on; one that throws is swallowed and the listeners behind it are skipped; an unknown event name throws 422; a
 * property is already new when its event fires. Unlike the SDK it does not warn of the 11th listener: count them
 * with `listenerCount`. Every method call is recorded, and every method can be answered otherwise.
 *
 * A fake that has nothing of its own beside its description needs no class body: see {@link fakeClass}.
 *
 * @example
 * ```ts
 * import type { Volume } from '@azure/communication-calling';
 * import { FakeObject, type FakeInit } from 'rx-acs-calling/testing';
 *
 * class MyVolume extends FakeObject<Volume> implements Volume {
 *   constructor(init?: FakeInit<Volume>) {
 *     super({ events: { levelChanged: 'level' }, properties: { level: 0 } }, init);
 *   }
 *
 *   mute(): void {
 *     this.set({ level: 0 });
 *   }
 * }
 * ```
 */
export const FakeObject: FakeObjectConstructor = FakeBase as unknown as FakeObjectConstructor;

/**
 * Makes the class of a fake from a description of what the SDK's object consists of.
 *
 * @example
 * ```ts
 * import type { Volume } from '@azure/communication-calling';
 * import { fakeClass } from 'rx-acs-calling/testing';
 *
 * const MyVolume = fakeClass<Volume>('MyVolume', () => ({
 *   events: { levelChanged: 'level' },
 *   properties: { level: 0 },
 * }));
 *
 * const volume = new MyVolume({ level: 50 });
 * volume.set({ level: 80 }); // levelChanged fires
 * ```
 *
 * @param name What the class and its instances are called in messages.
 * @param describe Called for each instance, so that no two share an array or a fake.
 */
export function fakeClass<S extends object>(name: string, describe: () => FakeDescription<S>): FakeClass<S> {
  // A class takes its name from the key that it is written at.
  const { [name]: made } = {
    [name]: class extends FakeBase {
      constructor(init?: Values) {
        super(describe() as unknown as Description, init);
      }
    },
  };
  return made as unknown as FakeClass<S>;
}
