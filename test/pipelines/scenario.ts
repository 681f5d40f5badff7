/**
 * A scenario on the simulated service, as plain data: Alice calls Bob, and her app transfers the call with our pipelines,
 * once or several times, while faults happen, people lose patience, and components come and go.
 * `playScenario(scenario)` plays it, the same each time.
 */
import { config } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { SimulatedFault } from '../../src/testing/index.js';
import { Report } from './report.js';
import { Stage } from './stage.js';

export type Name = 'alice' | 'bob' | 'carol';

/** A fault of the service, with the name of whom it hits. */
export type NamedFault = SimulatedFault extends infer F
  ? F extends SimulatedFault
    ? Omit<F, 'user' | 'device'> & { readonly at: number; readonly who: Name }
    : never
  : never;

/** A transfer of the first call between Alice and Bob, by a pipeline of its own. All times in milliseconds. */
export interface TransferPlan {
  readonly at: number;
  /**
   * To whom: to Carol, into a call with her, to her voicemail, or to nobody; or to the first of several of these that
   * takes the call.
   */
  readonly target: TargetName | readonly TargetName[];
  /** How long the pipeline waits for the outcome. */
  readonly timeout: number;
  /** How long after the app unsubscribes from the transfer, if it does; from everything it does at `END`. */
  readonly leaveAfter?: number | undefined;
}

/** A component that shows all there is to see of a user, from when it is mounted until it is unmounted. */
export interface View {
  readonly who: Name;
  readonly at: number;
  readonly for: number;
}

/** All times in milliseconds. */
export interface Scenario {
  readonly latency: number;
  /** What Bob and Carol do when it rings, and how long after. */
  readonly bob: Answer;
  readonly carol: Answer;
  /** The transfers of the same call: one after the other, or while another is under way. */
  readonly transfers: readonly TransferPlan[];
  /** Whether Bob's app follows the transfer, so that he needs nobody to hang up the call that he has left. */
  readonly follows?: boolean | undefined;
  /** Whether Bob's app looks up the transfer feature of each call, without which his SDK accepts no transfer. */
  readonly looksUp: boolean;
  readonly faults: readonly NamedFault[];
  /** Who hangs up all calls by hand, and when. */
  readonly hangUps: readonly { readonly who: Name; readonly at: number }[];
  readonly views: readonly View[];
  /** When the one who sits at the shared desk signs out, and the other one in, on the same client. */
  readonly switches: readonly number[];
}

export type TargetName = 'person' | 'call' | 'voicemail' | 'nobody';

export interface Answer {
  readonly does: 'accept' | 'reject' | 'nothing';
  readonly after: number;
}

/** How often there was what a scenario is to bring about. */
export const counts = {
  scenarios: 0,
  requested: 0,
  Transferred: 0,
  Failed: 0,
  erred: 0,
  left: 0,
  faults: 0,
  reconnected: 0,
  hungUp: 0,
  /** Attempts after the first, and how many of those got through. */
  triedNext: 0,
  nextTook: 0,
  /** Pipelines after the first, how many of those got through, and how many found another one at work. */
  again: 0,
  againTook: 0,
  underWay: 0,
  /** How often Bob was shown another call. */
  followed: 0,
  /** Components that were mounted, and agents that they got. */
  mounted: 0,
  agentsShown: 0,
  switched: 0,
};

export type Counts = typeof counts;

export interface Played {
  /** What was seen, and when. */
  readonly trace: readonly string[];
  /** What was against the rules. */
  readonly problems: readonly string[];
}

export function playScenario(scenario: Scenario, tally: Counts = { ...counts }): Played {
  const scheduler = new TestScheduler(() => undefined);
  const report = new Report(tally, () => scheduler.now());
  const { onUnhandledError } = config;
  config.onUnhandledError = (error) => {
    report.expect(false, `unhandled: ${String(error)}`);
  };
  tally.scenarios++;
  scheduler.run(() => {
    new Stage(scenario, report);
  });
  config.onUnhandledError = onUnhandledError;
  return report;
}
