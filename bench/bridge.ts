/**
 * What the streams cost beside a plain listener on the same object, and beside what one would write by hand.
 */
import {
  distinctUntilChanged,
  fromEventPattern,
  map,
  Observable,
  shareReplay,
  startWith,
  type Subscription,
} from 'rxjs';
import { collection$, property$ } from 'rx-acs-calling';
import { compare, heap, type Work } from './measure.js';
import { Listing, Stateful } from './objects.js';
import { ns, ratio, type Row, type Table } from './table.js';

type Call = Stateful<number>;
type Open = (call: Call) => Observable<number>;

const byHand: Open = (call) =>
  fromEventPattern<unknown>(
    (listener) => {
      call.on('stateChanged', listener);
    },
    (listener) => {
      call.off('stateChanged', listener);
    },
  ).pipe(
    startWith(undefined),
    map(() => call.state),
    distinctUntilChanged(),
  );

const byHandShared: Open = (call) => byHand(call).pipe(shareReplay({ bufferSize: 1, refCount: true }));

const streams: Readonly<Record<Stream, Open>> = {
  ours: (call) => property$(call, 'state'),
  byHand,
  byHandShared,
};
type Stream = 'ours' | 'byHand' | 'byHandShared';

/** Where everything that is received goes, so that no compiler can leave it out. */
let received = 0;

const receive = (value: number): void => {
  received += value;
};

const listen = (call: Call): void => {
  call.on('stateChanged', () => {
    received += call.state;
  });
};

const setting =
  (call: Call): Work =>
  (times) => {
    for (let i = 1; i <= times; i++) {
      call.set(i);
    }
  };

/** What one line of the table compares, with as many streams as are asked for. */
interface Line {
  readonly work: string;
  readonly goal: string;
  readonly measure: (streams: readonly Stream[]) => Promise<Figures>;
}

/** The plain listener in nanoseconds, and each stream as it is to be printed. */
type Figures = { readonly plain?: number } & { readonly [S in Stream]?: string };

const ratios = async (
  names: readonly Stream[],
  plain: Work,
  work: (name: Stream) => Work,
  per = 1,
): Promise<Figures> => {
  const variants: Record<string, Work> = { plain };
  for (const name of names) {
    variants[name] = work(name);
  }
  const times = await compare(variants);
  const one = times['plain'] ?? NaN;
  return {
    plain: one / per,
    ...Object.fromEntries(names.map((name) => [name, ratio((times[name] ?? NaN) / one)])),
  };
};

const events = (subscribers: number, goal: string, others: () => unknown = () => undefined): Line => ({
  work: `one event, ${subscribers.toLocaleString('en')} subscriber${subscribers === 1 ? '' : 's, for each'}`,
  goal,
  measure: async (names) => {
    const kept = others();
    const listened = new Stateful(0);
    for (let i = 0; i < subscribers; i++) {
      listen(listened);
    }
    const figures = await ratios(
      names,
      setting(listened),
      (name) => {
        const call = new Stateful(0);
        const stream$ = streams[name](call);
        for (let i = 0; i < subscribers; i++) {
          stream$.subscribe(receive);
        }
        return setting(call);
      },
      subscribers,
    );
    received += kept === undefined ? 0 : 1;
    return figures;
  },
});

/** One event of one participant, while every participant of so many calls is watched. */
const crowd = (calls: number, goal: string): Line => ({
  ...events(1, goal, () =>
    Array.from({ length: calls * 100 }, () => {
      const participant = new Stateful(0);
      listen(participant);
      return streams.ours(participant).subscribe(receive);
    }),
  ),
  work: `one event, ${calls.toLocaleString('en')} × 100 other participants watched`,
});

const cycle =
  (stream$: Observable<number>): Work =>
  (times) => {
    for (let i = 0; i < times; i++) {
      stream$.subscribe(receive).unsubscribe();
    }
  };

const listenerCycle =
  (call: Call): Work =>
  (times) => {
    for (let i = 0; i < times; i++) {
      const listener = (): void => {
        received += call.state;
      };
      listener();
      call.on('stateChanged', listener);
      call.off('stateChanged', listener);
    }
  };

const subscribing = (isFirst: boolean, goal: string): Line => ({
  work: `subscribe and unsubscribe, ${isFirst ? 'the first' : 'a further one'}`,
  goal,
  measure: (names) => {
    const call = new Stateful(0);
    if (!isFirst) {
      listen(call);
    }
    return ratios(names, listenerCycle(call), (name) => {
      const stream$ = streams[name](new Stateful(0));
      if (!isFirst) {
        stream$.subscribe(receive);
      }
      return cycle(stream$);
    });
  },
});

/** The least that RxJS takes for an Observable that emits a value and has something to tear down. */
const bareSubscribing: Line = {
  work: 'the same for a bare `new Observable` of RxJS, which cannot be undercut',
  goal: '',
  measure: (names) =>
    ratios(
      names.filter((name) => name === 'ours'),
      listenerCycle(new Stateful(0)),
      () =>
        cycle(
          new Observable<number>((subscriber) => {
            subscriber.add(() => {
              received++;
            });
            subscriber.next(1);
          }),
        ),
    ),
};

const MANY = 10_000;

const memory = (work: string, goal: string, subscribeAll: (open: Open) => readonly unknown[]): Line => ({
  work,
  goal,
  measure: async (names) => {
    const figures: Partial<Record<Stream, string>> = {};
    for (const name of names) {
      // Once before, so that the code itself is not counted.
      await bytesEach(() => subscribeAll(streams[name]));
      const bytes = await bytesEach(() => subscribeAll(streams[name]));
      figures[name] = `${Math.round(bytes).toLocaleString('en')} B`;
    }
    return figures;
  },
});

const bytesEach = async (make: () => readonly unknown[]): Promise<number> => {
  const before = await heap();
  const kept = make();
  return ((await heap()) - before) / kept.length;
};

const onOne = (open: Open): readonly Subscription[] => {
  const stream$ = open(new Stateful(0));
  return Array.from({ length: MANY }, () => stream$.subscribe(receive));
};

const objects = Array.from({ length: MANY }, () => new Stateful(0));

const oneEach = (open: Open): readonly Subscription[] =>
  objects.map((object) => open(object).subscribe(receive));

const listUpdate = (length: number): Line => ({
  work: `an update of a list of ${length.toLocaleString('en')}, beside a listener that copies it`,
  goal: 'one copy: 1',
  measure: (names) => {
    const keep = (list: readonly number[]): void => {
      received += list.length;
    };
    const updating =
      (list: Listing): Work =>
      (times) => {
        for (let i = 0; i < times; i++) {
          list.update();
        }
      };
    const copied = new Listing(length);
    copied.on('callsUpdated', () => {
      keep([...copied.calls]);
    });
    return ratios(names, updating(copied), (name) => {
      const list = new Listing(length);
      const lists$ =
        name === 'ours'
          ? collection$(list, 'calls')
          : fromEventPattern<unknown>(
              (listener) => {
                list.on('callsUpdated', listener);
              },
              (listener) => {
                list.off('callsUpdated', listener);
              },
            ).pipe(
              startWith(undefined),
              map(() => [...list.calls]),
            );
      (name === 'byHandShared'
        ? lists$.pipe(shareReplay({ bufferSize: 1, refCount: true }))
        : lists$
      ).subscribe(keep);
      return updating(list);
    });
  },
});

const leftovers: Line = {
  work: 'left after 100,000 subscriptions: heap, listeners',
  goal: '0 B, 0',
  measure: async (names) => {
    const figures: Partial<Record<Stream, string>> = {};
    for (const name of names) {
      const call = new Stateful(0);
      const cycles = cycle(streams[name](call));
      await cycles(1_000);
      const before = await heap();
      await cycles(100_000);
      const each = ((await heap()) - before) / 100_000;
      // What is less than a byte a subscription is not of the subscriptions.
      figures[name] = `${String(Math.max(0, Math.round(each)))} B, ${String(call.listenerCount())}`;
    }
    return figures;
  },
};

const lines: readonly Line[] = [
  events(1, '≤ 1.8'),
  events(10, '≤ 0.9'),
  events(100, '≤ 0.9'),
  events(1_000, '≤ 0.9'),
  subscribing(true, '≤ 3.5'),
  subscribing(false, '≤ 2'),
  bareSubscribing,
  memory('a live subscription, all to one property', '≤ 600 B', onOne),
  memory(`a live subscription, one to each of ${MANY.toLocaleString('en')} objects`, '≤ 1,100 B', oneEach),
  crowd(1, ''),
  crowd(1_000, 'the same'),
  listUpdate(10),
  listUpdate(1_000),
  listUpdate(10_000),
  leftovers,
];

/**
 * Everything about the streams, in one table. They go first, and what is written by hand after them: the operators
 * of RxJS that it needs make the calls inside of RxJS slower for all, by about a tenth of a plain listener.
 */
export const bridge = async (): Promise<Table> => {
  const measured = async (names: readonly Stream[]): Promise<readonly Figures[]> => {
    const figures: Figures[] = [];
    for (const { measure } of lines) {
      figures.push(await measure(names));
    }
    return figures;
  };
  const first = await measured(['ours']);
  const second = await measured(['byHand', 'byHandShared']);
  return {
    head: ['work', 'plain listener', 'goal', 'rx-acs-calling', 'RxJS by hand', 'by hand, shared'],
    rows: lines.map(({ work, goal }, i): Row => {
      const { plain, ours = '' } = first[i] ?? {};
      const { byHand = '', byHandShared = '' } = second[i] ?? {};
      return [work, plain === undefined ? '' : ns(plain), goal, ours, byHand, byHandShared];
    }),
  };
};

/** So that nothing of it can be left out. */
export const checksum = (): number => received;
