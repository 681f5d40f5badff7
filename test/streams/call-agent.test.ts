import type { Call } from '@azure/communication-calling';
import { mergeMap } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { calls$, connectionState$, incomingCalls$, property$ } from 'rx-acs-calling';
import {
  drive,
  FakeCall,
  FakeCallAgent,
  FakeIncomingCall,
  FakeTeamsCall,
  FakeTeamsCallAgent,
  FakeTeamsIncomingCall,
  listenerCount,
} from 'rx-acs-calling/testing';

const bob = { communicationUserId: '8:acs:bob' };

const CONNECTION = { C: { connectionState: 'Connected' }, D: { connectionState: 'Disconnected' } } as const;
const connectionStates = { C: 'Connected', D: 'Disconnected' } as const;

describe('connectionState$', () => {
  it(
    'emits the state at once, then each change, and goes on after Disconnected',
    marbles((m) => {
      const agent = new FakeCallAgent();
      drive(m.hot('       --D--C----D-', CONNECTION), agent);
      const subs = '      ^----------!';
      const expected = '  C-D--C----D-';

      m.expect(connectionState$(agent), subs).toBeObservable(expected, connectionStates);
      m.flush();
      expect(listenerCount(agent)).toBe(0);
    }),
  );

  it('reads the state once an event, also for property$', () => {
    const agent = new FakeCallAgent();
    connectionState$(agent).subscribe();
    property$(agent, 'connectionState').subscribe();
    const read = jest.fn(() => 'Disconnected');
    Object.defineProperty(agent, 'connectionState', { get: read });

    agent.emit('connectionStateChanged', { oldValue: 'Connected', newValue: 'Disconnected' });

    expect(read).toHaveBeenCalledTimes(1);
  });

  it(
    'begins with Disconnected for an agent that is born so',
    marbles((m) => {
      const agent = new FakeCallAgent({ connectionState: 'Disconnected' });
      drive(m.hot('       ---C-', CONNECTION), agent);
      const expected = '  D--C-';

      m.expect(connectionState$(agent)).toBeObservable(expected, connectionStates);
    }),
  );

  it(
    'emits the current state to a late subscriber',
    marbles((m) => {
      const agent = new FakeCallAgent();
      m.hot('             --x---').subscribe(() => {
        agent.disconnect('connectionIssue');
      });
      const late = '      ----^-';
      const expected = '  ----D-';

      m.expect(connectionState$(agent), late).toBeObservable(expected, connectionStates);
    }),
  );

  it(
    'follows the agent of a Teams user',
    marbles((m) => {
      const agent = new FakeTeamsCallAgent();
      drive(m.hot('       --D--C-', CONNECTION), agent);
      const subs = '      ^-----!';
      const expected = '  C-D--C-';

      m.expect(connectionState$(agent), subs).toBeObservable(expected, connectionStates);
      m.flush();
      expect(listenerCount(agent)).toBe(0);
    }),
  );
});

describe('calls$', () => {
  const [one, two] = [new FakeCall(), new FakeCall()];
  const CALLS = { 0: { calls: [] }, 1: { calls: [one] }, 2: { calls: [one, two] }, 3: { calls: [two] } };
  const calls = { 0: [], 1: [one], 2: [one, two], 3: [two] };

  it(
    'emits the calls at once, then again whenever one is added or leaves',
    marbles((m) => {
      const agent = new FakeCallAgent();
      drive(m.hot('       --1--2---3--0-', CALLS), agent);
      const subs = '      ^------------!';
      const expected = '  0-1--2---3--0-';

      m.expect(calls$(agent), subs).toBeObservable(expected, calls);
      m.flush();
      expect(listenerCount(agent)).toBe(0);
    }),
  );

  it(
    'emits the calls that are there to a late subscriber',
    marbles((m) => {
      const agent = new FakeCallAgent();
      drive(m.hot('       --1--2--3-', CALLS), agent);
      const late = '      ------^---';
      const expected = '  ------2-3-';

      m.expect(calls$(agent), late).toBeObservable(expected, calls);
    }),
  );

  it('leaves an array that it has emitted as it is, though the SDK changes its own in place', () => {
    const agent = new FakeCallAgent({ calls: [one] });
    const seen: (readonly Call[])[] = [];
    calls$(agent).subscribe((list) => seen.push(list));

    agent.set({ calls: [one, two] });
    agent.set({ calls: [] });

    expect(seen.map((list) => [...list])).toEqual([[one], [one, two], []]);
  });

  it('has the new call, in state None, before startCall returns it', () => {
    const agent = new FakeCallAgent();
    const seen: (readonly Call[])[] = [];
    calls$(agent).subscribe((list) => seen.push(list));
    let before: readonly Call[] | undefined;
    agent.answer('startCall', () => {
      const call = new FakeCall();
      agent.set({ calls: [call] });
      before = seen.at(-1);
      return call;
    });

    const call = agent.startCall([bob]);

    expect(before).toEqual([call]);
    expect(call.state).toBe('None');
  });

  it('shows all subscribers the same lists when one of them hangs a new call up inside next', () => {
    const agent = new FakeCallAgent();
    const [early, late]: number[][] = [[], []];
    calls$(agent).subscribe(({ length }) => early?.push(length));
    calls$(agent).subscribe((list) => {
      for (const call of list) {
        void call.hangUp();
      }
    });
    calls$(agent).subscribe(({ length }) => late?.push(length));

    agent.startCall([bob]);

    expect(early).toEqual([0, 1, 0]);
    expect(late).toEqual([0, 1, 0]);
  });

  it(
    'emits the calls of a Teams user',
    marbles((m) => {
      const call = new FakeTeamsCall();
      const agent = new FakeTeamsCallAgent();
      drive(m.hot('       --1--0-', { 0: { calls: [] }, 1: { calls: [call] } }), agent);
      const subs = '      ^-----!';
      const expected = '  0-1--0-';

      m.expect(calls$(agent), subs).toBeObservable(expected, { 0: [], 1: [call] });
      m.flush();
      expect(listenerCount(agent)).toBe(0);
    }),
  );
});

describe('incomingCalls$', () => {
  const [a, b] = [new FakeIncomingCall(), new FakeIncomingCall()];

  it(
    'emits each call that rings',
    marbles((m) => {
      const agent = new FakeCallAgent();
      m.hot('             --a---b-', { a, b }).subscribe((incomingCall) => {
        agent.emit('incomingCall', { incomingCall });
      });
      const subs = '      ^------!';
      const expected = '  --a---b-';

      m.expect(incomingCalls$(agent), subs).toBeObservable(expected, { a, b });
      m.flush();
      expect(listenerCount(agent)).toBe(0);
    }),
  );

  it(
    'does not emit a call that rang before the subscription',
    marbles((m) => {
      const agent = new FakeCallAgent();
      m.hot('             --a---b-', { a, b }).subscribe((incomingCall) => {
        agent.emit('incomingCall', { incomingCall });
      });
      const late = '      ---^----';
      const expected = '  ------b-';

      m.expect(incomingCalls$(agent), late).toBeObservable(expected, { b });
    }),
  );

  it(
    'emits the very same call again when the agent tells of it twice',
    marbles((m) => {
      const agent = new FakeCallAgent();
      m.hot('             --a---a-', { a }).subscribe((incomingCall) => {
        agent.emit('incomingCall', { incomingCall });
      });
      const expected = '  --a---a-';

      m.expect(incomingCalls$(agent)).toBeObservable(expected, { a });
    }),
  );

  it(
    'lets calls be answered as they ring',
    marbles((m) => {
      const agent = new FakeCallAgent();
      const answered = new FakeCall({ state: 'Connected' });
      const ringing = new FakeIncomingCall({ accept: () => m.cold('--(c|)', { c: answered }) });
      m.hot('             --a-----').subscribe(() => {
        agent.emit('incomingCall', { incomingCall: ringing });
      });
      const expected = '  ----c---';

      const answered$ = incomingCalls$(agent).pipe(mergeMap((incomingCall) => incomingCall.accept()));
      m.expect(answered$).toBeObservable(expected, { c: answered });
    }),
  );

  it(
    'emits the incoming calls of a Teams user',
    marbles((m) => {
      const incomingCall = new FakeTeamsIncomingCall();
      const agent = new FakeTeamsCallAgent();
      m.hot('             --a--').subscribe(() => {
        agent.emit('incomingCall', { incomingCall });
      });
      const subs = '      ^---!';
      const expected = '  --a--';

      m.expect(incomingCalls$(agent), subs).toBeObservable(expected, { a: incomingCall });
      m.flush();
      expect(listenerCount(agent)).toBe(0);
    }),
  );
});
