import type { CallClient } from '@azure/communication-calling';
import { AzureCommunicationTokenCredential } from '@azure/communication-common';
import { callAgent$ } from 'rx-acs-calling';
import { retryOnDisconnect, shareAgent } from 'rx-acs-calling/operators';

/** Makes a new agent with a new token if the token is refused, as soon as the calls have ended. */
export const agentWithFreshToken = (client: CallClient, tokenRefresher: () => Promise<string>) =>
  callAgent$(() => client.createCallAgent(new AzureCommunicationTokenCredential({ tokenRefresher }))).pipe(
    retryOnDisconnect(),
    shareAgent(),
  );
