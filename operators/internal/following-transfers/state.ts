/**
 * The calls of a user who is transferred, and one function for each event. No RxJS and no SDK calls here.
 *
 * ```
 * handed over --> waiting --connected, or the shown call has ended--> shown --another call is shown--> left
 * ```
 *
 * The functions read `state` of other calls: the SDK sets the states of several calls before it fires their events.
 */
import type { CallCommon, CallState } from '@azure/communication-calling';
import { connected } from '../reached.js';

type Stateful = Pick<CallCommon, 'state'>;

export interface FollowedCalls<C> {
  /** The call to show to the user. */
  readonly shown: C;
  /** The new calls that have not been connected, by age. All are newer than `shown`. Some may have ended. */
  readonly waiting: readonly C[];
  /** The first call, and all calls that were handed over. */
  readonly known: readonly C[];
  /** The calls that the stream goes on for: those that have not ended, unless their hang-up has failed. */
  readonly alive: readonly C[];
  /** The hang-ups that have failed, by age. */
  readonly failures: readonly FailedHangUp<C>[];
}

export interface FailedHangUp<C> {
  readonly call: C;
  readonly error: unknown;
}

/** A task that an event leads to: attend a new call, show it, leave it, or hang it up since it was not connected. */
export interface Task<C> {
  readonly do: 'attend' | 'show' | 'leave' | 'give up';
  readonly call: C;
}

/** The calls after an event, and the tasks in the order in which to do them. */
export interface Step<C> {
  readonly calls: FollowedCalls<C>;
  readonly tasks: readonly Task<C>[];
}

export const begin = <C>(call: C): FollowedCalls<C> => ({
  shown: call,
  waiting: [],
  known: [call],
  alive: [call],
  failures: [],
});

/** The SDK has accepted a transfer, and hands over the new call. It may hand over the same call again. */
export const handedOver = <C>(calls: FollowedCalls<C>, call: C): Step<C> => {
  const { waiting, known, alive } = calls;
  return known.includes(call)
    ? idle(calls)
    : {
        calls: { ...calls, waiting: [...waiting, call], known: [...known, call], alive: [...alive, call] },
        tasks: [{ do: 'attend', call }],
      };
};

/** A call has come to a state. */
export const changed = <C extends Stateful>(calls: FollowedCalls<C>, call: C, state: CallState): Step<C> => {
  const now = state === 'Disconnected' ? letGo(calls, call) : calls;
  const next = nextShown(now, call, state);
  return next ? show(now, next) : idle(now);
};

/** A new call has not been connected in time. */
export const overdue = <C>(calls: FollowedCalls<C>, call: C): Step<C> =>
  calls.waiting.includes(call)
    ? {
        calls: { ...calls, waiting: without(calls.waiting, call) },
        tasks: [{ do: 'give up', call }],
      }
    : idle(calls);

/** A call could not be hung up. */
export const notHungUp = <C>(calls: FollowedCalls<C>, call: C, error: unknown): Step<C> =>
  idle({ ...letGo(calls, call), failures: [...calls.failures, { call, error }] });

/** Whether there is nothing left to follow. */
export const isOver = ({ alive }: FollowedCalls<unknown>): boolean => alive.length === 0;

/** The first failed hang-up of a call that is still there. */
export const failureOf = <C extends Stateful>({ failures }: FollowedCalls<C>): FailedHangUp<C> | undefined =>
  failures.find(({ call }) => !hasEnded(call));

const idle = <C>(calls: FollowedCalls<C>): Step<C> => ({ calls, tasks: [] });

const letGo = <C>(calls: FollowedCalls<C>, call: C): FollowedCalls<C> => ({
  ...calls,
  alive: without(calls.alive, call),
});

const without = <C>(calls: readonly C[], call: C): readonly C[] => calls.filter((other) => other !== call);

const nextShown = <C extends Stateful>(
  { shown, waiting }: FollowedCalls<C>,
  call: C,
  state: CallState,
): C | undefined => {
  if (waiting.includes(call) && connected.includes(state)) {
    return call;
  }
  // The eldest, so that the others go on waiting: any of them may be answered.
  return hasEnded(shown) ? waiting.find((other) => !hasEnded(other)) : undefined;
};

/** Shows a waiting call, and leaves all older ones. */
const show = <C>(calls: FollowedCalls<C>, next: C): Step<C> => {
  const place = calls.waiting.indexOf(next);
  const left = [calls.shown, ...calls.waiting.slice(0, place)];
  return {
    calls: { ...calls, shown: next, waiting: calls.waiting.slice(place + 1) },
    tasks: [{ do: 'show', call: next }, ...left.map((call): Task<C> => ({ do: 'leave', call }))],
  };
};

const hasEnded = ({ state }: Stateful): boolean => state === 'Disconnected';
