import type { ActiveCallTransferFeature, CallAgent } from '@azure/communication-calling';
import { config, NEVER, Subject, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import {
  activeCalls$,
  activeCallTransfer,
  InvalidArgumentError,
  SdkError,
  type ActiveCall,
} from 'rx-acs-calling';
import { FakeCallAgent, FakeSdkError, listenerCount } from 'rx-acs-calling/testing';
import { callElsewhere, FakeElsewhere } from '../support/fake-active-call-transfer';

const [one, two] = [callElsewhere('one'), callElsewhere('two')];

/** The lists by their marble: `n` is empty, `A` has the same call as `a` in a new object. */
const lists = { n: [], a: [one], A: [callElsewhere('one')], b: [two], c: [one, two], d: [two, one] };

/** The answers of the SDK: nothing for an empty list. */
const answers = { ...lists, n: undefined };

const tellOf = (lists$: Observable<ActiveCall[]>, feature: FakeElsewhere): void => {
  lists$.subscribe((list) => {
    feature.tell(list as never);
  });
};

const refusal = new FakeSdkError({ code: 401, subCode: 46704, message: 'The token is invalid' });

const refused = new SdkError(
  "The SDK did not tell the user's calls on other devices. Cause: The token is invalid.",
  { cause: refusal },
);

interface Recording {
  readonly seen: unknown[];
  readonly leave: () => void;
}

const record = (stream$: Observable<readonly ActiveCall[]>, onNext?: (count: number) => void): Recording => {
  const seen: unknown[] = [];
  const subscription = stream$.subscribe({
    next: (list) => {
      seen.push(list.map(({ callId }) => callId).join());
      onNext?.(seen.length);
    },
    error: (error: unknown) => seen.push(error),
    complete: () => seen.push('complete'),
  });
  return {
    seen,
    leave: () => {
      subscription.unsubscribe();
    },
  };
};

describe('activeCallTransfer', () => {
  const factory = { callAgentApiCtor: FakeElsewhere };
  const Features = { ActiveCallTransfer: factory };

  const agentWith = (feature: unknown): CallAgent => Object.assign(new FakeCallAgent(), { feature });

  it('gives the feature that the agent has for the factory', () => {
    const elsewhere = new FakeElsewhere();
    const feature = jest.fn(() => elsewhere);

    expect(activeCallTransfer(agentWith(feature), Features)).toBe(elsewhere);
    expect(feature.mock.calls).toEqual([[factory]]);
  });

  it('calls the method on the agent', () => {
    const agent = agentWith(function (this: unknown) {
      return this;
    });

    expect(activeCallTransfer(agent, Features)).toBe(agent);
  });

  it.each([
    ['an agent without features', agentWith(undefined), Features],
    ['no agent', undefined, Features],
    ['Features without it', agentWith(() => new FakeElsewhere()), {}],
    ['no Features', agentWith(() => new FakeElsewhere()), undefined],
  ])('refuses %s at once', (_, agent, features) => {
    expect(() => activeCallTransfer(agent as never, features as never)).toThrow(InvalidArgumentError);
  });

  it('throws a typed error with its codes and cause when the SDK refuses', () => {
    const cause = new FakeSdkError({ code: 500, subCode: 46707, message: 'Not initialized.' });
    const agent = agentWith(() => {
      throw cause;
    });

    let thrown: unknown;
    try {
      activeCallTransfer(agent, Features);
    } catch (error) {
      thrown = error;
    }

    expect(thrown).toBeInstanceOf(SdkError);
    expect(thrown).toMatchObject({
      message: 'The SDK did not give this feature of the agent. Cause: Not initialized.',
      code: 500,
      subCode: 46707,
      cause,
    });
  });
});

interface Case {
  /** When the SDK answers; never by default. */
  readonly answer?: string;
  /** When it sends its events. */
  readonly updates?: string;
  readonly leaves?: string;
  readonly result: string;
  /** How long the stream waits for the answer. */
  readonly asks?: string;
  readonly error?: Error;
}

/** Tests by a table: the stream emits these lists at these times. Nothing stays attached after its end. */
const testEach = (cases: Readonly<Record<string, Case>>): void => {
  it.each(Object.entries(cases))('%s', (_name, { answer, updates = '-', leaves, result, asks, error }) => {
    marbles((m) => {
      const answer$ = m.cold(answer ?? '-', answers, refusal);
      const feature = new FakeElsewhere({ getActiveCallDetails: () => answer$ });
      tellOf(m.hot(updates, lists), feature);

      m.expect(activeCalls$(feature), leaves).toBeObservable(result, lists, error);
      if (asks) {
        m.expect(answer$).toHaveSubscriptions(asks);
      }
      m.flush();
      expect(listenerCount(feature)).toBe(leaves || error ? 0 : 2);
    })();
  });
};

describe('activeCalls$', () => {
  describe('emits the calls on other devices', () => {
    testEach({
      'with the answer, then at each update, and never completes': {
        answer: '  --(a|)         ',
        updates: ' -----b--n--c-- ',
        result: '  --a--b--n--c-- ',
        asks: '    ^-!            ',
      },
      'as an empty list when the SDK answers with nothing': {
        answer: '  --(n|)',
        result: '  --n---',
      },
      'only after a change: other calls, other order, none, but not the same calls again': {
        answer: '  -(a|)               ',
        updates: ' --aA-c-c-d-d-b-n-n-A',
        result: '  -a---c---d---b-n---A',
      },
    });

    it(
      'at an update with the name that the SDK declares',
      marbles((m) => {
        const feature = new FakeElsewhere({ getActiveCallDetails: () => NEVER });
        m.hot<ActiveCall[]>('-a', lists).subscribe((activeCalls) => {
          feature.emit('activeCallsUpdated', { activeCalls });
        });

        m.expect(activeCalls$(feature)).toBeObservable('-a', lists);
      }),
    );

    it(
      'only when they have changed: other calls, other order, none, but not the same calls anew',
      marbles((m) => {
        const answer = m.cold('   -(a|)               ', answers);
        const feature = new FakeElsewhere({ getActiveCallDetails: () => answer });
        tellOf(m.hot('            --aA-c-c-d-d-b-n-n-A', lists), feature);
        const expected = '        -a---c---d---b-n---A';

        m.expect(activeCalls$(feature)).toBeObservable(expected, lists);
      }),
    );

    it("in arrays of its own, never the SDK's", () => {
      const [answered, told] = [[one], [two]];
      const feature = new FakeElsewhere({ getActiveCallDetails: () => answered });
      const seen: unknown[] = [];
      activeCalls$(feature).subscribe((list) => seen.push(list));
      feature.tell(told);

      expect(seen).toEqual([answered, told]);
      expect(seen[0]).not.toBe(answered);
      expect(seen[1]).not.toBe(told);
    });
  });

  describe('never goes back to an older list', () => {
    testEach({
      'ignores an answer that comes after an update': {
        answer: '  ----(a|) ',
        updates: ' --b-----n',
        result: '  --b-----n',
        asks: '    ^-!      ',
      },
      'ignores an answer that comes after the event that there are none': {
        answer: '  ----(a|) ',
        updates: ' --n-----b',
        result: '  --n-----b',
      },
      'ignores a refusal that comes after an update': {
        answer: '  ----#    ',
        updates: ' --b-----n',
        result: '  --b-----n',
      },
      'emits the updates when the answer never comes': {
        updates: ' ---b--n- ',
        result: '  ---b--n- ',
      },
    });

    it('sees an update that comes while the SDK is being asked', () => {
      const answer = new Subject<ActiveCall[]>();
      const feature: FakeElsewhere = new FakeElsewhere({
        getActiveCallDetails: () => {
          feature.tell([two]);
          return answer;
        },
      });

      const { seen } = record(activeCalls$(feature));
      answer.next([one]);

      expect(seen).toEqual(['two']);
    });
  });

  describe('errs with an SdkError', () => {
    testEach({
      'when the SDK refuses to answer, and leaves nothing attached': {
        answer: '  ---#',
        result: '  ---#',
        error: refused,
      },
    });

    it('that has the codes and the cause', () => {
      const feature = new FakeElsewhere({
        getActiveCallDetails: () => {
          throw refusal;
        },
      });

      const { seen } = record(activeCalls$(feature));

      expect(seen).toHaveLength(1);
      expect(seen[0]).toBeInstanceOf(SdkError);
      expect(seen[0]).toMatchObject({ code: 401, subCode: 46704, cause: refusal });
    });

    it('when the SDK throws instead of rejecting', () => {
      const feature = new FakeElsewhere();
      Object.defineProperty(feature, 'getActiveCallDetails', {
        value: () => {
          throw refusal;
        },
      });

      expect(record(activeCalls$(feature)).seen).toEqual([refused]);
      expect(listenerCount(feature)).toBe(0);
    });

    it('when an update has no list', () => {
      const feature = new FakeElsewhere({ getActiveCallDetails: () => NEVER });
      const { seen } = record(activeCalls$(feature));

      feature.emit('activeCallsUpdated', {} as never);

      expect(seen).toEqual([expect.any(SdkError)]);
      expect(listenerCount(feature)).toBe(0);
    });

    it('at once, by throwing, when there is no feature', () => {
      expect(() => activeCalls$(undefined as unknown as ActiveCallTransferFeature)).toThrow(SdkError);
    });

    it(
      'and asks again for a later subscriber',
      marbles((m) => {
        const answers$ = [m.cold('-#', answers, refusal), m.cold('-(a|)', answers)];
        const feature = new FakeElsewhere({ getActiveCallDetails: () => answers$.shift() ?? NEVER });
        const stream$ = activeCalls$(feature);

        m.expect(stream$).toBeObservable('-#', lists, refused);
        m.expect(stream$).toBeObservable('-a', lists);
      }),
    );
  });

  describe('keeps the laws', () => {
    it('is cold', () => {
      const feature = new FakeElsewhere();
      const stream$ = activeCalls$(feature);
      expect(feature.callsTo('getActiveCallDetails')).toHaveLength(0);
      expect(listenerCount(feature)).toBe(0);

      stream$.subscribe();
      expect(feature.callsTo('getActiveCallDetails')).toEqual([[]]);
    });

    it('has one listener for each event, and none after the last subscriber has left', () => {
      const feature = new FakeElsewhere({ getActiveCallDetails: () => NEVER });
      const [early, late] = [record(activeCalls$(feature)), record(activeCalls$(feature))];
      expect(feature.listenerCount('activeCallsUpdated')).toBe(1);
      expect(feature.listenerCount('noActiveCalls')).toBe(1);

      early.leave();
      expect(listenerCount(feature)).toBe(2);

      late.leave();
      expect(listenerCount(feature)).toBe(0);
    });

    testEach({
      'leaves nothing attached, and ignores the answer, after an unsubscription while the SDK is asked': {
        answer: '  -----(a|)',
        updates: ' --------b',
        leaves: '  ---!     ',
        result: '  ---------',
        asks: '    ^--!     ',
      },
    });

    it('is the same for all subscribers when one of them causes the next update', () => {
      const feature = new FakeElsewhere();
      const before = record(activeCalls$(feature));
      const culprit = record(activeCalls$(feature), (count) => {
        if (count === 2) {
          feature.tell([two]);
        }
      });
      const after = record(activeCalls$(feature));

      feature.tell([one]);

      for (const { seen } of [before, culprit, after]) {
        expect(seen).toEqual(['', 'one', 'two']);
      }
    });

    it('delivers nothing to a subscriber that leaves while the SDK dispatches', () => {
      const feature = new FakeElsewhere();
      feature.on('activeCallsUpdated', () => {
        leaver.leave();
      });
      const leaver = record(activeCalls$(feature));

      feature.tell([one]);

      expect(leaver.seen).toEqual(['']);
    });

    it(
      'reaches the other subscribers when one throws',
      marbles((m) => {
        const bad = new Error('bad');
        const reported: unknown[] = [];
        config.onUnhandledError = (error) => reported.push(error);
        const feature = new FakeElsewhere();
        record(activeCalls$(feature), (count) => {
          if (count === 2) {
            throw bad;
          }
        });
        const after = record(activeCalls$(feature));

        tellOf(m.hot('-a-b', lists), feature);
        m.flush();

        config.onUnhandledError = null;
        expect(after.seen).toEqual(['', 'one', 'two']);
        expect(reported).toEqual([bad]);
      }),
    );
  });
});
