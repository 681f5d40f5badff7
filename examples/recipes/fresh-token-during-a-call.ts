import type { CallClient } from '@azure/communication-calling';
import { AzureCommunicationTokenCredential } from '@azure/communication-common';
import { callAgent$ } from 'rx-acs-calling';
import { retryOnDisconnect } from 'rx-acs-calling/operators';

/** Gets a new agent, with a new token, when the old one is refused or cut off, but not in the middle of a call. */
export const agentWithFreshToken = (client: CallClient, tokenRefresher: () => Promise<string>) =>
  callAgent$(() => client.createCallAgent(new AzureCommunicationTokenCredential({ tokenRefresher }))).pipe(
    retryOnDisconnect({ afterCalls: true }),
  );
