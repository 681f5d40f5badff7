/** The heap that subscriptions take. */
import { NEVER, type Observable, type Subscription } from 'rxjs';
import type { Watch } from './contestants.js';
import { heap } from './measure.js';
import { Agent, Call, Participant, Transfer } from './objects.js';
import { receive } from './received.js';
import { cycle } from './subjects.js';

const MANY = 10_000;

/** Opens the stream of the state of a new object. */
type Open = (watch: Watch) => Observable<string>;

const kinds: readonly (() => Open)[] = [
  () => {
    const call = new Call();
    return (watch) => watch.callState(call);
  },
  () => {
    const participant = new Participant();
    return (watch) => watch.participantState(participant);
  },
  () => {
    const transfer = new Transfer();
    return (watch) => watch.transferState(transfer);
  },
  () => {
    const agent = new Agent();
    return (watch) => watch.connectionState(agent);
  },
];

type Subscribe = (opens: readonly Open[], watch: Watch) => readonly Subscription[];

/** Many subscriptions to the property of one object. */
export const onOne: Subscribe = ([open], watch) => {
  const stream$ = open?.(watch) ?? NEVER;
  return Array.from({ length: MANY }, () => stream$.subscribe(receive));
};

/** A subscription to each of many objects. */
export const oneEach: Subscribe = (opens, watch) => opens.map((open) => open(watch).subscribe(receive));

const growth = async (kind: () => Open, subscribe: Subscribe, watch: Watch): Promise<number> => {
  // New objects, so that all that is kept for an object counts.
  const opens = Array.from({ length: MANY }, kind);
  const before = await heap();
  const subscriptions = subscribe(opens, watch);
  const bytes = (await heap()) - before;
  for (const subscription of subscriptions) {
    subscription.unsubscribe();
  }
  // The objects must live until here.
  return opens.length === MANY ? bytes : NaN;
};

/** The bytes of one subscription: those of the kind that takes most. */
export const bytesEach = async (subscribe: Subscribe, watch: Watch): Promise<number> => {
  let most = 0;
  for (const kind of kinds) {
    // Once before, so that the code itself is not counted.
    await growth(kind, subscribe, watch);
    most = Math.max(most, (await growth(kind, subscribe, watch)) / MANY);
  }
  return most;
};

/** The bytes that each of many subscriptions leaves behind. Throws if it leaves a listener. */
export const leftovers = async (watch: Watch): Promise<number> => {
  const call = new Call();
  const stream$ = watch.callState(call);
  cycle(stream$, 1_000);
  const before = await heap();
  cycle(stream$, 100_000);
  const each = ((await heap()) - before) / 100_000;
  if (call.listenerCount() > 0) {
    throw new Error('A listener is left.');
  }
  // What is less than a byte a subscription is not of the subscriptions.
  return Math.max(0, Math.round(each));
};
