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
} from '../../src/testing/index.js';
import type { CallClient, IncomingCall } from '@azure/communication-calling';

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
    agent.disconnect('connectionIssue');
    agent.set({ connectionState: 'Connected' });
    agent.disconnect();

    expect(seen).toEqual([
      ['Disconnected', { oldValue: 'Connected', newValue: 'Disconnected', reason: 'invalidToken' }],
      ['Connected', { oldValue: 'Disconnected', newValue: 'Connected' }],
      ['Disconnected', { oldValue: 'Connected', newValue: 'Disconnected' }],
    ]);
  });

  it('can be disposed of once; the second time it rejects with 409/40203', async () => {
    const agent = new FakeCallAgent();

    await expect(agent.dispose()).resolves.toBeUndefined();
    await expect(agent.dispose()).rejects.toMatchObject({ code: 409, subCode: 40203 });
    expect(agent.startCall([])).toBeInstanceOf(FakeCall);
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
    expect(await client.createCallAgent(alice)).toBeInstanceOf(FakeCallAgent);

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

    expect(ended.mock.calls).toEqual([[{ callEndReason: { code: 603, subCode: 0 } }]]);
    expect(incomingCall.callEndReason).toEqual({ code: 603, subCode: 0 });
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
    await expect(agent.dispose()).rejects.toMatchObject({ code: 409, subCode: 40203 });
  });

  it('a call ends in the same order as any', () => {
    const call = new FakeTeamsCall({ state: 'Connected' });
    const agent = new FakeTeamsCallAgent({ calls: [call] });
    const seen: unknown[] = [];
    agent.on('callsUpdated', () => seen.push(['callsUpdated', call.state, call.callEndReason]));
    call.on('stateChanged', () => seen.push(['stateChanged', call.state, call.callEndReason]));

    call.set({ state: 'Disconnected' });

    expect(seen).toEqual([
      ['callsUpdated', 'Disconnected', { code: 0, subCode: 0 }],
      ['stateChanged', 'Disconnected', { code: 0, subCode: 0 }],
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
