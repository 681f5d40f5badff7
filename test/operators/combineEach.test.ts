import { finalize, map, merge, NEVER, Observable, of, startWith, Subject, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { calls$, callState$, participantState$, property$, remoteParticipants$ } from 'rx-acs-calling';
import { combineEach } from 'rx-acs-calling/operators';
import { FakeCall, FakeCallAgent, FakeRemoteParticipant, listenerCount } from 'rx-acs-calling/testing';

/** Collections of letters. */
const lists: Readonly<Record<string, readonly string[]>> = {
  o: [],
  a: ['a'],
  b: ['b'],
  x: ['a', 'b'],
  y: ['b', 'a'],
  z: ['a', 'b', 'a'],
};

const record = <T>(stream$: Observable<T>, onNext: (value: T) => void = () => undefined) => {
  const seen: unknown[] = [];
  const subscription = stream$.subscribe({
    next: (value) => {
      seen.push(value);
      onNext(value);
    },
    error: (error: unknown) => seen.push(error),
    complete: () => seen.push('complete'),
  });
  return { seen, subscription };
};

const participant = () => new FakeRemoteParticipant({ state: 'Connected' });

/** So that a list of one-letter values is a marble. */
const joined = map((values: readonly string[]) => values.join('') || '-');

describe('combineEach', () => {
  it(
    'emits the latest values in the order of the collection',
    marbles((m) => {
      const a = m.hot('         1---2-------3--');
      const b = m.hot('         --6-----7------');
      const source = m.hot('    -x--------y----', lists);
      const expected = '        ----p---q-r-s--';
      const values = { p: '26', q: '27', r: '72', s: '73' };

      m.expect(
        source.pipe(
          combineEach((element) => (element === 'a' ? a : b)),
          joined,
        ),
      ).toBeObservable(expected, values);
      m.expect(a).toHaveSubscriptions('-^-------------');
      m.expect(b).toHaveSubscriptions('-^-------------');
    }),
  );

  it(
    'emits an empty list for an empty collection',
    marbles((m) => {
      const source = m.hot('    --o--|', lists);
      const expected = '        --e--|';

      m.expect(source.pipe(combineEach(() => NEVER))).toBeObservable(expected, { e: [] });
    }),
  );

  it(
    'waits until each element has a value, unless that is given one to start with',
    marbles((m) => {
      const a = m.hot('         --1---2---');
      const b = m.hot('         ------6---');
      const source = m.hot('    -x--------', lists);
      const waiting = '         ------q---';
      const started = '         -ef---(gh)';

      m.expect(
        source.pipe(
          combineEach((element) => (element === 'a' ? a : b)),
          joined,
        ),
      ).toBeObservable(waiting, {
        q: '26',
      });
      m.expect(
        source.pipe(
          combineEach((element) => (element === 'a' ? a : b).pipe(startWith('0'))),
          joined,
        ),
      ).toBeObservable(started, { e: '00', f: '10', g: '20', h: '26' });
    }),
  );

  it(
    'waits for one that is new, although the others have values, and goes on when it has left',
    marbles((m) => {
      const a = m.hot('         -1-2-3-4--');
      const source = m.hot('    a---x-a---', lists);
      const expected = '        -1-2--3-4-'.replace('--3-4-', '--3' + '4--');

      m.expect(
        source.pipe(
          combineEach((element): Observable<string> => (element === 'a' ? a : NEVER)),
          joined,
        ),
      ).toBeObservable(expected);
    }),
  );

  it('emits once for a change of the collection, however many elements come and go by it', () => {
    const [ann, bob, cem, dan] = [participant(), participant(), participant(), participant()];
    const call = new FakeCall({ remoteParticipants: [ann, bob] });
    const { seen, subscription } = record(remoteParticipants$(call).pipe(combineEach(participantState$)));
    expect(seen).toEqual([['Connected', 'Connected']]);

    bob.set({ state: 'Hold' });
    cem.set({ state: 'Ringing' });
    call.set({ remoteParticipants: [dan, cem, bob] });
    call.set({ remoteParticipants: [] });

    expect(seen).toEqual([
      ['Connected', 'Connected'],
      ['Connected', 'Hold'],
      ['Connected', 'Ringing', 'Hold'],
      [],
    ]);
    expect(listenerCount(ann, bob)).toBe(0);
    subscription.unsubscribe();
    expect(listenerCount(call, cem, dan)).toBe(0);
  });

  it('emits again for a change of the order, and for a list that is the same as before', () => {
    const source = new Subject<readonly string[]>();
    const { seen } = record(source.pipe(combineEach((element) => of(element))));

    source.next(['a', 'b']);
    source.next(['b', 'a']);
    source.next(['b', 'a']);

    expect(seen).toEqual([
      ['a', 'b'],
      ['b', 'a'],
      ['b', 'a'],
    ]);
  });

  it('has the value of an element that is there twice in both places, from one subscription', () => {
    const asked: string[] = [];
    const a = new Subject<number>();
    const { seen } = record(
      of(['a', 'b', 'a']).pipe(
        combineEach((element) => {
          asked.push(element);
          return element === 'a' ? a : of(0);
        }),
      ),
    );

    a.next(1);

    expect(asked).toEqual(['a', 'b']);
    expect(seen).toEqual([[1, 0, 1]]);
  });

  it('leaves an element at once when it leaves, and starts anew when it returns', () => {
    const a = new Subject<number>();
    const source = new Subject<readonly string[]>();
    const { seen } = record(source.pipe(combineEach(() => a)));

    source.next(['a']);
    a.next(1);
    source.next([]);
    expect(a.observed).toBe(false);
    a.next(2);
    source.next(['a']);
    expect(a.observed).toBe(true);
    a.next(3);

    expect(seen).toEqual([[1], [], [3]]);
  });

  it('shows no ended call: it has left calls before its last state', () => {
    const [one, two] = [new FakeCall({ state: 'Connected' }), new FakeCall({ state: 'LocalHold' })];
    const agent = new FakeCallAgent({ calls: [one, two] });
    const { seen, subscription } = record(calls$(agent).pipe(combineEach(callState$)));

    void one.hangUp();

    expect(seen).toEqual([['Connected', 'LocalHold'], ['Disconnecting', 'LocalHold'], ['LocalHold']]);
    subscription.unsubscribe();
    expect(listenerCount(one, two, agent)).toBe(0);
  });

  it('keeps the last value of a stream that has completed', () => {
    const b = new Subject<number>();
    const { seen } = record(of(['a', 'b']).pipe(combineEach((element) => (element === 'a' ? of(1) : b))));

    b.next(2);
    b.next(3);
    b.complete();

    expect(seen).toEqual([[1, 2], [1, 3], 'complete']);
  });

  it('is the same for all when a subscriber changes something inside next', () => {
    const [ann, bob] = [participant(), participant()];
    const call = new FakeCall({ remoteParticipants: [ann] });
    const muted = remoteParticipants$(call).pipe(combineEach((each) => property$(each, 'isMuted')));
    const before = record(muted);
    const culprit = record(muted, (values) => {
      if (values[0]) {
        call.set({ remoteParticipants: [ann, bob] });
        ann.set({ isMuted: false });
        bob.set({ isMuted: true });
      }
    });
    const after = record(muted);

    ann.set({ isMuted: true });

    // Bob is new, so his is the current value.
    const history = [[false], [true], [true, true], [false, true]];
    expect(before.seen).toEqual(history);
    expect(culprit.seen).toEqual(history);
    expect(after.seen).toEqual(history);
  });

  describe('when the collection changes while it is followed', () => {
    it('emits only for the last one', () => {
      const source = new Subject<readonly string[]>();
      const asked: string[] = [];
      const { seen } = record(
        source.pipe(
          combineEach((element) => {
            asked.push(element);
            if (element === 'a') {
              source.next(['c', 'a']);
            }
            return of(element);
          }),
        ),
      );

      source.next(['a', 'b']);

      expect(asked).toEqual(['a', 'c']);
      expect(seen).toEqual([['c', 'a']]);
    });

    it('keeps one that the end of another brings back', () => {
      const source = new Subject<readonly string[]>();
      const b = new Subject<string>();
      const { seen } = record(
        source.pipe(
          combineEach((element) =>
            element === 'a'
              ? merge(of('a'), NEVER).pipe(
                  finalize(() => {
                    source.next(['b']);
                  }),
                )
              : b.pipe(startWith('b')),
          ),
        ),
      );

      source.next(['a', 'b']);
      source.next([]);
      b.next('c');

      expect(seen).toEqual([['a', 'b'], ['b'], ['c']]);
    });
  });

  describe('ends', () => {
    it(
      'with the source, once all streams have completed',
      marbles((m) => {
        const a = m.cold('          1----2|');
        const source = m.hot('    --a--|    ', lists);
        const expected = '        --1----2| ';

        m.expect(
          source.pipe(
            combineEach(() => a),
            joined,
          ),
        ).toBeObservable(expected);
      }),
    );

    it(
      'with the error of a stream, and leaves the others',
      marbles((m) => {
        const a = m.hot('         ----------');
        const b = m.hot('         -----#    ');
        const source = m.hot('    --x-------', lists);
        const expected = '        -----#    ';

        m.expect(source.pipe(combineEach((element) => (element === 'a' ? a : b)))).toBeObservable(expected);
        m.expect(a).toHaveSubscriptions('         --^--!    ');
        m.expect(source).toHaveSubscriptions('    ^----!    ');
      }),
    );

    it(
      'with the error of the source',
      marbles((m) => {
        const a = m.hot('         ----------');
        const source = m.hot('    --a--#    ', lists);
        const expected = '        -----#    ';

        m.expect(source.pipe(combineEach(() => a))).toBeObservable(expected);
        m.expect(a).toHaveSubscriptions('         --^--!    ');
      }),
    );

    it('with what project throws, and an error that comes at once', () => {
      const bad = new Error('bad');
      const thrown = record(
        of(['a', 'b']).pipe(
          combineEach(() => {
            throw bad;
          }),
        ),
      );
      const erred = record(of(['a', 'b']).pipe(combineEach(() => throwError(() => bad))));

      expect(thrown.seen).toEqual([bad]);
      expect(erred.seen).toEqual([bad]);
    });

    it(
      'when it is unsubscribed from',
      marbles((m) => {
        const a = m.hot('         ---1-2----');
        const source = m.hot('    --a-------', lists);
        const unsubscribed = '    ----!     ';
        const expected = '        ---1------';

        m.expect(
          source.pipe(
            combineEach(() => a),
            joined,
          ),
          unsubscribed,
        ).toBeObservable(expected);
        m.expect(a).toHaveSubscriptions('         --^-!     ');
        m.expect(source).toHaveSubscriptions('    ^---!     ');
      }),
    );
  });

  it('keeps a state for each subscriber, and does nothing before there is one', () => {
    const project = jest.fn((element: string) => of(element));
    const each = of(['a']).pipe(combineEach(project));
    expect(project).not.toHaveBeenCalled();

    expect(record(each).seen).toEqual([['a'], 'complete']);
    expect(record(each).seen).toEqual([['a'], 'complete']);
    expect(project.mock.calls).toEqual([['a'], ['a']]);
  });
});
