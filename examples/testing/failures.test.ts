import { connectionState$ } from 'rx-acs-calling';
import {
  FakeFeatures,
  randomFaults,
  SimulatedCallingService,
  type SimulatedFault,
} from 'rx-acs-calling/testing';
import { delay, ignoreElements, merge, switchMap, takeUntil, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { CallService, signIn } from './call-service.js';

const alice = { communicationUserId: '8:acs:alice' };
const bob = { communicationUserId: '8:acs:bob' };
const carol = { communicationUserId: '8:acs:carol' };

/** Alice calls bob and transfers him to carol, with these faults. Gives the log of five minutes of her app. */
const play = (faults: readonly SimulatedFault[]) =>
  new TestScheduler(() => undefined).run(() => {
    const service = new SimulatedCallingService({ latency: 20 });
    const open = (identifier: typeof alice) => {
      const { credential } = service.createUser(identifier);
      // The back-off has a random part. With a fixed value each run is the same.
      const agent$ = signIn(service.callClient(), credential, { random: () => 0.5 });
      return { agent$, app: new CallService(agent$, FakeFeatures) };
    };
    const [{ agent$, app }, bobs, carols] = [open(alice), open(bob), open(carol)];
    const log: string[] = [];
    merge(
      bobs.app.answered$.pipe(ignoreElements()),
      carols.app.answered$.pipe(ignoreElements()),
      agent$.pipe(switchMap((agent) => connectionState$(agent))),
      app.call(bob).pipe(
        delay(1_000),
        switchMap((call) => app.transfer(call, carol)),
      ),
    )
      .pipe(takeUntil(timer(300_000)))
      .subscribe({ next: (text) => log.push(text), error: (error: unknown) => log.push(String(error)) });
    service.script(faults);
    return { service, log };
  });

it('says why a transfer fails', () => {
  const { service, log } = play([{ fault: 'requestFails', request: 'transfer', user: alice }]);

  expect(log.slice(-2)).toEqual(['Failed', 'Not transferred: timeout']);
  expect(service.pending).toEqual([]);
});

it('makes another agent after the first one was lost', () => {
  const { service, log } = play([{ at: 5_000, fault: 'connectionLoss', user: alice }]);

  expect(log).toEqual([
    'Disconnected',
    'Connected',
    'None',
    'Transferring',
    'Transferred',
    'Disconnected', // the first agent
    'Disconnected', // the second agent, before it connects
    'Connected',
  ]);
  expect(service.pending).toEqual([]);
});

it('keeps the call when the network is lost for three seconds', () => {
  const { service, log } = play([{ at: 500, fault: 'networkLoss', user: alice, for: 3_000 }]);

  expect(log).toEqual([
    'Disconnected',
    'Connected',
    'Disconnected', // the network is lost
    'Connected', // the same agent, with the same call
    'None',
    'Transferring',
    'Transferred',
  ]);
  expect(service.pending).toEqual([]);
});

it('makes another agent after the SDK has silently disposed of the first one', () => {
  const { service, log } = play([{ at: 5_000, fault: 'silentDisposal', user: alice }]);

  expect(log.slice(-3)).toEqual(['Transferred', 'Disconnected', 'Connected']);
  expect(service.pending).toEqual([]);
});

it.each([1, 2, 3, 4, 5])('is connected in the end after random faults: seed %d', (seed) => {
  const users = [alice, bob, carol];
  const kinds = ['networkLoss', 'connectionLoss', 'callDrop', 'answerElsewhere'] as const;
  const { service, log } = play(randomFaults({ seed, users, kinds }));

  expect(log.filter((text) => text.endsWith('onnected')).at(-1)).toBe('Connected');
  expect(service.pending).toEqual([]);
});

it('repeats a run from its list of faults', () => {
  const { service, log } = play(randomFaults({ seed: 3, users: [alice, bob, carol] }));

  expect(play(service.faults).log).toEqual(log);
});
