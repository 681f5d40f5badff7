import fc from 'fast-check';
import type { CallAgent } from '@azure/communication-calling';
import { catchError, filter, map, mergeMap, of, switchMap, tap, takeUntil, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { callAgent$, connectionState$, TransferError } from '../../src/index.js';
import { hangUpWhenTransferred, retryOnDisconnect, transferTo, withFeature } from '../../operators/index.js';
import {
  FakeFeatures,
  listenerCount,
  randomFaults,
  SimulatedCallingService,
  type FakeCallAgent,
} from '../../src/testing/index.js';
import { seededRandom } from '../../src/testing/service/transport/random.js';
import { letters } from '../testing/service/actors.js';
import { Scene } from '../testing/service/scene.js';

/** Alice's call with bob is up from frame 7 on. At frame 9 she transfers it to carol. */
const transferToCarol = () => {
  const scene = new Scene();
  const { alice, bob, carol } = scene.users();
  scene.at(3, () => scene.call(alice, bob));
  scene.at(6, () => bob.incoming[0]?.accept());
  const states = timer(9).pipe(
    mergeMap(() => alice.calls.slice(0, 1)),
    withFeature(FakeFeatures.Transfer),
    transferTo({ targetParticipant: carol.user.identifier }),
    hangUpWhenTransferred(),
    map(({ state }) => letters[state]),
  );
  return { scene, alice, bob, carol, states };
};

describe('pipelines on the simulated service', () => {
  it(
    'transfer a call, hang up, and leave no listener attached',
    marbles((m) => {
      const { scene, alice, bob, carol, states } = transferToCarol();
      scene.at(14, () => carol.incoming[0]?.accept());

      m.expect(states).toBeObservable('   ----------nt---T|');
      m.expect(alice.sees).toBeObservable('---ncr-C--H----dx');
      m.flush();
      expect(alice.calls[0]?.callEndReason).toMatchObject({ code: 0, subCode: 0 });
      expect(listenerCount(...alice.calls, ...bob.calls)).toBe(0);
      expect(bob.calls.map(({ state }) => state)).toEqual(['Disconnected', 'Connected']);
    }),
  );

  it(
    'give the reason of a failed transfer',
    marbles((m) => {
      const { scene, alice, bob, carol, states } = transferToCarol();
      scene.at(14, () => carol.incoming[0]?.reject());

      const outcome = states.pipe(
        catchError((error: unknown) => of(error instanceof TransferError ? error.reason : 'unexpected')),
      );
      m.expect(outcome).toBeObservable('   ----------nt----(FD|)', { n: 'n', t: 't', F: 'F', D: 'declined' });
      m.expect(alice.sees).toBeObservable('---ncr-C--H-----C');
      m.expect(bob.sees).toBeObservable('  -----icC--hncr-xC');
    }),
  );

  describe('try a list of targets', () => {
    const tryInTurn = (options: { disableForwardingAndUnanswered?: boolean }) => {
      const scene = new Scene();
      const { alice, bob } = scene.users();
      const carol = scene.actor({ microsoftTeamsUserId: 'carol' }, { voicemail: true });
      const dave = scene.actor({ communicationUserId: '8:acs:dave' });
      scene.at(3, () => scene.call(alice, bob));
      scene.at(6, () => bob.incoming[0]?.accept());
      scene.at(26, () => dave.incoming[0]?.reject());
      const states = timer(9).pipe(
        mergeMap(() => alice.calls.slice(0, 1)),
        withFeature(FakeFeatures.Transfer),
        transferTo(
          [
            { targetParticipant: carol.user.identifier },
            { targetParticipant: dave.user.identifier },
            { targetParticipantVoicemail: { microsoftTeamsUserId: 'carol' } },
          ],
          options,
        ),
        hangUpWhenTransferred(),
        filter(({ state }) => state === 'Transferred' || state === 'Failed'),
        map((update) => {
          const { attempt, attempts, state } = update;
          const reason = update.state === 'Failed' ? `, ${update.error.reason}` : '';
          return `${String(attempt)} of ${String(attempts)}: ${state}${reason}`;
        }),
      );
      return { alice, bob, dave, states };
    };

    it(
      'with no answer, a refusal, and a voicemail that takes the call, which stays on hold all the time',
      marbles((m) => {
        const { alice, bob, dave, states } = tryInTurn({ disableForwardingAndUnanswered: true });

        m.expect(states).toBeObservable('    ----------------------a----b-c|', {
          a: '1 of 3: Failed, no-answer',
          b: '2 of 3: Failed, declined',
          c: '3 of 3: Transferred',
        });
        m.expect(alice.sees).toBeObservable('---ncr-C--H------------------dx');
        m.flush();
        expect(alice.calls[0]?.callsTo('hold')).toHaveLength(1);
        expect(alice.calls[0]?.callsTo('resume')).toHaveLength(0);
        expect(dave.incoming).toHaveLength(1);
        expect(listenerCount(...alice.calls, ...bob.calls)).toBe(0);
      }),
    );

    it(
      'and by default the own voicemail of a person takes the call first',
      marbles((m) => {
        const { dave, states } = tryInTurn({});

        m.expect(states).toBeObservable('----------------------a|', { a: '1 of 3: Transferred' });
        m.flush();
        expect(dave.incoming).toHaveLength(0);
      }),
    );
  });

  it(
    'get a new agent after a disconnect',
    marbles((m) => {
      const service = new SimulatedCallingService({ latency: 1 });
      const { credential } = service.createUser({ communicationUserId: '8:acs:alice' });
      const client = service.callClient();
      const agents: CallAgent[] = [];
      timer(5)
        .pipe(
          mergeMap(() => agents),
          tap((agent) => {
            service.disconnect(agent, 'connectionIssue');
          }),
        )
        .subscribe();

      const states = callAgent$(() => client.createCallAgent(credential)).pipe(
        retryOnDisconnect({ delay: 10, reconnectTimeout: 0, random: () => 1 }),
        tap((agent) => agents.push(agent)),
        switchMap((agent) => connectionState$(agent)),
        map((state) => letters[state]),
      );

      m.expect(states, '^ 30ms !').toBeObservable('-xC--x 10ms xC');
      m.flush();
      expect(new Set(agents).size).toBe(2);
      expect(agents.map((agent) => (agent as FakeCallAgent).callsTo('dispose').length)).toEqual([1, 1]);
      expect(listenerCount(...(agents as FakeCallAgent[]))).toBe(0);
    }),
  );

  it('keep an agent through all faults, and leave nothing behind', () => {
    const kinds = ['networkLoss', 'connectionLoss', 'requestFails'] as const;
    const keep = (seed: number) =>
      marbles((m) => {
        const service = new SimulatedCallingService({ latency: [10, 90], seed });
        const user = service.createUser({ communicationUserId: '8:acs:alice' });
        const client = service.callClient();
        const states: string[] = [];
        // That fault leaves an agent behind: its dispose fails.
        service.script(
          randomFaults({ seed, users: [user], kinds, within: 5_000 }).filter(
            (fault) => !('request' in fault && fault.request === 'dispose'),
          ),
        );
        callAgent$(() => client.createCallAgent(user.credential))
          .pipe(
            retryOnDisconnect({
              delay: 100,
              connectTimeout: 2_000,
              reconnectTimeout: 1_000,
              random: seededRandom(seed),
            }),
            switchMap((agent) => connectionState$(agent)),
            takeUntil(timer(20_000)),
          )
          .subscribe((state) => states.push(state));
        m.flush();

        expect(states.at(-1)).toBe('Connected');
        expect(service.pending).toEqual([]);
      });

    fc.assert(
      fc.property(fc.nat(), (seed) => {
        keep(seed)();
      }),
      { numRuns: 100 },
    );
  });
});
