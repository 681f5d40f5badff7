import {
  FakeCall,
  FakeCallAgent,
  FakeSdkError,
  FakeTeamsCall,
  FakeTeamsCallAgent,
} from '../../../src/testing/index.js';
import { throwError, timer } from 'rxjs';

describe('a call agent', () => {
  const ways: [string, (agent: FakeCallAgent) => unknown][] = [
    ['startCall', (agent) => agent.startCall([{ communicationUserId: '8:acs:bob' }])],
    ['join', (agent) => agent.join({ groupId: 'group' })],
  ];

  it.each(ways)('fires callsUpdated inside %s, with the call in state None', (_, make) => {
    const agent = new FakeCallAgent();
    const seen: unknown[] = [];
    agent.on('callsUpdated', ({ added, removed }) => seen.push([added[0]?.state, added, removed]));

    const call = make(agent);

    expect(seen).toEqual([['None', [call], []]]);
    expect(agent.calls).toEqual([call]);
  });

  it('keeps its other calls when one ends', () => {
    const [first, second] = [new FakeCall(), new FakeCall()];

    const agent = new FakeCallAgent({ calls: [first, second] });

    first.set({ state: 'Disconnected' });

    expect(agent.calls).toEqual([second]);
  });

  it('fires with its new and old connection state, and the reason', () => {
    const agent = new FakeCallAgent();
    const seen: unknown[] = [];
    agent.on('connectionStateChanged', (change) => seen.push([agent.connectionState, change]));

    agent.disconnect('invalidToken');
    agent.set({ connectionState: 'Connected' });
    agent.disconnect();

    expect(seen).toEqual([
      ['Disconnected', { oldValue: 'Connected', newValue: 'Disconnected', reason: 'invalidToken' }],
      ['Connected', { oldValue: 'Disconnected', newValue: 'Connected' }],
      ['Disconnected', { oldValue: 'Connected', newValue: 'Disconnected', reason: 'connectionIssue' }],
    ]);
  });

  const reasonsOf = (agent: FakeCallAgent): unknown[] => {
    const seen: unknown[] = [];
    agent.on('connectionStateChanged', ({ oldValue, newValue, reason }) => {
      seen.push([oldValue, newValue, reason]);
    });
    return seen;
  };

  it('fires for another reason while it is disconnected, and once for the same reason', () => {
    const agent = new FakeCallAgent();
    const seen = reasonsOf(agent);

    for (const reason of ['connectionIssue', 'connectionIssue', 'invalidToken', 'invalidToken'] as const) {
      agent.disconnect(reason);
    }

    expect(seen).toEqual([
      ['Connected', 'Disconnected', 'connectionIssue'],
      ['Disconnected', 'Disconnected', 'invalidToken'],
    ]);
  });

  it('fires for its first reason if it was created Disconnected', () => {
    const agent = new FakeCallAgent({ connectionState: 'Disconnected' });
    const seen = reasonsOf(agent);

    agent.disconnect('connectionIssue');
    agent.disconnect('connectionIssue');

    expect(seen).toEqual([['Disconnected', 'Disconnected', 'connectionIssue']]);
  });

  it('has the reason connectionIssue when its state is set, and does not fire for that reason again', () => {
    const agent = new FakeCallAgent();
    const seen = reasonsOf(agent);

    agent.set({ connectionState: 'Disconnected' });
    agent.disconnect('connectionIssue');

    expect(seen).toEqual([['Connected', 'Disconnected', 'connectionIssue']]);
  });

  it('forgets the reason when it is connected again', () => {
    const agent = new FakeCallAgent();
    agent.disconnect('invalidToken');
    const seen = reasonsOf(agent);

    agent.write({ connectionState: 'Connected' });
    agent.write({ connectionState: 'Disconnected' });
    agent.disconnect('invalidToken');

    expect(seen).toEqual([['Disconnected', 'Disconnected', 'invalidToken']]);
  });

  it('can be disposed of once; the second time it rejects with 409/40203', async () => {
    const agent = new FakeCallAgent();

    await expect(agent.dispose()).resolves.toBeUndefined();
    await expect(agent.dispose()).rejects.toEqual(new FakeSdkError({ code: 409, subCode: 40203 }));
    expect(agent.startCall([])).toBeInstanceOf(FakeCall);
  });

  it('rejects a dispose that is called while the calls end for the first one', async () => {
    const call = new FakeCall({ state: 'Connected' });
    const agent = new FakeCallAgent({ calls: [call] });
    let again: Promise<void> | undefined;
    call.on('stateChanged', () => {
      again ??= agent.dispose();
    });

    await agent.dispose();

    await expect(again).rejects.toEqual(new FakeSdkError({ code: 409, subCode: 40203 }));
    expect(call.state).toBe('Disconnected');
  });

  it('fires nothing about its connection after its dispose', async () => {
    const agent = new FakeCallAgent();
    const seen = reasonsOf(agent);

    await agent.dispose();
    agent.disconnect('connectionIssue');

    expect([seen, agent.connectionState]).toEqual([[], 'Connected']);
  });
});

describe.each([
  ['a call agent', 40203, () => new FakeCallAgent({ calls: [new FakeCall({ state: 'Connected' })] })],
  ['an agent of a Teams user', 40204, () => new FakeTeamsCallAgent({ calls: [new FakeTeamsCall()] })],
] as const)('the silent disposal of %s', (_, subCode, make) => {
  const history = (agent: FakeCallAgent | FakeTeamsCallAgent): unknown[] => {
    const seen: unknown[] = [];
    const [call] = agent.calls as readonly (FakeCall | FakeTeamsCall)[];
    (agent as FakeCallAgent).on('connectionStateChanged', () => seen.push('connectionStateChanged'));
    (agent as FakeCallAgent).on('callsUpdated', ({ removed }) => seen.push(['removed', removed.length]));
    (call as FakeCall).on('stateChanged', () => seen.push(call?.state));
    agent.onDisposed(() => seen.push('onDisposed'));
    agent.onDisposed(() => seen.push('onDisposed, too'));
    return seen;
  };
  const ended = ['Disconnecting', ['removed', 1], 'Disconnected', 'onDisposed', 'onDisposed, too'];

  it('ends the calls, and only runs the callbacks of onDisposed', () => {
    const agent = make();
    const seen = history(agent);

    agent.disposeSilently();

    expect(seen).toEqual(ended);
    expect([agent.connectionState, agent.calls, agent.callsTo('dispose')]).toEqual(['Connected', [], []]);
  });

  it('happens once, and a dispose by the app then rejects', async () => {
    const agent = make();
    const seen = history(agent);

    agent.disposeSilently();
    agent.disposeSilently();

    await expect(agent.dispose()).rejects.toEqual(new FakeSdkError({ code: 409, subCode }));
    expect(seen).toEqual(ended);
  });

  it('runs the same callbacks as a dispose by the app, which resolves after them', async () => {
    const agent = make();
    const seen = history(agent);

    await agent.dispose().then(() => seen.push('resolved'));

    expect(seen).toEqual([...ended, 'resolved']);
  });

  it('never runs a later callback', () => {
    const agent = make();
    agent.disposeSilently();
    const callback = jest.fn();

    agent.onDisposed(callback);

    expect(callback).not.toHaveBeenCalled();
  });

  it('runs the callbacks when a dispose with an answer of the test settles, and not if it fails', async () => {
    const [settles, fails] = [make(), make()];
    const seen: string[] = [];
    settles.answer('dispose', () => timer(0)).onDisposed(() => seen.push('settled'));
    fails.answer('dispose', () => throwError(() => new Error('no'))).onDisposed(() => seen.push('failed'));

    const disposal = settles.dispose();
    expect(seen).toEqual([]);
    await disposal;
    await expect(fails.dispose()).rejects.toThrow('no');

    expect(seen).toEqual(['settled']);
  });
});

describe('the agent of a Teams user', () => {
  it('fires callsUpdated inside startCall and join, and loses a call when it ends', () => {
    const agent = new FakeTeamsCallAgent();
    const updated = jest.fn();
    agent.on('callsUpdated', updated);

    const [first, second] = [
      agent.startCall({ microsoftTeamsUserId: 'bob' }),
      agent.join({ meetingLink: 'https://meet' }),
    ];
    expect(updated.mock.calls).toEqual([
      [{ added: [first], removed: [] }],
      [{ added: [second], removed: [] }],
    ]);

    expect(first).toBeInstanceOf(FakeTeamsCall);
    (first as FakeTeamsCall).set({ state: 'Disconnected' });
    expect(agent.calls).toEqual([second]);
  });

  it('fires with the reason of a lost connection, and rejects a second dispose', async () => {
    const agent = new FakeTeamsCallAgent();
    const changed = jest.fn();
    agent.on('connectionStateChanged', changed);

    agent.disconnect('connectionIssue');
    await agent.dispose();

    const change = { oldValue: 'Connected', newValue: 'Disconnected', reason: 'connectionIssue' };
    expect(changed.mock.calls).toEqual([[change]]);
    await expect(agent.dispose()).rejects.toEqual(new FakeSdkError({ code: 409, subCode: 40204 }));
  });
});
