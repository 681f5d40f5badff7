import {
  FakeCallAgent,
  FakeIncomingCall,
  FakeTeamsCall,
  FakeTeamsCallAgent,
  FakeTeamsIncomingCall,
} from '../../../src/testing/index.js';
import type { IncomingCall } from '@azure/communication-calling';

describe('an incoming call', () => {
  it('resolves to a call of the agent when accepted', async () => {
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

  it('ends with 603/0 when rejected, and fires callEnded', async () => {
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

it('of a Teams user resolves to a Teams call when accepted, once', async () => {
  const agent = new FakeTeamsCallAgent();
  const incomingCall = new FakeTeamsIncomingCall({ agent });

  const call = await incomingCall.accept();

  const { id, info } = incomingCall;
  expect(call).toBeInstanceOf(FakeTeamsCall);
  expect(call).toMatchObject({ kind: 'TeamsCall', id, info, direction: 'Incoming', state: 'Connected' });
  expect(agent.calls).toEqual([call]);
  await expect(incomingCall.accept()).rejects.toMatchObject({ code: 400, subCode: 41006 });
});
