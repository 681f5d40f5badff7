/** The user's agent on the Calling SDK. The page starts without the SDK, and loads it for the first agent. */
import { callAgent$ } from 'rx-acs-calling';
import { retryOnDisconnect, shareAgent } from 'rx-acs-calling/operators';
import { combineLatest, defer, map, shareReplay, switchMap } from 'rxjs';

const loadSdk = () => import('@azure/communication-calling');

/** One client for the page, however many agents come and go. After a failed load the next agent loads again. */
const client$ = defer(loadSdk).pipe(
  map(({ CallClient }) => new CallClient()),
  shareReplay(1),
);

const tokenRefresher = async () => {
  // The SDK waits for a token without a limit.
  const response = await fetch('/token', { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) {
    throw new Error(`The token server answered ${response.status}.`);
  }
  return response.text();
};

/** A credential for each agent: one that was refused keeps its token. */
const credential$ = defer(() => import('@azure/communication-common')).pipe(
  map(({ AzureCommunicationTokenCredential }) => new AzureCommunicationTokenCredential({ tokenRefresher })),
);

export const agent$ = callAgent$(() =>
  combineLatest([client$, credential$]).pipe(
    switchMap(([client, credential]) => client.createCallAgent(credential)),
  ),
).pipe(retryOnDisconnect({ count: 1 }), shareAgent());

export const loadTransfer = () => loadSdk().then(({ Features }) => Features.Transfer);
