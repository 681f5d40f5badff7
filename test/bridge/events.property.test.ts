/**
 * Drives the bridge through random interleavings, and compares what its subscribers see with a simple model:
 * whenever an emitter calls the bridge's listener, everybody who is subscribed at that moment is owed the value of
 * that moment, unless it is the one that they were owed last. Debts are paid in the order in which they arose.
 */
import fc from 'fast-check';
import { config, Subject, takeUntil, type Observable } from 'rxjs';
import { collection$, fromSdkEvent, property$ } from 'rx-acs-calling';
import { dispatches, Emitter } from './emitters.js';

/** What is watched of an emitter: its properties, its collection, and events as they are. */
type Watched = 'x' | 'y' | 'items' | 'pinged' | 'xChanged';

const WATCHED: Record<Watched, { event: string; open: (emitter: Emitter) => Observable<unknown> }> = {
  x: { event: 'xChanged', open: (emitter) => property$(emitter, 'x') },
  y: { event: 'yChanged', open: (emitter) => property$(emitter, 'y') },
  items: { event: 'itemsUpdated', open: (emitter) => collection$(emitter, 'items') },
  pinged: { event: 'pinged', open: (emitter) => fromSdkEvent(emitter, 'pinged') },
  xChanged: { event: 'xChanged', open: (emitter) => fromSdkEvent(emitter, 'xChanged') },
};
const EVENTS = ['xChanged', 'yChanged', 'itemsUpdated', 'pinged'] as const;
const EMITTERS = 3;

interface Change {
  readonly x?: number;
  readonly y?: number;
  readonly items?: readonly number[];
}

type Action =
  | { readonly do: 'subscribe'; on: number; to: Watched; readonly reactions: readonly Reaction[] }
  | { readonly do: 'unsubscribe'; readonly who: number }
  | { readonly do: 'set'; readonly on: number; readonly change: Change }
  // The SDK has its property new some time before the event.
  | { readonly do: 'write'; readonly on: number; readonly change: Change }
  | { readonly do: 'emit'; readonly on: number; readonly event: (typeof EVENTS)[number] }
  // The app's own listener on the emitter, which runs ahead of the bridge's or behind it.
  | {
      readonly do: 'listen';
      readonly on: number;
      readonly event: (typeof EVENTS)[number];
      readonly reactions: readonly Reaction[];
    };

/** What a subscriber does inside `next`, or a listener when it is called: the nth reaction the nth time. */
interface Reaction {
  readonly actions: readonly Action[];
  readonly throws: boolean;
}

// Mostly the same one, so that much happens to it.
const on = fc.constantFrom(0, 0, 0, 1, 2);
const event = fc.constantFrom(...EVENTS);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ x: fc.nat(2) }),
  fc.record({ y: fc.nat(2) }),
  fc.record({ items: fc.subarray([1, 2, 3]) }),
);

const reactionsOf = (action: fc.Arbitrary<Action>): fc.Arbitrary<readonly Reaction[]> =>
  fc.array(
    fc.record({
      actions: fc.array(action, { maxLength: 3 }),
      throws: fc.boolean(),
    }),
    { maxLength: 4 },
  );

const actionOf = (depth: number): fc.Arbitrary<Action> => {
  const reactions = depth ? reactionsOf(actionOf(depth - 1)) : fc.constant([]);
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('subscribe' as const),
        on,
        to: fc.constantFrom(...(Object.keys(WATCHED) as Watched[])),
        reactions,
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('unsubscribe' as const), who: fc.nat(9) }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('set' as const), on, change }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('write' as const), on, change }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('emit' as const), on, event }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('listen' as const), on, event, reactions }) },
  );
};

const sequences = fc.array(actionOf(2), { minLength: 1, maxLength: 40, size: 'max' });

/** What a subscriber is owed, and at which call of the bridge's listener that arose; 0 is the subscription. */
interface Debt {
  readonly call: number;
  readonly value: unknown;
}

interface Follower {
  readonly emitter: Emitter;
  readonly to: Watched;
  readonly owed: Debt[];
  readonly seen: unknown[];
  readonly leave: Subject<void>;
  present: boolean;
}

const isState = (to: Watched): boolean => to === 'x' || to === 'y' || to === 'items';

/** The value of a property, the elements of a collection as they are now. */
const current = (emitter: Emitter, to: Watched): unknown => {
  switch (to) {
    case 'x':
    case 'y':
      return emitter[to];
    default:
      return [...emitter.items];
  }
};

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** How often what was done inside `next`. */
type Tally = Record<Action['do'] | 'throw', number>;

/** The emitters, the followers, the model of what these are owed, and everything that was found wrong. */
class World {
  readonly problems: string[] = [];
  readonly emitters: readonly Emitter[];
  readonly followers: Follower[] = [];
  readonly #apps = new Set<unknown>();
  /** How often an emitter has called the bridge so far. */
  #calls = 0;
  /** The call that is being delivered, or was last. */
  #delivered = 0;
  /** How many subscribers are inside `next` at the moment. */
  #inside = 0;
  #pings = 0;
  #quiet = false;
  readonly #tally: Tally;
  /** How many subscribers have thrown. */
  thrown = 0;

  constructor(dispatch: (typeof dispatches)[keyof typeof dispatches], tally: Tally) {
    this.#tally = tally;
    this.emitters = Array.from({ length: EMITTERS }, () => {
      const emitter: Emitter = new Emitter(dispatch, {
        calling: (name, listener, payload) => {
          if (!this.#apps.has(listener)) {
            this.#owe(emitter, name, payload);
          }
        },
        threw: (listener, error) => {
          if (!this.#apps.has(listener)) {
            this.problems.push(`the bridge threw at the emitter: ${String(error)}`);
          }
        },
        unknown: (name) => {
          this.problems.push(`off('${name}') of a listener that is not attached`);
        },
      });
      return emitter;
    });
  }

  act(action: Action): void {
    if (this.#inside) {
      this.#tally[action.do]++;
    }
    switch (action.do) {
      case 'subscribe':
        this.#subscribe(this.#emitter(action.on), action.to, action.reactions);
        break;
      case 'unsubscribe': {
        const follower = this.followers[action.who % (this.followers.length || 1)];
        if (follower) {
          this.leave(follower);
        }
        break;
      }
      case 'set': {
        const emitter = this.#emitter(action.on);
        emitter.emit(...write(emitter, action.change));
        break;
      }
      case 'write':
        write(this.#emitter(action.on), action.change);
        break;
      case 'emit':
        this.emit(this.#emitter(action.on), action.event);
        break;
      case 'listen':
        this.#listen(this.#emitter(action.on), action.event, action.reactions);
    }
    this.#checkListeners();
  }

  emit(emitter: Emitter, name: string): void {
    emitter.emit(name, name === 'pinged' ? ++this.#pings : undefined);
  }

  leave(follower: Follower): void {
    const { owed, seen, leave, to } = follower;
    if (follower.present) {
      follower.present = false;
      const due = this.#inside ? owed.filter(({ call }) => call < this.#delivered) : owed;
      if (seen.length < due.length) {
        this.problems.push(`${to} was left before what was due had been delivered`);
      }
      leave.next();
    }
  }

  /** What must be so whenever no call is under way. */
  check(): void {
    for (const { present, owed, seen, to } of this.followers) {
      const values = owed.map(({ value }) => value);
      if (!isEqual(seen, present ? values : values.slice(0, seen.length))) {
        this.problems.push(`${to} saw ${JSON.stringify(seen)}, not ${JSON.stringify(values)}`);
      }
    }
  }

  /** Lets everything come to rest, and everybody leave. */
  end(): void {
    this.#quiet = true;
    const everyEvent = (): void => {
      for (const emitter of this.emitters) {
        for (const name of EVENTS) {
          this.emit(emitter, name);
        }
      }
    };
    everyEvent();
    this.check();
    for (const { present, emitter, to, seen } of this.followers) {
      if (present && isState(to) && !isEqual(seen.at(-1), current(emitter, to))) {
        this.problems.push(`${to} ended on ${JSON.stringify(seen.at(-1))}, which is not current`);
      }
    }
    for (const follower of this.followers) {
      this.leave(follower);
    }
    this.#checkListeners();
    for (const emitter of this.emitters) {
      write(emitter, { x: 9 });
      write(emitter, { y: 9 });
      write(emitter, { items: [9] });
    }
    everyEvent();
  }

  #following(emitter: Emitter, name: string): readonly Follower[] {
    return this.followers.filter(
      (follower) => follower.present && follower.emitter === emitter && WATCHED[follower.to].event === name,
    );
  }

  #emitter(index: number): Emitter {
    return this.emitters[index] as Emitter;
  }

  #subscribe(emitter: Emitter, to: Watched, reactions: readonly Reaction[]): void {
    const follower: Follower = {
      emitter,
      to,
      owed: isState(to) ? [{ call: 0, value: current(emitter, to) }] : [],
      seen: [],
      leave: new Subject(),
      present: true,
    };
    this.followers.push(follower);
    WATCHED[to]
      .open(emitter)
      .pipe(takeUntil(follower.leave))
      .subscribe({
        next: (value) => {
          this.#deliver(follower, value);
          this.#react(reactions[follower.seen.length - 1], () => {
            this.thrown++;
            this.#tally.throw++;
          });
        },
        error: (error: unknown) => {
          this.problems.push(`${to} erred: ${String(error)}`);
        },
      });
    if (isState(to) && !follower.seen.length) {
      this.problems.push(`${to} had no value on subscription`);
    }
  }

  /** The bridge is being told of an event: by whom must it be seen, and as what? */
  #owe(emitter: Emitter, name: string, payload: unknown): void {
    this.#calls++;
    for (const { emitter: source, to, owed } of this.#following(emitter, name)) {
      const value = isState(to) ? current(source, to) : payload;
      if (!isState(to) || !isEqual(owed.at(-1)?.value, value)) {
        owed.push({ call: this.#calls, value });
      }
    }
  }

  #deliver({ present, to, owed, seen }: Follower, value: unknown): void {
    const { call } = owed[seen.length] ?? {};
    if (!present) {
      this.problems.push(`${to} was delivered to after it was left`);
    } else if (call === undefined) {
      this.problems.push(`${to} saw ${JSON.stringify(value)}, which did not happen`);
    } else if (call) {
      if (call < this.#delivered) {
        this.problems.push(`${to} saw event ${String(call)} after ${String(this.#delivered)}`);
      }
      this.#delivered = call;
    }
    seen.push(value);
  }

  #react(reaction: Reaction | undefined, throwing: () => void): void {
    if (!reaction || this.#quiet) {
      return;
    }
    this.#inside++;
    try {
      for (const action of reaction.actions) {
        this.act(action);
      }
    } finally {
      this.#inside--;
    }
    if (reaction.throws) {
      throwing();
      throw new Error('bad');
    }
  }

  #listen(emitter: Emitter, name: (typeof EVENTS)[number], reactions: readonly Reaction[]): void {
    let times = 0;
    const listener = (): void => {
      this.#react(reactions[times++], () => undefined);
    };
    this.#apps.add(listener);
    emitter.on(name as 'xChanged', listener);
  }

  #checkListeners(): void {
    for (const emitter of this.emitters) {
      for (const name of EVENTS) {
        const count = emitter.attached(name).filter((listener) => !this.#apps.has(listener)).length;
        const followers = this.#following(emitter, name).length;
        if (count !== Math.min(1, followers)) {
          this.problems.push(`${name} has ${String(count)} listeners for ${String(followers)} followers`);
        }
      }
    }
  }
}

/** Changes an emitter, and returns the event that tells of it. */
const write = (emitter: Emitter, { items, ...properties }: Change): [event: string, payload?: unknown] => {
  if (!items) {
    Object.assign(emitter, properties);
    return ['x' in properties ? 'xChanged' : 'yChanged'];
  }
  const before = emitter.items.splice(0, emitter.items.length, ...items);
  return [
    'itemsUpdated',
    {
      added: items.filter((item) => !before.includes(item)),
      removed: before.filter((item) => !items.includes(item)),
    },
  ];
};

describe('the bridge, whatever happens in whatever order', () => {
  let reported: number;

  beforeEach(() => {
    // RxJS reports what a subscriber throws by a timer.
    jest.useFakeTimers();
    reported = 0;
    config.onUnhandledError = () => {
      reported++;
    };
  });

  afterEach(() => {
    config.onUnhandledError = null;
    jest.useRealTimers();
  });

  it.each(Object.entries(dispatches))(
    'keeps its laws on an emitter that %s',
    (_name, dispatch) => {
      const tally = { subscribe: 0, unsubscribe: 0, set: 0, write: 0, emit: 0, listen: 0, throw: 0 };
      fc.assert(
        fc.property(sequences, (actions) => {
          const world = new World(dispatch, tally);
          reported = 0;
          for (const action of actions) {
            world.act(action);
            world.check();
          }
          world.end();
          jest.runAllTimers();
          expect(world.problems).toEqual([]);
          expect(reported).toBe(world.thrown);
        }),
        { numRuns: 3_500 },
      );
      // So that the sequences cannot become harmless without anybody noticing.
      expect(Math.min(...Object.values(tally))).toBeGreaterThan(1_000);
    },
    60_000,
  );
});
