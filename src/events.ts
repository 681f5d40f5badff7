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

type Values<S> = {
  [K in keyof S & string]: S[K] extends (...args: never) => unknown ? never : K;
}[keyof S & string];

type Arrays<S> = {
  [K in keyof S & string]: NonNullable<S[K]> extends readonly unknown[] ? K : never;
}[keyof S & string];

/** The properties of an SDK object that have a change event: `isMuted`, as there is `isMutedChanged`. */
export type SdkProperty<S extends SdkSource> = {
  [K in Values<S>]: `${K}Changed` extends SdkEvent<S> ? K : never;
}[Values<S>];

/** The collections of an SDK object that have an update event: `calls`, as there is `callsUpdated`. */
export type SdkCollection<S extends SdkSource> = {
  [K in Arrays<S>]: `${K}Updated` extends SdkEvent<S> ? K : never;
}[Arrays<S>];

/** The elements of a collection of an SDK object. */
export type SdkElement<S, K extends keyof S> =
  NonNullable<S[K]> extends readonly (infer Element)[] ? Element : never;

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
export function fromSdkEvent<S extends SdkSource, E extends SdkEvent<S>>(
  source: S,
  event: E,
): Observable<SdkEventPayload<S, E>> {
  return observe(source, event, '', (payload) => payload);
}

/**
 * Emits the current value of a property of an SDK object at once, then each change.
 *
 * Never completes. An event that leaves the value as it was emits nothing. Errs with an {@link SdkError} if the
 * SDK throws on reading. The SDK's convention, that the event is named `<property>Changed` and fires when the
 * property is already new, was observed with SDK 1.46.1 and 2.0.0. Where the SDK breaks it, name the event:
 * `property$(captions, 'isCaptionsFeatureActive', 'CaptionsActiveChanged')`.
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
 * @param event The event that tells of a change; to be given only if it is not `<property>Changed`.
 */
export function property$<S extends SdkSource, K extends SdkProperty<S>>(
  source: S,
  property: K,
): Observable<S[K]>;
export function property$<S extends SdkSource, K extends Values<S>>(
  source: S,
  property: K,
  event: SdkEvent<S>,
): Observable<S[K]>;
export function property$<S extends SdkSource>(
  source: S,
  property: keyof S & string,
  event = `${property}Changed`,
): Observable<unknown> {
  return observe(source, event, property, () => source[property], Object.is);
}

/**
 * Emits the current elements of a collection of an SDK object at once, then again after each update.
 *
 * Each emission is an array of its own, never the SDK's: `agent.calls` is changed in place (observed with SDK
 * 1.46.1 and 2.0.0). An update that leaves the elements as they were emits nothing. Never completes. Errs with an
 * {@link SdkError} if the SDK throws on reading. The event is `<collection>Updated` unless you name another:
 * `collection$(call.lobby, 'participants', 'lobbyParticipantsUpdated')`.
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
 * @param event The event that tells of an update; to be given only if it is not `<collection>Updated`.
 */
export function collection$<S extends SdkSource, K extends SdkCollection<S>>(
  source: S,
  collection: K,
): Observable<readonly SdkElement<S, K>[]>;
export function collection$<S extends SdkSource, K extends Arrays<S>>(
  source: S,
  collection: K,
  event: SdkEvent<S>,
): Observable<readonly SdkElement<S, K>[]>;
export function collection$<S extends SdkSource>(
  source: S,
  collection: keyof S & string,
  event = `${collection}Updated`,
): Observable<readonly unknown[]> {
  return observe(
    source,
    event,
    `${collection}[]`,
    () => [...((source[collection] ?? []) as readonly unknown[])],
    (before, now) => now.length === before.length && now.every((element, i) => element === before[i]),
  );
}

type Listener = (payload: unknown) => void;

/** An SDK object as it is at run time. */
interface Source {
  on(event: string, listener: Listener): void;
  off(event: string, listener: Listener): void;
}

/** One event of one object, and what is observed by means of it. */
interface Hub {
  /** The SDK's listener: the same function goes to `on` and to `off`. */
  readonly listener: Listener;
  /** How many sinks the channels have. */
  size: number;
  /** The first of the channels. */
  head: Channel | undefined;
}

type Same = (before: never, now: never) => boolean;

/** A property, a collection, or the event itself. */
interface Channel {
  readonly id: string;
  readonly read: (payload?: never) => unknown;
  /** What is read is the current value of something if it can be the same as before: only a change of it is news. */
  readonly same: Same | undefined;
  sinks: Sink[];
  readonly next: Channel | undefined;
}

/** One subscription, and the value that it is at. */
interface Sink {
  readonly to: Subscriber<unknown>;
  last: unknown;
}

// One queue for all objects. What happens while something else is being delivered (a subscriber has called the
// SDK) waits until everybody has seen that, so there is one order of events, the SDK's, for all.
type Delivery = Parameters<typeof deliver>;
const queue: Delivery[] = [];
let busy = false;

const wait = (...delivery: Delivery): unknown => queue.push(delivery);

/** Delivers to the sinks, and then, if nothing else is under way, what has come to wait meanwhile. */
const deliver = (sinks: readonly Sink[], value: unknown, same?: Same): void => {
  const nested = busy;
  busy = true;
  // By index, as this is the inmost loop of all: `for of` takes a tenth longer here.
  for (let i = 0; i < sinks.length; i++) {
    const sink = sinks[i] as Sink;
    if (!same?.(sink.last as never, value as never)) {
      emit(sink, value);
    }
  }
  if (!nested) {
    while (queue[0]) {
      deliver(...(queue.shift() as Delivery));
    }
  }
  busy = nested;
};

/** Nothing gets out of it, as nothing may stop the queue. */
const emit = (sink: Sink, value: unknown): void => {
  sink.last = value;
  try {
    // What could not be read goes the same way as a value, so that it comes in its turn.
    sink.to[value instanceof SdkError ? 'error' : 'next'](value);
  } catch (error) {
    // RxJS reports what an observer throws by itself, but lets through what a bare Subscriber throws, or a teardown.
    queueMicrotask(() => {
      throw error;
    });
  }
};

/** The sinks, for a change. Whoever is going through them, or will when it is their turn, keeps those of before. */
const changeable = (channel: Channel): Sink[] =>
  busy ? (channel.sinks = [...channel.sinks]) : channel.sinks;

/** The hubs of each object by event. They stay as long as the object: only the SDK's listener comes and goes. */
const hubs = new WeakMap<object, Record<string, Hub>>();

/**
 * What is read of an object by means of an event, as an Observable. What has the same `id` is read once an event,
 * whoever asked for it.
 */
export const observe = <T>(
  object: SdkSource | undefined,
  event: string,
  id: string,
  read: (payload: never) => T,
  same?: (before: T, now: T) => boolean,
): Observable<T> => {
  const source = object as Source | undefined;
  // An app in JavaScript, or one that looks an object up by a wrong name, comes here with `undefined`.
  if (!source?.on) {
    throw failure(event, new Error('no SDK object'));
  }
  let all = hubs.get(source);
  if (!all) {
    hubs.set(source, (all = {}));
  }
  // A name that was put together is slow to look up in each `on` and `off`, until it comes out of an object.
  for (event in { [event]: 0 });
  const hub: Hub = (all[event] ??= {
    listener: (payload) => {
      for (let channel = hub.head; channel; channel = channel.next) {
        let value;
        try {
          value = channel.read(payload as never);
        } catch (cause) {
          value = failure(event, cause);
        }
        // All are read before anybody hears of it, who may change what is read.
        (busy || channel.next ? wait : deliver)(channel.sinks, value, channel.same);
      }
    },
    size: 0,
    head: undefined,
  });
  let found = hub.head;
  while (found && found.id !== id) {
    found = found.next;
  }
  const channel =
    found ?? (hub.head = { id, read: read as Channel['read'], same, sinks: [], next: hub.head });
  return new Observable((subscriber) => {
    try {
      if (!hub.size) {
        source.on(event, hub.listener);
      }
      hub.size++;
      const sink: Sink = { to: subscriber, last: undefined };
      changeable(channel).push(sink);
      subscriber.add(() => {
        const sinks = changeable(channel);
        // The last to come is often the first to go, and `pop` is quick.
        if (sinks.at(-1) === sink) {
          sinks.pop();
        } else {
          sinks.splice(sinks.indexOf(sink), 1);
        }
        if (!--hub.size) {
          try {
            source.off(event, hub.listener);
          } catch {
            // Nobody is left to hear of it.
          }
        }
      });
      if (same) {
        deliver([sink], channel.read());
      }
    } catch (cause) {
      subscriber.error(failure(event, cause));
    }
  });
};

/** The error for whatever keeps an event from being observed. */
export const failure = (event: string, cause: unknown): SdkError =>
  new SdkError(`${event} cannot be observed: ${(cause as Error | undefined)?.message as string}`, { cause });
