import { finalize, map, merge, NEVER, Observable, of, startWith, Subject } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { calls$, callState$, participantState$, property$, remoteParticipants$ } from 'rx-acs-calling';
import { combineEach } from 'rx-acs-calling/operators';
import { FakeCall, FakeCallAgent, FakeRemoteParticipant, listenerCount } from 'rx-acs-calling/testing';
import { lists } from '../support/collections.js';
import { record } from '../support/record.js';

const participant = () => new FakeRemoteParticipant({ state: 'Connected' });

/** Makes a list of one-letter values a marble. */
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
    'waits until each element has a value, unless its stream starts with one',
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
    'waits for the value of a new element, and goes on when that element has left',
    marbles((m) => {
      const a = m.hot('         -1-2-3-4--');
      const source = m.hot('    a---x-a---', lists);
      const expected = '        -1-2--34--';

      m.expect(
        source.pipe(
          combineEach((element): Observable<string> => (element === 'a' ? a : NEVER)),
          joined,
        ),
      ).toBeObservable(expected);
    }),
  );

  it('emits once for each change of the collection, also if several elements come and go', () => {
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

  it('emits the value of an element that is there twice in both places, from one subscription', () => {
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

  it('unsubscribes from an element at once when it leaves, and subscribes again when it returns', () => {
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

  it('emits the same values to all subscribers when one of them changes something inside next', () => {
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

    // Bob is new, so his current value comes first.
    const history = [[false], [true], [true, true], [false, true]];
    expect(before.seen).toEqual(history);
    expect(culprit.seen).toEqual(history);
    expect(after.seen).toEqual(history);
  });

  describe('when the collection changes while it is followed', () => {
    it('emits only for the newest collection', () => {
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

    it('keeps an element that the end of another one brings back', () => {
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
});
