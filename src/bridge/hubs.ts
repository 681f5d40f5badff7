/**
 * The bridge: the only place that attaches to an SDK object. Every stream stands on `observeState` or `observeEvent`, and
 * the laws that all streams keep are kept here and in queue.ts.
 *
 * A `Hub` serves one event of one object with one SDK listener. It has a `Channel` for each value that is read at that
 * event (mostly one: a property), and a channel has a `Seat` for each subscriber.
 */
import { Observable, type Subscriber, type Unsubscribable } from 'rxjs';
import { SdkError } from '../errors/errors.js';
import { messageOf } from '../errors/read-error.js';
import type { SdkEvent, SdkSource } from './event-types.js';
import { begin, deliver, enqueue, enter, Failure, leave, NONE, type News, type Sink } from './queue.js';

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

/** One event of one object, and what is read of the object at it. */
interface Hub {
  readonly source: Source;
  readonly event: string;
  /** The SDK's listener: the same function goes to `on` and to `off`. */
  readonly listener: Listener;
  /** Whether `off` takes the listener off. */
  readonly isLeavable: boolean;
  attached: Attached;
  /** `on` or `off` is running. */
  isSettling: boolean;
  /** How many seats the channels have. */
  size: number;
  /** The first of the channels. */
  head: Channel | undefined;
  /** The next hub of the same object. */
  readonly next: Hub | undefined;
}

/** A property, a collection, or the event itself. */
interface Channel extends News {
  readonly hub: Hub;
  readonly id: string;
  /** Reads a state off the object, or takes a value out of the event's payload. */
  readonly read: (subject: never) => unknown;
  seats: Seat[];
  /** A delivery may be going through the array of seats. */
  isShared: boolean;
  readonly next: Channel | undefined;
}

/** One subscription. It is its own teardown, which saves a closure for each. */
interface Seat extends Sink, Unsubscribable {
  readonly channel: Channel;
}

/** The first hub of each object. Hubs stay as long as the object: only the SDK's listener comes and goes. */
const hubs = new WeakMap<object, Hub>();

const hubOf = (source: Source, event: string): Hub => {
  const head = hubs.get(source);
  let found = head;
  while (found && found.event !== event) {
    found = found.next;
  }
  return found ?? makeHub(source, event, head);
};

const makeHub = (source: Source, event: string, next: Hub | undefined): Hub => {
  const hub: Hub = {
    source,
    event,
    listener: (payload) => {
      handle(hub, payload);
    },
    isLeavable: !UNLEAVABLE.has(event),
    attached: false,
    isSettling: false,
    size: 0,
    head: undefined,
    next,
  };
  hubs.set(source, hub);
  return hub;
};

/** Reads a channel. Never throws: the getter of a disposed SDK object may. */
const readOf = ({ hub, isState, read }: Channel, payload?: unknown): unknown => {
  try {
    return read((isState ? hub.source : payload) as never);
  } catch (cause) {
    return new Failure(failure(hub.event, cause));
  }
};

/** Handles an event: reads all channels before any subscriber hears of it, who may change what is read. */
const handle = ({ head }: Hub, payload: unknown): void => {
  const isOutermost = enter();
  try {
    if (isOutermost && head && !head.next) {
      // Nothing can come between the only channel and its subscribers: it needs no place in the queue.
      const { seats } = head;
      if (seats.length > 0) {
        head.isShared = true;
        deliver(seats, head, readOf(head, payload));
      }
      return;
    }
    for (let channel = head; channel; channel = channel.next) {
      if (channel.seats.length > 0) {
        channel.isShared = true;
        // Before the read, as a getter may fire the event again: that is the later one.
        enqueue(channel.seats, channel, NONE).value = readOf(channel, payload);
      }
    }
  } finally {
    leave(isOutermost);
  }
};

/** Puts a value of each channel into the queue. */
const publish = ({ head }: Hub, valueOf: (channel: Channel) => unknown): void => {
  for (let channel = head; channel; channel = channel.next) {
    if (channel.seats.length > 0) {
      channel.isShared = true;
      enqueue(channel.seats, channel, valueOf(channel));
    }
  }
};

/**
 * Attaches the listener of a hub that has seats, and takes off that of one that has none. `on` and `off` may subscribe
 * or unsubscribe in their turn: then it goes on until the two agree. Gives `false` if `on` threw.
 */
const settle = (hub: Hub): boolean => {
  if (hub.isSettling || !isUnsettled(hub)) {
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
        // Something may have changed while the listener was off.
        publish(hub, (channel) => (channel.isState ? readOf(channel) : NONE));
      }
    }
  }
  hub.isSettling = false;
  return succeeds;
};

const isUnsettled = ({ size, attached, isLeavable }: Hub): boolean =>
  size > 0 ? attached !== true : attached === true && isLeavable;

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
    hub.attached = hub.isLeavable && !isTakenOff(hub) && 'hardly';
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

/** The seats of a channel, to be changed. Copy on write: a delivery in progress keeps the array that it has. */
const changeable = (channel: Channel, isOutermost: boolean): Seat[] => {
  if (!isOutermost && channel.isShared) {
    channel.seats = [...channel.seats];
    channel.isShared = false;
  }
  return channel.seats;
};

const join = (channel: Channel, to: Subscriber<unknown>, isLast: Sink['isLast']): void => {
  const { hub } = channel;
  const isOutermost = enter();
  const seat: Seat = { channel, to, isLast, last: NONE, unsubscribe: quit };
  changeable(channel, isOutermost).push(seat);
  hub.size++;
  to.add(seat);
  if (settle(hub) && channel.isState) {
    begin(seat, readOf(channel));
  }
  leave(isOutermost);
};

/** The method of a seat that takes it out of its channel. */
function quit(this: Seat): void {
  const { channel } = this;
  const isOutermost = enter();
  const seats = changeable(channel, isOutermost);
  // The last to come is often the first to go, and `pop` is quick.
  if (seats[seats.length - 1] === this) {
    seats.pop();
  } else {
    seats.splice(seats.indexOf(this), 1);
  }
  channel.hub.size--;
  settle(channel.hub);
  leave(isOutermost);
}

/** A channel without its place in a hub. */
type Reading = Pick<Channel, 'id' | 'read' | 'isState' | 'same'>;

const observe = <T>(
  source: Source | undefined,
  event: string,
  reading: Reading,
  isLast?: (value: T) => boolean,
): Observable<T> => {
  // An app in JavaScript, or one that looks an object up by a wrong name, comes here with `undefined`.
  if (!isSource(source)) {
    throw failure(event, new Error('no SDK object'));
  }
  const channel = channelOf(hubOf(source, event), reading);
  return new Observable((to) => {
    join(channel, to, isLast);
  });
};

const channelOf = (hub: Hub, { id, read, isState, same }: Reading): Channel => {
  let found = hub.head;
  while (found && found.id !== id) {
    found = found.next;
  }
  return found ?? (hub.head = { hub, id, read, isState, same, seats: [], isShared: false, next: hub.head });
};

/** Whether it can be observed at all. A getter that throws is left to the subscription, which has an error for it. */
const isSource = (source: Source | undefined): source is Source => {
  try {
    return typeof (source as { readonly on?: unknown } | undefined)?.on === 'function';
  } catch {
    return true;
  }
};

/**
 * Emits a state of an object at once, then each change that an event tells of. A state with the same `id` is read once an
 * event, however many subscribe.
 *
 * @param read Reads the state off the object.
 * @param isLast Whether the stream completes after a state.
 * @param same Compares two states that are not identical.
 */
export const observeState = <S extends SdkSource, T>(
  object: S | undefined,
  event: SdkEvent<S>,
  id: string,
  read: (object: S) => T,
  isLast?: (state: T) => boolean,
  same?: (before: T, now: T) => boolean,
): Observable<T> => observe(object as Source | undefined, event, { id, read, isState: true, same }, isLast);

/**
 * Emits what each event of an object tells. What has the same `id` is read once an event, however many subscribe.
 *
 * @param read Takes the value out of the event's payload.
 */
export const observeEvent = <S extends SdkSource, T>(
  object: S | undefined,
  event: SdkEvent<S>,
  id: string,
  read: (payload: never) => T,
): Observable<T> =>
  observe(object as Source | undefined, event, { id, read, isState: false, same: undefined });

/** The error for whatever keeps an event from being observed. */
export const failure = (event: string, cause: unknown): SdkError =>
  new SdkError(`${event} cannot be observed: ${messageOf(cause)}`, { cause });
