import type { ActiveCallTransferFeature, CallAgent, CallState } from '@azure/communication-calling';
import { callAgent$, calls$, callState$, incomingCalls$ } from 'rx-acs-calling';
import { hangUpWhenTransferred, transferTo, whenConnected, withFeature } from 'rx-acs-calling/operators';
import {
  FakeActiveCallTransferFeature,
  FakeCall,
  FakeCallAgent,
  FakeCallClient,
  FakeFeatures,
  FakeRemoteParticipant,
  SimulatedCallingService,
  type SimulatedUser,
} from 'rx-acs-calling/testing';
import {
  combineLatest,
  delay,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  shareReplay,
  Subject,
  switchMap,
  takeUntil,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { consult } from './attended-transfer.js';
import { callToShow } from './auto-answer-and-follow.js';
import { elapsed } from './elapsed.js';
import { agentWithFreshToken } from './fresh-token-during-a-call.js';
import { holdWhileIn } from './hold-while-in.js';
import { movedCalls } from './move-here.js';
import { liveList } from './supervisor.js';
import { transferOrLeaveMessage } from './voicemail-fallback.js';
import { offer } from './warm-queue.js';

// What the recipes take of the SDK itself, which loads in browsers only.
jest.mock('@azure/communication-calling', () => {
  const { FakeFeatures: Features } =
    jest.requireActual<typeof import('rx-acs-calling/testing')>('rx-acs-calling/testing');
  return { Features: { ...Features, ActiveCallTransfer: {} } };
});

const names = ['alice', 'bob', 'carol', 'dave'] as const;

type Users = Readonly<Record<(typeof names)[number], SimulatedUser>>;

/** Lets two minutes pass on a simulated service, in virtual time, and gives what was seen. */
const played = (
  begin: (
    users: Users,
    agentOf: (user: SimulatedUser) => Observable<CallAgent>,
    service: SimulatedCallingService,
  ) => readonly Observable<string>[],
) => {
  const log: string[] = [];
  const pending = new TestScheduler(() => undefined).run(() => {
    const service = new SimulatedCallingService({ latency: 20, ringTimeout: 20_000 });
    const users = Object.fromEntries(
      names.map((name) => [
        name,
        service.createUser({ communicationUserId: `8:acs:${name}` }, { displayName: name, voicemail: true }),
      ]),
    ) as unknown as Users;
    const agentOf = ({ credential }: SimulatedUser) =>
      callAgent$(() => service.callClient().createCallAgent(credential));
    merge(...begin(users, agentOf, service))
      .pipe(takeUntil(timer(120_000)))
      .subscribe((text) => log.push(text));
    return service;
  }).pending;
  return { log, pending };
};

/** Calls somebody, and emits the call when it is connected. */
const dialled = (agent$: Observable<CallAgent>, { identifier }: SimulatedUser) =>
  agent$.pipe(
    delay(1_000),
    map((agent) => agent.startCall([identifier as { communicationUserId: string }])),
    whenConnected(),
  );

it('answers by itself, and follows a transfer', () => {
  const { log, pending } = played(({ alice, bob, carol }, agentOf) => [
    callToShow(agentOf(alice)).pipe(
      mergeMap((call, index) =>
        callState$(call).pipe(map((state) => `alice is shown ${String(index)} ${state}`)),
      ),
    ),
    callToShow(agentOf(carol)).pipe(map(() => 'carol answers')),
    dialled(agentOf(bob), alice).pipe(
      delay(5_000),
      withFeature(FakeFeatures.Transfer),
      transferTo({ targetParticipant: carol.identifier }),
      hangUpWhenTransferred(),
      map(({ state }) => `bob: ${state}`),
    ),
  ]);

  expect(log).toContain('alice is shown 0 Connected');
  expect(log.filter((line) => line.startsWith('bob'))).toEqual([
    'bob: None',
    'bob: Transferring',
    'bob: Transferred',
  ]);
  expect(log.filter((line) => line.startsWith('alice')).slice(-2)).toEqual([
    'alice is shown 1 Connected',
    'alice is shown 0 Disconnected',
  ]);
  expect(pending).toEqual([]);
});

it('leaves a message when nobody answers', () => {
  const { log, pending } = played(({ alice, bob }, agentOf, service) => {
    const erin = { microsoftTeamsUserId: 'erin' };
    const { credential } = service.createUser(erin, { voicemail: true });
    return [
      callToShow(agentOf(alice)).pipe(ignoreElements()),
      callAgent$(() => service.callClient().createTeamsCallAgent(credential)).pipe(
        map(() => 'erin is there'),
      ),
      dialled(agentOf(bob), alice).pipe(
        mergeMap((call) => transferOrLeaveMessage(call, erin)),
        map(({ attempt, attempts, state }) => `${String(attempt)} of ${String(attempts)}: ${state}`),
      ),
    ];
  });

  expect(log).toEqual([
    'erin is there',
    '1 of 2: None',
    '1 of 2: Transferring',
    '1 of 2: Failed',
    '2 of 2: None',
    '2 of 2: Transferring',
    '2 of 2: Transferred',
  ]);
  expect(pending).toEqual([]);
});

it('offers a call to one after another', () => {
  const { log, pending } = played(({ alice, bob, carol, dave }, agentOf) => [
    callToShow(agentOf(alice)).pipe(ignoreElements()),
    agentOf(carol).pipe(
      switchMap((agent) => incomingCalls$(agent)),
      mergeMap((incomingCall) => incomingCall.reject()),
      map(() => 'carol declines'),
    ),
    callToShow(agentOf(dave)).pipe(map(() => 'dave answers')),
    dialled(agentOf(bob), alice).pipe(
      mergeMap((call) =>
        offer(
          call,
          [carol, dave].map(({ identifier }) => identifier as { communicationUserId: string }),
        ),
      ),
      map(({ attempt, state }) => `${String(attempt)}: ${state}`),
    ),
  ]);

  expect(log.filter((line) => /^\d/.test(line))).toEqual([
    '1: None',
    '1: Transferring',
    '1: Failed',
    '2: None',
    '2: Transferring',
    '2: Transferred',
  ]);
  expect(log).toContain('carol declines');
  expect(log).toContain('dave answers');
  expect(pending).toEqual([]);
});

it.each([
  ['transfer', ['Holding', 'Calling', 'Consulting', 'Transferring', 'Transferred'], 'carol has 1'],
  ['back', ['Holding', 'Calling', 'Consulting', 'Cancelled'], 'carol has 0'],
] as const)('talks to the target before the user clicks "%s"', (button, states, carols) => {
  const buttons = { transfer: new EventTarget(), back: new EventTarget() };
  const { log, pending } = played(({ alice, bob, carol }, agentOf) => {
    const bobs = agentOf(bob).pipe(shareReplay({ bufferSize: 1, refCount: true }));
    return [
      callToShow(agentOf(alice)).pipe(
        switchMap((call) => callState$(call)),
        map((state) => `alice ${state}`),
      ),
      agentOf(carol).pipe(
        switchMap((agent) => merge(callToShow(of(agent)), calls$(agent))),
        map((calls) => `carol has ${String(Array.isArray(calls) ? calls.length : 1)}`),
      ),
      combineLatest([bobs, dialled(bobs, alice)]).pipe(
        switchMap(([agent, call]) => consult(agent, call, '8:acs:carol', buttons.transfer, buttons.back)),
        map(({ state }) => state),
      ),
      timer(30_000).pipe(
        tap(() => buttons[button].dispatchEvent(new Event('click'))),
        ignoreElements(),
      ),
    ];
  });

  expect(log.filter((line) => /^[A-Z]/.test(line))).toEqual(states);
  expect(log.filter((line) => line.startsWith('carol')).at(-1)).toBe(carols);
  expect(log.filter((line) => line.startsWith('alice')).at(-1)).toBe('alice Connected');
  expect(pending).toEqual([]);
});

it('moves the call of another device here, at a click', () => {
  const elsewhere = { callId: 'elsewhere', participants: [], userJoinTime: new Date(0) };
  const here = new FakeCall();
  const feature = new FakeActiveCallTransferFeature({
    getActiveCallDetails: () => [elsewhere],
    activeCallTransfer: () => here,
  });
  const agent = Object.assign(new FakeCallAgent(), { feature: (): ActiveCallTransferFeature => feature });
  const click$ = new Subject<void>();
  const moved: unknown[] = [];

  const subscription = movedCalls(agent, click$).subscribe((call) => moved.push(call));
  expect(feature.callsTo('activeCallTransfer')).toHaveLength(0);
  click$.next();
  subscription.unsubscribe();

  expect(moved).toEqual([here]);
  expect(feature.callsTo('activeCallTransfer')).toEqual([[elsewhere, { isTransfer: true }]]);
  expect(feature.listenerCount()).toBe(0);
});

it('gets a fresh token once the call is over', () => {
  const [old, fresh] = [new FakeCallAgent({ calls: [new FakeCall()] }), new FakeCallAgent()];
  const agents = [old, fresh];
  const client = new FakeCallClient({ createCallAgent: () => of(agents.shift() ?? fresh) });
  const seen: CallAgent[] = [];

  new TestScheduler(() => undefined).run(({ flush }) => {
    const subscription = agentWithFreshToken(client, () => Promise.resolve('')).subscribe((agent) =>
      seen.push(agent),
    );
    old.disconnect('invalidToken');
    timer(60_000).subscribe(() => {
      expect(old.callsTo('dispose')).toHaveLength(0);
      old.set({ calls: [] });
    });
    timer(60_001).subscribe(() => {
      subscription.unsubscribe();
    });
    flush();
  });

  expect(seen).toEqual([old, fresh]);
  expect(old.callsTo('dispose')).toHaveLength(1);
});

it('lists all calls and the people in them, live', () => {
  const bob = new FakeRemoteParticipant({ displayName: 'Bob', state: 'Ringing' });
  const call = new FakeCall({ state: 'Connecting', remoteParticipants: [bob] });
  const agent = new FakeCallAgent({ calls: [call] });
  const seen: string[] = [];

  const subscription = liveList(agent).subscribe((list) => seen.push(JSON.stringify(list)));
  bob.set({ state: 'Connected' });
  call.set({ state: 'Connected' });
  agent.set({ calls: [] });
  subscription.unsubscribe();

  expect(seen).toEqual([
    '[{"state":"Connecting","people":["Bob: Ringing"]}]',
    '[{"state":"Connecting","people":["Bob: Connected"]}]',
    '[{"state":"Connected","people":["Bob: Connected"]}]',
    '[]',
  ]);
  expect(agent.listenerCount() + call.listenerCount() + bob.listenerCount()).toBe(0);
});

describe('elapsed', () => {
  const seen = (begin: (call: FakeCall) => void, subscribeAt: readonly number[], until = 10_000) =>
    new TestScheduler(() => undefined).run(({ flush }) => {
      const call = new FakeCall({ state: 'Connecting' });
      const elapsed$ = elapsed(call);
      const logs = subscribeAt.map((at) => {
        const log: unknown[] = [];
        timer(at)
          .pipe(
            switchMap(() => elapsed$),
            takeUntil(timer(until)),
          )
          .subscribe({ next: (seconds) => log.push(seconds), complete: () => log.push('complete') });
        return log;
      });
      begin(call);
      flush();
      expect(call.listenerCount()).toBe(0);
      return logs;
    });

  it('counts from when the call was connected, also for a late subscriber', () => {
    const logs = seen(
      (call) => {
        timer(1_000).subscribe(() => {
          call.set({ state: 'Connected' });
        });
        timer(2_000).subscribe(() => {
          call.set({ state: 'LocalHold' });
        });
        timer(5_500).subscribe(() => {
          call.set({ state: 'Disconnected' });
        });
      },
      [0, 4_000],
    );

    expect(logs).toEqual([
      [0, 1, 2, 3, 4, 'complete'],
      [3, 4, 'complete'],
    ]);
  });

  it('gives nothing for a call that was declined, and completes', () => {
    const logs = seen(
      (call) => {
        timer(1_000).subscribe(() => {
          call.set({ state: 'Disconnected', callEndReason: { code: 603, subCode: 0 } });
        });
      },
      [0, 4_000],
    );

    expect(logs).toEqual([['complete'], ['complete']]);
  });
});

describe('holdWhileIn', () => {
  const calls = (state: CallState) => [new FakeCall({ state: 'Ringing' }), new FakeCall({ state })] as const;

  it('holds a call while the other one is up, and resumes it then', async () => {
    const [other, held] = calls('Connected');
    holdWhileIn(other, held).subscribe();
    expect(held.state).toBe('Connected');

    other.set({ state: 'Connected' });
    expect(held.state).toBe('LocalHold');
    other.set({ state: 'LocalHold' });
    other.set({ state: 'Connected' });
    await Promise.resolve();
    other.set({ state: 'Disconnected' });
    await Promise.resolve();
    expect(held.callsTo('hold')).toHaveLength(1);
    expect(held.state).toBe('Connected');
    expect(other.listenerCount() + held.listenerCount()).toBe(0);
  });

  it('holds at once for a late subscriber', () => {
    const [other, held] = calls('Connected');
    other.set({ state: 'Connected' });

    holdWhileIn(other, held).subscribe().unsubscribe();

    expect(held.state).toBe('LocalHold');
  });

  it('does nothing for a call that was declined', () => {
    const [other, held] = calls('Connected');
    const complete = jest.fn();
    holdWhileIn(other, held).subscribe({ complete });

    other.set({ state: 'Disconnected', callEndReason: { code: 603, subCode: 0 } });

    expect(complete).toHaveBeenCalledTimes(1);
    expect(held.callsTo('hold')).toEqual([]);
    expect(held.callsTo('resume')).toEqual([]);
  });

  it('leaves a call on hold that the user has put there', () => {
    const [other, held] = calls('LocalHold');
    holdWhileIn(other, held).subscribe();

    other.set({ state: 'Connected' });
    other.set({ state: 'Disconnected' });

    expect(held.state).toBe('LocalHold');
    expect(held.callsTo('resume')).toEqual([]);
  });

  it('does not resume a call that has ended meanwhile', async () => {
    const [other, held] = calls('Connected');
    holdWhileIn(other, held).subscribe();
    other.set({ state: 'Connected' });
    held.set({ state: 'Disconnected' });
    await Promise.resolve();

    other.set({ state: 'Disconnected' });

    expect(held.callsTo('resume')).toEqual([]);
  });
});
