import { callState$, incomingCalls$, property$, remoteParticipants$ } from 'rx-acs-calling';
import { FakeFeatures, SimulatedCallingService, type SimulatedUser } from 'rx-acs-calling/testing';
import { delay, map, merge, switchMap, takeUntil, timer, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { CallService, signIn } from './call-service.js';

/** Runs one minute. Inside `run` all time is virtual: the time of the app, of the library and of the service. */
const inOneMinute = (begin: (service: SimulatedCallingService) => readonly Observable<string>[]) =>
  new TestScheduler(() => undefined).run(() => {
    const service = new SimulatedCallingService({ latency: 20 });
    const log: string[] = [];
    merge(...begin(service))
      .pipe(takeUntil(timer(60_000)))
      .subscribe((text) => log.push(text));
    return { service, log };
  });

/** Opens the app of a user on a device. */
const open = (service: SimulatedCallingService, user: SimulatedUser, device = 'laptop') => {
  const agent$ = signIn(service.callClient({ device }), user.credential);
  return { agent$, app: new CallService(agent$, FakeFeatures) };
};

it('transfers bob to carol', () => {
  const { service, log } = inOneMinute((service) => {
    const alice = service.createUser({ communicationUserId: '8:acs:alice' });
    const bob = service.createUser({ phoneNumber: '+15550100' }, { displayName: 'Bob' });
    const carol = service.createUser({ communicationUserId: '8:acs:carol' });
    const { app } = open(service, alice);
    return [
      app.calls$.pipe(map((calls) => `alice has ${String(calls.length)}`)),
      app.call(bob.identifier).pipe(
        delay(1_000),
        switchMap((call) => app.transfer(call, carol.identifier)),
      ),
      open(service, bob).app.answered$.pipe(map(() => 'bob answers')),
      open(service, carol).app.answered$.pipe(
        switchMap((call) => remoteParticipants$(call)),
        switchMap((others) => others.map(({ displayName }) => `carol sees ${String(displayName)}`)),
      ),
    ];
  });

  expect(log).toEqual([
    'alice has 0',
    'alice has 1',
    'bob answers',
    'None',
    'Transferring',
    'Transferred',
    'carol sees Bob',
    'alice has 0',
  ]);
  expect(service.pending).toEqual([]);
});

it('rings on all devices until one of them answers', () => {
  const { service, log } = inOneMinute((service) => {
    const alice = service.createUser({ communicationUserId: '8:acs:alice' });
    const bob = service.createUser({ communicationUserId: '8:acs:bob' });
    const { app } = open(service, alice);
    return [
      app.calls$.pipe(map((calls) => `alice has ${String(calls.length)}`)),
      app.call(bob.identifier).pipe(map(() => 'alice calls')),
      open(service, bob, 'phone').app.answered$.pipe(map(() => 'the phone has answered')),
      open(service, bob, 'tablet').agent$.pipe(
        switchMap((agent) => incomingCalls$(agent)),
        switchMap((incomingCall) => property$(incomingCall, 'callEndReason', 'callEnded')),
        map((reason) => (reason ? `the tablet stops: ${String(reason.subCode)}` : 'the tablet rings')),
      ),
    ];
  });

  expect(log).toEqual([
    'alice has 0',
    'alice calls',
    'alice has 1',
    'the tablet rings',
    'the tablet stops: 10003',
    'the phone has answered',
  ]);
  expect(service.pending).toEqual([]);
});

it('keeps users in the lobby until the organizer admits them', () => {
  const scheduler = new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });

  const service = scheduler.run(({ expectObservable }) => {
    const service = new SimulatedCallingService({ latency: 1 });
    const alice = service.createUser({ communicationUserId: '8:acs:alice' });
    const bob = service.createUser({ communicationUserId: '8:acs:bob' });
    const meeting = { meetingLink: 'https://teams.example/1' };
    service.createMeeting(meeting, { organizer: alice, lobby: true });
    const join = ({ credential }: SimulatedUser, frame: number) =>
      signIn(service.callClient(), credential).pipe(
        delay(frame - 1),
        map((agent) => agent.join(meeting)),
      );

    const admitted = join(alice, 3).pipe(
      delay(7),
      switchMap((call) => call.lobby.admitAll()),
      map(({ successCount }) => successCount),
    );
    const states = { n: 'None', c: 'Connecting', l: 'InLobby', C: 'Connected' } as const;
    const bobs = join(bob, 6).pipe(switchMap((call) => callState$(call)));

    expectObservable(admitted, '         ^-------------------!').toBe('-----------a', { a: 1 });
    expectObservable(bobs, '             ^-------------------!').toBe('------ncl--C', states);
    return service;
  });
  expect(service.pending).toEqual([]);
});
