/** Keeps a user signed in, with access tokens from the app's own server. */
import type { CallAgent, CallClient } from '@azure/communication-calling';
import { AzureCommunicationTokenCredential } from '@azure/communication-common';
import { callAgent$ } from 'rx-acs-calling';
import { retryOnDisconnect, type RetryOnDisconnectConfig } from 'rx-acs-calling/operators';
import { defer, finalize, type Observable } from 'rxjs';

export const signIn = (
  client: CallClient,
  fetchToken: (signal: AbortSignal) => Promise<string>,
  retry: RetryOnDisconnectConfig = { count: 8 },
): Observable<CallAgent> =>
  defer(() => {
    let credential: AzureCommunicationTokenCredential | undefined;
    const create = () => {
      // A credential for each agent: one that has a token keeps it until it expires, though it may have been refused.
      credential?.dispose();
      credential = new AzureCommunicationTokenCredential({
        // The SDK waits for a token for good, so a request that hangs has to fail.
        tokenRefresher: () => fetchToken(AbortSignal.timeout(10_000)),
      });
      return client.createCallAgent(credential);
    };
    return callAgent$(create, { timeout: 30_000 }).pipe(
      retryOnDisconnect(retry),
      finalize(() => credential?.dispose()),
    );
  });
