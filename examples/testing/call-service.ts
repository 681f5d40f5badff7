/** The calls of an app. It receives the agent and the features as arguments, so a test can pass fakes. */
import type {
  Call,
  CallAgent,
  CallClient,
  CallFeatureFactory,
  TransferCallFeature,
} from '@azure/communication-calling';
import type { CommunicationIdentifier, CommunicationTokenCredential } from '@azure/communication-common';
import { callAgent$, calls$, connectionState$, incomingCalls$, TransferError } from 'rx-acs-calling';
import {
  hangUpWhenTransferred,
  retryOnDisconnect,
  shareAgent,
  transferTo,
  withFeature,
  type RetryOnDisconnectConfig,
} from 'rx-acs-calling/operators';
import { catchError, delayWhen, filter, map, mergeMap, of, switchMap, take, type Observable } from 'rxjs';

export const signIn = (
  client: CallClient,
  credential: CommunicationTokenCredential,
  retry?: RetryOnDisconnectConfig,
): Observable<CallAgent> =>
  callAgent$(() => client.createCallAgent(credential)).pipe(retryOnDisconnect(retry), shareAgent());

/** The features that the app uses. They are an argument, too: the SDK loads in browsers only. */
export interface CallFeatures {
  readonly Transfer: CallFeatureFactory<TransferCallFeature>;
}

export class CallService {
  readonly calls$: Observable<readonly Call[]>;
  /** Accepts each incoming call. */
  readonly answered$: Observable<Call>;
  readonly #agent$: Observable<CallAgent>;
  readonly #features: CallFeatures;

  constructor(agent$: Observable<CallAgent>, features: CallFeatures) {
    this.#agent$ = agent$;
    this.#features = features;
    this.calls$ = agent$.pipe(switchMap((agent) => calls$(agent)));
    this.answered$ = agent$.pipe(
      switchMap((agent) => incomingCalls$(agent)),
      mergeMap((incomingCall) => incomingCall.accept()),
      // The SDK accepts a transfer of a call only after a look-up of the transfer feature.
      withFeature(features.Transfer),
      map(({ call }) => call),
    );
  }

  /** Calls a user as soon as the agent is connected. */
  call(callee: CommunicationIdentifier): Observable<Call> {
    return this.#agent$.pipe(
      delayWhen((agent) => connectionState$(agent).pipe(filter((state) => state === 'Connected'))),
      take(1),
      map((agent) => agent.startCall([callee])),
    );
  }

  /** Emits the text to show: each state of the transfer, or why it failed. */
  transfer(call: Call, targetParticipant: CommunicationIdentifier): Observable<string> {
    return of(call).pipe(
      withFeature(this.#features.Transfer),
      transferTo({ targetParticipant }),
      hangUpWhenTransferred(),
      map(({ state }) => state),
      catchError((error: unknown) =>
        of(error instanceof TransferError ? `Not transferred: ${error.reason}` : String(error)),
      ),
    );
  }
}
