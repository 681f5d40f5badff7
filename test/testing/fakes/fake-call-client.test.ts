import {
  FakeCallAgent,
  FakeCallClient,
  FakeDeviceManager,
  FakeSdkError,
  FakeTeamsCallAgent,
} from '../../../src/testing/index.js';
import type { CallClient } from '@azure/communication-calling';
import { Subject } from 'rxjs';

const credential = () => ({
  getToken: () => Promise.resolve({ token: '', expiresOnTimestamp: 0 }),
  dispose: jest.fn(),
});

describe('a call client', () => {
  it('is accepted as the class of the SDK', async () => {
    const client: CallClient = new FakeCallClient();

    expect(await client.createCallAgent(credential(), { displayName: 'Alice' })).toMatchObject({
      kind: 'CallAgent',
      displayName: 'Alice',
      connectionState: 'Connected',
    });
  });

  it('returns the same agent for the same user until its dispose, also from another client', async () => {
    const [first, second, third] = [new FakeCallClient(), new FakeCallClient(), new FakeCallClient()];
    const [alice, bob] = [credential(), credential()];

    const agent = await first.createCallAgent(alice);
    expect(await second.createCallAgent(alice)).toBe(agent);
    expect(await third.createCallAgent(bob)).not.toBe(agent);

    await agent.dispose();
    expect(await second.createCallAgent(alice)).not.toBe(agent);
  });

  it('has one agent, and makes the agent of another user after its disposal', async () => {
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

  it('returns another agent after a silent disposal', async () => {
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

  it('returns a Teams agent, the same for the same user until its dispose', async () => {
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

  it('refuses all requests after its dispose', async () => {
    const client = new FakeCallClient();
    await client.dispose();

    await expect(client.getDeviceManager()).rejects.toMatchObject({ code: 404, subCode: 40012 });
    await expect(client.createTeamsCallAgent(credential())).rejects.toMatchObject({ code: 404 });
  });
});
