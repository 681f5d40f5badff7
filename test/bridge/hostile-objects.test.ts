/**
 * The bridge on objects that throw, and that call back, wherever it touches them. A test that fails may leave the
 * bridge's one queue blocked, so each has a library of its own.
 */
import type * as library from 'rx-acs-calling';
import { Subscriber, type Observable } from 'rxjs';

type Listener = (payload?: unknown) => void;

/** Does what the SDK's emitters do, and before that what the test says. */
class Hostile {
  x = 0;
  list: readonly number[] = [];
  readonly listeners: (readonly [event: string, listener: Listener])[] = [];
  /** What got out of the bridge into the SDK's dispatch. */
  readonly escaped: unknown[] = [];
  beforeOn = (): void => undefined;
  afterOn = (): void => undefined;
  beforeOff = (): void => undefined;
  afterOff = (): void => undefined;

  // One overload an event, as the SDK writes them.
  /* eslint-disable @typescript-eslint/unified-signatures */
  on(event: 'xChanged', listener: () => void): void;
  on(event: 'listUpdated', listener: () => void): void;
  on(event: 'pinged', listener: (count: number) => void): void;
  on(event: string, listener: (payload: never) => void): void {
    this.beforeOn();
    this.listeners.push([event, listener as Listener]);
    this.afterOn();
  }

  off(event: 'xChanged', listener: () => void): void;
  off(event: 'listUpdated', listener: () => void): void;
  off(event: 'pinged', listener: (count: number) => void): void;
  /* eslint-enable @typescript-eslint/unified-signatures */
  off(event: string, listener: (payload: never) => void): void {
    this.beforeOff();
    const index = this.listeners.findIndex(([name, other]) => name === event && other === listener);
    if (index >= 0) {
      this.listeners.splice(index, 1);
    }
    this.afterOff();
  }

  emit(event: string, payload?: unknown): void {
    for (const [name, listener] of [...this.listeners]) {
      try {
        if (name === event) {
          listener(payload);
        }
      } catch (error) {
        this.escaped.push(error);
      }
    }
  }

  change(x: number): void {
    this.x = x;
    this.emit('xChanged');
  }
}

type Library = Pick<typeof library, 'collection$' | 'fromSdkEvent' | 'property$' | 'SdkError'>;

/** The library, freshly loaded; fails unless another object still works afterwards, and nothing has escaped. */
const withLibrary = (run: (lib: Library, object: Hostile) => void) => (): void => {
  let lib!: Library;
  jest.isolateModules(() => {
    lib = jest.requireActual('rx-acs-calling');
  });
  const [object, healthy] = [new Hostile(), new Hostile()];
  run(lib, object);
  const seen = record(lib.property$(healthy, 'x'));
  healthy.change(1);
  expect(seen).toEqual([0, 1]);
  expect(object.escaped).toEqual([]);
};

const record = (stream: Observable<unknown>): unknown[] => {
  const seen: unknown[] = [];
  stream.subscribe({
    next: (value) => seen.push(value),
    error: (error: unknown) => seen.push(error),
  });
  return seen;
};

const refuse = (): never => {
  throw new Error('disposed');
};

const once = (action: () => void): (() => void) => {
  let isDone = false;
  return () => {
    if (!isDone) {
      isDone = true;
      action();
    }
  };
};

const redefine = (object: Hostile, property: 'x' | 'list', get: () => unknown): void => {
  Object.defineProperty(object, property, { get, configurable: true });
};

describe('a read that throws', () => {
  it(
    'twice while something else is delivered, ends the stream once and stops nothing',
    withLibrary((lib, object) => {
      const trigger = new Hostile();
      const seen = record(lib.collection$(object, 'list'));
      lib.property$(trigger, 'x').subscribe((x) => {
        if (x === 1) {
          redefine(object, 'list', refuse);
          object.emit('listUpdated');
          object.emit('listUpdated');
        }
      });

      trigger.change(1);

      expect(seen).toEqual([
        [],
        new lib.SdkError('listUpdated cannot be observed: disposed.', { cause: new Error('disposed') }),
      ]);
      expect(object.listeners).toEqual([]);
    }),
  );

  it(
    'and then works again, serves the next subscriber',
    withLibrary((lib, object) => {
      redefine(object, 'x', refuse);
      expect(record(lib.property$(object, 'x'))).toEqual([expect.any(lib.SdkError)]);
      redefine(object, 'x', () => 7);

      expect(record(lib.property$(object, 'x'))).toEqual([7]);
      expect(object.listeners).toHaveLength(1);
    }),
  );

  it(
    'with an error that cannot be read itself, gives a typed error',
    withLibrary((lib, object) => {
      redefine(object, 'x', () => {
        throw Object.defineProperties({}, { message: { get: refuse }, code: { get: refuse } }) as Error;
      });

      const [error] = record(lib.property$(object, 'x')) as [library.SdkError];

      expect(error).toBeInstanceOf(lib.SdkError);
      expect(error.message).toBe('xChanged cannot be observed: it cannot be read.');
      expect(error.code).toBeUndefined();
    }),
  );

  it(
    'of a collection that is no list, gives a typed error',
    withLibrary((lib, object) => {
      Object.assign(object, { list: 7 });

      expect(record(lib.collection$(object, 'list'))).toEqual([expect.any(lib.SdkError)]);
      expect(object.listeners).toEqual([]);
    }),
  );
});

describe('a read that fires the event', () => {
  it(
    'ends all subscribers on the newest value, in the order of the events',
    withLibrary((lib, object) => {
      const seen = record(lib.property$(object, 'x'));
      const other = record(lib.property$(object, 'x'));
      let x = 1;
      const fire = once(() => {
        x = 2;
        object.emit('xChanged');
      });
      redefine(object, 'x', () => {
        const before = x;
        fire();
        return before;
      });

      object.emit('xChanged');

      expect(seen).toEqual([0, 1, 2]);
      expect(other).toEqual(seen);
    }),
  );

  it(
    'on subscription, does the same',
    withLibrary((lib, object) => {
      let x = 1;
      const fire = once(() => {
        x = 2;
        object.emit('xChanged');
      });
      redefine(object, 'x', () => {
        const before = x;
        fire();
        return before;
      });

      expect(record(lib.property$(object, 'x'))).toEqual([1, 2]);
      expect(object.listeners).toHaveLength(1);
    }),
  );

  it(
    'without end, stops nothing and makes up no value',
    withLibrary((lib, object) => {
      const seen = record(lib.property$(object, 'x'));
      redefine(object, 'x', () => {
        object.emit('xChanged');
        return 1;
      });
      object.emit('xChanged');
      redefine(object, 'x', () => 2);

      object.emit('xChanged');

      expect(seen).toEqual([0, 1, 2]);
      // The stack has overflowed in the object's own dispatch, too.
      object.escaped.length = 0;
    }),
  );
});

describe('an on', () => {
  it(
    'that throws after it has attached the listener, leaves none behind, and the next one attaches one',
    withLibrary((lib, object) => {
      object.afterOn = once(refuse);

      expect(record(lib.fromSdkEvent(object, 'pinged'))).toEqual([expect.any(lib.SdkError)]);
      expect(object.listeners).toEqual([]);

      const seen = record(lib.fromSdkEvent(object, 'pinged'));
      object.emit('pinged', 1);
      expect(seen).toEqual([1]);
    }),
  );

  it(
    'that throws after it has attached the listener, as does off, is not attached twice by the next one',
    withLibrary((lib, object) => {
      object.afterOn = once(refuse);
      object.beforeOff = once(refuse);
      expect(record(lib.fromSdkEvent(object, 'pinged'))).toEqual([expect.any(lib.SdkError)]);

      const seen = record(lib.fromSdkEvent(object, 'pinged'));
      object.emit('pinged', 1);

      expect(seen).toEqual([1]);
      expect(object.listeners).toHaveLength(1);
    }),
  );

  it(
    'that throws, as does off, errs each time',
    withLibrary((lib, object) => {
      object.beforeOn = refuse;
      object.beforeOff = refuse;

      expect(record(lib.property$(object, 'x'))).toEqual([expect.any(lib.SdkError)]);
      expect(record(lib.property$(object, 'x'))).toEqual([expect.any(lib.SdkError)]);
    }),
  );

  it(
    'that subscribes in its turn, attaches one listener',
    withLibrary((lib, object) => {
      const inner: unknown[][] = [];
      const subscribe = (): unknown => inner.push(record(lib.property$(object, 'x')));
      object.beforeOn = once(subscribe);
      object.afterOn = once(subscribe);

      const seen = record(lib.property$(object, 'x'));
      object.change(1);

      expect(object.listeners).toHaveLength(1);
      expect([seen, ...inner]).toEqual([
        [0, 1],
        [0, 1],
        [0, 1],
      ]);
    }),
  );

  it(
    'that subscribes in its turn and then throws, errs for both',
    withLibrary((lib, object) => {
      const inner: unknown[][] = [];
      object.beforeOn = once(() => {
        inner.push(record(lib.fromSdkEvent(object, 'pinged')));
        refuse();
      });

      expect(record(lib.fromSdkEvent(object, 'pinged'))).toEqual([expect.any(lib.SdkError)]);
      expect(inner).toEqual([[expect.any(lib.SdkError)]]);
      expect(object.listeners).toEqual([]);
    }),
  );

  it(
    'that fires the event, loses nothing and repeats nothing',
    withLibrary((lib, object) => {
      object.afterOn = once(() => {
        object.change(1);
      });

      expect(record(lib.property$(object, 'x'))).toEqual([1]);

      object.afterOn = once(() => {
        object.emit('pinged', 5);
      });
      expect(record(lib.fromSdkEvent(object, 'pinged'))).toEqual([5]);
    }),
  );

  it(
    'that cannot even be read, is an error notification',
    withLibrary((lib) => {
      const object = Object.defineProperty({}, 'on', { get: refuse }) as Hostile;

      expect(record(lib.fromSdkEvent(object, 'pinged'))).toEqual([expect.any(lib.SdkError)]);
    }),
  );
});

describe('a getter of on that throws', () => {
  it(
    'errs on subscription, not before',
    withLibrary((lib, object) => {
      Object.defineProperty(object, 'on', { get: refuse });
      const stream = lib.property$(object, 'x');

      expect(record(stream)).toEqual([
        new lib.SdkError('xChanged cannot be observed: disposed.', { cause: new Error('disposed') }),
      ]);
    }),
  );
});

describe('an off', () => {
  it(
    'that throws once, does not double the listener of the next subscription',
    withLibrary((lib, object) => {
      object.beforeOff = once(refuse);
      const event$ = lib.fromSdkEvent(object, 'pinged');
      event$.subscribe().unsubscribe();
      expect(object.listeners).toHaveLength(1);

      const seen: unknown[] = [];
      const subscription = event$.subscribe((value) => seen.push(value));
      object.emit('pinged', 1);
      expect(seen).toEqual([1]);

      subscription.unsubscribe();
      expect(object.listeners).toEqual([]);
    }),
  );

  it(
    'that throws each time, leaves one listener, however often one subscribes',
    withLibrary((lib, object) => {
      object.beforeOff = refuse;
      for (let i = 0; i < 5; i++) {
        lib.fromSdkEvent(object, 'pinged').subscribe().unsubscribe();
      }

      const seen = record(lib.fromSdkEvent(object, 'pinged'));
      object.emit('pinged', 1);

      expect(seen).toEqual([1]);
      expect(object.listeners).toHaveLength(1);
    }),
  );

  it(
    'that throws after it has taken the listener off, does not cost the next subscription its events',
    withLibrary((lib, object) => {
      object.afterOff = once(refuse);
      lib.fromSdkEvent(object, 'pinged').subscribe().unsubscribe();

      const seen = record(lib.fromSdkEvent(object, 'pinged'));
      object.emit('pinged', 1);

      expect(seen).toEqual([1]);
      expect(object.listeners).toHaveLength(1);
    }),
  );

  it.each(['beforeOff', 'afterOff'] as const)(
    'that subscribes in its turn (%s), attaches one listener, and loses no change meanwhile',
    (moment) => {
      withLibrary((lib, object) => {
        const inner: unknown[][] = [];
        object[moment] = once(() => {
          inner.push(record(lib.property$(object, 'x')));
          object.x = 1;
        });

        lib.property$(object, 'x').subscribe().unsubscribe();
        object.change(2);

        expect(inner).toEqual([[0, 1, 2]]);
        expect(object.listeners).toHaveLength(1);
      })();
    },
  );
});

describe('a subscriber', () => {
  it(
    'that throws in next, in error and while it leaves, hurts only itself',
    withLibrary((lib, object) => {
      const later: (() => void)[] = [];
      jest.spyOn(globalThis, 'queueMicrotask').mockImplementation((task) => later.push(task));
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- apps are told not to, so some do
      const bare = new Subscriber<unknown>({ next: refuse, error: refuse, complete: refuse });
      bare.add(refuse);
      lib.property$(object, 'x').subscribe(bare);
      const seen = record(lib.property$(object, 'x'));

      object.change(1);
      redefine(object, 'x', refuse);
      object.emit('xChanged');

      expect(seen).toEqual([0, 1, expect.any(lib.SdkError)]);
      expect(later.length).toBeGreaterThan(0);
      expect(object.listeners).toEqual([]);
    }),
  );

  it(
    'that leaves and comes again inside next, is served from then on',
    withLibrary((lib, object) => {
      const seen: unknown[] = [];
      const subscribe = (): void => {
        const subscription = lib.property$(object, 'x').subscribe((x) => {
          seen.push(x);
          if (x === 1 && seen.length === 2) {
            subscription.unsubscribe();
            subscribe();
          }
        });
      };
      subscribe();

      object.change(1);
      object.change(2);

      expect(seen).toEqual([0, 1, 1, 2]);
      expect(object.listeners).toHaveLength(1);
    }),
  );
});

describe('the name of an event or property', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '0'])('can be %s', (name) => {
    withLibrary((lib, object) => {
      const event = name as 'pinged';
      const seen = record(lib.fromSdkEvent(object, event));
      const other = record(lib.fromSdkEvent(object, 'pinged'));

      object.emit(name, 1);

      expect(seen).toEqual([1]);
      expect(other).toEqual([]);
      expect(object.listeners.map(([event]) => event)).toEqual([name, 'pinged']);
    })();
  });
});

describe('an event and a collection that it updates', () => {
  it(
    'are read apart, whichever is subscribed to first',
    withLibrary((lib, object) => {
      const payloads = record(lib.fromSdkEvent(object, 'listUpdated'));
      const lists = record(lib.collection$(object, 'list'));
      object.list = [1];
      object.emit('listUpdated', 'added');

      expect(payloads).toEqual(['added']);
      expect(lists).toEqual([[], [1]]);
    }),
  );
});

describe('an event that cannot be left', () => {
  /** As the SDK's Transfer feature: its `off` attaches. */
  class Unleavable extends Hostile {
    override off(...args: readonly [never, never]): void {
      this.on(...args);
    }
  }

  it(
    'has one listener for good, and comes once, however often one leaves and returns',
    withLibrary((lib) => {
      const object = new Unleavable();
      const accepted$ = lib.fromSdkEvent(object, 'transferAccepted' as 'pinged');
      for (let i = 0; i < 20; i++) {
        accepted$.subscribe().unsubscribe();
      }

      const [one, two] = [record(accepted$), record(accepted$)];
      object.emit('transferAccepted', 1);

      expect([one, two]).toEqual([[1], [1]]);
      expect(object.listeners).toHaveLength(1);
    }),
  );

  it(
    'is attached by the next subscription if on has thrown',
    withLibrary((lib) => {
      const object = new Unleavable();
      object.beforeOn = once(refuse);
      const accepted$ = lib.fromSdkEvent(object, 'transferAccepted' as 'pinged');

      expect(record(accepted$)).toEqual([expect.any(lib.SdkError)]);
      expect(object.listeners).toEqual([]);

      const seen = record(accepted$);
      object.emit('transferAccepted', 1);
      expect(seen).toEqual([1]);
    }),
  );

  it(
    'reads nothing while nobody is there',
    withLibrary((lib) => {
      const object = new Unleavable();
      lib
        .property$(object, 'x', 'transferAccepted' as 'pinged')
        .subscribe()
        .unsubscribe();
      const read = jest.fn();
      redefine(object, 'x', read);

      object.emit('transferAccepted');

      expect(read).not.toHaveBeenCalled();
    }),
  );
});

describe('the queue', () => {
  it(
    'takes as many nested events as come, in order',
    withLibrary((lib, object) => {
      const length = 100_000;
      const seen: unknown[] = [];
      lib.fromSdkEvent(object, 'pinged').subscribe(() => {
        for (let i = 1; i <= length; i++) {
          object.change(i);
        }
      });
      lib.property$(object, 'x').subscribe((x) => seen.push(x));

      object.emit('pinged');

      expect(seen).toHaveLength(length + 1);
      expect(seen.every((x, i) => x === i)).toBe(true);
    }),
  );
});
