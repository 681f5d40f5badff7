/**
 * The laws that every stream keeps (DESIGN.md, section 4), tested for every stream that the package exports. A new
 * stream is covered by a row in `rows`, and the first test fails as long as it has none.
 */
import {
  combineLatest,
  config,
  map,
  merge,
  skip,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import * as main from 'rx-acs-calling';
import * as logs from 'rx-acs-calling/logs';
import {
  calls$,
  callEnded$,
  callState$,
  collection$,
  connectionState$,
  fromSdkEvent,
  incomingCalls$,
  participantState$,
  property$,
  remoteParticipants$,
  SdkError,
  selectedMicrophone$,
  selectedSpeaker$,
  transferAccepted$,
  transferState$,
  type SdkEmitter,
} from 'rx-acs-calling';
import { record } from '../support/record.js';
import { UNLEAVABLE } from '../../src/bridge/hubs.js';
import {
  FakeCall,
  FakeCallAgent,
  fakeDevice,
  FakeDeviceManager,
  FakeIncomingCall,
  FakeRemoteParticipant,
  FakeSdkError,
  FakeTransfer,
  FakeTransferCallFeature,
} from 'rx-acs-calling/testing';

/** Streams for which these laws have no meaning, and why. */
const exempt: Readonly<Record<string, string>> = {
  activeCalls$:
    'it begins with a promise and stands on two events: active-calls.test.ts tests those laws that it can keep',
  cameras$: 'it asks for its list, a promise: devices.test.ts is its suite',
  microphones$: 'as cameras$',
  speakers$: 'as cameras$',
  deviceManager$: 'it stands on a promise: devices.test.ts is its suite',
  devicePermission$: 'as deviceManager$',
  videoView$: 'it stands on a function that makes a renderer: video-view.test.ts is its suite',
  callAgent$:
    'it stands on a function that makes an agent, not on an SDK object: create-call-agent.test.ts is its suite',
  sdkLogs$: 'it stands on the log of all Azure libraries, not on an SDK object: logs.test.ts is its suite',
};

/** What a test does to an object. The object is at `a` from the start; `x` is its end. */
type Key = 'a' | 'b' | 'x';

/** An object, and a stream of it. */
interface Scene {
  readonly fake: Fake;
  /** The event that the stream stands on. */
  readonly event: string;
  /** The properties that the stream reads, with the key at which it first does; none for a stream of events. */
  readonly reads: Readonly<Record<string, Key>>;
  readonly stream: () => Observable<unknown>;
  /** What the stream emits at a key. What has no value here goes by in silence. */
  readonly values: Values;
  /** Brings the object to a key, and has it say so. */
  readonly to: (key: Key) => void;
}

type Values = Readonly<Partial<Record<Key, unknown>>>;

interface Fake extends SdkEmitter {
  emit(event: never, payload: never): void;
  listenerCount(): number;
}

/** A stream of what a property is: `a`, `b` and, if it ends, `x`. */
const state = <F extends Fake & { set(changes: never): void }>(
  fake: F,
  event: string,
  property: string,
  states: Values,
  stream: (fake: F) => Observable<unknown>,
): Scene => {
  const to = (key: Key): void => {
    fake.set({ [property]: states[key] } as never);
  };
  to('a');
  return { fake, event, reads: { [property]: 'a' }, stream: () => stream(fake), values: states, to };
};

/** A stream of what happens: `a` and `b`, any number of times. */
const happening = <F extends Fake>(
  fake: F,
  event: string,
  payloads: Readonly<Record<'a' | 'b', unknown>>,
  stream: (fake: F) => Observable<unknown>,
  values: Values = payloads,
): Scene => ({
  fake,
  event,
  reads: {},
  stream: () => stream(fake),
  values,
  to: (key) => {
    fake.emit(event as never, payloads[key as 'a'] as never);
  },
});

interface Row {
  /** The export that is tested. */
  readonly name: string;
  /** What of it, where there are several cases. */
  readonly of?: string;
  readonly open: () => Scene;
}

const one = new FakeCall();
const two = new FakeCall();
const first = new FakeIncomingCall();
const second = new FakeIncomingCall();
const ann = new FakeRemoteParticipant();

const callStates = { a: 'Connected', b: 'RemoteHold', x: 'Disconnected' } as const;

const rows: readonly Row[] = [
  {
    name: 'fromSdkEvent',
    open: () =>
      happening(
        new FakeCall(),
        'remoteParticipantsUpdated',
        { a: { added: [ann], removed: [] }, b: { added: [], removed: [ann] } },
        (call) => fromSdkEvent(call, 'remoteParticipantsUpdated'),
      ),
  },
  {
    name: 'property$',
    open: () =>
      state(new FakeCall(), 'isMutedChanged', 'isMuted', { a: false, b: true }, (call) =>
        property$(call, 'isMuted'),
      ),
  },
  {
    name: 'collection$',
    of: 'an array that is replaced',
    open: () =>
      state(new FakeCall(), 'remoteParticipantsUpdated', 'remoteParticipants', { a: [], b: [ann] }, (call) =>
        collection$(call, 'remoteParticipants'),
      ),
  },
  {
    name: 'collection$',
    of: 'an array that is changed in place',
    open: () =>
      state(new FakeCallAgent(), 'callsUpdated', 'calls', { a: [one], b: [one, two] }, (agent) =>
        collection$(agent, 'calls'),
      ),
  },
  {
    name: 'connectionState$',
    open: () =>
      state(
        new FakeCallAgent(),
        'connectionStateChanged',
        'connectionState',
        { a: 'Disconnected', b: 'Connected' },
        connectionState$,
      ),
  },
  {
    name: 'calls$',
    open: () => state(new FakeCallAgent(), 'callsUpdated', 'calls', { a: [one], b: [two] }, calls$),
  },
  {
    name: 'incomingCalls$',
    open: () =>
      happening(
        new FakeCallAgent(),
        'incomingCall',
        { a: { incomingCall: first }, b: { incomingCall: second } },
        incomingCalls$,
        { a: first, b: second },
      ),
  },
  {
    name: 'callState$',
    open: () => state(new FakeCall(), 'stateChanged', 'state', callStates, callState$),
  },
  {
    name: 'callEnded$',
    open: () => ({
      ...state(new FakeCall(), 'stateChanged', 'state', callStates, callEnded$),
      reads: { state: 'a', callEndReason: 'x' },
      values: {
        x: {
          code: 0,
          subCode: 0,
          message: expect.stringContaining('0/0') as string,
          resultCategories: ['Success'],
        },
      },
    }),
  },
  {
    name: 'remoteParticipants$',
    open: () =>
      state(
        new FakeCall(),
        'remoteParticipantsUpdated',
        'remoteParticipants',
        { a: [], b: [ann] },
        remoteParticipants$,
      ),
  },
  {
    name: 'participantState$',
    open: () =>
      state(
        new FakeRemoteParticipant(),
        'stateChanged',
        'state',
        { a: 'Ringing', b: 'Connected', x: 'Disconnected' },
        participantState$,
      ),
  },
  {
    name: 'selectedMicrophone$',
    open: () =>
      state(
        new FakeDeviceManager(),
        'selectedMicrophoneChanged',
        'selectedMicrophone',
        { a: fakeDevice('Microphone', 'a'), b: fakeDevice('Microphone', 'b') },
        selectedMicrophone$,
      ),
  },
  {
    name: 'selectedSpeaker$',
    open: () =>
      state(
        new FakeDeviceManager(),
        'selectedSpeakerChanged',
        'selectedSpeaker',
        { a: fakeDevice('Speaker', 'a'), b: fakeDevice('Speaker', 'b') },
        selectedSpeaker$,
      ),
  },
  ...(['Transferred', 'Failed'] as const).map((x) => ({
    name: 'transferState$',
    of: `one that ends ${x}`,
    open: () =>
      state(new FakeTransfer(), 'stateChanged', 'state', { a: 'None', b: 'Transferring', x }, transferState$),
  })),
  {
    name: 'transferAccepted$',
    open: () =>
      happening(
        new FakeTransferCallFeature(),
        'transferAccepted',
        { a: { targetCall: one }, b: { targetCall: two } },
        transferAccepted$,
        { a: one, b: two },
      ),
  },
];

const cases = rows.map(({ name, of, open }) => ({
  title: of === undefined ? name : `${name} of ${of}`,
  open,
  sample: open(),
}));
const states = cases.filter(({ sample }) => Object.keys(sample.reads).length);
const happenings = cases.filter(({ sample }) => !Object.keys(sample.reads).length);
const ending = states.filter(({ sample }) => 'x' in sample.values);
const endless = states.filter(({ sample }) => !('x' in sample.values));
/** The streams that show `a` and `b`; `callEnded$` shows `x` only. */
const showing = states.filter(({ sample }) => 'a' in sample.values);
/** Each property that a stream reads. */
const readings = states.flatMap(({ title, open, sample }) =>
  Object.entries(sample.reads).map(([property, key]) => ({ title, open, property, key })),
);

const COMPLETE = 'complete';

/** How many listeners stay after the last subscriber: one where the SDK's `off` would attach it once more. */
const staying = ({ event }: Scene): number => (UNLEAVABLE.has(event) ? 1 : 0);

/** What a recording holds if the object is at these keys, one after the other. */
const story = ({ values }: Scene, keys: string): readonly unknown[] => [
  ...Array.from(keys as Iterable<Key>).flatMap((key) => (key in values ? [values[key]] : [])),
  ...(keys.endsWith('x') ? [COMPLETE] : []),
];

/** The marbles of a stream without those that it has no value for. */
const shown = (picture: string, { values }: Scene): string =>
  picture.replace(/[abx]/g, (key) => (key in values ? key : '-'));

/** The key at which there is something to see. */
const shownBy = ({ values }: Scene): Key => ('b' in values ? 'b' : 'x');

/** Leaves out the value that a stream has on subscription. */
const news = ({ values, reads }: Scene): MonoTypeOperatorFunction<unknown> =>
  skip('a' in values && Object.keys(reads).length ? 1 : 0);

/** Does something at the nth value: `the(2, scene.to, 'a')`. */
const the = <Args extends readonly unknown[]>(
  nth: number,
  action: (...args: Args) => void,
  ...args: Args
): (() => void) => {
  let count = 0;
  return () => {
    if (++count === nth) {
      action(...args);
    }
  };
};

/** Follows marbles: `a`, `b` and `x` as they are, `s` is the event again although nothing has changed. */
const play = (keys$: Observable<string>, { fake, event, to }: Scene): void => {
  keys$.subscribe((key) => {
    if (key === 's') {
      fake.emit(event as never, {} as never);
    } else {
      to(key as Key);
    }
  });
};

/** Attaches a listener of the app's own. */
const listen = ({ fake, event }: Scene, listener: () => void): void => {
  fake.on(event as never, listener as never);
};

/** Watches what goes to `on` and `off`, which still work. */
const attachments = ({ fake }: Scene) => ({
  on: jest.spyOn(fake as { on(event: string, listener: unknown): void }, 'on'),
  off: jest.spyOn(fake as { off(event: string, listener: unknown): void }, 'off'),
});

/** From now on the property is read from a getter. */
const redefine = ({ fake }: Scene, property: string, get: () => unknown): void => {
  Object.defineProperty(fake, property, { get, configurable: true });
};

const fail = (error: Error): never => {
  throw error;
};

/** What RxJS reports as unhandled: errors that nobody handles, and what subscribers throw. */
const reported: unknown[] = [];

beforeEach(() => {
  reported.length = 0;
  config.onUnhandledError = (error) => reported.push(error);
});

afterEach(() => {
  config.onUnhandledError = null;
});

describe('the table of streams', () => {
  it('has a row for every stream that the package exports', () => {
    const streams = Object.keys({ ...main, ...logs }).filter(
      (name) => name.endsWith('$') || name === 'fromSdkEvent',
    );
    const covered = [...rows.map(({ name }) => name), ...Object.keys(exempt)];

    expect(streams.filter((name) => !covered.includes(name))).toEqual([]);
    expect(covered.filter((name) => !streams.includes(name))).toEqual([]);
  });
});

describe('cold', () => {
  it.each(cases)('$title attaches and reads nothing before it is subscribed to', ({ open }) => {
    const scene = open();
    const properties = Object.keys(scene.reads);
    scene.to(Object.values(scene.reads).at(-1) ?? 'a');
    const { on } = attachments(scene);
    const read = new Set<string>();
    for (const property of properties) {
      const value = (scene.fake as unknown as Record<string, unknown>)[property];
      redefine(scene, property, () => {
        read.add(property);
        return value;
      });
    }

    const stream$ = scene.stream();
    expect(on).not.toHaveBeenCalled();
    expect([...read]).toEqual([]);

    stream$.subscribe().unsubscribe();
    expect(on).toHaveBeenCalledTimes(1);
    expect([...read]).toEqual(properties);
  });
});

describe('one listener', () => {
  it.each(cases)(
    '$title attaches one for all subscribers, and takes that one off after the last',
    ({ open }) => {
      const scene = open();
      const { on, off } = attachments(scene);
      const stream$ = scene.stream();

      const [early, late, again] = [stream$.subscribe(), stream$.subscribe(), scene.stream().subscribe()];
      expect(scene.fake.listenerCount()).toBe(1);

      early.unsubscribe();
      again.unsubscribe();
      expect(scene.fake.listenerCount()).toBe(1);

      late.unsubscribe();
      expect(scene.fake.listenerCount()).toBe(staying(scene));
      expect(on.mock.calls).toEqual([[scene.event, expect.any(Function)]]);
      expect(off.mock.calls).toEqual(staying(scene) ? [] : on.mock.calls);
      expect(off.mock.calls[0]?.[1]).toBe(staying(scene) ? undefined : on.mock.calls[0]?.[1]);
    },
  );

  it.each(cases)(
    '$title attaches again for a subscriber that comes after the last one has left',
    ({ open }) => {
      const scene = open();
      const stream$ = scene.stream();
      stream$.subscribe().unsubscribe();

      const { seen, subscription } = record(stream$);
      seen.length = 0;
      scene.to('b');
      expect(scene.fake.listenerCount()).toBe(1);
      expect(seen).toEqual(story(scene, 'b'));

      subscription.unsubscribe();
      expect(scene.fake.listenerCount()).toBe(staying(scene));
    },
  );

  it.each(ending)('$title leaves none behind when it completes', ({ open }) => {
    const scene = open();
    const [early, late] = [record(scene.stream()), record(scene.stream())];

    scene.to('x');

    expect(early.seen.at(-1)).toBe(COMPLETE);
    expect(late.seen.at(-1)).toBe(COMPLETE);
    expect(scene.fake.listenerCount()).toBe(0);
  });
});

describe('current value first', () => {
  it.each(showing)('$title emits it synchronously, also to a late subscriber', ({ open }) => {
    const scene = open();
    const early = record(scene.stream());
    expect(early.seen).toEqual(story(scene, 'a'));

    scene.to('b');
    const late = record(scene.stream());
    expect(late.seen).toEqual(story(scene, 'b'));
    expect(early.seen).toEqual(story(scene, 'ab'));
  });

  it.each(happenings)('$title has none: a late subscriber waits for the next event', ({ open }) => {
    const scene = open();
    const early = record(scene.stream());
    scene.to('a');
    const late = record(scene.stream());
    expect(late.seen).toEqual([]);

    scene.to('b');
    expect(early.seen).toEqual(story(scene, 'ab'));
    expect(late.seen).toEqual(story(scene, 'b'));
  });
});

describe('changes only', () => {
  it.each(states)('$title is silent at an event that changes nothing', ({ open }) => {
    marbles((m) => {
      const scene = open();
      play(m.hot('             -s-b-s-s-b-a-s'), scene);
      const expected = shown(' a--b-------a--', scene);

      m.expect(scene.stream()).toBeObservable(expected, scene.values);
    })();
  });

  it.each(happenings)('$title takes each event for a new one, also one like the last', ({ open }) => {
    marbles((m) => {
      const scene = open();
      play(m.hot('       -a-a-b-b-a'), scene);
      const expected = ' -a-a-b-b-a';

      m.expect(scene.stream()).toBeObservable(expected, scene.values);
    })();
  });
});

describe('terminal states complete', () => {
  it.each(ending)('$title completes after the last state', ({ open }) => {
    marbles((m) => {
      const scene = open();
      play(m.hot('             --b--a--x----'), scene);
      const expected = shown(' a-b--a--(x|) ', scene);

      m.expect(scene.stream()).toBeObservable(expected, scene.values);
      m.flush();
      expect(scene.fake.listenerCount()).toBe(0);
    })();
  });

  it.each(ending)('$title completes at once when that is the state on subscription', ({ open }) => {
    marbles((m) => {
      const scene = open();
      scene.to('x');

      m.expect(scene.stream()).toBeObservable('(x|)', scene.values);
      m.flush();
      expect(scene.fake.listenerCount()).toBe(0);
    })();
  });

  it.each([...endless, ...happenings])('$title goes on until it is left', ({ open }) => {
    const scene = open();
    const { seen, subscription } = record(scene.stream());
    for (const key of ['b', 'a', 'b', 'a'] as const) {
      scene.to(key);
    }

    expect(seen).not.toContain(COMPLETE);
    expect(subscription.closed).toBe(false);
  });
});

describe('no loss in the gap', () => {
  it.each(states)('$title sees a change between getting hold of the object and subscribing', ({ open }) => {
    const scene = open();
    const stream$ = scene.stream();
    scene.to('b');

    const { seen } = record(stream$);
    expect(seen).toEqual(story(scene, 'b'));
  });

  it.each(states)('$title sees a change that comes while the listener is being attached', ({ open }) => {
    const scene = open();
    const attach = scene.fake.on.bind(scene.fake);
    attachments(scene).on.mockImplementationOnce((event, listener) => {
      attach(event as never, listener as never);
      scene.to('b');
    });

    expect(record(scene.stream()).seen).toEqual(story(scene, 'b'));
  });

  it.each(states)(
    '$title gives one who comes between the change and its event the new value once',
    ({ open }) => {
      const scene = open();
      const key = shownBy(scene);
      const between: ReturnType<typeof record>[] = [];
      // The property is new when the first listener hears of it.
      listen(scene, () => between.push(record(scene.stream())));
      const early = record(scene.stream());

      scene.to(key);

      expect(between.map(({ seen }) => seen)).toEqual([story(scene, key)]);
      expect(early.seen).toEqual(story(scene, `a${key}`));
    },
  );
});

describe('one history for all', () => {
  it.each(showing)('$title is A, B, A for all when one of them answers B with A', ({ open }) => {
    const scene = open();
    const before = record(scene.stream());
    const culprit = record(scene.stream(), the(2, scene.to, 'a'));
    const after = record(scene.stream());

    scene.to('b');

    expect(before.seen).toEqual(story(scene, 'aba'));
    expect(culprit.seen).toEqual(story(scene, 'aba'));
    expect(after.seen).toEqual(story(scene, 'aba'));
  });

  it.each(showing)(
    '$title is A, B, A, B for all when one of them answers B with A and B at once',
    ({ open }) => {
      const scene = open();
      const answer = (): void => {
        scene.to('a');
        scene.to('b');
      };
      const culprit = record(scene.stream(), the(2, answer));
      const after = record(scene.stream());

      scene.to('b');

      expect(culprit.seen).toEqual(story(scene, 'abab'));
      expect(after.seen).toEqual(story(scene, 'abab'));
    },
  );

  it.each(showing)('$title is A, B for all when a newcomer answers its first value with B', ({ open }) => {
    const scene = open();
    const before = record(scene.stream());
    const newcomer = record(scene.stream(), the(1, scene.to, 'b'));

    expect(before.seen).toEqual(story(scene, 'ab'));
    expect(newcomer.seen).toEqual(story(scene, 'ab'));
  });

  it.each(ending)('$title is A, B and the end for all when B is answered with the end', ({ open }) => {
    const scene = open();
    record(fromSdkEvent(scene.fake, scene.event as never), the(1, scene.to, 'x'));
    const [early, late] = [record(scene.stream()), record(scene.stream())];

    scene.to('b');

    expect(early.seen).toEqual(story(scene, 'abx'));
    expect(late.seen).toEqual(story(scene, 'abx'));
  });

  it.each(happenings)('$title is A, B for all when one of them answers A with B', ({ open }) => {
    const scene = open();
    const before = record(scene.stream());
    const culprit = record(scene.stream(), the(1, scene.to, 'b'));
    const after = record(scene.stream());

    scene.to('a');

    expect(before.seen).toEqual(story(scene, 'ab'));
    expect(culprit.seen).toEqual(story(scene, 'ab'));
    expect(after.seen).toEqual(story(scene, 'ab'));
  });

  it.each(showing)(
    '$title gives one who joins inside next the current value, and then what all get',
    ({ open }) => {
      const scene = open();
      let joined: ReturnType<typeof record> | undefined;
      const culprit = record(
        scene.stream(),
        the(2, () => {
          joined = record(scene.stream());
          scene.to('a');
        }),
      );
      const after = record(scene.stream());

      scene.to('b');

      expect(culprit.seen).toEqual(story(scene, 'aba'));
      expect(after.seen).toEqual(story(scene, 'aba'));
      expect(joined?.seen).toEqual(story(scene, 'ba'));
    },
  );

  it.each(cases)('$title comes before what it causes on another object, for all', ({ open }) => {
    const scene = open();
    const key = shownBy(scene);
    const other = new FakeCall();
    const both = () =>
      merge(scene.stream(), property$(other, 'isMuted').pipe(map((isMuted) => ({ isMuted })))).pipe(
        news(scene),
      );
    const before = record(both());
    record(
      scene.stream().pipe(news(scene)),
      the(1, () => {
        other.set({ isMuted: true });
      }),
    );
    const after = record(both());

    scene.to(key);

    const expected = [{ isMuted: false }, scene.values[key], { isMuted: true }];
    expect(before.seen).toEqual(expected);
    expect(after.seen).toEqual(expected);
  });

  it.each(showing)('$title combined with a stream of another object is the same for all', ({ open }) => {
    const scene = open();
    const other = new FakeCall();
    const both = () => combineLatest([scene.stream(), property$(other, 'isMuted')]);
    const culprit = record(
      both(),
      the(2, () => {
        other.set({ isMuted: true });
      }),
    );
    const after = record(both());

    scene.to('b');

    const expected = [
      [scene.values.a, false],
      [scene.values.b, false],
      [scene.values.b, true],
    ];
    expect(culprit.seen).toEqual(expected);
    expect(after.seen).toEqual(expected);
  });
});

describe('gone is gone', () => {
  it.each(cases)('$title delivers nothing to one who leaves while the SDK dispatches', ({ open }) => {
    const scene = open();
    listen(scene, () => {
      leaver.subscription.unsubscribe();
    });
    const leaver = record(scene.stream());
    leaver.seen.length = 0;

    // The SDK goes through a copy of its listeners, so it still calls the library's.
    scene.to(shownBy(scene));

    expect(leaver.seen).toEqual([]);
    // That of the app is the other one.
    expect(scene.fake.listenerCount()).toBe(1 + staying(scene));
  });

  it.each(cases)('$title delivers nothing to one whom another makes leave inside next', ({ open }) => {
    const scene = open();
    record(
      scene.stream().pipe(news(scene)),
      the(1, () => {
        leaver.subscription.unsubscribe();
      }),
    );
    const leaver = record(scene.stream());
    leaver.seen.length = 0;
    const after = record(scene.stream().pipe(news(scene)));

    scene.to(shownBy(scene));

    expect(leaver.seen).toEqual([]);
    expect(after.seen[0]).toEqual(scene.values[shownBy(scene)]);
  });

  it.each([...showing, ...happenings])(
    '$title delivers no event to one who left while it waited',
    ({ open }) => {
      const scene = open();
      const leaver = record(scene.stream());
      leaver.seen.length = 0;
      const culprit = record(
        scene.stream().pipe(news(scene)),
        the(1, () => {
          scene.to('a');
          leaver.subscription.unsubscribe();
        }),
      );

      scene.to('b');

      expect(leaver.seen).toEqual(story(scene, 'b'));
      expect(culprit.seen).toEqual(story(scene, 'ba'));
    },
  );

  it.each(states)(
    '$title gives one who leaves and returns while the SDK dispatches each value once',
    ({ open }) => {
      const scene = open();
      const returned: ReturnType<typeof record>[] = [];
      listen(scene, () => {
        leaver.subscription.unsubscribe();
        returned.push(record(scene.stream()));
      });
      const leaver = record(scene.stream());
      const key = shownBy(scene);

      scene.to(key);

      expect(leaver.seen).toEqual(story(scene, 'a'));
      expect(returned.map(({ seen }) => seen)).toEqual([story(scene, key)]);
    },
  );
});

describe('a bad subscriber hurts only itself', () => {
  it.each(cases)('$title reaches the others and the listeners of the app when one throws', ({ open }) => {
    marbles((m) => {
      const scene = open();
      const key = shownBy(scene);
      const bad = new Error('bad');
      const app = jest.fn();
      const before = record(scene.stream().pipe(news(scene)));
      record(scene.stream().pipe(news(scene)), the(1, fail, bad));
      const after = record(scene.stream().pipe(news(scene)));
      listen(scene, app);

      play(m.hot('--k', { k: key }), scene);
      m.flush();

      expect(before.seen).toEqual(story(scene, key));
      expect(after.seen).toEqual(story(scene, key));
      expect(app).toHaveBeenCalledTimes(1);
      expect(reported).toEqual([bad]);
    })();
  });

  it.each(showing)('$title goes on for all, the one who threw at its first value included', ({ open }) => {
    marbles((m) => {
      const scene = open();
      const bad = new Error('bad');
      const culprit = record(scene.stream(), the(1, fail, bad));
      const after = record(scene.stream());

      play(m.hot('--b', { b: 'b' }), scene);
      m.flush();

      expect(culprit.seen).toEqual(story(scene, 'ab'));
      expect(after.seen).toEqual(story(scene, 'ab'));
      expect(reported).toEqual([bad]);
    })();
  });
});

describe('typed errors', () => {
  const cause = new FakeSdkError({ code: 500, subCode: 41001, resultCategories: ['UnexpectedClientError'] });
  const refuse = (): never => fail(cause);

  /** Whatever the SDK throws arrives as this, and with nothing else after the values seen before. */
  const expectSdkError = (seen: readonly unknown[], { event }: Scene): void => {
    expect(seen).toEqual([expect.any(SdkError)]);
    expect((seen[0] as SdkError).cause).toBe(cause);
    expect(seen[0]).toMatchObject({
      name: 'SdkError',
      message: expect.stringContaining(event) as string,
      code: 500,
      subCode: 41001,
      resultCategories: ['UnexpectedClientError'],
    });
  };

  it.each(cases)('$title errs when the SDK refuses the listener', ({ open }) => {
    const scene = open();
    attachments(scene).on.mockImplementation(refuse);

    const { seen } = record(scene.stream());

    expectSdkError(seen, scene);
    expect(scene.fake.listenerCount()).toBe(0);
  });

  it.each(cases)(
    '$title works for the next subscriber when the SDK accepts the listener then',
    ({ open }) => {
      const scene = open();
      attachments(scene).on.mockImplementationOnce(refuse);
      record(scene.stream());

      const { seen, subscription } = record(scene.stream().pipe(news(scene)));
      scene.to(shownBy(scene));
      expect(seen).toEqual(story(scene, shownBy(scene)));

      subscription.unsubscribe();
      expect(scene.fake.listenerCount()).toBe(staying(scene));
    },
  );

  it.each(readings)(
    '$title errs when $property cannot be read on subscription',
    ({ open, property, key }) => {
      const scene = open();
      scene.to(key);
      redefine(scene, property, refuse);

      const { seen } = record(scene.stream());

      expectSdkError(seen, scene);
      expect(scene.fake.listenerCount()).toBe(0);
    },
  );

  it.each(readings)('$title errs for all when $property cannot be read at an event', ({ open, property }) => {
    const scene = open();
    const { off } = attachments(scene);
    listen(scene, () => {
      redefine(scene, property, refuse);
    });
    const early = record(scene.stream().pipe(news(scene)));
    const late = record(scene.stream().pipe(news(scene)));

    scene.to(shownBy(scene));

    expectSdkError(early.seen, scene);
    expectSdkError(late.seen, scene);
    expect(off).toHaveBeenCalledTimes(1);
    expect(scene.fake.listenerCount()).toBe(1);
  });
});

describe('virtual time', () => {
  it.each(cases)('$title emits in the frame of the event, also after an hour', ({ open, sample }) => {
    marbles((m) => {
      const scene = open();
      const first = states.some((state) => state.sample === sample) ? 'a' : '-';
      play(m.hot('             --b-a 60m b'), scene);
      const expected = shown(`${first}-b-a 60m b`, scene);

      m.expect(scene.stream()).toBeObservable(expected, scene.values);
    })();
  });

  it.each(ending)('$title completes in the frame of the end, also after an hour', ({ open }) => {
    marbles((m) => {
      const scene = open();
      play(m.hot('             --b-a 60m x   '), scene);
      const expected = shown(' a-b-a 60m (x|)', scene);

      m.expect(scene.stream()).toBeObservable(expected, scene.values);
    })();
  });
});
