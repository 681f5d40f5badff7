/**
 * The operators that follow and accept calls, on the simulated service.
 */
import type { CallAgent } from '@azure/communication-calling';
import fc from 'fast-check';
import { EMPTY, map, mergeMap, takeUntil, tap, timer, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { callAgent$, CallingTimeoutError, calls$, callState$ } from '../../src/index.js';
import {
  acceptIncomingCalls,
  combineEach,
  hangUpWhenTransferred,
  mergeEach,
  retryOnDisconnect,
  startCall,
  transferTo,
  whenConnected,
  withFeature,
  type AcceptIncomingCallsConfig,
} from '../../operators/index.js';
import {
  FakeFeatures,
  listenerCount,
  randomFaults,
  SimulatedCallingService,
  type FakeCall,
} from '../../src/testing/index.js';
import { seededRandom } from '../../src/testing/service/transport/random.js';
import { letters, type Actor } from '../testing/service/actors.js';
import { Scene } from '../testing/service/scene.js';

/** Accepts calls from frame 2 on, when the agents are connected. */
const accepting = (
  actor: Actor,
  config?: AcceptIncomingCallsConfig<CallAgent>,
): Observable<CallAgent['calls'][0]> =>
  timer(2).pipe(
    map((): CallAgent => actor.agent),
    acceptIncomingCalls(config),
  );

const states = (calls: readonly { readonly state: string }[]) => calls.map(({ state }) => state);

const letterOf = (state: string): string => letters[state as keyof typeof letters];

describe('calls on the simulated service', () => {
  it(
    'are accepted, followed until they have ended, and combined meanwhile',
    marbles((m) => {
      const scene = new Scene();
      const { alice, bob } = scene.users();
      scene.at(3, () => scene.call(alice, bob));
      scene.at(9, () => alice.calls[0]?.hangUp());
      const ofBob = timer(2).pipe(mergeMap(() => calls$(bob.agent)));

      const connected = accepting(bob).pipe(
        whenConnected(),
        map(({ state }) => letterOf(state)),
      );
      const followed = ofBob.pipe(
        mergeEach((call) => callState$(call)),
        map(letterOf),
      );
      const combined = ofBob.pipe(
        combineEach((call) => callState$(call)),
        map((all) => all.map(letterOf).join('') || '0'),
      );

      m.expect(connected, '      ^-----------!').toBeObservable('------C-------');
      m.expect(followed, '       ^-----------!').toBeObservable('-----cC---x---');
      m.expect(combined, '       ^-----------!').toBeObservable('--0--cC---0---');
      m.flush();
      expect(listenerCount(...bob.calls, ...alice.calls)).toBe(0);
    }),
  );

  it(
    'are started when the agent is connected, and transferred when they are',
    marbles((m) => {
      const scene = new Scene();
      const { alice, bob, carol } = scene.users();
      scene.at(6, () => bob.incoming[0]?.accept());
      scene.at(15, () => carol.incoming[0]?.accept());
      const agents$ = timer(1).pipe(map((): CallAgent => alice.agent));

      const updates = agents$.pipe(
        startCall(bob.user.identifier),
        whenConnected(),
        withFeature(FakeFeatures.Transfer),
        transferTo({ targetParticipant: carol.user.identifier }),
        hangUpWhenTransferred(),
        map(({ state }) => letterOf(state)),
      );

      m.expect(updates, '^ 40ms !').toBeObservable('--------nt------T|');
      m.flush();
      expect(states([...alice.calls, ...bob.calls, ...carol.calls])).toEqual([
        'Disconnected',
        'Disconnected',
        'Connected',
        'Connected',
      ]);
    }),
  );

  it(
    'are hung up if nobody answers in time, and ring no longer',
    marbles((m) => {
      const scene = new Scene();
      const { alice, bob } = scene.users();
      const agents$ = timer(1).pipe(map((): CallAgent => alice.agent));

      const started = agents$.pipe(
        startCall(bob.user.identifier, { timeout: 7 }),
        map(() => 'x'),
      );

      m.expect(started, '^ 40ms !').toBeObservable(
        '--x-----#',
        undefined,
        new CallingTimeoutError('The call was not connected in 7 ms, so it was hung up.', 7),
      );
      m.flush();
      expect(bob.incoming[0]?.callEndReason).toMatchObject({ code: 487, subCode: 0 });
    }),
  );

  it(
    'are held before another one is accepted',
    marbles((m) => {
      const scene = new Scene();
      const { alice, bob, carol } = scene.users();
      scene.at(3, () => scene.call(alice, bob));
      scene.at(9, () => scene.call(carol, bob));

      const accepted = accepting(bob, { callWaiting: 'hold' }).pipe(map(() => 'x'));

      m.expect(accepted, '^ 30ms !').toBeObservable('------x------x');
      m.flush();
      expect(states(bob.calls)).toEqual(['LocalHold', 'Connected']);
      expect(states(alice.calls)).toEqual(['RemoteHold']);
    }),
  );

  it(
    'are declined during a call, and the caller hears of it at once',
    marbles((m) => {
      const scene = new Scene();
      const { alice, bob, carol } = scene.users();
      scene.at(3, () => scene.call(alice, bob));
      scene.at(3, () => scene.call(carol, bob));

      m.expect(accepting(bob, { callWaiting: 'reject' }).pipe(map(() => 'x')), '^ 30ms !').toBeObservable(
        '------x',
      );
      m.flush();
      expect(states(bob.calls)).toEqual(['Connected']);
      expect(carol.calls[0]?.callEndReason).toMatchObject({ code: 603, subCode: 0 });
    }),
  );

  it(
    'wait until the user is free, and are accepted then if they still ring',
    marbles((m) => {
      const scene = new Scene();
      const { alice, bob, carol } = scene.users();
      const dan = scene.actor({ communicationUserId: '8:acs:dan' });
      scene.at(3, () => scene.call(alice, bob));
      scene.at(8, () => scene.call(carol, bob));
      scene.at(9, () => scene.call(dan, bob));
      scene.at(12, () => carol.calls[0]?.hangUp());
      scene.at(15, () => alice.calls[0]?.hangUp());

      const accepted = accepting(bob, { callWaiting: 'wait' }).pipe(map(() => 'x'));

      m.expect(accepted, '^ 30ms !').toBeObservable('------x----------x');
      m.flush();
      expect(states(bob.calls)).toEqual(['Disconnected', 'Connected']);
      expect(states(dan.calls)).toEqual(['Connected']);
      expect(carol.calls[0]?.callEndReason).toMatchObject({ code: 0, subCode: 0 });
    }),
  );

  it(
    'wait until the user has transferred the first one',
    marbles((m) => {
      const scene = new Scene();
      const { alice, bob, carol } = scene.users();
      const dan = scene.actor({ communicationUserId: '8:acs:dan' });
      scene.at(3, () => scene.call(alice, bob));
      scene.at(10, () => scene.call(dan, bob));
      scene.at(16, () => carol.incoming[0]?.accept());
      timer(11)
        .pipe(
          mergeMap(() => bob.calls.slice(0, 1)),
          withFeature(FakeFeatures.Transfer),
          transferTo({ targetParticipant: carol.user.identifier }),
          hangUpWhenTransferred(),
        )
        .subscribe();

      const accepted = accepting(bob, { callWaiting: 'wait' }).pipe(
        map((call) => call.callerInfo.displayName),
      );

      m.expect(accepted, '^ 40ms !').toBeObservable('------a-----------d', { a: 'Alice', d: undefined });
      m.flush();
      expect(states(bob.calls)).toEqual(['Disconnected', 'Connected']);
      expect(states(carol.calls)).toEqual(['Connected']);
    }),
  );

  it(
    'are not emitted if another device answers them, or if the caller cancels them, in the meantime',
    marbles((m) => {
      const scene = new Scene();
      const { alice, bob, carol } = scene.users();
      const desk = scene.on(bob.user, 'desk');
      scene.at(3, () => scene.call(alice, bob));
      scene.at(6, () => desk.incoming[0]?.accept());
      scene.at(20, () => scene.call(carol, bob));
      scene.at(22, () => carol.calls[0]?.hangUp());

      const accept = () => timer(3).pipe(map(() => true));
      m.expect(accepting(bob, { accept }), '^ 60ms !').toBeObservable('-----');
      m.flush();
      expect(states(bob.calls).filter((state) => state !== 'Disconnected')).toEqual([]);
    }),
  );

  it(
    'are hung up if they are accepted after the last subscriber has left',
    marbles((m) => {
      const scene = new Scene({ latency: 2 });
      const { alice, bob } = scene.users();
      scene.at(6, () => scene.call(alice, bob));

      const accepted = timer(5).pipe(
        map((): CallAgent => bob.agent),
        acceptIncomingCalls(),
      );
      m.expect(accepted, '^ 10ms !').toBeObservable('--');
      m.flush();
      expect(states(bob.calls)).toEqual(['Disconnected']);
      expect(states(alice.calls)).toEqual(['Disconnected']);
    }),
  );

  it.each([
    ['hold', ['LocalHold', 'Disconnecting']],
    ['wait', ['Disconnecting']],
  ] as const)(
    'are accepted in spite of faults, never two at once, and leave nothing behind: %s',
    (callWaiting, besides: readonly string[]) => {
      const kinds = ['networkLoss', 'connectionLoss', 'requestFails'] as const;
      let total = 0;
      const atOnce: string[] = [];
      const play = (seed: number) =>
        marbles((m) => {
          const service = new SimulatedCallingService({ latency: [10, 90], seed, ringTimeout: 1_000 });
          const bob = service.createUser({ communicationUserId: '8:acs:bob' });
          const callers = ['alice', 'carol', 'dan'].map((name) =>
            service.createUser({ communicationUserId: `8:acs:${name}` }),
          );
          const random = seededRandom(seed);
          const client = service.callClient();
          const end = timer(20_000);
          service.script(
            randomFaults({ seed, users: [bob], kinds, within: 5_000 }).filter(
              (fault) => !('request' in fault && ['dispose', 'hangUp'].includes(fault.request)),
            ),
          );
          for (const { credential } of callers) {
            callAgent$(() => service.callClient().createCallAgent(credential))
              .pipe(
                mergeMap((agent) =>
                  timer(500 + 2_000 * random(), 2_500).pipe(
                    mergeMap(() => {
                      const call = agent.startCall([bob.identifier]);
                      return timer(1_500 * random()).pipe(
                        mergeMap(() => (call.state === 'Disconnected' ? EMPTY : call.hangUp())),
                      );
                    }),
                  ),
                ),
                takeUntil(end),
              )
              .subscribe();
          }
          callAgent$(() => client.createCallAgent(bob.credential))
            .pipe(
              retryOnDisconnect({
                delay: 100,
                connectTimeout: 2_000,
                reconnectTimeout: 500,
                random: seededRandom(seed),
              }),
              acceptIncomingCalls({ callWaiting, catchError: () => EMPTY }),
              tap((call) => {
                total++;
                const others = ((call as FakeCall).agent?.calls ?? []).filter((other) => other !== call);
                atOnce.push(...states(others).filter((state) => !besides.includes(state)));
              }),
              takeUntil(end),
            )
            .subscribe();
          m.flush();

          expect(service.pending).toEqual([]);
        });

      fc.assert(
        fc.property(fc.nat(), (seed) => {
          play(seed)();
        }),
        { numRuns: 25 },
      );
      expect(total).toBeGreaterThan(50);
      expect(atOnce).toEqual([]);
    },
  );
});
