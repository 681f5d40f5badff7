/**
 * Small emitters to run the bridge against. They differ in how they go through their listeners: the SDK's way is
 * an observation, not a promise, so the bridge may not depend on it.
 */

type Listener = (payload?: unknown) => void;

/** Calls the listeners of an event: `attached` is the emitter's own array, which `on` and `off` change in place. */
type Dispatch = (attached: readonly Listener[], call: (listener: Listener) => void) => void;

const harmlessly = (action: () => void): void => {
  try {
    action();
  } catch {
    // An emitter that lets a listener's error through would tell nobody but the one that changes the object.
  }
};

/** Goes through a copy, and a throw hides the listeners behind it: what was observed of the SDK. */
const likeTheSdk: Dispatch = (attached, call) => {
  harmlessly(() => {
    [...attached].forEach(call);
  });
};

/** Goes through the array itself: it skips a listener when an earlier one goes, and reaches those that are new. */
const overTheLiveArray: Dispatch = (attached, call) => {
  for (let i = 0; i < attached.length; i++) {
    harmlessly(() => {
      call(attached[i] as Listener);
    });
  }
};

/** Goes through a copy, but leaves out what has been removed meanwhile. */
const neverToTheRemoved: Dispatch = (attached, call) => {
  for (const listener of [...attached]) {
    if (attached.includes(listener)) {
      harmlessly(() => {
        call(listener);
      });
    }
  }
};

/** The ways to dispatch, by what to call them in a test's name. */
export const dispatches = {
  'dispatches like the SDK': likeTheSdk,
  'dispatches over its live array': overTheLiveArray,
  'never calls a listener that was removed': neverToTheRemoved,
} as const;

/** What an emitter reports of its listeners. */
export interface EmitterProbe {
  /** A listener is about to be called. */
  calling(event: string, listener: unknown, payload: unknown): void;
  /** A listener has thrown. */
  threw(listener: unknown, error: unknown): void;
  /** `off` got a listener that is not attached. */
  unknown(event: string): void;
}

/** What an update of a collection hands to its listeners. */
export interface Updated {
  readonly added: readonly number[];
  readonly removed: readonly number[];
}

/** An object with two properties, a collection that is changed in place, and an event that has no property. */
export class Emitter {
  x = 0;
  y = 0;
  readonly items: number[] = [];
  readonly #listeners = new Map<string, Listener[]>();
  readonly #dispatch: Dispatch;
  readonly #probe: EmitterProbe;

  constructor(dispatch: Dispatch, probe: EmitterProbe) {
    this.#dispatch = dispatch;
    this.#probe = probe;
  }

  // One overload an event, as the SDK writes them.
  /* eslint-disable @typescript-eslint/unified-signatures */
  on(event: 'xChanged', listener: () => void): void;
  on(event: 'yChanged', listener: () => void): void;
  on(event: 'itemsUpdated', listener: (change: Updated) => void): void;
  on(event: 'pinged', listener: (count: number) => void): void;
  on(event: string, listener: (payload: never) => void): void {
    this.#attached(event).push(listener as Listener);
  }

  off(event: 'xChanged', listener: () => void): void;
  off(event: 'yChanged', listener: () => void): void;
  off(event: 'itemsUpdated', listener: (change: Updated) => void): void;
  off(event: 'pinged', listener: (count: number) => void): void;
  /* eslint-enable @typescript-eslint/unified-signatures */
  off(event: string, listener: (payload: never) => void): void {
    const attached = this.#attached(event);
    const index = attached.indexOf(listener as Listener);
    if (index < 0) {
      this.#probe.unknown(event);
    } else {
      attached.splice(index, 1);
    }
  }

  emit(event: string, payload?: unknown): void {
    this.#dispatch(this.#attached(event), (listener) => {
      this.#probe.calling(event, listener, payload);
      try {
        listener(payload);
      } catch (error) {
        this.#probe.threw(listener, error);
        throw error;
      }
    });
  }

  /** The listeners that are attached to an event. */
  attached(event: string): readonly unknown[] {
    return this.#attached(event);
  }

  #attached(event: string): Listener[] {
    const attached = this.#listeners.get(event) ?? [];
    this.#listeners.set(event, attached);
    return attached;
  }
}
