import {
  FakeCall,
  FakeCallAgent,
  FakeCallClient,
  FakeDeviceManager,
  FakeIncomingCall,
  FakeSdkError,
  FakeTeamsCall,
  FakeTeamsCallAgent,
  FakeTeamsIncomingCall,
} from '../../../src/testing/index.js';
import type { CallClient, IncomingCall } from '@azure/communication-calling';
import { Subject, throwError, timer } from 'rxjs';

const credential = () => ({
  getToken: () => Promise.resolve({ token: '', expiresOnTimestamp: 0 }),
  dispose: jest.fn(),
});

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

  it('tells its new connection state with the old one and the reason', () => {
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

  it('tells of another reason while it has no connection, and of the same one once', () => {
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

  it('that is born Disconnected tells of its first reason', () => {
    const agent = new FakeCallAgent({ connectionState: 'Disconnected' });
    const seen = reasonsOf(agent);

    agent.disconnect('connectionIssue');
    agent.disconnect('connectionIssue');

    expect(seen).toEqual([['Disconnected', 'Disconnected', 'connectionIssue']]);
  });

  it('has an issue with its connection when its state is set, which is no news then', () => {
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

  it('has no news of its connection once it is disposed of', async () => {
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

  it('ends the calls, and is told to nobody but those who asked for it', () => {
    const agent = make();
    const seen = history(agent);

    agent.disposeSilently();

    expect(seen).toEqual(ended);
    expect([agent.connectionState, agent.calls, agent.callsTo('dispose')]).toEqual(['Connected', [], []]);
  });

  it('happens once, and leaves nothing for the app to dispose of', async () => {
    const agent = make();
    const seen = history(agent);

    agent.disposeSilently();
    agent.disposeSilently();

    await expect(agent.dispose()).rejects.toEqual(new FakeSdkError({ code: 409, subCode }));
    expect(seen).toEqual(ended);
  });

  it('is told in the same way when the app disposes of the agent, before that resolves', async () => {
    const agent = make();
    const seen = history(agent);

    await agent.dispose().then(() => seen.push('resolved'));

    expect(seen).toEqual([...ended, 'resolved']);
  });

  it('is not told to those who ask for it later', () => {
    const agent = make();
    agent.disposeSilently();
    const callback = jest.fn();

    agent.onDisposed(callback);

    expect(callback).not.toHaveBeenCalled();
  });

  it('is told when a dispose that the test has answered settles, and not if it fails', async () => {
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

describe('a call client', () => {
  it('passes for the class of the SDK', async () => {
    const client: CallClient = new FakeCallClient();

    expect(await client.createCallAgent(credential(), { displayName: 'Alice' })).toMatchObject({
      kind: 'CallAgent',
      displayName: 'Alice',
      connectionState: 'Connected',
    });
  });

  it('gives the same agent for the same user until that one is disposed of, whichever client is asked', async () => {
    const [first, second, third] = [new FakeCallClient(), new FakeCallClient(), new FakeCallClient()];
    const [alice, bob] = [credential(), credential()];

    const agent = await first.createCallAgent(alice);
    expect(await second.createCallAgent(alice)).toBe(agent);
    expect(await third.createCallAgent(bob)).not.toBe(agent);

    await agent.dispose();
    expect(await second.createCallAgent(alice)).not.toBe(agent);
  });

  it('has one agent, whose disposal must be over before there is one of another user', async () => {
    const [client, other] = [new FakeCallClient(), new FakeCallClient()];
    const [alice, bob] = [credential(), credential()];
    const settled = new Subject<void>();
    const inUse = new FakeSdkError({ code: 400, subCode: 40008 });

    const agent = (await client.createCallAgent(alice)) as FakeCallAgent;
    await expect(client.createCallAgent(bob)).rejects.toEqual(inUse);
    const disposal = agent.answer('dispose', () => settled).dispose();
    const isOver = disposal.then(() => undefined);

    await expect(client.createCallAgent(bob)).rejects.toEqual(inUse);
    expect(await client.createCallAgent(alice)).toBe(agent);
    expect(await other.createCallAgent(alice)).not.toBe(agent);
    expect(await client.createCallAgent(alice)).toBe(agent);

    settled.complete();
    await isOver;
    expect(await client.createCallAgent(bob)).toBeInstanceOf(FakeCallAgent);
  });

  it('gives another agent for one that was disposed of silently', async () => {
    const client = new FakeCallClient();
    const alice = credential();

    const agent = (await client.createCallAgent(alice)) as FakeCallAgent;
    agent.disposeSilently();

    expect(await client.createCallAgent(alice)).not.toBe(agent);
  });

  it('rejects with 404/40012 after its dispose', async () => {
    const client = new FakeCallClient();
    await client.dispose();

    await expect(client.createCallAgent(credential())).rejects.toMatchObject({ code: 404, subCode: 40012 });
  });

  it('gives a Teams agent of its own, the same for the same user until that one is disposed of', async () => {
    const client = new FakeCallClient();
    const alice = credential();

    const agent = await client.createTeamsCallAgent(alice);
    expect(agent).toBeInstanceOf(FakeTeamsCallAgent);
    expect(await client.createTeamsCallAgent(alice)).toBe(agent);
    await expect(client.createCallAgent(alice)).rejects.toEqual(
      new FakeSdkError({ code: 400, subCode: 40008 }),
    );
    expect(await new FakeCallClient().createCallAgent(alice)).toBeInstanceOf(FakeCallAgent);

    await agent.dispose();
    expect(await client.createTeamsCallAgent(alice)).not.toBe(agent);
  });

  it('has one device manager', async () => {
    const client = new FakeCallClient();

    const devices = await client.getDeviceManager();

    expect(devices).toBeInstanceOf(FakeDeviceManager);
    expect(await client.getDeviceManager()).toBe(devices);
    expect(await new FakeCallClient().getDeviceManager()).not.toBe(devices);
  });

  it('gives nothing more after its dispose', async () => {
    const client = new FakeCallClient();
    await client.dispose();

    await expect(client.getDeviceManager()).rejects.toMatchObject({ code: 404, subCode: 40012 });
    await expect(client.createTeamsCallAgent(credential())).rejects.toMatchObject({ code: 404 });
  });
});

describe('an incoming call', () => {
  it('gives the call when accepted, which is then among the calls of the agent', async () => {
    const agent = new FakeCallAgent();
    const ringing: IncomingCall[] = [];
    agent.on('incomingCall', ({ incomingCall }) => ringing.push(incomingCall));
    const transferorInfo = { identifier: undefined, displayName: 'Carol' };
    const incomingCall = new FakeIncomingCall({ agent, transferorInfo });
    const { id, callerInfo } = incomingCall;
    agent.emit('incomingCall', { incomingCall });

    const call = await ringing[0]?.accept();

    expect(call).toMatchObject({ id, callerInfo, transferorInfo, direction: 'Incoming', state: 'Connected' });
    expect(agent.calls).toEqual([call]);
  });

  it('ends with 603/0 when rejected, and tells that', async () => {
    const incomingCall = new FakeIncomingCall();
    const ended = jest.fn();
    incomingCall.on('callEnded', ended);

    await incomingCall.reject();

    expect(ended.mock.calls).toEqual([[{ callEndReason: incomingCall.callEndReason }]]);
    expect(incomingCall.callEndReason).toEqual({
      code: 603,
      subCode: 0,
      message: expect.stringContaining('603/0') as string,
      resultCategories: ['Success'],
    });
  });

  it('can be answered once', async () => {
    const accepted = new FakeIncomingCall();
    await accepted.accept();
    const missed = new FakeIncomingCall();
    missed.set({ callEndReason: { code: 487, subCode: 10004 } });

    for (const incomingCall of [accepted, missed]) {
      await expect(incomingCall.accept()).rejects.toMatchObject({ code: 400, subCode: 41006 });
      await expect(incomingCall.reject()).rejects.toMatchObject({ code: 400, subCode: 41007 });
    }
  });
});

describe('of a Teams user', () => {
  it('an agent fires callsUpdated inside startCall and join, and loses a call when it ends', () => {
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

  it('an agent tells why it lost its connection, and rejects a second dispose', async () => {
    const agent = new FakeTeamsCallAgent();
    const changed = jest.fn();
    agent.on('connectionStateChanged', changed);

    agent.disconnect('connectionIssue');
    await agent.dispose();

    const change = { oldValue: 'Connected', newValue: 'Disconnected', reason: 'connectionIssue' };
    expect(changed.mock.calls).toEqual([[change]]);
    await expect(agent.dispose()).rejects.toEqual(new FakeSdkError({ code: 409, subCode: 40204 }));
  });

  it('a call ends in the same order as any', () => {
    const call = new FakeTeamsCall({ state: 'Connected' });
    const agent = new FakeTeamsCallAgent({ calls: [call] });
    const seen: unknown[] = [];
    agent.on('callsUpdated', () => seen.push(['callsUpdated', call.state, call.callEndReason]));
    call.on('stateChanged', () => seen.push(['stateChanged', call.state, call.callEndReason]));

    call.set({ state: 'Disconnected' });

    expect(seen).toEqual([
      ['callsUpdated', 'Disconnected', call.callEndReason],
      ['stateChanged', 'Disconnected', call.callEndReason],
    ]);
  });

  it('a call adds and removes participants', async () => {
    const call = new FakeTeamsCall({ state: 'Connected' });

    const bob = call.addParticipant({ microsoftTeamsUserId: 'bob' }, { threadId: 'thread' });
    expect(call.remoteParticipants).toEqual([bob]);

    await call.removeParticipant({ microsoftTeamsUserId: 'bob' });
    expect(call.remoteParticipants).toEqual([]);
  });

  it('an incoming call gives the call when accepted, once', async () => {
    const agent = new FakeTeamsCallAgent();
    const incomingCall = new FakeTeamsIncomingCall({ agent });

    const call = await incomingCall.accept();

    const { id, info } = incomingCall;
    expect(call).toBeInstanceOf(FakeTeamsCall);
    expect(call).toMatchObject({ kind: 'TeamsCall', id, info, direction: 'Incoming', state: 'Connected' });
    expect(agent.calls).toEqual([call]);
    await expect(incomingCall.accept()).rejects.toMatchObject({ code: 400, subCode: 41006 });
  });
});

describe('an error of the SDK', () => {
  it('is an Error whose codes are getters of its prototype, lost by spread and JSON, as its name and message are not', () => {
    const error = new FakeSdkError({
      code: 408,
      subCode: 40114,
      resultCategories: ['UnexpectedClientError'],
    });

    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'CallingCommunicationError', code: 408, subCode: 40114 });
    expect(error.resultCategories).toEqual(['UnexpectedClientError']);
    expect('cause' in error).toBe(false);
    const { name, message } = error;
    expect(Object.fromEntries(Object.entries(error))).toEqual({ name, message });
    expect(JSON.parse(JSON.stringify(error))).toEqual({ name, message });
  });

  it('has a message that names its codes, unless it is given one', () => {
    expect(new FakeSdkError({ code: 422 }).message).toContain('422/0');
    expect(new FakeSdkError({ code: 422, message: 'no such event' }).message).toBe('no such event');
  });
});
