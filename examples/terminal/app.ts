/**
 * The code that the apps of all users share. With the real SDK only `Features` would differ: it would come from
 * `@azure/communication-calling`.
 */
import type {
  Call,
  CallAgent,
  CallClient,
  CallCommon,
  RemoteParticipant,
} from '@azure/communication-calling';
import type { CommunicationIdentifier, CommunicationTokenCredential } from '@azure/communication-common';
import {
  concatMap,
  delay,
  delayWhen,
  filter,
  map,
  mergeMap,
  shareReplay,
  startWith,
  switchMap,
  take,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { callAgent$, callState$, connectionState$, incomingCalls$ } from 'rx-acs-calling';
import { followTransfers, shareAgent, withFeature } from 'rx-acs-calling/operators';
import { FakeFeatures as Features } from 'rx-acs-calling/testing';

/** The time that a user takes for an action, in milliseconds. */
export const PAUSE = 200;

/** Shares one subscription, and replays the last value, until the last subscriber leaves. */
export const shared = <T>(): MonoTypeOperatorFunction<T> => shareReplay({ bufferSize: 1, refCount: true });

/**
 * The agent of a user. It is disposed of when the last subscriber leaves. So an app, and each scenario, subscribes to
 * `calls$` or `incomingCalls$` for as long as it runs.
 */
export const signIn = (client: CallClient, credential: CommunicationTokenCredential): Observable<CallAgent> =>
  callAgent$(() => client.createCallAgent(credential)).pipe(shareAgent());

/** Waits until the agent is connected. A new agent may still be connecting. */
const connected = (): MonoTypeOperatorFunction<CallAgent> =>
  delayWhen((agent) => connectionState$(agent).pipe(filter((state) => state === 'Connected')));

/** Starts one call. */
export const startCall =
  (callee: CommunicationIdentifier): OperatorFunction<CallAgent, Call> =>
  (agent$) =>
    agent$.pipe(
      connected(),
      take(1),
      map((agent) => agent.startCall([callee])),
      shared(),
    );

/**
 * Accepts each incoming call, and emits it when it is connected. The SDK accepts a transfer of a call only if the app has
 * looked up the transfer feature of that call.
 */
export const answer = (): OperatorFunction<CallAgent, Call> => (agent$) =>
  agent$.pipe(
    switchMap((agent) => incomingCalls$(agent)),
    delay(PAUSE),
    concatMap((incomingCall) => incomingCall.accept()),
    withFeature(Features.Transfer),
    map(({ call }) => call),
    shared(),
  );

/** Declines each incoming call. Emits when it comes, and when it is declined. */
export const decline = (): OperatorFunction<CallAgent, 'incoming call' | 'declined'> => (agent$) =>
  agent$.pipe(
    switchMap((agent) => incomingCalls$(agent)),
    mergeMap((incomingCall) =>
      timer(PAUSE).pipe(
        concatMap(() => incomingCall.reject()),
        map(() => 'declined' as const),
        startWith('incoming call' as const),
      ),
    ),
  );

/** Delays each call until the two have talked for a moment. */
export const talk = <C extends CallCommon>(): MonoTypeOperatorFunction<C> =>
  delayWhen((call) =>
    callState$(call).pipe(
      filter((state) => state === 'Connected'),
      delay(PAUSE),
    ),
  );

/** For the transferee: emits each call, and then the calls that it is transferred to. */
export const followed = (): OperatorFunction<Call, Call> => (call$) =>
  call$.pipe(withFeature(Features.Transfer), followTransfers(), shared());

export const names = (participants: readonly RemoteParticipant[]): string =>
  participants.map(({ displayName = 'somebody' }) => displayName).join(' and ') || 'nobody';
