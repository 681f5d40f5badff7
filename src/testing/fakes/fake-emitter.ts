/**
 * The listeners of one fake, with the habits of the SDK's emitters.
 */
import { FakeSdkError } from './fake-sdk-error.js';

export type Listener = (...payload: readonly unknown[]) => void;

/** The events of an SDK object. */
export interface EmitterRules {
  /** The events that `on` and `off` accept. `'any'` if the object accepts every name. */
  readonly names: readonly string[] | 'any';
  /** The events whose `off` attaches the listener once more. */
  readonly unleavable: readonly string[];
}

/** `on` and `off` replace the arrays of listeners: a dispatch in progress keeps the old array, as in the SDK. */
export class FakeEmitter {
  readonly #owner: string;
  readonly #rules: EmitterRules;
  readonly #listeners = new Map<string, readonly Listener[]>();

  /** @param owner The name of the fake, for error messages. */
  constructor(owner: string, rules: EmitterRules) {
    this.#owner = owner;
    this.#rules = rules;
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
    if (this.#rules.unleavable.includes(event)) {
      this.on(event, listener);
      return;
    }
    const attached = this.#attached(event);
    const index = attached.indexOf(listener);
    this.#listeners.set(
      event,
      attached.filter((_, i) => i !== index),
    );
  }

  /** The listeners that are attached now, as one function. */
  snapshot(event: string): Listener {
    const listeners = this.#attached(event);
    return (...payload) => {
      try {
        for (const listener of listeners) {
          listener(...payload);
        }
      } catch {
        // The SDK swallows the error of a listener, and skips the listeners behind it.
      }
    };
  }

  count(event?: string): number {
    return event === undefined
      ? [...this.#listeners.values()].reduce((sum, { length }) => sum + length, 0)
      : this.#attached(event).length;
  }

  /** The number of listeners that should have been removed: one of each unleavable event may stay. */
  get left(): number {
    return this.count() - this.#rules.unleavable.filter((event) => this.count(event) > 0).length;
  }

  clear(): void {
    this.#listeners.clear();
  }

  #checkName(event: string): void {
    const { names } = this.#rules;
    if (names !== 'any' && !names.includes(event)) {
      throw new FakeSdkError({ code: 422, message: `${this.#owner} has no event named ${event}` });
    }
  }

  #attached(event: string): readonly Listener[] {
    return this.#listeners.get(event) ?? [];
  }
}
