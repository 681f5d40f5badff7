/**
 * The state of a transfer to a list of targets, as plain functions: no operators and no SDK calls here. A single target is
 * a list of one.
 *
 * ```
 * Trying --a target fails--> Trying --a target takes the call--> Transferred
 * ```
 *
 * The last failure leads to `GivenUp`, and `totalTimeout` to `Overdue`. Only `Trying` is not final.
 */
import type { CallCommon } from '@azure/communication-calling';
import type { TransferError } from '../../../src/errors/errors.js';
import { mayGoThrough, type FailedAttempt } from './failures.js';
import type { NamedTarget, Settings } from './settings.js';
import type { TransferUpdate } from './types.js';

/** A target that has not taken the call. */
export interface TriedTarget {
  /** The target in messages: `a phone number`. */
  readonly name: string;
  /** The codes in words: `487/10004 (no answer)`. */
  readonly why: string;
  /** The error of this attempt. */
  readonly error: TransferError;
}

export type ListState<C extends CallCommon> =
  /** A request that the SDK has refused has no update. */
  | {
      readonly state: 'Trying';
      readonly tried: readonly TriedTarget[];
      readonly update?: TransferUpdate<C> | undefined;
    }
  | {
      readonly state: 'Transferred';
      readonly tried: readonly TriedTarget[];
      readonly update: TransferUpdate<C>;
    }
  /** The last of `tried` has failed with `failure`, and no other target is tried. */
  | (GivenUp & { readonly tried: readonly TriedTarget[]; readonly failure: FailedAttempt })
  /** `totalTimeout` has passed. The target after those of `tried` may still take the call. */
  | { readonly state: 'Overdue'; readonly tried: readonly TriedTarget[] };

/** What follows on a failure. */
export type Decision = { readonly state: 'Trying'; readonly next: NamedTarget } | GivenUp;

interface GivenUp {
  readonly state: 'GivenUp';
  /** The error that `tryNext` has thrown. */
  readonly thrown?: { readonly cause: unknown };
}

export const begun: ListState<never> = { state: 'Trying', tried: [] };

/** Whether a target is tried, or the next one will be. */
export const isTrying = <C extends CallCommon>({ state }: ListState<C>): boolean => state === 'Trying';

/** Gives the state for an update of the attempt after `tried`. */
export const progressed = <C extends CallCommon>(
  tried: readonly TriedTarget[],
  update: TransferUpdate<C>,
): ListState<C> => ({ state: update.state === 'Transferred' ? 'Transferred' : 'Trying', tried, update });

/** Gives the state after the next state of the attempts, or after the total timeout. */
export const advance = <C extends CallCommon>(
  { tried }: ListState<C>,
  next: ListState<C> | 'Overdue',
): ListState<C> => (next === 'Overdue' ? { state: next, tried } : next);

/** Decides what follows on the failure of the last of `tried`. Calls `tryNext` if there is a choice. */
export const decide = (
  { targets, tryNext }: Pick<Settings, 'targets' | 'tryNext'>,
  tried: readonly TriedTarget[],
  failure: Pick<FailedAttempt, 'reason'>,
): Decision => {
  const last = tried.at(-1);
  const next = targets[tried.length];
  if (!last || !next || mayGoThrough(failure)) {
    return { state: 'GivenUp' };
  }
  try {
    return tryNext(last.error, tried.length) ? { state: 'Trying', next } : { state: 'GivenUp' };
  } catch (cause) {
    return { state: 'GivenUp', thrown: { cause } };
  }
};
