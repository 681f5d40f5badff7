/**
 * The bridge: the only place that attaches to an SDK object. Every stream stands on one of three functions, and the
 * laws that all streams keep are kept here.
 *
 * A `Hub` serves one event of one object with one SDK listener. It has a `Channel` for each thing that is observed
 * by means of that event (mostly one: a property), and a channel has a `Sink` for each subscriber.
 */
import { Observable, type Subscriber } from 'rxjs';
import { SdkError } from './errors.js';

/** Anything of the SDK that has events. */
export interface SdkEmitter {
  on(event: never, listener: never): void;
  off(event: never, listener: never): void;
}

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

/** The names of an SDK object's events, as its own `on` declares them. */
export type SdkEvent<S extends SdkEmitter> = Listeners<S['on']>[0] & string;

type PayloadOf<Pair> = Pair extends [unknown, infer Listener] ? Payload<Listener> : never;

/** What an event of an SDK object hands to its listeners; `void` where that is nothing. */
export type SdkEventPayload<S extends SdkEmitter, E extends SdkEvent<S>> = PayloadOf<
  Extract<Listeners<S['on']>, [E, unknown]>
>;

/** The properties of an SDK object that have a change event: `isMuted`, as there is `isMutedChanged`. */
export type SdkProperty<S extends SdkEmitter> = {
  [K in keyof S & string]: `${K}Changed` extends SdkEvent<S> ? K : never;
}[keyof S & string];

/** The collections of an SDK object that have an update event: `calls`, as there is `callsUpdated`. */
export type SdkCollection<S extends SdkEmitter> = {
  [K in keyof S & string]: `${K}Updated` extends SdkEvent<S>
    ? S[K] extends readonly unknown[]
      ? K
      : never
    : never;
}[keyof S & string];

/** The elements of a collection of an SDK object. */
export type SdkElement<S, K extends keyof S> = S[K] extends readonly (infer Element)[] ? Element : never;

/**
 * Emits what an event of an SDK object hands to its listeners, each time that it happens.
 *
 * Never completes, and remembers nothing: a late subscriber waits for the next event. Errs with an
 * {@link SdkError} if the SDK refuses the listener. However many subscribe, the SDK sees one listener.
 *
 * ```
 * event    --a--b-----c--
 * result   --a--b-----c--
 * late           ^----c--
 * ```
 *
 * @example
 * ```ts
 * import type { Call } from '@azure/communication-calling';
 * import { fromSdkEvent } from 'rx-acs-calling';
 *
 * const watch = (call: Call) =>
 *   fromSdkEvent(call, 'remoteParticipantsUpdated').subscribe(({ added }) => {
 *     console.log(`${String(added.length)} joined`);
 *   });
 * ```
 *
 * @param source The SDK's object.
 * @param event The name of one of its events; a name that its `on` does not declare does not compile.
 */
export function fromSdkEvent<S extends SdkEmitter, E extends SdkEvent<S>>(
  source: S,
  event: E,
): Observable<SdkEventPayload<S, E>> {
  return observe(source, event, '', occurrence);
}

/**
 * Emits the current value of a property of an SDK object at once, then each change.
 *
 * Never completes. An event that leaves the value as it was emits nothing. Errs with an {@link SdkError} if the
 * SDK throws on reading. The SDK's convention, that the event is named `<property>Changed` and fires when the
 * property is already new, was observed with SDK 1.46.1 and 2.0.0.
 *
 * ```
 * event           --x--x-----x--
 * value           a-b--b-----a--
 * result          a-b--------a--
 * late subscriber      b-----a--
 * ```
 *
 * @example
 * ```ts
 * import type { Call } from '@azure/communication-calling';
 * import { property$ } from 'rx-acs-calling';
 *
 * const muted = (call: Call) => property$(call, 'isMuted');
 * ```
 *
 * @param source The SDK's object.
 * @param property The name of one of its properties that has a change event.
 */
export function property$<S extends SdkEmitter, K extends SdkProperty<S>>(
  source: S,
  property: K,
): Observable<S[K]> {
  return observe(source, `${property}Changed`, property, value);
}

/**
 * Emits the current elements of a collection of an SDK object at once, then again after each update.
 *
 * Each emission is an array of its own, never the SDK's: `agent.calls` is changed in place (observed with SDK
 * 1.46.1 and 2.0.0). Never completes. Errs with an {@link SdkError} if the SDK throws on reading.
 *
 * ```
 * event     -----+-----+-----
 * elements  []   [a]   [a,b]
 * result    x----y-----z-----
 * ```
 *
 * @example
 * ```ts
 * import type { Call } from '@azure/communication-calling';
 * import { collection$ } from 'rx-acs-calling';
 * import { map } from 'rxjs';
 *
 * const headCount = (call: Call) => collection$(call, 'remoteParticipants').pipe(map(({ length }) => length));
 * ```
 *
 * @param source The SDK's object.
 * @param collection The name of one of its collections that has an update event.
 */
export function collection$<S extends SdkEmitter, K extends SdkCollection<S>>(
  source: S,
  collection: K,
): Observable<readonly SdkElement<S, K>[]> {
  return observe(source, `${collection}Updated`, collection, elements);
}

/** How a channel reads its object. Without `same` there is no current value, and each payload is handed on. */
interface Lens {
  readonly read: (source: object, key: string, payload?: unknown) => unknown;
  readonly same?: (before: unknown, now: unknown) => boolean;
}

const occurrence: Lens = { read: (_source, _key, payload) => payload };

const value: Lens = {
  read: (source, key) => (source as Record<string, unknown>)[key],
  same: Object.is,
};

const elements: Lens = {
  read: (source, key) => [...((source as Record<string, readonly unknown[] | undefined>)[key] ?? [])],
  same: (before, now) => {
    const [a, b] = [before as readonly unknown[], now as readonly unknown[]];
    return a.length === b.length && a.every((element, i) => element === b[i]);
  },
};

// One queue for all objects. What happens while something else is being delivered (a subscriber has called the
// SDK) waits until everybody has seen that, so there is one order of events, the SDK's, for all.
const queue: (() => void)[] = [];
let busy = false;

/** Does the work, and then, if nothing else is under way, delivers what has been queued meanwhile. */
const inTurn = (work: () => void): void => {
  const nested = busy;
  busy = true;
  work();
  if (!nested) {
    for (let deliver; (deliver = queue.shift());) {
      deliver();
    }
  }
  busy = nested;
};

type Listener = (payload?: unknown) => void;

interface Source {
  on(event: string, listener: Listener): void;
  off(event: string, listener: Listener): void;
}

/** One event of one object, and what is observed by means of it. */
interface Hub {
  /** The SDK's listener: the same function goes to `on` and to `off`. */
  readonly listener: Listener;
  readonly channels: Record<string, Channel>;
  /** How many sinks the channels have. */
  size: number;
}

/** A property, a collection, or the event itself. */
interface Channel {
  readonly lens: Lens;
  /** A sink is added to the array, but removed by replacing it: whoever is going through it misses nobody. */
  sinks: Sink[];
}

/** One subscription, and the value that it is at. */
interface Sink {
  readonly subscriber: Subscriber<unknown>;
  last?: unknown;
}

/** The hubs of each object by event. They stay as long as the object: only the SDK's listener comes and goes. */
const hubs = new WeakMap<object, Record<string, Hub>>();

const hubOf = (source: Source, event: string): Hub => {
  let all = hubs.get(source);
  if (!all) {
    hubs.set(source, (all = {}));
  }
  const hub = (all[event] ??= {
    listener: (payload) => {
      inTurn(() => {
        for (const key in hub.channels) {
          capture(source, event, key, hub.channels[key] as Channel, payload);
        }
      });
    },
    channels: {},
    size: 0,
  });
  return hub;
};

const observe = <T>(source: Source | undefined, event: string, key: string, lens: Lens): Observable<T> => {
  // An app in JavaScript, or one that looks an object up by a wrong name, comes here with `undefined`.
  if (!source?.on) {
    throw failure(event, new Error('no SDK object'));
  }
  return new Observable((subscriber) => {
    try {
      const hub = hubOf(source, event);
      const channel = (hub.channels[key] ??= { lens, sinks: [] });
      const sink: Sink = { subscriber };
      if (!hub.size) {
        source.on(event, hub.listener);
      }
      hub.size++;
      channel.sinks.push(sink);
      subscriber.add(() => {
        channel.sinks = channel.sinks.filter((other) => other !== sink);
        if (!--hub.size) {
          try {
            source.off(event, hub.listener);
          } catch {
            // Nobody is left to hear of it.
          }
        }
      });
      if (lens.same) {
        const value = lens.read(source, key);
        inTurn(() => {
          emit(sink, value);
        });
      }
    } catch (cause) {
      subscriber.error(failure(event, cause));
    }
  });
};

/** The error for whatever keeps an event from being observed. */
export const failure = (event: string, cause: unknown): SdkError =>
  new SdkError(`${event} cannot be observed: ${String((cause as Error | undefined)?.message)}`, {
    cause,
  });

/** Queues an event for a channel, with the value and the audience of this moment: its turn may come later. */
const capture = (
  source: Source,
  event: string,
  key: string,
  { lens, sinks }: Channel,
  payload: unknown,
): void => {
  const { length } = sinks;
  try {
    const value = lens.read(source, key, payload);
    queue.push(() => {
      // Mostly all sinks are at the same value, so that one comparison does for all.
      let last: unknown = queue;
      let news = true;
      for (let i = 0; i < length; i++) {
        const sink = sinks[i] as Sink;
        if (lens.same && sink.last !== last) {
          last = sink.last;
          news = !lens.same(last, value);
        }
        if (news) {
          emit(sink, value);
        }
      }
    });
  } catch (cause) {
    queue.push(() => {
      sinks.slice(0, length).forEach((sink) => {
        emit(sink, failure(event, cause), 'error');
      });
    });
  }
};

/** Nothing gets out of it, as nothing may stop the queue. */
const emit = (sink: Sink, value: unknown, kind: 'next' | 'error' = 'next'): void => {
  sink.last = value;
  try {
    sink.subscriber[kind](value);
  } catch (error) {
    // RxJS reports what an observer throws by itself, but lets through what a bare Subscriber throws, or a teardown.
    queueMicrotask(() => {
      throw error;
    });
  }
};
