/**
 * How far the disposal of a fake agent is, and who waits for it.
 */
import { from, tap } from 'rxjs';
import { ObservablePromise } from './observable-promise.js';

/** `undefined` for an agent that is in use. */
export type Disposal = 'underWay' | 'done' | undefined;

interface Life {
  disposal: Disposal;
  callbacks: readonly (() => void)[];
}

const lives = new WeakMap<object, Life>();

const lifeOf = (agent: object): Life => {
  const life = lives.get(agent) ?? { disposal: undefined, callbacks: [] };
  lives.set(agent, life);
  return life;
};

export const disposalOf = (agent: object): Disposal => lives.get(agent)?.disposal;

/** Whether this disposal is the first one, which is then under way. */
export function beginDisposal(agent: object): boolean {
  const life = lifeOf(agent);
  const isFirst = !life.disposal;
  life.disposal ??= 'underWay';
  return isFirst;
}

/** Tells whoever waits for the end of the agent. */
export function endDisposal(agent: object): void {
  const life = lifeOf(agent);
  if (life.disposal !== 'done') {
    life.disposal = 'done';
    const { callbacks } = life;
    life.callbacks = [];
    for (const callback of callbacks) {
      callback();
    }
  }
}

/** What `onDisposed` of the SDK does: nothing for an agent that has been disposed of. */
export function whenDisposed(agent: object, callback: () => void): void {
  const life = lifeOf(agent);
  if (life.disposal !== 'done') {
    life.callbacks = [...life.callbacks, callback];
  }
}

/** Follows a `dispose()` that the test may have answered itself. */
export function followDisposal(agent: object, dispose: () => Promise<void>): ObservablePromise<void> {
  const before = disposalOf(agent);
  const settled = from(dispose());
  if (before) {
    return ObservablePromise.of(() => settled);
  }
  beginDisposal(agent);
  const complete = (): void => {
    endDisposal(agent);
  };
  return new ObservablePromise(settled.pipe(tap({ complete })));
}
