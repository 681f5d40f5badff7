/**
 * A simulated service on stage: actors with an agent each, who do things at frames, and what is seen of them.
 */
import type {
  Call,
  IncomingCall,
  RemoteParticipant,
  Transfer,
  TransferCallFeature,
  TransferState,
} from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import {
  catchError,
  EMPTY,
  from,
  map,
  merge,
  mergeMap,
  Observable,
  of,
  startWith,
  Subject,
  switchMap,
  tap,
  timer,
  type ObservableInput,
} from 'rxjs';
import {
  callState$,
  fromSdkEvent,
  incomingCalls$,
  participantState$,
  transferState$,
} from '../../../src/index.js';
import {
  FakeFeatures,
  FakeSdkError,
  SimulatedCallingService,
  type FakeArguments,
  type FakeCallAgent,
  type FakeCall,
  type SimulatedCallingServiceConfig,
  type SimulatedUser,
  type SimulatedUserOptions,
} from '../../../src/testing/index.js';

// One letter a state, so that a marble string can show them.
export const letters = {
  None: 'n',
  Idle: 'o',
  Connecting: 'c',
  Ringing: 'r',
  Connected: 'C',
  LocalHold: 'H',
  RemoteHold: 'h',
  InLobby: 'l',
  Hold: 'H',
  Disconnecting: 'd',
  Disconnected: 'x',
  Transferring: 't',
  Transferred: 'T',
  Failed: 'F',
} as const;

const letterOf = (state: string): string => letters[state as keyof typeof letters];

export interface Actor {
  readonly user: SimulatedUser;
  readonly agent: FakeCallAgent;
  /** All calls, in order, also those that have ended. */
  readonly calls: FakeCall[];
  readonly incoming: IncomingCall[];
  /** The states of all calls, and `i` for each incoming call. */
  readonly sees: Observable<string>;
  /** The states of all participants of all calls. */
  readonly seesOthers: Observable<string>;
}

/** Agents are made at frame 1 and connected at frame 2, each step takes 1 frame, and nobody rings beyond 10. */
export class Scene {
  readonly service: SimulatedCallingService;
  readonly #transfers = new Subject<Transfer>();
  readonly transfers: Transfer[] = [];
  readonly transferStates: Observable<string> = this.#transfers.pipe(
    mergeMap((transfer) => transferState$(transfer)),
    map((state: TransferState) => letterOf(state)),
  );

  constructor(config: SimulatedCallingServiceConfig = {}) {
    this.service = new SimulatedCallingService({
      latency: 1,
      ringTimeout: 10,
      reconnectTimeout: 10,
      ...config,
    });
  }

  at(frame: number, action: () => unknown): void {
    timer(frame)
      .pipe(
        mergeMap(() => {
          const outcome = action();
          // What a promise of the SDK rejects with is for the tests that ask.
          return outcome instanceof Observable ? outcome.pipe(catchError(() => EMPTY)) : EMPTY;
        }),
      )
      .subscribe();
  }

  actor(identifier: CommunicationIdentifier, options?: SimulatedUserOptions): Actor {
    return this.on(this.service.createUser(identifier, options));
  }

  /** A user on a device. */
  on(user: SimulatedUser, device?: string): Actor {
    const client = this.service.callClient(device === undefined ? {} : { device });
    const agent$ = from(client.createCallAgent(user.credential));
    const calls: FakeCall[] = [];
    const incoming: IncomingCall[] = [];
    let agent: FakeCallAgent | undefined;
    agent$
      .pipe(
        tap((created) => {
          agent = created as FakeCallAgent;
          agent.on('callsUpdated', ({ added }) => {
            calls.push(...(added as FakeCall[]));
            // The SDK accepts a transfer only for an app that has looked up the feature of that call.
            added.forEach((call) => call.feature(FakeFeatures.Transfer));
          });
          agent.on('incomingCall', ({ incomingCall }) => incoming.push(incomingCall));
        }),
      )
      .subscribe();
    const calls$ = agent$.pipe(
      switchMap((created) => fromSdkEvent(created, 'callsUpdated')),
      mergeMap(({ added }) => added),
    );
    return {
      user,
      get agent() {
        return agent as FakeCallAgent;
      },
      calls,
      incoming,
      sees: merge(
        calls$.pipe(
          mergeMap((call: Call) => callState$(call)),
          map(letterOf),
        ),
        agent$.pipe(
          switchMap((created) => incomingCalls$(created)),
          map(() => 'i'),
        ),
      ),
      seesOthers: calls$.pipe(
        mergeMap((call: Call) =>
          fromSdkEvent(call, 'remoteParticipantsUpdated').pipe(
            mergeMap(({ added }) => added),
            startWith(...call.remoteParticipants),
          ),
        ),
        mergeMap((participant: RemoteParticipant) => participantState$(participant)),
        map(letterOf),
      ),
    };
  }

  users(): { alice: Actor; bob: Actor; carol: Actor } {
    return {
      alice: this.actor({ communicationUserId: '8:acs:alice' }, { displayName: 'Alice' }),
      bob: this.actor({ communicationUserId: '8:acs:bob' }, { displayName: 'Bob' }),
      carol: this.actor({ communicationUserId: '8:acs:carol' }, { displayName: 'Carol' }),
    };
  }

  call(from: Actor, ...to: (Actor | SimulatedUser)[]): Call {
    return from.agent.startCall(to.map((actor) => ('user' in actor ? actor.user : actor).identifier));
  }

  transfer(call: FakeCall | undefined, ...args: FakeArguments<TransferCallFeature, 'transfer'>): void {
    if (call) {
      const transfer = call.feature(FakeFeatures.Transfer).transfer(...(args as [never]));
      this.transfers.push(transfer);
      this.#transfers.next(transfer);
    }
  }
}

/** The codes of an error of the SDK, in words. */
export const codesOf = (error: unknown): Observable<string> =>
  of(error instanceof FakeSdkError ? `${String(error.code)}/${String(error.subCode)}` : String(error));

/** How what an SDK method returned settles: `resolved`, or the codes of the error. */
export const outcome = (settling: ObservableInput<unknown> | undefined): Observable<string> =>
  from(settling ?? []).pipe(
    map(() => 'resolved'),
    catchError(codesOf),
  );
