/**
 * Records the creation and the disposal of agents.
 */
import type { CallAgent, CallClient } from '@azure/communication-calling';
import type { AzureCommunicationTokenCredential } from '@azure/communication-common';
import { wait } from './check.js';
import { createAgent } from './sdk.js';

export interface Followed {
  /** The events of the agents that `create` made, in order. */
  readonly log: string[];
  readonly create: () => Promise<CallAgent>;
  /** Resolves when the last agent of `create` is disposed of. The next check then gets an agent of its own. */
  readonly gone: () => Promise<void>;
}

/** Makes agents on a client, one after the other, and records their events. */
export const followed = (client: CallClient, credential: AzureCommunicationTokenCredential): Followed => {
  const log: string[] = [];
  const create = async (): Promise<CallAgent> => {
    log.push('create');
    const agent = await createAgent(client, credential);
    log.push('created');
    const dispose = agent.dispose.bind(agent);
    agent.dispose = async () => {
      log.push('dispose');
      await dispose();
      log.push('disposed');
    };
    return agent;
  };
  const gone = async (): Promise<void> => {
    while (log.at(-1) !== 'disposed') {
      await wait(10);
    }
  };
  return { log, create, gone };
};
