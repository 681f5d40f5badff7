/**
 * Counts the library's listeners in the SDK's emitters. A wrapper around the `on` of the SDK's objects marks the library's
 * listeners by the file of the caller. The count is read from the emitter itself: it includes a listener that `off` does not
 * remove, and excludes the SDK's own listeners.
 */
import { assert } from './check.js';

type Listener = (...payload: never) => void;

/** The emitter of an SDK object. It has one of two names. */
interface Emitter {
  listeners(event: string): readonly Listener[];
}

interface Source {
  readonly _eventEmitter?: Emitter;
  readonly eventEmitter?: Emitter;
  on(event: string, listener: Listener): void;
}

interface Entry {
  readonly label: string;
  readonly event: string;
  readonly emitter: Emitter;
  most: number;
}

const wrapped = new WeakSet();
const ours = new WeakSet<Listener>();
const entriesOf = new WeakMap<object, Map<string, Entry>>();
const entries: Entry[] = [];

/** Call it directly in a wrapper: the third line of the stack is then the wrapper's caller. */
const isOurs = (stack: string | undefined): boolean => stack?.split('\n')[2]?.includes('/dist/') === true;

const emitterOf = (source: Source): Emitter => {
  const emitter = source._eventEmitter ?? source.eventEmitter;
  assert(
    emitter,
    `${source.constructor.name} has no emitter of its own: the ledger cannot see its listeners.`,
  );
  return emitter;
};

const held = ({ emitter, event }: Pick<Entry, 'emitter' | 'event'>): number =>
  emitter.listeners(event).filter((listener) => ours.has(listener)).length;

function entryOf(source: Source, event: string): Entry {
  const events = entriesOf.get(source) ?? new Map<string, Entry>();
  entriesOf.set(source, events);
  let entry = events.get(event);
  if (!entry) {
    entry = { label: `${source.constructor.name} ${event}`, event, emitter: emitterOf(source), most: 0 };
    events.set(event, entry);
    entries.push(entry);
  }
  return entry;
}

/** Watches this object, and all others of its class. */
export function watchListeners(source: unknown): void {
  let prototype = Object.getPrototypeOf(source) as Source;
  while (!Object.hasOwn(prototype, 'on')) {
    prototype = Object.getPrototypeOf(prototype) as Source;
  }
  if (wrapped.has(prototype)) {
    return;
  }
  wrapped.add(prototype);
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its object below
  const { on } = prototype;
  prototype.on = function (this: Source, event, listener) {
    const isOfLibrary = isOurs(new Error().stack);
    on.call(this, event, listener);
    if (isOfLibrary) {
      ours.add(listener);
      const entry = entryOf(this, event);
      entry.most = Math.max(entry.most, held(entry));
    }
  };
}

/** The current number of the library's listeners for an event of an object. */
export const listenersNow = (source: object, event: string): number =>
  held({ emitter: emitterOf(source as Source), event });

/** The library's current listeners, each by its object and event. */
export const listenersLeft = (): readonly string[] =>
  entries.flatMap((entry) => Array.from({ length: held(entry) }, () => entry.label));

/**
 * Asserts that no listener of the library is left, and that there never were two for one event of one object.
 *
 * @param expected Events that must have been counted: otherwise the ledger does not see the library's listeners.
 * @param unleavable Events whose listener `off` does not remove. One may be left.
 */
export function assertNoListenerLeft(expected: readonly string[], unleavable: readonly string[] = []): void {
  for (const event of expected) {
    assert(
      entries.some((entry) => entry.event === event),
      `No listener for ${event} was counted: the ledger does not see ours.`,
    );
  }
  const left = entries.filter((entry) => held(entry) > (unleavable.includes(entry.event) ? 1 : 0));
  assert(left.length === 0, `Listeners left: ${left.map(({ label }) => label).join(', ')}`);
  const doubled = entries.filter(({ most }) => most > 1);
  assert(
    doubled.length === 0,
    `More than one listener: ${doubled.map(({ label, most }) => `${label} ${String(most)}`).join(', ')}`,
  );
}
