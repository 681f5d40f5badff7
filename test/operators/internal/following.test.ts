/** One subscription for each element of a collection: a table of its state, and its streams. */
import { NEVER, of, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { change, follow$, following, hasStragglers, leave } from '../../../operators/internal/following.js';

/** A collection that has had snapshots, and whose elements are all followed but the new ones of the last. */
const after = (...snapshots: readonly string[]) => {
  const followed = following<string>();
  for (const snapshot of snapshots.slice(0, -1)) {
    for (const element of change(followed, Array.from(snapshot))) {
      void follow$(followed, element, () => NEVER);
    }
  }
  const newcomers = change(followed, Array.from(snapshots.at(-1) ?? ''));
  return { followed, newcomers };
};

describe('the elements of a collection', () => {
  it.each<readonly [string, readonly string[], string, boolean, string]>([
    ['are new in the first snapshot, each once', ['aba'], 'ab', false, ''],
    ['are not new in a further one', ['ab', 'abc'], 'c', false, ''],
    ['are followed on when they have left', ['ab', 'b'], '', true, 'a'],
    ['are not new when they return before they are left', ['ab', 'b', 'ab'], '', false, ''],
    ['are left in the order in which they came', ['cab', 'd'], 'd', true, 'cab'],
  ])('%s', (_, snapshots, newcomers, stragglers, left) => {
    const state = after(...snapshots);
    expect([state.newcomers.join(''), hasStragglers(state.followed)]).toEqual([newcomers, stragglers]);

    const leaving: string[] = [];
    leave(state.followed, (element) => leaving.push(element));

    expect([leaving.join(''), hasStragglers(state.followed)]).toEqual([left, false]);
  });

  it('are new again when they return after they were left', () => {
    const { followed } = after('a', '');
    leave(followed);

    expect(change(followed, ['a'])).toEqual(['a']);
  });

  it('keep one that the end of another brings back', () => {
    const { followed } = after('ab', '');
    const leaving: string[] = [];
    leave(followed, (element) => {
      leaving.push(element);
      change(followed, ['b']);
    });

    expect([leaving, [...followed.ends.keys()]]).toEqual([['a'], ['b']]);
  });

  it(
    'have one stream each while they are there',
    marbles((m) => {
      const a = m.hot('     -1-2-3-');
      const followed = following<string>();
      change(followed, ['a']);
      m.hot('               ----x--').subscribe(() => {
        change(followed, []);
        leave(followed);
      });
      const project = (): Observable<string> => a;
      const first = '       -1-2|  ';
      const further = '     |      ';

      m.expect(follow$(followed, 'a', project)).toBeObservable(first);
      m.expect(follow$(followed, 'a', project)).toBeObservable(further);
      m.expect(follow$(followed, 'b', project)).toBeObservable(further);
      m.expect(a).toHaveSubscriptions('^---!');
    }),
  );

  it('are not asked for a stream before that is subscribed to', () => {
    const project = jest.fn(() => of(1));
    const followed = following<string>();
    change(followed, ['a']);
    const stream$ = follow$(followed, 'a', project);
    expect(project).not.toHaveBeenCalled();

    stream$.subscribe();

    expect(project.mock.calls).toEqual([['a']]);
  });
});
