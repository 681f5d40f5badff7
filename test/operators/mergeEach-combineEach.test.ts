/** The laws that mergeEach and combineEach share. */
import {
  map,
  of,
  pipe,
  Subject,
  throwError,
  type Observable,
  type ObservableInput,
  type OperatorFunction,
} from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { combineEach, mergeEach } from 'rx-acs-calling/operators';
import { letterStreams, lists } from '../support/collections.js';
import { record } from '../support/record.js';

type Each = (
  project: (element: string) => ObservableInput<string>,
) => OperatorFunction<readonly string[], string>;

/** The values of a combination as one string: of a single element that is its value, as mergeEach emits it. */
const combined: Each = (project) =>
  pipe(
    combineEach(project),
    map((values) => values.join('')),
  );

const operators: readonly (readonly [string, Each])[] = [
  ['mergeEach', (project) => mergeEach(project)],
  ['combineEach', combined],
];

describe.each(operators)('%s', (_, each) => {
  it('subscribes to an element once, in any place, and however often it is there', () => {
    const { project, active, asked } = letterStreams();
    const source = new Subject<readonly string[]>();
    const { subscription } = record(source.pipe(each(project)));

    for (const list of ['z', 'x', 'y', 'z', 't'] as const) {
      source.next(lists[list] ?? []);
    }

    expect(asked).toEqual(['a', 'b', 'c']);
    expect(active).toEqual(['a', 'b', 'c']);
    subscription.unsubscribe();
    expect(active).toEqual([]);
  });

  it('does not subscribe to an element that has left before its turn', () => {
    const { project, active, asked } = letterStreams();
    const source = new Subject<readonly string[]>();
    record(
      source.pipe(
        each((element) => {
          if (element === 'a') {
            source.next(['a', 'c']);
          }
          return project(element);
        }),
      ),
    );

    source.next(['a', 'b', 'c']);

    expect(asked).toEqual(['c', 'a']);
    expect(active).toEqual(['c', 'a']);
  });

  it('has a state for each subscriber, and does nothing before there is one', () => {
    const project = jest.fn((element: string) => of(element));
    const values$ = of(['a']).pipe(each(project));
    expect(project).not.toHaveBeenCalled();

    expect(record(values$).seen).toEqual(['a', 'complete']);
    expect(record(values$).seen).toEqual(['a', 'complete']);
    expect(project.mock.calls).toEqual([['a'], ['a']]);
  });

  describe('ends', () => {
    it(
      'with the source, once all streams have completed',
      marbles((m) => {
        const a = m.cold('  1----2|');
        const source = m.hot('--a--|    ', lists);
        const expected = '    --1----2| ';

        m.expect(source.pipe(each(() => a))).toBeObservable(expected);
      }),
    );

    it(
      'with the error of a stream, and leaves the others',
      marbles((m) => {
        const a = m.cold('      -1---2-   ');
        const b = m.cold('         -#     ');
        const source = m.hot('--a--x---   ', lists);
        const expected = '    ---1--#     ';

        m.expect(source.pipe(each((element) => (element === 'a' ? a : b)))).toBeObservable(expected);
        m.expect(a).toHaveSubscriptions('     --^---!');
        m.expect(b).toHaveSubscriptions('     -----^!');
        m.expect(source).toHaveSubscriptions('^-----!');
      }),
    );

    it(
      'with the error of the source',
      marbles((m) => {
        const a = m.cold('      -1--2--   ');
        const source = m.hot('--a--#      ', lists);
        const expected = '    ---1-#      ';

        m.expect(source.pipe(each(() => a))).toBeObservable(expected);
        m.expect(a).toHaveSubscriptions('--^--!');
      }),
    );

    it('with the error that project throws', () => {
      const { of: stream, project, active } = letterStreams();
      const bad = new Error('bad');
      const source = new Subject<readonly string[]>();
      const { seen } = record(
        source.pipe(
          each((element) => {
            if (element === 'b') {
              throw bad;
            }
            return project(element);
          }),
        ),
      );

      source.next(['a', 'b', 'c']);
      stream('a').next('1');

      expect(seen).toEqual([bad]);
      expect(active).toEqual([]);
      expect(source.observed).toBe(false);
    });

    it.each([[['a']], [['a', 'b']]])('with the error of a stream that errs at once, in %p', (list) => {
      const bad = new Error('bad');
      const failing = (): Observable<string> => throwError(() => bad);

      expect(record(of(list).pipe(each(failing))).seen).toEqual([bad]);
    });

    it(
      'when the subscriber leaves',
      marbles((m) => {
        const a = m.hot('     ---1-2----');
        const source = m.hot('--a-------', lists);
        const unsubscribed = '----!     ';
        const expected = '    ---1------';

        m.expect(source.pipe(each(() => a)), unsubscribed).toBeObservable(expected);
        m.expect(a).toHaveSubscriptions('     --^-!     ');
        m.expect(source).toHaveSubscriptions('^---!     ');
      }),
    );
  });
});
