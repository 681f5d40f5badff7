/**
 * Keeps a user signed in, with access tokens from the app's own server. The credential is a variable of each subscription: its
 * agents take turns, and each has a credential of its own.
 */
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
      // A credential for each agent: a credential keeps a refused token until it expires.
      credential?.dispose();
      credential = new AzureCommunicationTokenCredential({
        // The SDK waits for a token without a limit. So a request that hangs has to fail.
        tokenRefresher: () => fetchToken(AbortSignal.timeout(10_000)),
      });
      return client.createCallAgent(credential);
    };
    return callAgent$(create, { timeout: 30_000 }).pipe(
      retryOnDisconnect(retry),
      finalize(() => credential?.dispose()),
    );
  });
