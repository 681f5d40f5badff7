import { thrownBy } from '../../support/thrown-by.js';
import {
  FakeCall,
  FakeCallAgent,
  fakeClass,
  FakeRemoteParticipant,
  FakeRemoteVideoStream,
  FakeTransfer,
  FakeTransferCallFeature,
} from '../../../src/testing/index.js';
import type { Volume } from '@azure/communication-calling';
import { of } from 'rxjs';

describe('the emitter of a fake', () => {
  it('calls a listener once for each time it was attached, and removes one of them with each off', () => {
    const call = new FakeCall();
    const listener = jest.fn();
    call.on('stateChanged', listener);
    call.on('stateChanged', listener);

    call.emit('stateChanged');
    expect(listener).toHaveBeenCalledTimes(2);

    call.off('stateChanged', listener);
    call.emit('stateChanged');
    expect(listener).toHaveBeenCalledTimes(3);
    expect(call.listenerCount()).toBe(1);
  });

  it('ignores off of an unknown listener', () => {
    const call = new FakeCall();
    call.on('stateChanged', jest.fn());

    call.off('stateChanged', jest.fn());
    call.off('idChanged', jest.fn());

    expect(call.listenerCount('stateChanged')).toBe(1);
  });

  it('still calls a listener that was removed during the dispatch', () => {
    const call = new FakeCall();
    const removed = jest.fn();
    call.on('stateChanged', () => {
      call.off('stateChanged', removed);
    });
    call.on('stateChanged', removed);

    call.emit('stateChanged');
    call.emit('stateChanged');

    expect(removed).toHaveBeenCalledTimes(1);
  });

  it('calls a listener that was added during the dispatch from the next event on', () => {
    const call = new FakeCall();
    const added = jest.fn();
    const add = (): void => {
      call.off('stateChanged', add);
      call.on('stateChanged', added);
    };
    call.on('stateChanged', add);

    call.emit('stateChanged');
    expect(added).not.toHaveBeenCalled();

    call.emit('stateChanged');
    expect(added).toHaveBeenCalledTimes(1);
  });

  it('swallows the error of a listener, and skips the listeners behind it for that event', () => {
    const call = new FakeCall();
    const [before, behind] = [jest.fn(), jest.fn()];
    const faulty = (): void => {
      throw new Error('faulty');
    };
    call.on('stateChanged', before);
    call.on('stateChanged', faulty);
    call.on('stateChanged', behind);

    call.emit('stateChanged');
    expect(before).toHaveBeenCalledTimes(1);
    expect(behind).not.toHaveBeenCalled();

    call.off('stateChanged', faulty);
    call.emit('stateChanged');
    expect(behind).toHaveBeenCalledTimes(1);
  });

  it('throws 422 for an unknown event name, except on a transfer and on the transfer feature', () => {
    const on = (fake: object): void => {
      (fake as { on(event: string, listener: () => void): void }).on('nonsense', jest.fn());
    };

    expect(
      thrownBy(() => {
        on(new FakeCall());
      }),
    ).toMatchObject({ name: 'CallingCommunicationError', code: 422 });
    expect(() => {
      on(new FakeTransfer());
      on(new FakeTransferCallFeature());
    }).not.toThrow();
  });

  it('needs on and off to be called as methods', () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method
    const { on, off } = new FakeCall();

    expect(() => {
      on('stateChanged', jest.fn());
    }).toThrow(TypeError);
    expect(() => {
      off('stateChanged', jest.fn());
    }).toThrow(TypeError);
  });

  it('counts the listeners of one event and of all', () => {
    const call = new FakeCall();
    call.on('stateChanged', jest.fn());
    call.on('idChanged', jest.fn());

    expect(call.listenerCount('stateChanged')).toBe(1);
    expect(call.listenerCount('isMutedChanged')).toBe(0);
    expect(call.listenerCount()).toBe(2);
  });
});

describe('set', () => {
  it('writes the property before it fires the event, which carries no argument', () => {
    const call = new FakeCall();
    const seen: unknown[] = [];
    call.on('isMutedChanged', (...args: unknown[]) => seen.push([call.isMuted, ...args]));

    call.set({ isMuted: true });

    expect(seen).toEqual([[true]]);
  });

  it('writes all properties before the first event, and fires in the order given', () => {
    const bob = new FakeRemoteParticipant();
    const seen: unknown[] = [];
    bob.on('stateChanged', () => seen.push(['state', bob.state, bob.isMuted, bob.role]));
    bob.on('isMutedChanged', () => seen.push(['isMuted', bob.state, bob.isMuted, bob.role]));
    bob.on('roleChanged', () => seen.push(['role', bob.state, bob.isMuted, bob.role]));

    bob.set({ isMuted: true, role: 'Presenter', state: 'Connected' });

    expect(seen).toEqual([
      ['isMuted', 'Connected', true, 'Presenter'],
      ['role', 'Connected', true, 'Presenter'],
      ['state', 'Connected', true, 'Presenter'],
    ]);
  });

  it('fires nothing for values that stay the same', () => {
    const bob = new FakeRemoteParticipant();
    const call = new FakeCall({ state: 'Connected', remoteParticipants: [bob] });
    const listener = jest.fn();
    call.on('stateChanged', listener);
    call.on('remoteParticipantsUpdated', listener);

    call.set({ state: 'Connected', remoteParticipants: [bob] });

    expect(listener).not.toHaveBeenCalled();
  });

  it('fires with the added and removed elements of a collection', () => {
    const [bob, carol] = [new FakeRemoteParticipant(), new FakeRemoteParticipant()];
    const call = new FakeCall({ remoteParticipants: [bob] });
    const listener = jest.fn();
    call.on('remoteParticipantsUpdated', listener);

    call.set({ remoteParticipants: [carol] });

    expect(listener.mock.calls).toEqual([[{ added: [carol], removed: [bob] }]]);
  });

  it('replaces remoteParticipants, and changes calls in place', () => {
    const call = new FakeCall();
    const agent = new FakeCallAgent();
    const { remoteParticipants } = call;
    const { calls } = agent;

    call.set({ remoteParticipants: [new FakeRemoteParticipant()] });
    agent.set({ calls: [call] });

    expect(call.remoteParticipants).not.toBe(remoteParticipants);
    expect(remoteParticipants).toEqual([]);
    expect(agent.calls).toBe(calls);
    expect(calls).toEqual([call]);
  });

  it('fires with the old and the new value where the SDK does', () => {
    const agent = new FakeCallAgent();
    const bob = new FakeRemoteParticipant({ displayName: 'Bob' });
    const listener = jest.fn();
    agent.on('connectionStateChanged', listener);
    bob.on('displayNameChanged', listener);

    agent.set({ connectionState: 'Disconnected' });
    bob.set({ displayName: 'Robert' });

    expect(listener.mock.calls).toEqual([
      [{ oldValue: 'Connected', newValue: 'Disconnected', reason: 'connectionIssue' }],
      [{ oldValue: 'Bob', newValue: 'Robert' }],
    ]);
  });

  it('makes a change inside a listener at once, as the SDK does', () => {
    const call = new FakeCall();
    const seen: string[] = [];
    call.on('stateChanged', () => {
      if (call.state === 'Connecting') {
        call.set({ state: 'Ringing' });
      }
    });
    call.on('stateChanged', () => seen.push(call.state));

    call.set({ state: 'Connecting' });

    expect(seen).toEqual(['Ringing', 'Ringing']);
  });
});

describe('a method of a fake', () => {
  it('is recorded with its arguments, call by call', async () => {
    const call = new FakeCall({ state: 'Connected' });
    await call.sendDtmf('Num1');
    await call.hangUp({ forEveryone: true });

    expect(call.callsTo('sendDtmf')).toEqual([['Num1']]);
    expect(call.callsTo('hangUp')).toEqual([[{ forEveryone: true }]]);
    expect(call.callsTo('hold')).toEqual([]);
  });

  it('gives the answer of the test, from the constructor or a later one', async () => {
    const call = new FakeCall({ state: 'Connected', hangUp: () => Promise.reject(new Error('first')) });
    await expect(call.hangUp()).rejects.toThrow('first');

    call.answer('hangUp', () => Promise.reject(new Error('second')));
    await expect(call.hangUp()).rejects.toThrow('second');

    expect(call.state).toBe('Connected');
    expect(call.callsTo('hangUp')).toHaveLength(2);
  });

  it('rejects if it returns a promise in the SDK, and throws otherwise', async () => {
    const no = (): never => {
      throw new Error('no');
    };
    const call = new FakeCall({ mute: no, addParticipant: no });

    await expect(call.mute()).rejects.toThrow('no');
    expect(() => call.addParticipant({ communicationUserId: 'bob' })).toThrow('no');
  });
});

it('throws for a method without an answer, and says how to give one', async () => {
  const stream = new FakeRemoteVideoStream();

  await expect(stream.getMediaStream()).rejects.toThrow(
    /^FakeRemoteVideoStream-\d+ has no answer for getMediaStream\(\)\. Give it one: answer\('getMediaStream', /,
  );
});

it('settles a promise with an answer of a promise or an Observable', async () => {
  const [stream, mediaStream] = [new FakeRemoteVideoStream(), {} as MediaStream];

  stream.answer('getMediaStream', () => Promise.resolve(mediaStream));
  expect(await stream.getMediaStream()).toBe(mediaStream);

  stream.answer('getMediaStream', () => of(mediaStream));
  expect(await stream.getMediaStream()).toBe(mediaStream);
});

it('removes all listeners at once', () => {
  const call = new FakeCall();
  call.on('stateChanged', jest.fn());
  call.on('idChanged', jest.fn());

  call.removeAllListeners();

  expect(call.listenerCount()).toBe(0);
});

describe('a class that is made from a description', () => {
  it('shares nothing between its instances', () => {
    const [first, second] = [new FakeRemoteParticipant(), new FakeRemoteParticipant()];

    expect(first.videoStreams).not.toBe(second.videoStreams);
    expect(first.identifier).not.toEqual(second.identifier);
  });

  it('can be extended', () => {
    class Loud extends fakeClass<Volume>('MyVolume', () => ({
      events: { levelChanged: 'level' },
      properties: { level: 100 },
    })) {}

    expect(new Loud()).toMatchObject({ level: 100 });
    expect(new Loud().fakeName).toMatch(/^Loud-/);
  });
});

it('makes each fake differ from the others in comparisons by value', () => {
  expect(new FakeCallAgent()).not.toEqual(new FakeCallAgent());
  expect(new FakeTransfer()).not.toEqual(new FakeTransfer());
});
