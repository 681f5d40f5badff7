/**
 * Drives mergeEach and combineEach through random turns, and compares the values with a simple model: the elements of the
 * collection are followed, and for mergeEach also those that have left in the same turn.
 */
import fc from 'fast-check';
import { BehaviorSubject, Observable, Subject, type Subscription } from 'rxjs';
import { combineEach, mergeEach } from 'rx-acs-calling/operators';

const ELEMENTS = ['a', 'b', 'c', 'd'] as const;
type Element = (typeof ELEMENTS)[number];

type Action =
  | { readonly do: 'list'; readonly list: readonly Element[] }
  | { readonly do: 'value'; readonly of: Element }
  | { readonly do: 'complete'; readonly of: Element }
  | { readonly do: 'turn' }
  | { readonly do: 'unsubscribe' };

const element = fc.constantFrom(...ELEMENTS);

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('list' as const), list: fc.array(element, { maxLength: 5 }) }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('value' as const), of: element }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('complete' as const), of: element }) },
  { weight: 4, arbitrary: fc.constant({ do: 'turn' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'unsubscribe' as const }) },
);

const sequences = fc.array(action, { minLength: 1, maxLength: 40, size: 'max' });

const valueOf = (values: Map<Element, BehaviorSubject<string>>, name: Element): BehaviorSubject<string> => {
  const found = values.get(name) ?? new BehaviorSubject(`${name}0`);
  values.set(name, found);
  return found;
};

/** Streams with a current value that know their subscribers. After completion the next subscriber gets a new one. */
class Streams {
  readonly active: Element[] = [];
  readonly #values = new Map<Element, BehaviorSubject<string>>();

  readonly open = (name: Element): Observable<string> =>
    new Observable((subscriber) => {
      this.active.push(name);
      subscriber.add(() => {
        this.active.splice(this.active.indexOf(name), 1);
      });
      subscriber.add(valueOf(this.#values, name).subscribe(subscriber));
    });

  next(name: Element, value: string): void {
    valueOf(this.#values, name).next(value);
  }

  complete(name: Element): void {
    valueOf(this.#values, name).complete();
    this.#values.delete(name);
  }

  value(name: Element): string {
    return valueOf(this.#values, name).value;
  }
}

const turn = () => new Promise((resolve) => setTimeout(resolve));

interface Run {
  readonly streams: Streams;
  readonly collections: Subject<readonly Element[]>;
  readonly seen: unknown[];
  readonly subscription: Subscription;
}

const start = (
  open: (streams: Streams, source: Observable<readonly Element[]>) => Observable<unknown>,
): Run => {
  const streams = new Streams();
  const collections = new Subject<readonly Element[]>();
  const seen: unknown[] = [];
  const subscription = open(streams, collections).subscribe((value) => seen.push(value));
  return { streams, collections, seen, subscription };
};

const sorted = (names: Iterable<string>): readonly string[] => [...names].sort();

describe('mergeEach in random turns', () => {
  it('emits the values of the elements that are there or have just left, and follows no others', async () => {
    const tally = { returned: 0, late: 0, gone: 0 };
    await fc.assert(
      fc.asyncProperty(sequences, async (steps) => {
        const { streams, collections, seen, subscription } = start((of, source) =>
          source.pipe(mergeEach(of.open)),
        );
        // The model: the elements that are there, those with a subscription, and those whose stream has completed.
        let present: readonly Element[] = [];
        const followed = new Set<Element>();
        const completed = new Set<Element>();
        const expected: string[] = [];

        const settle = (): void => {
          for (const name of [...followed]) {
            if (!present.includes(name)) {
              followed.delete(name);
              completed.delete(name);
            }
          }
        };

        for (const step of steps) {
          switch (step.do) {
            case 'list':
              present = step.list;
              if (!subscription.closed) {
                for (const name of new Set(present)) {
                  if (followed.has(name)) {
                    tally.returned++;
                  } else {
                    followed.add(name);
                    expected.push(streams.value(name));
                  }
                }
              }
              collections.next(step.list);
              break;
            case 'value': {
              const next = `${step.of}${String(Number(streams.value(step.of).slice(1)) + 1)}`;
              if (!subscription.closed && followed.has(step.of) && !completed.has(step.of)) {
                tally.late += present.includes(step.of) ? 0 : 1;
                expected.push(next);
              }
              streams.next(step.of, next);
              break;
            }
            case 'complete':
              if (followed.has(step.of)) {
                completed.add(step.of);
              }
              streams.complete(step.of);
              break;
            case 'turn':
              await turn();
              tally.gone += [...followed].filter((name) => !present.includes(name)).length;
              settle();
              expect(sorted(streams.active)).toEqual(
                subscription.closed ? [] : sorted([...followed].filter((name) => !completed.has(name))),
              );
              break;
            case 'unsubscribe':
              subscription.unsubscribe();
              expect(streams.active).toEqual([]);
          }
          expect(seen).toEqual(expected);
        }
        subscription.unsubscribe();
        expect(streams.active).toEqual([]);
      }),
      { numRuns: 300 },
    );
    // The sequences are not trivial.
    expect(Math.min(...Object.values(tally))).toBeGreaterThan(100);
  }, 60_000);
});

describe('combineEach in random turns', () => {
  it('emits the values of the elements once for each change, and follows no others', () => {
    fc.assert(
      fc.property(sequences, (steps) => {
        const { streams, collections, seen, subscription } = start((of, source) =>
          source.pipe(combineEach(of.open)),
        );
        let present: readonly Element[] = [];
        /** The value of each followed element, and whether its stream has completed. */
        const latest = new Map<Element, { value: string; isOver: boolean }>();
        const expected: unknown[] = [];
        const emit = (): void => {
          if (!subscription.closed) {
            expected.push(present.map((name) => latest.get(name)?.value));
          }
        };

        for (const step of steps) {
          switch (step.do) {
            case 'list':
              present = step.list;
              for (const name of ELEMENTS) {
                if (!present.includes(name)) {
                  latest.delete(name);
                } else if (!latest.has(name)) {
                  latest.set(name, { value: streams.value(name), isOver: false });
                }
              }
              emit();
              collections.next(step.list);
              break;
            case 'value': {
              const next = `${step.of}${String(Number(streams.value(step.of).slice(1)) + 1)}`;
              const entry = latest.get(step.of);
              if (entry && !entry.isOver) {
                entry.value = next;
                emit();
              }
              streams.next(step.of, next);
              break;
            }
            case 'complete': {
              const entry = latest.get(step.of);
              if (entry) {
                entry.isOver = true;
              }
              streams.complete(step.of);
              break;
            }
            case 'turn':
              break;
            case 'unsubscribe':
              subscription.unsubscribe();
          }
          const followed = [...latest].filter(([, { isOver }]) => !isOver).map(([name]) => name);
          expect(sorted(streams.active)).toEqual(subscription.closed ? [] : sorted(followed));
          expect(seen).toEqual(expected);
        }
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
