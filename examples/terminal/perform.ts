/**
 * Plays a scenario: subscribes to its streams, and notes their values tick by tick.
 */
import {
  defer,
  interval,
  map,
  materialize,
  merge,
  scan,
  takeWhile,
  type Observable,
  type ObservableNotification,
} from 'rxjs';
import { SimulatedCallingService } from 'rx-acs-calling/testing';
import { letterOf, type Row, type Scenario } from './scenario.js';

/** The time of one character of a marble line, in milliseconds. */
export const TICK = 50;
/** The number of ticks without a further value, after all expected values have come. */
const QUIET_TICKS = 4;
/** The limit of ticks for a scenario: several times the usual number. */
const MOST_TICKS = 200;

/** Times in milliseconds, shorter than the real ones: a scenario then ends within three seconds. */
const service = { latency: 70, ringTimeout: 450 };

export interface Marble {
  readonly letter: string;
  /** The number of ticks before it. */
  readonly tick: number;
}

/** The values of a stream so far. */
export interface Line extends Row {
  readonly marbles: readonly Marble[];
}

export interface Remark {
  readonly tick: number;
  readonly text: string;
  readonly isError: boolean;
}

/** A scenario at one moment. */
export interface Score {
  readonly scenario: Scenario;
  readonly lines: readonly Line[];
  readonly remarks: readonly Remark[];
  readonly ticks: number;
  /** Set at the end. Empty if all went as expected. */
  readonly faults?: readonly string[];
}

/**
 * Emits the score of a scenario at each tick and each marble. Completes when all streams have shown the expected values,
 * when one has shown another value, or when it takes too long.
 */
export const perform = (scenario: Scenario): Observable<Score> =>
  defer(() => {
    const rows = scenario.rows(new SimulatedCallingService(service));
    const marbles = rows.map(({ stream }, index) =>
      stream.pipe(
        materialize(),
        map(
          (notification): Step =>
            (score) =>
              add(score, index, notification),
        ),
      ),
    );
    const ticks = interval(TICK).pipe(map((): Step => (score) => ({ ...score, ticks: score.ticks + 1 })));
    const beginning: Score = {
      scenario,
      lines: rows.map((row) => ({ ...row, marbles: [] })),
      remarks: [],
      ticks: 0,
    };
    return merge(...marbles, ticks).pipe(
      scan((score, step) => judge(step(score)), beginning),
      takeWhile(({ faults }) => !faults, true),
    );
  });

type Step = (score: Score) => Score;

const add = (score: Score, index: number, notification: ObservableNotification<string>): Score => {
  const { ticks: tick } = score;
  const marble = { letter: marbleOf(notification), tick };
  const text = textOf(notification, score.lines[index]?.words);
  const remarks = text === undefined ? [] : [{ tick, text, isError: notification.kind === 'E' }];
  return {
    ...score,
    lines: score.lines.map((line, i) =>
      i === index ? { ...line, marbles: [...line.marbles, marble] } : line,
    ),
    remarks: [...score.remarks, ...remarks],
  };
};

const marbleOf = (notification: ObservableNotification<string>): string =>
  notification.kind === 'N' ? letterOf(notification.value) : notification.kind === 'C' ? '|' : '#';

const textOf = (
  notification: ObservableNotification<string>,
  words: Row['words'] = {},
): string | undefined => {
  switch (notification.kind) {
    case 'N':
      return words[notification.value];
    case 'C':
      return words['|'];
    case 'E':
      return String(notification.error);
  }
};

const lettersOf = ({ marbles }: Line): string => marbles.map(({ letter }) => letter).join('');

const judge = (score: Score): Score => {
  const { lines, ticks } = score;
  const unmet = lines.filter((line) => lettersOf(line) !== line.expected);
  const missed = unmet.filter((line) => !line.expected.startsWith(lettersOf(line)));
  const last = Math.max(0, ...lines.flatMap(({ marbles }) => marbles.map(({ tick }) => tick)));
  const isMet = !unmet.length && ticks >= last + QUIET_TICKS;
  if (!isMet && !missed.length && ticks < MOST_TICKS) {
    return score;
  }
  const faults = (missed.length ? missed : unmet).map(
    (line) => `${line.name} showed ${lettersOf(line) || 'nothing'}, not ${line.expected}`,
  );
  return { ...score, faults };
};
