/**
 * The agents without subscribers that `shareAgent` keeps for a while. They end early when they are in the way of a
 * creation.
 */
import type { Disposable } from './agents.js';

/** An agent without subscribers that is kept for a while. */
export interface Lingering {
  /** The agent, or `undefined` if it has not been made yet. */
  readonly agent: () => Disposable | undefined;
  readonly end: () => void;
}

const lingering = new Set<Lingering>();

/** Adds an agent to the list. Returns a function that removes it. */
export const linger = (entry: Lingering): (() => void) => {
  lingering.add(entry);
  return () => lingering.delete(entry);
};

/** Ends the agents on the list that have no calls. Returns whether there were any. */
export const endLingering = (): boolean => {
  const idle = [...lingering].filter(({ agent }) => !hasCalls(agent()));
  for (const entry of idle) {
    entry.end();
  }
  return idle.length > 0;
};

const hasCalls = (agent: Disposable | undefined): boolean =>
  Number((agent as { readonly calls?: readonly unknown[] } | undefined)?.calls?.length) > 0;
