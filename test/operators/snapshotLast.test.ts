import { concat, NEVER, of, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { InvalidArgumentError } from 'rx-acs-calling';
import { snapshotLast } from 'rx-acs-calling/operators';

const snapshots = { o: [], a: ['a'], p: ['a', 'b'], q: ['b', 'c'], r: ['c', 'd'] };

describe('snapshotLast', () => {
  it(
    'emits the last values, oldest first, at each notification',
    marbles((m) => {
      const source = m.hot('  -a-b-c-----d------');
      const notifier = m.hot('--x-x-x-x----x----');
      const expected = '      --a-p-q-q----r----';

      m.expect(source.pipe(snapshotLast(2, notifier))).toBeObservable(expected, snapshots);
    }),
  );

  it(
    'emits an empty snapshot before the first value',
    marbles((m) => {
      const source = m.hot('  ----a-');
      const notifier = m.hot('-x---x');
      const expected = '      -o---a';

      m.expect(source.pipe(snapshotLast(2, notifier))).toBeObservable(expected, snapshots);
    }),
  );

  it(
    'emits nothing without a notification',
    marbles((m) => {
      const source = m.hot('-a-b-c-d');
      const expected = '    --------';

      m.expect(source.pipe(snapshotLast(2, NEVER))).toBeObservable(expected);
    }),
  );

  it(
    'contains a value of the same frame',
    marbles((m) => {
      const source = m.hot('  -a-b-');
      const notifier = m.hot('---x-');
      const expected = '      ---p-';

      m.expect(source.pipe(snapshotLast(2, notifier))).toBeObservable(expected, snapshots);
    }),
  );

  it(
    'still emits after the source has completed, and completes with the notifier',
    marbles((m) => {
      const source = m.cold('  -a-b-c|      ');
      const notifier = m.cold('-------x--x-|');
      const expected = '       -------q--q-|';

      m.expect(source.pipe(snapshotLast(2, notifier))).toBeObservable(expected, snapshots);
      m.expect(source).toHaveSubscriptions('  ^-----!      ');
      m.expect(notifier).toHaveSubscriptions('^-----------!');
    }),
  );

  it(
    'leaves the source when the notifier completes',
    marbles((m) => {
      const source = m.cold('  -a-b-c--');
      const notifier = m.cold('---x|   ');
      const expected = '       ---p|   ';

      m.expect(source.pipe(snapshotLast(2, notifier))).toBeObservable(expected, snapshots);
      m.expect(source).toHaveSubscriptions('^---!');
    }),
  );

  it(
    'errs when the source errs, and leaves the notifier',
    marbles((m) => {
      const source = m.cold('  -a-b-#  ');
      const notifier = m.cold('--x-----');
      const expected = '       --a--#  ';

      m.expect(source.pipe(snapshotLast(2, notifier))).toBeObservable(expected, snapshots);
      m.expect(notifier).toHaveSubscriptions('^----!');
    }),
  );

  it(
    'errs when the notifier errs, and leaves the source',
    marbles((m) => {
      const source = m.cold('  -a-b----');
      const notifier = m.cold('--x--#  ');
      const expected = '       --a--#  ';

      m.expect(source.pipe(snapshotLast(2, notifier))).toBeObservable(expected, snapshots);
      m.expect(source).toHaveSubscriptions('^----!');
    }),
  );

  it(
    'does not subscribe to the notifier when the source errs at once',
    marbles((m) => {
      const error = new Error('at once');
      const notifier = m.cold('-x-');

      m.expect(throwError(() => error).pipe(snapshotLast(2, notifier))).toBeObservable('#', {}, error);
      m.expect(notifier).toHaveSubscriptions([]);
    }),
  );

  it(
    'leaves both when the subscriber leaves',
    marbles((m) => {
      const source = m.cold('  -a-b-c--');
      const notifier = m.cold('--x--x--');
      const subs = '           ^---!   ';
      const expected = '       --a--   ';

      m.expect(source.pipe(snapshotLast(2, notifier)), subs).toBeObservable(expected, snapshots);
      m.expect(source).toHaveSubscriptions(subs);
      m.expect(notifier).toHaveSubscriptions(subs);
    }),
  );

  it(
    'begins anew with each subscription',
    marbles((m) => {
      const notifier = m.cold('-x|');
      const result = m.cold('a|').pipe(snapshotLast(2, notifier));

      m.expect(concat(result, result)).toBeObservable('-a-a|', snapshots);
    }),
  );

  it('keeps what the source emits on subscription', () => {
    const seen: unknown[] = [];
    of('a', 'b', 'c')
      .pipe(snapshotLast(2, of('now', 'again')))
      .subscribe((snapshot) => seen.push(snapshot));

    expect(seen).toEqual([snapshots.q, snapshots.q]);
    expect(seen[0]).not.toBe(seen[1]);
  });

  it.each([1, 2, 3, 4, 5, 10])('keeps the last %i of five values', (count) => {
    const values = [1, 2, 3, 4, 5];
    const seen: unknown[] = [];
    of(...values)
      .pipe(snapshotLast(count, of('now')))
      .subscribe((snapshot) => seen.push(snapshot));

    expect(seen).toEqual([values.slice(-count)]);
  });

  it.each([0, -1, 1.5, NaN, Infinity])('refuses a count of %p', (count) => {
    expect(() => snapshotLast(count, NEVER)).toThrow(InvalidArgumentError);
  });
});
