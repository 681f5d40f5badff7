/**
 * What the bridge keeps of an SDK object.
 *
 * A `Hub` serves one event of one object with one SDK listener. It has a `Channel` for each value that is read at that
 * event (mostly one: a property), and a channel has a `Seat` for each subscriber.
 */
import type { Unsubscribable } from 'rxjs';
import { SdkError } from '../errors/errors.js';
import { sentenceOf } from '../errors/read-error.js';
import { deliver, enqueue, enter, Failure, leave, type News, type Sink } from './queue.js';

type Listener = (payload: unknown) => void;

/** An SDK object as it is at run time. */
export interface Source {
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
export interface Hub {
  readonly source: Source;
  /** The name of the event. */
  readonly name: string;
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
export interface Channel extends News {
  readonly hub: Hub;
  /** Tells the channels of a hub apart: the name of the property. */
  readonly name: string;
  /** Reads a state off the object, or takes a value out of the event's payload. */
  readonly read: (subject: never) => unknown;
  seats: Seat[];
  /** A delivery may be going through the array of seats. */
  isShared: boolean;
  readonly next: Channel | undefined;
}

/** One subscription. It is its own teardown, which saves a closure for each. */
export interface Seat extends Sink, Unsubscribable {
  readonly channel: Channel;
}

/** The first hub of each object. Hubs stay as long as the object: only the SDK's listener comes and goes. */
const hubs = new WeakMap<object, Hub>();

/** Looks for a name in a list. */
const find = <Item extends { readonly name: string; readonly next: Item | undefined }>(
  list: Item | undefined,
  name: string,
): Item | undefined => {
  let item = list;
  while (item && item.name !== name) {
    item = item.next;
  }
  return item;
};

/** The hub of an event of an object. */
export const hubOf = (source: Source, event: string): Hub => {
  const others = hubs.get(source);
  return find(others, event) ?? makeHub(source, event, others);
};

const makeHub = (source: Source, name: string, next: Hub | undefined): Hub => {
  const hub: Hub = {
    source,
    name,
    listener: (payload) => {
      handle(hub, payload);
    },
    isLeavable: !UNLEAVABLE.has(name),
    attached: false,
    isSettling: false,
    size: 0,
    head: undefined,
    next,
  };
  hubs.set(source, hub);
  return hub;
};

/** The reading of a channel, without the channel's place in a hub. */
export type Reading = Pick<Channel, 'name' | 'read' | 'isState' | 'same'>;

/** The channel of a hub with the name of the reading: the first reading of a name stays. */
export const channelOf = (hub: Hub, { name, read, isState, same }: Reading): Channel =>
  find(hub.head, name) ??
  // Field by field: engines take longer to read an object that was made by a spread, and give it twice the memory.
  (hub.head = { hub, name, read, isState, same, seats: [], isShared: false, next: hub.head });

/** Reads a channel. Never throws: the getter of a disposed SDK object may. */
export const readOf = ({ hub, isState, read }: Channel, payload?: unknown): unknown => {
  try {
    return read((isState ? hub.source : payload) as never);
  } catch (cause) {
    return new Failure(failure(hub.name, cause));
  }
};

/** Puts a value of each channel into the queue, before it is read: a getter may fire the event again, which is later. */
export const publish = (head: Channel | undefined, valueOf: (channel: Channel) => unknown): void => {
  for (let channel = head; channel; channel = channel.next) {
    if (channel.seats.length > 0) {
      channel.isShared = true;
      enqueue(channel.seats, channel).value = valueOf(channel);
    }
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
    } else {
      publish(head, (channel) => readOf(channel, payload));
    }
  } finally {
    leave(isOutermost);
  }
};

/** The error for whatever keeps an event from being observed. */
export const failure = (event: string, cause: unknown): SdkError =>
  new SdkError(`${event} cannot be observed: ${sentenceOf(cause)}`, { cause });
