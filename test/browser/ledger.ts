/**
 * Counts the listeners that the library attaches to the SDK's objects. It wraps `on` and `off` of their prototypes, so
 * the objects stay the SDK's own. The SDK listens to its own objects too: an entry is ours if the caller of `on` is a
 * file of the library.
 */
import { assert } from './check.js';

interface Emitter {
  on(event: string, listener: unknown): void;
  off(event: string, listener: unknown): void;
}

interface Entry {
  readonly label: string;
  readonly listeners: unknown[];
  most: number;
}

const wrapped = new WeakSet();
const entriesOf = new WeakMap<object, Map<string, Entry>>();
const entries: Entry[] = [];

/** Has to be called by a wrapper itself: the third line of the stack is that of the wrapper's caller. */
const isOurs = (stack: string | undefined): boolean => stack?.split('\n')[2]?.includes('/dist/') === true;

function entryOf(source: object, event: string): Entry {
  const events = entriesOf.get(source) ?? new Map<string, Entry>();
  entriesOf.set(source, events);
  let entry = events.get(event);
  if (!entry) {
    entry = { label: `${source.constructor.name} ${event}`, listeners: [], most: 0 };
    events.set(event, entry);
    entries.push(entry);
  }
  return entry;
}

/** Watches this object, and all others of its kind. */
export function watchListeners(source: unknown): void {
  let prototype = Object.getPrototypeOf(source) as Emitter;
  while (!Object.hasOwn(prototype, 'on')) {
    prototype = Object.getPrototypeOf(prototype) as Emitter;
  }
  if (wrapped.has(prototype)) {
    return;
  }
  wrapped.add(prototype);
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its object below
  const { on, off } = prototype;
  prototype.on = function (this: Emitter, event, listener) {
    on.call(this, event, listener);
    if (isOurs(new Error().stack)) {
      const entry = entryOf(this, event);
      entry.listeners.push(listener);
      entry.most = Math.max(entry.most, entry.listeners.length);
    }
  };
  prototype.off = function (this: Emitter, event, listener) {
    off.call(this, event, listener);
    const listeners = entriesOf.get(this)?.get(event)?.listeners ?? [];
    const index = listeners.indexOf(listener);
    if (index >= 0) {
      listeners.splice(index, 1);
    }
  };
}

/** The number of listeners of ours on an object's event now. */
export const listenersNow = (source: object, event: string): number =>
  entriesOf.get(source)?.get(event)?.listeners.length ?? 0;

/** That no listener of ours is left anywhere, and that there never were two on one event of one object. */
export function assertNoListenerLeft(expected: readonly string[]): void {
  for (const event of expected) {
    assert(
      entries.some(({ label }) => label.endsWith(` ${event}`)),
      `No listener for ${event} was counted: the ledger does not see ours.`,
    );
  }
  const left = entries.filter(({ listeners }) => listeners.length > 0);
  assert(left.length === 0, `Listeners left: ${left.map(({ label }) => label).join(', ')}`);
  const doubled = entries.filter(({ most }) => most > 1);
  assert(
    doubled.length === 0,
    `More than one listener: ${doubled.map(({ label, most }) => `${label} ${String(most)}`).join(', ')}`,
  );
}
