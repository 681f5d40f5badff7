/**
 * The same streams from several hands: this library's, and those that an app would write without it. All of them stand
 * on the same emitter.
 */
import type * as Sdk from '@azure/communication-calling';
import { observeRoomEvents } from '@livekit/components-core';
import {
  distinctUntilChanged,
  fromEventPattern,
  map,
  shareReplay,
  startWith,
  takeWhile,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import {
  calls$,
  callState$,
  connectionState$,
  participantState$,
  property$,
  transferState$,
} from 'rx-acs-calling';
import type { Agent, Call, Participant, Transfer } from './objects.js';

interface Emitter {
  on(event: string, listener: (payload?: unknown) => void): void;
  off(event: string, listener: (payload?: unknown) => void): void;
}

/** The streams over the stand-ins. */
export interface Watch {
  readonly callState: (call: Call) => Observable<string>;
  readonly participantState: (participant: Participant) => Observable<string>;
  readonly transferState: (transfer: Transfer) => Observable<string>;
  readonly connectionState: (agent: Agent) => Observable<string>;
  readonly calls: (agent: Agent) => Observable<readonly Call[]>;
  readonly property: (object: Emitter, property: string, event: string) => Observable<unknown>;
}

/** Any property of any object through `property$`. */
const anyProperty = property$ as unknown as Watch['property'];

/** The streams that this library has a name for. */
const named: Watch = {
  callState: (call) => callState$(call as unknown as Sdk.Call),
  participantState: (participant) => participantState$(participant as unknown as Sdk.RemoteParticipant),
  transferState: (transfer) => transferState$(transfer as unknown as Sdk.Transfer),
  connectionState: (agent) => connectionState$(agent as unknown as Sdk.CallAgent),
  calls: (agent) => calls$(agent as unknown as Sdk.CallAgent) as Observable<readonly unknown[]> as never,
  property: anyProperty,
};

/** All of it through `property$`: these streams do not complete. */
const properties: Watch = {
  ...named,
  callState: (call) => property$(call as unknown as Sdk.Call, 'state'),
  participantState: (participant) => property$(participant as unknown as Sdk.RemoteParticipant, 'state'),
  transferState: (transfer) => property$(transfer as unknown as Sdk.Transfer, 'state'),
  connectionState: (agent) => property$(agent as unknown as Sdk.CallAgent, 'connectionState'),
};

type Observe = <S extends Emitter, T>(object: S, event: string, read: (object: S) => T) => Observable<T>;

const untilEnd = (...ends: readonly string[]): MonoTypeOperatorFunction<string> =>
  takeWhile((state) => !ends.includes(state), true);

/** Every stream by the same function. */
const watchBy = (observe: Observe): Watch => ({
  callState: (call) =>
    observe(call, 'stateChanged', ({ state }): string => state).pipe(untilEnd('Disconnected')),
  participantState: (participant) =>
    observe(participant, 'stateChanged', ({ state }): string => state).pipe(untilEnd('Disconnected')),
  transferState: (transfer) =>
    observe(transfer, 'stateChanged', ({ state }): string => state).pipe(untilEnd('Transferred', 'Failed')),
  connectionState: (agent) => observe(agent, 'connectionStateChanged', (it): string => it.connectionState),
  calls: (agent) => observe(agent, 'callsUpdated', ({ calls }) => [...calls]),
  property: (object, property, event) =>
    observe(object, event, (it) => (it as unknown as Record<string, unknown>)[property]),
});

const byHand: Observe = (object, event, read) =>
  fromEventPattern<unknown>(
    (listener) => {
      object.on(event, listener);
    },
    (listener) => {
      object.off(event, listener);
    },
  ).pipe(
    startWith(undefined),
    map(() => read(object)),
    distinctUntilChanged(),
  );

const byHandShared: Observe = (object, event, read) =>
  byHand(object, event, read).pipe(shareReplay({ bufferSize: 1, refCount: true }));

/** As LiveKit's own observers are made: neither shared nor silent when nothing has changed. */
const liveKit: Observe = (object, event, read) =>
  observeRoomEvents(object as never, event as never).pipe(map(() => read(object)));

export const contestants = {
  named,
  properties,
  liveKit: watchBy(liveKit),
  byHand: watchBy(byHand),
  byHandShared: watchBy(byHandShared),
} as const satisfies Readonly<Record<string, Watch>>;

export type Contestant = keyof typeof contestants;

export const ours: readonly Contestant[] = ['named', 'properties'];
export const others: readonly Contestant[] = ['liveKit', 'byHand', 'byHandShared'];
