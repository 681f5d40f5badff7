/**
 * The disposal of a fake agent: how far it is, and the callbacks that wait for its end.
 */
import { from, tap } from 'rxjs';
import { ObservablePromise } from './observable-promise.js';

/** `undefined` for an agent in use. */
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

/** Starts the disposal. Returns false if it has started before. */
export function beginDisposal(agent: object): boolean {
  const life = lifeOf(agent);
  const isFirst = !life.disposal;
  life.disposal ??= 'underWay';
  return isFirst;
}

/** Ends the disposal, and runs the callbacks. */
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

/** The `onDisposed` of the SDK: ignores the callback if the agent is already disposed of. */
export function whenDisposed(agent: object, callback: () => void): void {
  const life = lifeOf(agent);
  if (life.disposal !== 'done') {
    life.callbacks = [...life.callbacks, callback];
  }
}

/** Makes `dispose()` begin and end the disposal, also where the test gives another answer to it. */
export function followDisposal(agent: { dispose(): Promise<void> }): void {
  const dispose = agent.dispose.bind(agent);
  agent.dispose = (...args) => {
    const before = disposalOf(agent);
    const settled = from(dispose(...args));
    if (before) {
      return ObservablePromise.of(() => settled);
    }
    beginDisposal(agent);
    const complete = (): void => {
      endDisposal(agent);
    };
    return new ObservablePromise(settled.pipe(tap({ complete })));
  };
}
