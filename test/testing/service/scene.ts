/**
 * A simulated service on stage: actors with an agent each, who do things at frames.
 */
import type { Call, Transfer, TransferCallFeature } from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import {
  catchError,
  EMPTY,
  from,
  map,
  mergeMap,
  Observable,
  of,
  Subject,
  timer,
  type ObservableInput,
} from 'rxjs';
import { marbles, type Context } from 'rxjs-marbles/jest';
import { transferState$ } from '../../../src/index.js';
import {
  FakeFeatures,
  FakeSdkError,
  SimulatedCallingService,
  type FakeArguments,
  type FakeCall,
  type SimulatedCallingServiceConfig,
  type SimulatedUser,
  type SimulatedUserOptions,
} from '../../../src/testing/index.js';
import { actorOf, letterOf, type Actor } from './actors.js';

/** Agents are made at frame 1 and connected at frame 2, each step takes 1 frame, and nobody rings beyond 10. */
export class Scene {
  readonly service: SimulatedCallingService;
  readonly #transfers = new Subject<Transfer>();
  readonly transfers: Transfer[] = [];
  readonly transferStates: Observable<string> = this.#transfers.pipe(
    mergeMap((transfer) => transferState$(transfer)),
    map(letterOf),
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
    return actorOf(this.service, user, device);
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

  /** One calls the other at frame 3, who accepts at frame 6: both are connected at frame 7. */
  talk(caller: Actor, callee: Actor): void {
    this.at(3, () => this.call(caller, callee));
    this.at(6, () => callee.incoming[0]?.accept());
  }

  transfer(call: FakeCall | undefined, ...args: FakeArguments<TransferCallFeature, 'transfer'>): void {
    if (call) {
      const transfer = call.feature(FakeFeatures.Transfer).transfer(...(args as [never]));
      this.transfers.push(transfer);
      this.#transfers.next(transfer);
    }
  }

  /** Transfers the first call of an actor. */
  transferAt(
    frame: number,
    transferor: Actor,
    ...args: FakeArguments<TransferCallFeature, 'transfer'>
  ): void {
    this.at(frame, () => {
      this.transfer(transferor.calls[0], ...args);
    });
  }
}

/** Makes tests by marbles, each on a stage of its own. */
export const staged =
  <S>(set: () => S) =>
  (play: (m: Context, stage: S) => void): (() => void) =>
    marbles((m) => {
      play(m, set());
    }) as () => void;

/** Alice, bob and carol, who do nothing yet. */
export const onScene = staged(() => {
  const scene = new Scene();
  return { scene, ...scene.users() };
});

/** The codes of an error of the SDK, in words. */
export const codesOf = (error: unknown): Observable<string> =>
  of(error instanceof FakeSdkError ? `${String(error.code)}/${String(error.subCode)}` : String(error));

/** How a promise of the SDK settles: `resolved`, or the codes of the error. */
export const outcome = (settling: ObservableInput<unknown> | undefined): Observable<string> =>
  from(settling ?? []).pipe(
    map(() => 'resolved'),
    catchError(codesOf),
  );

/** How a request settles that is made at a frame. */
export const asked = (frame: number, ask: () => Parameters<typeof outcome>[0]): Observable<string> =>
  timer(frame).pipe(mergeMap(() => outcome(ask())));
