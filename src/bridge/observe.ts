/**
 * The bridge: the only place that attaches to an SDK object. Every stream stands on `observeState` or `observeEvent`, and
 * the laws that all streams keep are kept in this folder.
 */
import { Observable, type Subscriber } from 'rxjs';
import { settle } from './attachment.js';
import type { SdkEvent, SdkSource } from './event-types.js';
import {
  channelOf,
  failure,
  hubOf,
  readOf,
  type Channel,
  type Reading,
  type Seat,
  type Source,
} from './hubs.js';
import { begin, enter, leave, NONE, type Sink } from './queue.js';

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

const observe = <T>(
  source: Source | undefined,
  event: string,
  reading: Reading,
  isLast?: (value: T) => boolean,
  instead?: () => Observable<T> | undefined,
): Observable<T> => {
  // An app in JavaScript, or one that looks an object up by a wrong name, comes here with `undefined`.
  if (!isSource(source)) {
    throw failure(event, new Error('no SDK object'));
  }
  const channel = channelOf(hubOf(source, event), reading);
  return new Observable((to) => {
    const other = instead?.();
    if (other) {
      other.subscribe(to);
    } else {
      join(channel, to, isLast);
    }
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

/**
 * Emits a state of an object at once, then each change that an event tells of. A state with the same `name` is read once an
 * event, however many subscribe.
 *
 * @param read Reads the state off the object.
 * @param isLast Whether the stream completes after a state.
 * @param same Compares two states that are not identical.
 * @param instead Is asked at each subscription: may give a stream that takes the place of the states.
 */
export const observeState = <S extends SdkSource, T>(
  object: S | undefined,
  event: SdkEvent<S>,
  name: string,
  read: (object: S) => T,
  isLast?: (state: T) => boolean,
  same?: (before: T, now: T) => boolean,
  instead?: () => Observable<T> | undefined,
): Observable<T> =>
  observe(object as Source | undefined, event, { name, read, isState: true, same }, isLast, instead);

/**
 * Emits what each event of an object tells. What has the same `name` is read once an event, however many subscribe.
 *
 * @param read Takes the value out of the event's payload.
 */
export const observeEvent = <S extends SdkSource, T>(
  object: S | undefined,
  event: SdkEvent<S>,
  name: string,
  read: (payload: never) => T,
): Observable<T> =>
  observe(object as Source | undefined, event, { name, read, isState: false, same: undefined });
