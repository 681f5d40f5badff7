import type { Call, CallerInfo, RemoteParticipant } from '@azure/communication-calling';
import { map, merge, Subscriber, type Observable, type Subscription } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { collection$, fromSdkEvent, property$, SdkError } from 'rx-acs-calling';
import { drive, FakeCall, FakeCallAgent, FakeRemoteParticipant, listenerCount } from 'rx-acs-calling/testing';
import { dispatches, Emitter } from './emitters.js';
import { thrownBy } from '../support/thrown-by.js';

const ann = new FakeRemoteParticipant({ displayName: 'Ann' });
const bob = new FakeRemoteParticipant({ displayName: 'Bob' });

const muted = { t: true, f: false };
const MUTE = { t: { isMuted: true }, f: { isMuted: false } };

const numbers = { 0: 0, 1: 1, 2: 2, 3: 3, 4: 4 };
const steps = { ...numbers, x: 'xChanged', p: 'pinged', i: 'itemsUpdated' };

/** What an emitter goes through: a number is its new `x`, and one more item, and no event tells of it; a word is one. */
const play = (steps$: Observable<number | string>, emitter: Emitter): Subscription =>
  steps$.subscribe((step) => {
    if (typeof step === 'string') {
      emitter.emit(step);
    } else {
      emitter.x = step;
      emitter.items.push(step);
    }
  });

const unwatched = { calling: () => undefined, threw: () => undefined, unknown: () => undefined };

describe('fromSdkEvent', () => {
  it(
    'hands on what each event tells, until the subscriber leaves',
    marbles((m) => {
      const call = new FakeCall();
      drive(
        m.hot('           --a--b----0-', {
          a: { remoteParticipants: [ann] },
          b: { remoteParticipants: [bob] },
          0: { remoteParticipants: [] },
        }),
        call,
      );
      const subs = '      ^-------!   ';
      const expected = '  --a--b---   ';

      m.expect(fromSdkEvent(call, 'remoteParticipantsUpdated'), subs).toBeObservable(expected, {
        a: { added: [ann], removed: [] },
        b: { added: [bob], removed: [ann] },
      });
      m.flush();
      expect(listenerCount(call)).toBe(0);
    }),
  );

  it(
    'remembers nothing for a late subscriber',
    marbles((m) => {
      const call = new FakeCall();
      drive(m.hot('       --t--f--t-', MUTE), call);
      const early = '     ^---------';
      const late = '      ---^------';

      const event$ = fromSdkEvent(call, 'isMutedChanged').pipe(map(() => call.isMuted));
      m.expect(event$, early).toBeObservable('--t--f--t-', muted);
      m.expect(event$, late).toBeObservable(' -----f--t-', muted);
    }),
  );

  it(
    'emits undefined where an event tells nothing, and each time that it happens',
    marbles((m) => {
      const call = new FakeCall();
      m.hot('             --x--x-').subscribe(() => {
        call.emit('mutedByOthers');
      });
      const expected = '  --u--u-';

      m.expect(fromSdkEvent(call, 'mutedByOthers')).toBeObservable(expected, { u: undefined });
    }),
  );

  it('hands on the very object that the SDK does', () => {
    const agent = new FakeCallAgent();
    const payload = { added: [], removed: [] };
    const seen: unknown[] = [];
    fromSdkEvent(agent, 'callsUpdated').subscribe((change) => seen.push(change));

    agent.emit('callsUpdated', payload);

    expect(seen).toHaveLength(1);
    expect(seen[0]).toBe(payload);
  });
});

describe('property$', () => {
  it(
    'emits the current value at once, then each change, also to a late subscriber',
    marbles((m) => {
      const call = new FakeCall();
      drive(m.hot('       --t--f--t-', MUTE), call);
      const early = '     ^--------!';
      const late = '      ---^-----!';

      m.expect(property$(call, 'isMuted'), early).toBeObservable('f-t--f--t-', muted);
      m.expect(property$(call, 'isMuted'), late).toBeObservable(' ---t-f--t-', muted);
      m.flush();
      expect(listenerCount(call)).toBe(0);
    }),
  );

  it(
    'is silent when the event leaves the value as it was',
    marbles((m) => {
      const call = new FakeCall();
      drive(m.hot('       --t----', MUTE), call);
      m.hot('             -x-x-x-').subscribe(() => {
        call.emit('isMutedChanged');
      });
      const expected = '  f-t----';

      m.expect(property$(call, 'isMuted')).toBeObservable(expected, muted);
    }),
  );

  it(
    'emits undefined while an optional property has no value',
    marbles((m) => {
      const participant = new FakeRemoteParticipant();
      drive(
        m.hot('       --a--u-', { a: { displayName: 'Ann' }, u: { displayName: undefined } }),
        participant,
      );
      const expected = '  u-a--u-';

      m.expect(property$(participant, 'displayName')).toBeObservable(expected, { a: 'Ann', u: undefined });
    }),
  );

  it('takes another object of the same content for a change, and the same object for none', () => {
    const callerInfo = (): CallerInfo => ({ identifier: undefined });
    const [before, after] = [callerInfo(), callerInfo()];
    const call = new FakeCall({ callerInfo: before });
    const seen: unknown[] = [];
    property$(call, 'callerInfo').subscribe((info) => seen.push(info));

    call.set({ callerInfo: before });
    call.set({ callerInfo: after });

    expect(seen).toHaveLength(2);
    expect(seen[0]).toBe(before);
    expect(seen[1]).toBe(after);
  });

  it('takes NaN for the same as NaN', () => {
    const emitter = new Emitter(dispatches['dispatches like the SDK'], unwatched);
    emitter.x = NaN;
    const seen: unknown[] = [];
    property$(emitter, 'x').subscribe((x) => seen.push(x));

    emitter.emit('xChanged');

    expect(seen).toEqual([NaN]);
  });

  it(
    'keeps apart two properties of an object, and the same property of two objects',
    marbles((m) => {
      const [one, two] = [new FakeCall(), new FakeCall()];
      drive(m.hot('           --t-----', MUTE), one);
      drive(m.hot('           ----t---', MUTE), two);
      drive(m.hot('           ------x-', { x: { role: 'Presenter' as const } }), one);

      m.expect(property$(one, 'isMuted')).toBeObservable('f-t-----', muted);
      m.expect(property$(two, 'isMuted')).toBeObservable('f---t---', muted);
      m.expect(property$(one, 'role')).toBeObservable('   u-----p-', { u: 'Unknown', p: 'Presenter' });
      m.flush();
      expect(listenerCount(one, two)).toBe(3);
    }),
  );

  it(
    'reads when the event happens that it was given, and at no other',
    marbles((m) => {
      const emitter = new Emitter(dispatches['dispatches like the SDK'], unwatched);
      play(m.hot('        -1x-2-3p--4p-', steps), emitter);
      const subs = '      ^--------!   ';
      const expected = '  0------3--   ';

      m.expect(property$(emitter, 'x', 'pinged'), subs).toBeObservable(expected, numbers);
      m.flush();
      expect(emitter.attached('pinged')).toHaveLength(0);
    }),
  );

  it(
    'has a value of its own for each event that a property is read by',
    marbles((m) => {
      const emitter = new Emitter(dispatches['dispatches like the SDK'], unwatched);
      play(m.hot('                                        -1x-2p-3xp-', steps), emitter);

      m.expect(property$(emitter, 'x')).toBeObservable('            0-1-----3--', numbers);
      m.expect(property$(emitter, 'x', 'xChanged')).toBeObservable('0-1-----3--', numbers);
      m.expect(property$(emitter, 'x', 'pinged')).toBeObservable('  0----2---3-', numbers);
      m.flush();
      expect(emitter.attached('xChanged')).toHaveLength(1);
      expect(emitter.attached('pinged')).toHaveLength(1);
    }),
  );

  it('delivers a long chain of changes, each made inside next, in order', () => {
    const length = 20_000;
    const emitter = new Emitter(dispatches['dispatches like the SDK'], unwatched);
    const seen: unknown[] = [];
    const error = (cause: unknown) => seen.push(cause);
    property$(emitter, 'x').subscribe({
      next: (x) => {
        if (x < length) {
          emitter.x = x + 1;
          emitter.emit('xChanged');
        }
      },
      error,
    });
    property$(emitter, 'x').subscribe({ next: (x) => seen.push(x), error });
    seen.length = 0;

    emitter.x = 0;
    emitter.emit('xChanged');

    expect(seen).toEqual(Array.from({ length: length + 1 }, (_, x) => x));
  });
});

describe('collection$', () => {
  const people = { 0: [], a: [ann], b: [ann, bob], c: [bob, ann] };
  const JOIN = {
    0: { remoteParticipants: [] },
    a: { remoteParticipants: [ann] },
    b: { remoteParticipants: [ann, bob] },
    c: { remoteParticipants: [bob, ann] },
  };

  it(
    'emits the current elements at once, then again after each update',
    marbles((m) => {
      const call = new FakeCall();
      drive(m.hot('       --a--b--0-', JOIN), call);
      const early = '     ^--------!';
      const late = '      ---^-----!';

      const all$ = collection$(call, 'remoteParticipants');
      m.expect(all$, early).toBeObservable('0-a--b--0-', people);
      m.expect(all$, late).toBeObservable(' ---a-b--0-', people);
      m.flush();
      expect(listenerCount(call)).toBe(0);
    }),
  );

  it(
    'is silent when the elements are the same ones in the same order, and takes another order for a change',
    marbles((m) => {
      const call = new FakeCall({ remoteParticipants: [ann, bob] });
      m.hot('             --x--x--x-').subscribe(() => {
        // Another array, as the SDK makes it.
        Object.assign(call, { remoteParticipants: [...call.remoteParticipants] });
        call.emit('remoteParticipantsUpdated', { added: [], removed: [] });
      });
      drive(m.hot('       ---c-----b', JOIN), call);
      const expected = '  b--c-----b';

      m.expect(collection$(call, 'remoteParticipants')).toBeObservable(expected, people);
    }),
  );

  it('gives arrays of its own, which stay as they are when the SDK changes its array in place', () => {
    const [one, two] = [new FakeCall(), new FakeCall()];
    const agent = new FakeCallAgent({ calls: [one] });
    const seen: (readonly Call[])[] = [];
    collection$(agent, 'calls').subscribe((calls) => seen.push(calls));
    const { calls } = agent;

    agent.set({ calls: [one, two] });
    agent.set({ calls: [two] });

    expect(agent.calls).toBe(calls);
    expect(seen).not.toContain(calls);
    expect(seen.map((list) => [...list])).toEqual([[one], [one, two], [two]]);
  });

  it(
    'reads when the event happens that it was given, and at no other',
    marbles((m) => {
      const emitter = new Emitter(dispatches['dispatches like the SDK'], unwatched);
      play(m.hot('        -1i-2-p---3p-', steps), emitter);
      const subs = '      ^--------!   ';
      const expected = '  0-----2--    ';

      const count$ = collection$(emitter, 'items', 'pinged').pipe(map(({ length }) => length));
      m.expect(count$, subs).toBeObservable(expected, numbers);
      m.flush();
      expect(emitter.attached('pinged')).toHaveLength(0);
    }),
  );

  it(
    'is not the property of the same name, which is the one array of the SDK',
    marbles((m) => {
      const emitter = new Emitter(dispatches['dispatches like the SDK'], unwatched);
      play(m.hot('       -1i-2i-', steps), emitter);
      const property = ' p------';
      const elements = ' 0-1--2-';

      const array$ = property$(emitter, 'items', 'itemsUpdated');
      m.expect(array$).toBeObservable(property, { p: emitter.items });
      const count$ = collection$(emitter, 'items').pipe(map(({ length }) => length));
      m.expect(count$).toBeObservable(elements, numbers);
      m.flush();
      expect(emitter.attached('itemsUpdated')).toHaveLength(1);
    }),
  );

  it('takes a collection that the SDK has not made yet for an empty one', () => {
    // As `breakoutRooms` is.
    const call = new FakeCall();
    call.write({ remoteParticipants: undefined as never });
    const seen: (readonly RemoteParticipant[])[] = [];

    collection$(call, 'remoteParticipants').subscribe((all) => seen.push(all));
    call.set({ remoteParticipants: [ann] });
    call.set({ remoteParticipants: undefined as never });

    expect(seen).toEqual([[], [ann], []]);
  });

  it('copies the array once for an update, however many subscribe', () => {
    const call = new FakeCall();
    const [one, two]: (readonly RemoteParticipant[])[][] = [[], []];
    collection$(call, 'remoteParticipants').subscribe((all) => one?.push(all));
    collection$(call, 'remoteParticipants').subscribe((all) => two?.push(all));

    call.set({ remoteParticipants: [ann] });

    expect(one?.[1]).toEqual([ann]);
    expect(two?.[1]).toBe(one?.[1]);
  });
});

describe('the bridge', () => {
  it('attaches one listener for an event and the property that it tells of', () => {
    const call = new FakeCall();
    const both = merge(fromSdkEvent(call, 'isMutedChanged'), property$(call, 'isMuted'));

    const [first, second] = [both.subscribe(), both.subscribe()];
    expect(call.listenerCount('isMutedChanged')).toBe(1);

    first.unsubscribe();
    expect(listenerCount(call)).toBe(1);

    second.unsubscribe();
    expect(listenerCount(call)).toBe(0);
  });

  it('leaves the listeners of the app alone', () => {
    const call = new FakeCall();
    const listener = jest.fn();
    call.on('isMutedChanged', listener);

    property$(call, 'isMuted').subscribe().unsubscribe();
    call.set({ isMuted: true });

    expect(listener).toHaveBeenCalledTimes(1);
    expect(listenerCount(call)).toBe(1);
  });

  it('calls on and off as methods of the object, as the SDK needs it', () => {
    const call = new FakeCall();
    const on = jest.spyOn(call, 'on');
    const off = jest.spyOn(call, 'off');

    property$(call, 'isMuted').subscribe().unsubscribe();

    expect(on.mock.contexts).toEqual([call]);
    expect(off.mock.contexts).toEqual([call]);
  });

  it.each([
    ['fromSdkEvent', () => fromSdkEvent(undefined as unknown as Call, 'idChanged')],
    ['property$', () => property$(undefined as unknown as Call, 'id')],
    ['collection$', () => collection$({} as Call, 'remoteParticipants')],
  ])('throws at once when %s is given no SDK object', (_name, make) => {
    const error = thrownBy(make);

    expect(error).toBeInstanceOf(SdkError);
    expect((error as Error).message).toMatch(/^(id|remoteParticipants)\w+ cannot be observed: /);
  });

  it('has an error notification for an event that the object turns out not to have', () => {
    const call = new FakeCall();
    const errors: unknown[] = [];

    fromSdkEvent(call, 'misspelt' as 'idChanged').subscribe({
      error: (error: unknown) => errors.push(error),
    });

    expect(errors).toEqual([expect.any(SdkError)]);
    expect(errors[0]).toMatchObject({ code: 422 });
    expect(listenerCount(call)).toBe(0);
  });

  it('reports what a bare Subscriber throws, which RxJS does not catch, and goes on', () => {
    const later: (() => void)[] = [];
    jest.spyOn(globalThis, 'queueMicrotask').mockImplementation((task) => later.push(task));
    const bad = new Error('bad');
    const call = new FakeCall();
    const seen: unknown[] = [];
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- apps are told not to, so some do
    const bare = new Subscriber<boolean>({
      next: () => {
        throw bad;
      },
      error: () => undefined,
      complete: () => undefined,
    });

    property$(call, 'isMuted').subscribe(bare);
    property$(call, 'isMuted').subscribe((isMuted) => seen.push(isMuted));
    call.set({ isMuted: true });

    expect(seen).toEqual([false, true]);
    expect(later.map(thrownBy)).toEqual([bad, bad]);
  });
});

describe('the bridge, when an object breaks down', () => {
  const breakDown = (call: FakeCall, cause: unknown): void => {
    Object.defineProperty(call, 'isMuted', {
      get: () => {
        throw cause;
      },
    });
  };
  const refuseOff = (call: FakeCall): void => {
    jest.spyOn(call, 'off').mockImplementation(() => {
      throw new Error('disposed');
    });
  };

  it('lets a subscriber leave in peace when off throws: there is nobody left to tell', () => {
    const call = new FakeCall();
    refuseOff(call);
    const subscription = property$(call, 'isMuted').subscribe();

    const error = thrownBy(() => {
      subscription.unsubscribe();
    });

    expect(error).toBeUndefined();
    expect(subscription.closed).toBe(true);
  });

  // If one of these fails, it leaves the bridge's one queue blocked for good: each has a library of its own.
  it.each<[name: string, cause: unknown, prepare: (call: FakeCall, subscription: Subscription) => void]>([
    [
      'also when a subscriber throws while leaving',
      new Error('disposed'),
      (_call, subscription) => {
        subscription.add(() => {
          throw new Error('bad');
        });
      },
    ],
    ['also when off throws', new Error('disposed'), refuseOff],
    ['also when the cause cannot be put in words', Object.create(null), () => undefined],
    ['and nothing else happens', new Error('disposed'), () => undefined],
  ])('tells all its subscribers, and goes on for other objects, %s', (_name, cause, prepare) => {
    // What the app's own code throws may be reported in the way of RxJS: later, and to nobody in particular.
    jest.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => undefined);
    jest.isolateModules(() => {
      const lib = jest.requireActual<typeof import('rx-acs-calling')>('rx-acs-calling');
      const [call, other] = [new FakeCall(), new FakeCall()];
      const errors: unknown[] = [];
      const seen: unknown[] = [];
      const observer = { error: (error: unknown) => errors.push(error) };
      prepare(call, lib.property$(call, 'isMuted').subscribe(observer));
      lib.property$(call, 'isMuted').subscribe(observer);
      lib.property$(other, 'isMuted').subscribe((isMuted) => seen.push(isMuted));

      breakDown(call, cause);
      call.emit('isMutedChanged');
      other.set({ isMuted: true });

      expect(seen).toEqual([false, true]);
      expect(errors).toEqual([expect.any(lib.SdkError), expect.any(lib.SdkError)]);
      expect((errors[1] as SdkError).cause).toBe(cause);
    });
  });
});
