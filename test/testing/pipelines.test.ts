import type { CallAgent } from '@azure/communication-calling';
import { catchError, map, mergeMap, of, switchMap, tap, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { callAgent$, connectionState$, TransferError } from '../../src/index.js';
import { hangUpWhenTransferred, retryOnDisconnect, transferTo, withFeature } from '../../operators/index.js';
import {
  FakeFeatures,
  listenerCount,
  SimulatedCallingService,
  type FakeCallAgent,
} from '../../src/testing/index.js';
import { letters, Scene } from './scene.js';

describe('pipelines on the simulated service', () => {
  it(
    'transfer a call and hang up, and leave nothing attached',
    marbles((m) => {
      const scene = new Scene();
      const { alice, bob, carol } = scene.users();
      scene.at(3, () => scene.call(alice, bob));
      scene.at(6, () => bob.incoming[0]?.accept());
      scene.at(14, () => carol.incoming[0]?.accept());

      const states = timer(9).pipe(
        mergeMap(() => alice.calls.slice(0, 1)),
        withFeature(FakeFeatures.Transfer),
        transferTo({ targetParticipant: carol.user.identifier }),
        hangUpWhenTransferred(),
        map(({ state }) => letters[state]),
      );

      m.expect(states).toBeObservable('   ----------nt---T|');
      m.expect(alice.sees).toBeObservable('---ncr-C--H----dx');
      m.flush();
      expect(alice.calls[0]?.callEndReason).toEqual({ code: 0, subCode: 0 });
      expect(listenerCount(...alice.calls, ...bob.calls)).toBe(0);
      expect(bob.calls.map(({ state }) => state)).toEqual(['Disconnected', 'Connected']);
    }),
  );

  it(
    'tell why a transfer failed',
    marbles((m) => {
      const scene = new Scene();
      const { alice, bob, carol } = scene.users();
      scene.at(3, () => scene.call(alice, bob));
      scene.at(6, () => bob.incoming[0]?.accept());
      scene.at(14, () => carol.incoming[0]?.reject());

      const states = timer(9).pipe(
        mergeMap(() => alice.calls.slice(0, 1)),
        withFeature(FakeFeatures.Transfer),
        transferTo({ targetParticipant: carol.user.identifier }),
        hangUpWhenTransferred(),
        map(({ state }) => letters[state]),
        catchError((error: unknown) => of(error instanceof TransferError ? error.reason : 'unexpected')),
      );

      m.expect(states).toBeObservable('   ----------nt----(FD|)', { n: 'n', t: 't', F: 'F', D: 'declined' });
      m.expect(alice.sees).toBeObservable('---ncr-C--H-----C');
      m.expect(bob.sees).toBeObservable('  -----icC--h-----C');
    }),
  );

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
        retryOnDisconnect({ delay: 10, random: () => 1 }),
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
});
