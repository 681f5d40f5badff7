import type { Call } from '@azure/communication-calling';
import {
  asapScheduler,
  EMPTY,
  map,
  merge,
  NEVER,
  Observable,
  of,
  Subject,
  tap,
  type ObservableInput,
} from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { calls$, callState$, participantState$, property$, remoteParticipants$ } from 'rx-acs-calling';
import { mergeEach } from 'rx-acs-calling/operators';
import { FakeCall, FakeCallAgent, FakeRemoteParticipant, listenerCount } from 'rx-acs-calling/testing';
import { letterStreams, lists } from '../support/collections.js';
import { record } from '../support/record.js';

const turn = () => new Promise((resolve) => setTimeout(resolve));

const stateOf = (call: Call): Observable<string> => callState$(call);

describe('mergeEach', () => {
  describe('follows each element while it is there', () => {
    it(
      'and merges their values as they come',
      marbles((m) => {
        const a = m.hot('         1--2--3--4-');
        const b = m.hot('         -----6-7--8');
        const source = m.hot('    -a--x---b--', lists);
        const expected = '        ---2-637--8';
        const subA = '            -^------!  ';
        const subB = '            ----^------';

        m.expect(source.pipe(mergeEach((element) => (element === 'a' ? a : b)))).toBeObservable(expected);
        m.expect(a).toHaveSubscriptions(subA);
        m.expect(b).toHaveSubscriptions(subB);
      }),
    );

    it('and does not subscribe again after a stream has completed, until its element leaves and returns', async () => {
      const asked: string[] = [];
      const source = new Subject<readonly string[]>();
      record(
        source.pipe(
          mergeEach((element) => {
            asked.push(element);
            return EMPTY;
          }),
        ),
      );

      source.next(['a']);
      source.next(['a', 'b']);
      expect(asked).toEqual(['a', 'b']);
      source.next([]);
      await turn();
      source.next(['a']);
      expect(asked).toEqual(['a', 'b', 'a']);
    });

    it('and accepts anything that RxJS accepts as a stream', async () => {
      const { seen } = record(
        of(['a', 'b']).pipe(
          mergeEach((element): ObservableInput<string> =>
            element === 'a' ? ['1', '2'] : Promise.resolve('3'),
          ),
        ),
      );
      await turn();

      expect(seen).toEqual(['1', '2', '3', 'complete']);
    });
  });

  describe('lets an element finish in the turn in which it leaves', () => {
    it('so that the last state of a call comes: the SDK fires it after the call has left', () => {
      const call = new FakeCall({ state: 'Connected' });
      const agent = new FakeCallAgent({ calls: [call] });
      const timeline: unknown[] = [];
      record(calls$(agent), (calls) => timeline.push(calls.length));
      const { seen } = record(calls$(agent).pipe(mergeEach(stateOf)), (state) => timeline.push(state));

      void call.hangUp();

      expect(seen).toEqual(['Connected', 'Disconnecting', 'Disconnected']);
      expect(timeline).toEqual([1, 'Connected', 'Disconnecting', 0, 'Disconnected']);
      expect(call.listenerCount()).toBe(0);
    });

    it('also when a subscriber hangs the call up inside next, and another one with it', async () => {
      const [one, two] = [new FakeCall({ state: 'Connected' }), new FakeCall({ state: 'Connected' })];
      const agent = new FakeCallAgent({ calls: [one, two] });
      const states = calls$(agent).pipe(
        mergeEach((call) => callState$(call).pipe(map((state) => `${call === one ? '1' : '2'} ${state}`))),
      );
      const before = record(states);
      const culprit = record(states, (state) => {
        if (state === '1 RemoteHold') {
          void one.hangUp();
          void two.hangUp();
        }
      });
      const after = record(states);

      one.set({ state: 'RemoteHold' });

      const history = [
        '1 Connected',
        '2 Connected',
        '1 RemoteHold',
        '1 Disconnecting',
        '1 Disconnected',
        '2 Disconnecting',
        '2 Disconnected',
      ];
      expect(before.seen).toEqual(history);
      expect(culprit.seen).toEqual(history);
      expect(after.seen).toEqual(history);
      await turn();
      expect(listenerCount(one, two)).toBe(0);
    });

    it('also when a subscriber hangs up a call before the turn of that call in the list', async () => {
      const [one, two] = [new FakeCall({ state: 'Connected' }), new FakeCall({ state: 'Connected' })];
      const agent = new FakeCallAgent({ calls: [one, two] });
      const { seen } = record(calls$(agent).pipe(mergeEach((call) => callState$(call))), () => {
        if (two.state === 'Connected') {
          void two.hangUp();
        }
      });

      // The bridge delivers its events after the list, so it is still followed.
      expect(seen).toEqual(['Connected', 'Disconnected']);
      await turn();
      expect(listenerCount(one, two)).toBe(1);
    });

    it(
      'and not a frame longer, also if its stream does not complete',
      marbles((m) => {
        const a = m.hot('         --1-2--3--');
        const source = m.hot('    -a--o-----', lists);
        const expected = '        --1-2-----';
        const subs = '            -^--!     ';

        m.expect(source.pipe(mergeEach(() => a))).toBeObservable(expected);
        m.expect(a).toHaveSubscriptions(subs);
      }),
    );

    it('and leaves no listener after it, also if its stream never completes', async () => {
      const [ann, bob] = [new FakeRemoteParticipant(), new FakeRemoteParticipant()];
      const call = new FakeCall({ state: 'Connected', remoteParticipants: [ann, bob] });
      const { subscription } = record(
        remoteParticipants$(call).pipe(mergeEach((participant) => property$(participant, 'isMuted'))),
      );
      expect(listenerCount(ann, bob)).toBe(2);

      call.set({ remoteParticipants: [bob] });
      expect(listenerCount(ann, bob)).toBe(2);
      await turn();
      expect(listenerCount(ann)).toBe(0);
      expect(listenerCount(bob)).toBe(1);

      subscription.unsubscribe();
      expect(listenerCount(bob, call)).toBe(0);
    });

    it('and keeps the subscription of an element that is back by then', async () => {
      const { of: stream, project, active, asked } = letterStreams();
      const source = new Subject<readonly string[]>();
      const { seen } = record(source.pipe(mergeEach(project)));

      for (const list of ['x', 'b', 'o', 'a', 'x'] as const) {
        source.next(lists[list] ?? []);
        stream('a').next(`a in ${list}`);
      }
      await turn();
      stream('b').next('b');

      expect(asked).toEqual(['a', 'b']);
      expect(active).toEqual(['a', 'b']);
      expect(seen).toEqual(['a in x', 'a in b', 'a in o', 'a in a', 'a in x', 'b']);
    });

    it('and subscribes again to an element that comes back later', async () => {
      const { project, active, asked } = letterStreams();
      const source = new Subject<readonly string[]>();
      record(source.pipe(mergeEach(project)));

      source.next(['a']);
      source.next([]);
      await turn();
      expect(active).toEqual([]);
      source.next(['a']);

      expect(asked).toEqual(['a', 'a']);
      expect(active).toEqual(['a']);
    });

    it('for each of several collections that change in one turn', async () => {
      const { of: stream, project, active } = letterStreams();
      const [one, two] = [new Subject<readonly string[]>(), new Subject<readonly string[]>()];
      const { seen } = record(merge(one.pipe(mergeEach(project)), two.pipe(mergeEach(project))));

      one.next(['a', 'b']);
      two.next(['c', 'd']);
      one.next(['b']);
      two.next(['d']);
      stream('c').next('c');
      stream('a').next('a');
      await turn();

      expect(seen).toEqual(['c', 'a']);
      expect(active).toEqual(['b', 'd']);
    });
  });

  describe('ends', () => {
    it(
      'with the source, once all streams have completed',
      marbles((m) => {
        const a = m.cold('          --1--|   ');
        const b = m.cold('            -2---| ');
        const source = m.hot('    --a-x-|    ', lists);
        const expected = '        ----12---| ';

        m.expect(source.pipe(mergeEach((element) => (element === 'a' ? a : b)))).toBeObservable(expected);
      }),
    );

    it(
      'at once with a source whose collection is empty',
      marbles((m) => {
        const source = m.hot('    --o-|', lists);
        const expected = '        ----|';

        m.expect(source.pipe(mergeEach(() => NEVER))).toBeObservable(expected);
      }),
    );

    it('in the turn in which the last element leaves and the source completes', async () => {
      const { seen } = record(of<readonly (readonly string[])[]>(['a'], []).pipe(mergeEach(() => NEVER)));
      expect(seen).toEqual([]);
      await turn();
      expect(seen).toEqual(['complete']);
    });

    it(
      'when it is unsubscribed from, also in the turn in which an element has left',
      marbles((m) => {
        const a = m.hot('         --1-2--3--');
        const source = m.hot('    -a--o-----', lists);

        const unsubscribed = '    ^---!     ';
        const expected = '        --1-------';

        m.expect(source.pipe(mergeEach(() => a)), unsubscribed).toBeObservable(expected);
        m.expect(a).toHaveSubscriptions('         -^--!     ');
        m.expect(source).toHaveSubscriptions('    ^---!     ');
      }),
    );

    it('and has nothing scheduled then', () => {
      const schedule = jest.spyOn(asapScheduler, 'schedule');
      const source = new Subject<readonly string[]>();
      const { subscription } = record(source.pipe(mergeEach(() => NEVER)));
      source.next(['a']);
      expect(schedule).not.toHaveBeenCalled();
      source.next([]);
      const [leaving] = schedule.mock.results.map(({ value }) => value as { closed: boolean });
      expect(leaving?.closed).toBe(false);

      subscription.unsubscribe();

      expect(leaving?.closed).toBe(true);
    });
  });

  describe('when the collection changes while it is followed', () => {
    it('stops when a subscriber leaves inside next', () => {
      const { project, active, asked } = letterStreams();
      const source = new Subject<readonly string[]>();
      const { subscription, seen } = record(
        source.pipe(mergeEach((element) => merge(of(element), project(element)))),
        () => {
          subscription.unsubscribe();
        },
      );

      source.next(['a', 'b']);

      expect(seen).toEqual(['a']);
      expect(asked).toEqual(['a']);
      expect(active).toEqual([]);
    });
  });

  it('emits the values of nested collections in the order of the events of the SDK', () => {
    const [ann, bob] = [
      new FakeRemoteParticipant({ state: 'Idle' }),
      new FakeRemoteParticipant({ state: 'Idle' }),
    ];
    const [one, two] = [
      new FakeCall({ state: 'Connected', remoteParticipants: [ann] }),
      new FakeCall({ state: 'Connected', remoteParticipants: [bob] }),
    ];
    const agent = new FakeCallAgent({ calls: [one, two] });
    const { seen } = record(
      calls$(agent).pipe(
        mergeEach((call) =>
          remoteParticipants$(call).pipe(
            mergeEach((participant) =>
              participantState$(participant).pipe(
                map((state) => `${participant === ann ? 'Ann' : 'Bob'} ${state}`),
                tap((event) => {
                  if (event === 'Bob Ringing') {
                    ann.set({ state: 'Connected' });
                  }
                }),
              ),
            ),
          ),
        ),
      ),
    );

    bob.set({ state: 'Ringing' });
    void two.hangUp();

    expect(seen).toEqual(['Ann Idle', 'Bob Idle', 'Bob Ringing', 'Ann Connected', 'Bob Disconnected']);
  });
});
