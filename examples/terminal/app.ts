/**
 * What the apps of all users have in common. With the real SDK it would be the same, but for `Features`, which would
 * come from `@azure/communication-calling`.
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

/** How long it takes a user to do something, in milliseconds. */
export const PAUSE = 200;

/** One for all subscribers, also for late ones, until the last one leaves. */
export const shared = <T>(): MonoTypeOperatorFunction<T> => shareReplay({ bufferSize: 1, refCount: true });

/**
 * The agent of a user. It is disposed of when nothing of it is watched any more: an app, and each of the scenarios,
 * watches `calls$` or `incomingCalls$` for as long as it runs.
 */
export const signIn = (client: CallClient, credential: CommunicationTokenCredential): Observable<CallAgent> =>
  callAgent$(() => client.createCallAgent(credential)).pipe(shareAgent());

/** Waits until the agent is connected, which it need not be from the beginning. */
const connected = (): MonoTypeOperatorFunction<CallAgent> =>
  delayWhen((agent) => connectionState$(agent).pipe(filter((state) => state === 'Connected')));

/** Calls somebody, once. */
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
 * Accepts each incoming call, and emits it when it is connected. The SDK lets a call be transferred only if the app has
 * looked up its transfer feature.
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

/** Declines each incoming call; emits when it comes, and when it is declined. */
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

/** Hands each call on when the two have talked for a moment. */
export const talk = <C extends CallCommon>(): MonoTypeOperatorFunction<C> =>
  delayWhen((call) =>
    callState$(call).pipe(
      filter((state) => state === 'Connected'),
      delay(PAUSE),
    ),
  );

/** For the one who is transferred: emits each call, and then the calls that it is transferred to. */
export const followed = (): OperatorFunction<Call, Call> => (call$) =>
  call$.pipe(withFeature(Features.Transfer), followTransfers(), shared());

export const names = (participants: readonly RemoteParticipant[]): string =>
  participants.map(({ displayName = 'somebody' }) => displayName).join(' and ') || 'nobody';
