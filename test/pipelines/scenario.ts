/**
 * A scenario on the simulated service, as plain data. Alice calls Bob, and her app transfers the call with our pipelines,
 * once or several times. Meanwhile faults happen, people hang up, and components are mounted and unmounted.
 */
import type { SimulatedFault } from '../../src/testing/index.js';

export type Name = 'alice' | 'bob' | 'carol';

/** A fault of the service, with the name of its victim. */
export type NamedFault = SimulatedFault extends infer F
  ? F extends SimulatedFault
    ? Omit<F, 'user' | 'device'> & { readonly at: number; readonly who: Name }
    : never
  : never;

/** A transfer of the first call between Alice and Bob, by a pipeline of its own. All times in milliseconds. */
export interface TransferPlan {
  readonly at: number;
  /** Carol, a call with her, her voicemail, or nobody. A list is tried in turn. */
  readonly target: TargetName | readonly TargetName[];
  /** The timeout of the pipeline. */
  readonly timeout: number;
  /** The time until the app unsubscribes from the transfer. Default: it stays until the end. */
  readonly leaveAfter?: number | undefined;
}

/** A component that shows everything about a user while it is mounted. */
export interface View {
  readonly who: Name;
  readonly at: number;
  readonly for: number;
}

/** All times in milliseconds. */
export interface Scenario {
  readonly latency: number;
  /** The answers of Bob and Carol to an incoming call. */
  readonly bob: Answer;
  readonly carol: Answer;
  /** The transfers of the same call: one after the other, or one while another is under way. */
  readonly transfers: readonly TransferPlan[];
  /** Whether Bob's app follows the transfers. Then Bob leaves the old call also if nobody hangs it up. */
  readonly follows?: boolean | undefined;
  /** Whether Bob's app looks up the transfer feature of each call. Otherwise his SDK accepts no transfer. */
  readonly looksUp: boolean;
  readonly faults: readonly NamedFault[];
  /** The times at which people hang up all their calls by hand. */
  readonly hangUps: readonly { readonly who: Name; readonly at: number }[];
  readonly views: readonly View[];
  /** The times at which one user of the shared desk signs out and the other one in, on the same client. */
  readonly switches: readonly number[];
}

export type TargetName = 'person' | 'call' | 'voicemail' | 'nobody';

export interface Answer {
  readonly does: 'accept' | 'reject' | 'nothing';
  readonly after: number;
}

/** The events that the scenarios must bring about, and their numbers. */
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
  /** Attempts after the first, and those of them that went through. */
  triedNext: 0,
  nextTook: 0,
  /** Pipelines after the first, those of them that went through, and those that found another one at work. */
  again: 0,
  againTook: 0,
  underWay: 0,
  /** New calls that Bob was shown. */
  followed: 0,
  /** Components that were mounted, and the agents that they got. */
  mounted: 0,
  agentsShown: 0,
  switched: 0,
};

export type Counts = typeof counts;

export interface Played {
  /** The events, with their times. */
  readonly trace: readonly string[];
  /** The broken rules. */
  readonly problems: readonly string[];
}
