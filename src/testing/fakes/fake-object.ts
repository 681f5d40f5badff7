/**
 * The base of all fakes: properties that fire events, methods that can be answered, and an emitter with the SDK's habits.
 * To fake another SDK object, list its events, properties and methods: see `fakeClass`, and `fakeFeatureClass` for features.
 */
import { difference, isSame } from './comparing.js';
import { FakeEmitter, type Listener } from './fake-emitter.js';
import type {
  FakeClass,
  FakeDescription,
  FakeObjectConstructor,
  FakeObject as FakeObjectMembers,
} from './fake-types.js';
import { nextId } from './next-id.js';
import { ObservablePromise } from './observable-promise.js';

export type {
  Fake,
  FakeAnswer,
  FakeArguments,
  FakeChanges,
  FakeClass,
  FakeDescription,
  FakeEvent,
  FakeEventPayload,
  FakeInit,
  FakeMethod,
  FakeObjectConstructor,
} from './fake-types.js';

type Method = (this: unknown, ...args: readonly unknown[]) => unknown;
type Values = Record<string, unknown>;
type PayloadsOf = (this: unknown, value: unknown, before: unknown) => readonly unknown[];
type Change = readonly [key: string, value: unknown, before: unknown];

/** A `FakeDescription` without the types of a particular SDK object. */
interface Description {
  readonly events?: Readonly<Record<string, string | Readonly<Record<string, PayloadsOf>> | null>>;
  readonly properties?: Values;
  readonly methods?: Record<string, Method | null>;
  readonly promises?: Record<string, Method | null>;
  readonly inPlace?: readonly string[];
  readonly lenient?: true;
  readonly untyped?: readonly string[];
  readonly unleavable?: readonly string[];
}

const emitterOf = Symbol('emitter');

class FakeBase {
  readonly fakeName = nextId(this.constructor.name);
  readonly #emitter: FakeEmitter;
  readonly #description: Description;
  readonly #answers: Record<string, Method | null>;
  readonly #calls = new Map<string, (readonly unknown[])[]>();

  constructor(description: Description, init: Values = {}) {
    const { events = {}, methods = {}, promises = {}, lenient, untyped = [], unleavable = [] } = description;
    this.#description = description;
    this.#answers = { ...methods, ...promises };
    this.#emitter = new FakeEmitter(this.fakeName, {
      names: lenient ? 'any' : [...Object.keys(events), ...untyped],
      unleavable,
    });
    for (const method of Object.keys(this.#answers)) {
      this.#define(method, Object.hasOwn(promises, method));
    }
    this.#start(init);
  }

  get [emitterOf](): FakeEmitter {
    return this.#emitter;
  }

  on(event: string, listener: Listener): void {
    this.#emitter.on(event, listener);
  }

  off(event: string, listener: Listener): void {
    this.#emitter.off(event, listener);
  }

  set(changes: Values): void {
    this.write(changes)();
  }

  write(changes: Values): () => void {
    const changed = Object.entries(changes)
      .map(([key, value]): Change => [key, value, this.#replace(key, value)])
      .filter(([, value, before]) => !isSame(before, value));
    return () => {
      for (const change of changed) {
        this.#announce(change);
      }
    };
  }

  emit(event: string, ...payload: readonly unknown[]): void {
    this.#emitter.snapshot(event)(...payload);
  }

  listenerCount(event?: string): number {
    return this.#emitter.count(event);
  }

  removeAllListeners(): void {
    this.#emitter.clear();
  }

  callsTo(method: string): readonly (readonly unknown[])[] {
    return this.#calls.get(method) ?? [];
  }

  answer(method: string, answer: Method): this {
    this.#answers[method] = answer;
    return this;
  }

  /** Makes the method. Each call is recorded, and given the current answer. */
  #define(method: string, hasPromise: boolean): void {
    const call: Method = (...args) => {
      this.#calls.set(method, [...this.callsTo(method), args]);
      const answer = this.#answers[method];
      if (!answer) {
        throw new Error(
          `${this.fakeName} has no answer for ${method}(). Give it one: answer('${method}', () => …)`,
        );
      }
      return answer.call(this, ...args);
    };
    Object.defineProperty(this, method, {
      value: hasPromise ? (...args: readonly unknown[]) => ObservablePromise.of(() => call(...args)) : call,
      configurable: true,
      writable: true,
    });
  }

  /** Takes the answers out of the constructor's argument, and writes all first values. */
  #start(init: Values): void {
    const isAnswer = ([key]: readonly [string, unknown]): boolean => Object.hasOwn(this.#answers, key);
    const entries = Object.entries(init);
    for (const [method, answer] of entries.filter(isAnswer)) {
      this.answer(method, answer as Method);
    }
    const values = Object.fromEntries(entries.filter((entry) => !isAnswer(entry)));
    this.write({ ...this.#description.properties, ...values });
  }

  /** Writes one property. Returns the old value. */
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
    // An array with the same elements stays the same array.
    if (!isSame(before, value)) {
      values[key] = value;
    }
    return before;
  }

  /** Emits the events that belong to a change of one property. */
  #announce([key, value, before]: Change): void {
    for (const [event, source] of Object.entries(this.#description.events ?? {})) {
      if (source === key) {
        this.emit(event, ...(Array.isArray(value) ? [difference(value, before)] : []));
      } else if (typeof source === 'object') {
        for (const payload of source?.[key]?.call(this, value, before) ?? []) {
          this.emit(event, ...(payload === undefined ? [] : [payload]));
        }
      }
    }
  }
}

/** The listeners of an event of a fake that are attached now, as one function. It does not reach later listeners. */
export const snapshotOf = (fake: object, event: string): Listener =>
  (fake as FakeBase)[emitterOf].snapshot(event);

/** The number of listeners that should have been removed from a fake. One of each unleavable event may stay. */
export const listenersLeftOn = (fake: { listenerCount(): number }): number =>
  fake instanceof FakeBase ? fake[emitterOf].left : fake.listenerCount();

/** The members that every fake has besides those of the SDK's `S`. The test uses them. */
export type FakeObject<S> = FakeObjectMembers<S>;

/**
 * The base class of all fakes: a subclass lists the events, properties and methods of an SDK object.
 *
 * A fake keeps these habits of the SDK (observed with SDK 1.46.1 and 2.0.0 in Chromium): a listener that is attached
 * twice runs twice; one removed during a dispatch still runs that time, one added runs from the next event on; one that
 * throws is swallowed and the listeners behind it are skipped; an unknown event name throws 422; a property is already new
 * when its event fires. Unlike the SDK, a fake does not warn of the 11th listener: use `listenerCount`. It records every
 * method call, and `answer` replaces the behaviour of every method.
 *
 * For a fake without members of its own, use {@link fakeClass} instead of a subclass.
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
 * Makes the class of a fake from a description of the SDK's object.
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
 * @param name The name of the class. Messages and `fakeName` use it.
 * @param describe Called for each instance, so that no two share an array or a fake.
 */
export function fakeClass<S extends object>(name: string, describe: () => FakeDescription<S>): FakeClass<S> {
  // A class expression takes its name from its key.
  const { [name]: made } = {
    [name]: class extends FakeBase {
      constructor(init?: Values) {
        super(describe() as unknown as Description, init);
      }
    },
  };
  return made as unknown as FakeClass<S>;
}
