/**
 * The bridge: the only place that attaches to an SDK object. Every stream stands on one of three functions, and the
 * laws that all streams keep are kept here.
 *
 * A `Hub` serves one event of one object with one SDK listener. It has a `Channel` for each thing that is observed
 * by means of that event (mostly one: a property), and a channel has a `Sink` for each subscriber.
 */
import { Observable, type Subscriber } from 'rxjs';
import { SdkError } from '../errors/errors.js';
import { messageOf } from '../errors/read-error.js';

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

/**
 * The events whose `off` attaches the listener once more (observed with SDK 1.46.1 and 2.0.0 in Chromium). They get
 * one listener for the life of the object. The browser suite goes through all events and finds those.
 */
export const UNLEAVABLE: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'transferAccepted',
  'togetherModeStreamsUpdated',
  'togetherModeSceneUpdated',
  'togetherModeSeatingUpdated',
]);

/** Whether the SDK has the listener of a hub: `'probably'` after an `off` that threw, `'hardly'` after such an `on`. */
type Attached = boolean | 'probably' | 'hardly';

/** One event of one object, and what is observed by means of it. */
interface Hub {
  readonly source: Source;
  readonly event: string;
  /** The SDK's listener: the same function goes to `on` and to `off`. */
  readonly listener: Listener;
  attached: Attached;
  /** `on` or `off` is running. */
  isSettling: boolean;
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
  /** Set for what has a current value: a value that is the same as before is no news. */
  readonly same: Same | undefined;
  sinks: Sink[];
  /** The array of sinks may be in the queue. */
  isQueued: boolean;
  readonly next: Channel | undefined;
}

/** One subscription, and the value that it is at. */
interface Sink {
  readonly to: Subscriber<unknown>;
  last: unknown;
}

/** No value: of a sink that has had none yet, and of a delivery whose read did not come to an end. */
const NONE = Symbol('none');

/** What a read gives that threw. It goes the way of a value, so that it comes in its turn. */
class Failure {
  readonly error: SdkError;

  constructor(error: SdkError) {
    this.error = error;
  }
}

interface Delivery {
  readonly sinks: readonly Sink[];
  readonly same: Same | undefined;
  value: unknown;
}

// One queue for all objects. What happens while something else is being delivered (a subscriber has called the
// SDK) waits until everybody has seen that, so there is one order of events, the SDK's, for all.
const queue: Delivery[] = [];
let busy = false;

/** Begins a step. True if it is not part of another one: then `leave` delivers all that has come to wait meanwhile. */
const enter = (): boolean => {
  const isOutermost = !busy;
  busy = true;
  return isOutermost;
};

const leave = (isOutermost: boolean): void => {
  if (!isOutermost) {
    return;
  }
  try {
    // By index: a `shift` moves all that wait, so that 100,000 nested events would take the square of their time.
    for (let i = 0; i < queue.length; i++) {
      deliver(queue[i] as Delivery);
    }
  } finally {
    queue.length = 0;
    busy = false;
  }
};

const deliver = ({ sinks, same, value }: Delivery): void => {
  if (value === NONE) {
    return;
  }
  if (value instanceof Failure) {
    for (const sink of sinks) {
      notify(sink, 'error', value.error);
    }
    return;
  }
  // By index, as this is the inmost loop of all: `for of` takes a tenth longer here.
  for (let i = 0; i < sinks.length; i++) {
    const sink = sinks[i] as Sink;
    if (!same?.(sink.last as never, value as never)) {
      sink.last = value;
      notify(sink, 'next', value);
    }
  }
};

/** Never throws: an error here would stop the queue. */
const notify = (sink: Sink, kind: 'next' | 'error', value: unknown): void => {
  try {
    sink.to[kind](value);
  } catch (error) {
    // RxJS reports what an observer throws by itself, but lets through what a bare Subscriber throws, or a teardown.
    queueMicrotask(() => {
      throw error;
    });
  }
};

/** Reads a channel. Never throws: the getter of a disposed SDK object may. */
const readOf = (hub: Hub, channel: Channel, payload?: unknown): unknown => {
  try {
    return channel.read(payload as never);
  } catch (cause) {
    return new Failure(failure(hub.event, cause));
  }
};

/** Handles an event: reads all channels before any subscriber hears of it, who may change what is read. */
const dispatch = (hub: Hub, payload: unknown): void => {
  for (let channel = hub.head; channel; channel = channel.next) {
    if (channel.sinks.length > 0) {
      const delivery: Delivery = { sinks: channel.sinks, same: channel.same, value: NONE };
      channel.isQueued = true;
      // Before the read, as a getter may fire the event again: that is the later one.
      queue.push(delivery);
      delivery.value = readOf(hub, channel, payload);
    }
  }
};

/** Copy on write: a delivery in the queue keeps the array that it has. */
const changeable = (channel: Channel): Sink[] => {
  if (busy && channel.isQueued) {
    channel.sinks = [...channel.sinks];
    channel.isQueued = false;
  }
  return channel.sinks;
};

/**
 * Attaches the listener of a hub that has sinks, and takes off that of one that has none. `on` and `off` may subscribe
 * or unsubscribe in their turn: then it goes on until the two agree. Gives `false` if `on` threw.
 */
const settle = (hub: Hub): boolean => {
  if (hub.isSettling) {
    return true;
  }
  hub.isSettling = true;
  let succeeds = true;
  for (let turn = 0; succeeds && isUnsettled(hub); turn++) {
    if (hub.attached !== false) {
      takeOff(hub);
    } else {
      succeeds = attach(hub);
      if (turn > 0) {
        refresh(hub);
      }
    }
  }
  hub.isSettling = false;
  return succeeds;
};

const isUnsettled = ({ size, attached, event }: Hub): boolean =>
  size > 0 ? attached !== true : attached === true && !UNLEAVABLE.has(event);

/**
 * An `off` that throws leaves it open whether the listener is still there: the next subscription tries again. If that
 * throws too, the more likely counts, since a second listener would tell of each event twice.
 */
const takeOff = (hub: Hub): void => {
  const { attached } = hub;
  hub.attached = false;
  if (!isTakenOff(hub)) {
    hub.attached = attached === true ? 'probably' : attached === 'probably';
  }
};

const attach = (hub: Hub): boolean => {
  const { source, event, listener } = hub;
  try {
    hub.attached = true;
    source.on(event, listener);
    return true;
  } catch (cause) {
    // It may have thrown after it attached the listener.
    hub.attached = !UNLEAVABLE.has(event) && !isTakenOff(hub) && 'hardly';
    publish(hub, () => new Failure(failure(event, cause)));
    return false;
  }
};

const isTakenOff = ({ source, event, listener }: Hub): boolean => {
  try {
    source.off(event, listener);
    return true;
  } catch {
    return false;
  }
};

/** Reads again what may have changed while the listener was off. */
const refresh = (hub: Hub): void => {
  publish(hub, (channel) => (channel.same ? readOf(hub, channel) : NONE));
};

/** Puts a value of each channel into the queue. */
const publish = (hub: Hub, valueOf: (channel: Channel) => unknown): void => {
  for (let channel = hub.head; channel; channel = channel.next) {
    const { sinks, same } = channel;
    if (sinks.length > 0) {
      channel.isQueued = true;
      queue.push({ sinks, same, value: valueOf(channel) });
    }
  }
};

/** The hubs of each object by event. They stay as long as the object: only the SDK's listener comes and goes. */
const hubs = new WeakMap<object, Map<string, Hub>>();

const hubOf = (source: Source, event: string): Hub => {
  let all = hubs.get(source);
  if (!all) {
    hubs.set(source, (all = new Map<string, Hub>()));
  }
  let hub = all.get(event);
  if (!hub) {
    hub = makeHub(source, event);
    all.set(event, hub);
  }
  return hub;
};

const makeHub = (source: Source, event: string): Hub => {
  const hub: Hub = {
    source,
    event,
    listener: (payload) => {
      const isOutermost = enter();
      dispatch(hub, payload);
      leave(isOutermost);
    },
    attached: false,
    isSettling: false,
    size: 0,
    head: undefined,
  };
  return hub;
};

const channelOf = (hub: Hub, id: string, read: Channel['read'], same: Same | undefined): Channel => {
  let found = hub.head;
  while (found && found.id !== id) {
    found = found.next;
  }
  return found ?? (hub.head = { id, read, same, sinks: [], isQueued: false, next: hub.head });
};

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
  if (!isSource(source)) {
    throw failure(event, new Error('no SDK object'));
  }
  // A name that was put together is slow to look up in each `on` and `off`, until it comes out of an object.
  for (event in { [event]: 0 });
  const hub = hubOf(source, event);
  const channel = channelOf(hub, id, read as Channel['read'], same);
  return new Observable((subscriber) => {
    const isOutermost = enter();
    const sink: Sink = { to: subscriber, last: NONE };
    changeable(channel).push(sink);
    hub.size++;
    subscriber.add(() => {
      remove(hub, channel, sink);
    });
    if (settle(hub) && same) {
      deliver({ sinks: [sink], same, value: readOf(hub, channel) });
    }
    leave(isOutermost);
  });
};

/** Whether it can be observed at all. A getter that throws is left to the subscription, which has an error for it. */
const isSource = (source: Source | undefined): source is Source => {
  try {
    return typeof (source as { readonly on?: unknown } | undefined)?.on === 'function';
  } catch {
    return true;
  }
};

const remove = (hub: Hub, channel: Channel, sink: Sink): void => {
  const isOutermost = enter();
  const sinks = changeable(channel);
  // The last to come is often the first to go, and `pop` is quick.
  if (sinks.at(-1) === sink) {
    sinks.pop();
  } else {
    sinks.splice(sinks.indexOf(sink), 1);
  }
  hub.size--;
  settle(hub);
  leave(isOutermost);
};

/** The error for whatever keeps an event from being observed. */
export const failure = (event: string, cause: unknown): SdkError =>
  new SdkError(`${event} cannot be observed: ${messageOf(cause)}`, { cause });
