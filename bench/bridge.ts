/**
 * The cost of the streams beside a plain listener on the same object, and beside the streams of other hands.
 */
import { Observable } from 'rxjs';
import { contestants, others, ours, type Contestant } from './contestants.js';
import { crowd } from './crowd.js';
import { compare, type Work } from './measure.js';
import { bytesEach, leftovers, onOne, oneEach } from './memory.js';
import { Agent, Call, Participant } from './objects.js';
import { receive } from './received.js';
import {
  changingListened,
  changingWatched,
  cycle,
  KINDS,
  listeningAndLeaving,
  subscribingAndLeaving,
} from './subjects.js';
import { bytes, ns, ratio, type Row, type Table } from './table.js';

/** Figures of one line: the plain listener in nanoseconds, and each stream. */
interface Figures {
  readonly plain?: number;
  readonly streams: Readonly<Partial<Record<Contestant, number>>>;
}

/** One line of the table. */
interface Line {
  readonly work: string;
  readonly goal: string;
  readonly print: (figure: number) => string;
  readonly measure: (names: readonly Contestant[], between: () => void) => Promise<Figures>;
}

const ratios = (
  work: string,
  goal: string,
  plain: () => Work,
  watched: (name: Contestant) => Work,
  per: number,
): Line => ({
  work,
  goal,
  print: ratio,
  measure: async (names, between) => {
    const variants: Record<string, Work> = { plain: plain() };
    for (const name of names) {
      variants[name] = watched(name);
    }
    const timings = await compare(variants, between);
    return {
      plain: (timings['plain']?.time ?? NaN) / per,
      streams: Object.fromEntries(names.map((name) => [name, timings[name]?.ratio ?? NaN])),
    };
  },
});

const count = (number: number): string => number.toLocaleString('en');

const events = (subscribers: number, goal: string): Line =>
  ratios(
    `one event, ${count(subscribers)} subscriber${subscribers === 1 ? '' : 's, for each'}`,
    goal,
    () => changingListened(subscribers),
    (name) => changingWatched(contestants[name], subscribers),
    KINDS * subscribers,
  );

const subscribing = (isFirst: boolean, goal: string): Line =>
  ratios(
    `subscribe and unsubscribe, ${isFirst ? 'the first' : 'a further one'}`,
    goal,
    () => listeningAndLeaving(isFirst),
    (name) => subscribingAndLeaving(contestants[name], isFirst),
    KINDS,
  );

/** The least that RxJS takes for an Observable that emits a value and has something to tear down. */
const bareSubscribing: Line = ratios(
  'the same for a bare `new Observable` of RxJS',
  '',
  () => listeningAndLeaving(true),
  () => (times) => {
    cycle(
      new Observable<number>((subscriber) => {
        subscriber.next(1);
        return () => {
          receive(1);
        };
      }),
      KINDS * times,
    );
  },
  KINDS,
);

/** One event of each object, while all participants of so many calls are watched. */
const crowded = (calls: number, goal: string): Line => {
  const line = events(1, goal);
  return {
    ...line,
    work: `one event, ${count(calls)} × 100 other participants watched`,
    measure: async (names, between) => {
      const kept = Array.from({ length: calls * 100 }, () =>
        contestants.named.participantState(new Participant()).subscribe(receive),
      );
      const figures = await line.measure(names, between);
      for (const subscription of kept) {
        subscription.unsubscribe();
      }
      return figures;
    },
  };
};

const listUpdate = (length: number): Line => {
  const make = () => {
    const agent = new Agent();
    agent.calls.push(...Array.from({ length }, () => new Call()));
    const last = new Call();
    const update: Work = (times) => {
      for (let i = 0; i < times; i++) {
        agent.toggle(last);
      }
    };
    return { agent, update };
  };
  return ratios(
    `an update of a list of ${count(length)}, beside a listener that copies it`,
    '',
    () => {
      const { agent, update } = make();
      agent.on('callsUpdated', () => {
        receive([...agent.calls]);
      });
      return update;
    },
    (name) => {
      const { agent, update } = make();
      contestants[name].calls(agent).subscribe(receive);
      return update;
    },
    1,
  );
};

const memory = (work: string, goal: string, measure: (name: Contestant) => Promise<number>): Line => ({
  work,
  goal,
  print: bytes,
  measure: async (names) => {
    const streams: Partial<Record<Contestant, number>> = {};
    for (const name of names) {
      streams[name] = await measure(name);
    }
    return { streams };
  },
});

const lines: readonly Line[] = [
  events(1, '≤ 1.9'),
  events(10, '≤ 0.95'),
  events(100, '≤ 0.95'),
  events(1_000, '≤ 0.95'),
  subscribing(true, '≤ 3.7'),
  subscribing(false, '≤ 2.1'),
  bareSubscribing,
  memory('a live subscription, all to one property', '≤ 620 B', (name) =>
    bytesEach(onOne, contestants[name]),
  ),
  memory('a live subscription, one to each object', '≤ 1,150 B', (name) =>
    bytesEach(oneEach, contestants[name]),
  ),
  memory('left after 100,000 subscriptions', '0 B', (name) => leftovers(contestants[name])),
  crowded(1, ''),
  crowded(1_000, 'the same'),
  listUpdate(10),
  listUpdate(1_000),
  listUpdate(10_000),
];

const measureAll = async (names: readonly Contestant[], between: () => void): Promise<readonly Figures[]> => {
  const figures: Figures[] = [];
  for (const { measure } of lines) {
    figures.push(await measure(names, between));
  }
  return figures;
};

/**
 * All lines in one table. The operators of RxJS that the others need make calls inside of RxJS slower for all, so this
 * library is measured before and after them, and the worse figure is printed.
 */
export const bridge = async (): Promise<Table> => {
  const crowds = [crowd(contestants.named)];
  const between = (): void => {
    for (const change of crowds) {
      change();
    }
  };
  const before = await measureAll(ours, between);
  crowds.push(...others.map((name) => crowd(contestants[name])));
  const foreign = await measureAll(others, between);
  const after = await measureAll(ours, between);
  return {
    head: [
      'work',
      'plain listener',
      'goal',
      'named streams',
      '`property$`',
      'LiveKit',
      'RxJS by hand',
      'by hand, shared',
    ],
    rows: lines.map(({ work, goal, print }, i): Row => {
      const plain = before[i]?.plain;
      const figureOf = (name: Contestant): string =>
        print(Math.max(...[before, foreign, after].flatMap((figures) => figures[i]?.streams[name] ?? [])));
      return [work, plain === undefined ? '' : ns(plain), goal, ...[...ours, ...others].map(figureOf)];
    }),
  };
};
