/**
 * Lets calls be transferred, connected, ended and hung up in random order, and checks that followTransfers leaves the
 * user in one call, and in none only if all have ended.
 */
import type { CallState } from '@azure/communication-calling';
import fc from 'fast-check';
import { catchError, concat, config, defer, EMPTY, from, NEVER, of, tap, throwError, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { CallingTimeoutError, HangUpError } from 'rx-acs-calling';
import { followTransfers, withFeature } from 'rx-acs-calling/operators';
import { FakeCall, FakeFeatures, listenerCount } from 'rx-acs-calling/testing';

const CALLS = 5;
/** When the last action is over, in milliseconds, and when every timer of the operator has run out. */
const LAST = 60;
const QUIET = 60_000;

const settings = { grace: 5, timeout: 20 };

/** Of the calls that the user has, by age. */
const call = fc.nat(CALLS - 1);
// Mostly the states that make a difference.
const states = ['Connecting', 'Ringing', 'Connected', 'Connected', 'Connected', 'RemoteHold'] as const;

type Deed =
  | { readonly do: 'transfer'; readonly of: number; readonly to: number }
  | { readonly do: 'set'; readonly of: number; readonly state: CallState }
  | { readonly do: 'end' | 'hangUp'; readonly of: number };

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { arbitrary: fc.record({ do: fc.constant('transfer' as const), of: call, to: call }), weight: 4 },
  {
    arbitrary: fc.record({ do: fc.constant('set' as const), of: call, state: fc.constantFrom(...states) }),
    weight: 4,
  },
  { arbitrary: fc.record({ do: fc.constantFrom('end' as const, 'hangUp' as const), of: call }), weight: 2 },
);

/** How a hang-up goes. */
const manner = fc.constantFrom('at once', 'at once', 'later', 'ends, but rejects', 'fails', 'never settles');

interface Plan {
  readonly born: readonly CallState[];
  readonly manners: readonly string[];
  readonly deeds: readonly { readonly at: number; readonly deed: Deed }[];
  /** What happens while a call is emitted. */
  readonly reactions: readonly (readonly Deed[])[];
}

const plan: fc.Arbitrary<Plan> = fc.record({
  born: fc.array(fc.constantFrom(...states, 'Disconnected' as const), { minLength: CALLS, maxLength: CALLS }),
  manners: fc.array(manner, { minLength: CALLS, maxLength: CALLS }),
  deeds: fc.array(fc.record({ at: fc.nat(LAST), deed }), { maxLength: 25 }),
  reactions: fc.array(fc.array(deed, { maxLength: 2 }), { maxLength: 3 }),
});

const isUp = ({ state }: FakeCall): boolean => state !== 'Disconnected';

/** Errors that RxJS cannot deliver: thrown by a subscriber, such as the expectations of this file. */
const unhandled: unknown[] = [];

const play = ({
  born,
  manners,
  deeds,
  reactions,
}: Plan): { readonly shown: number; readonly erred: boolean } => {
  unhandled.length = 0;
  const calls = born.map((state) => new FakeCall({ state }));
  const numberOf = (fake: FakeCall) => calls.indexOf(fake);
  /** The calls in the order in which they were handed over. */
  const handed = [0];
  let known = 1;
  const emitted: number[] = [];
  const errors: unknown[] = [];
  const hungUp: number[] = [];
  const stuck = new Set<number>();
  /** Handed over while the stream erred, so that its events come after the error. */
  const late: number[] = [];
  // No expectation inside a function that the operator calls: it would take the failure for an error of the SDK.
  const problems: string[] = [];
  let isByUser = false;
  let ends = 0;

  const end = (fake: FakeCall): void => {
    fake.set({ state: 'Disconnected' });
  };

  calls.forEach((fake, number) => {
    fake.answer('hangUp', () => {
      if (!isByUser) {
        const shown = emitted.at(-1) ?? -1;
        // A hang-up must not leave the user without a call: the call was left, or another one is up.
        const isLeft = isOlder(number, shown);
        if (number === shown || !isUp(fake) || (!isLeft && !isUp(calls[shown] as FakeCall))) {
          problems.push(`${String(number)} is hung up while ${String(shown)} is shown`);
        }
        hungUp.push(number);
      }
      const gone = defer(() => {
        end(fake);
        return of(undefined);
      });
      switch (manners[number]) {
        case 'at once':
          return gone;
        case 'later':
          fake.set({ state: 'Disconnecting' });
          return concat(timer(3), gone);
        case 'ends, but rejects':
          end(fake);
          return throwError(() => new Error('ended'));
        case 'fails':
          stuck.add(number);
          return throwError(() => new Error('no'));
        default:
          stuck.add(number);
          return NEVER;
      }
    });
  });

  const isOlder = (a: number, b: number): boolean => handed.indexOf(a) < handed.indexOf(b);

  const perform = (it: Deed): void => {
    // The events of a call that is handed over within an event come after that.
    const fake = calls[handed[it.of % known] ?? 0] as FakeCall;
    if (ends > 0 || (it.do !== 'transfer' && !isUp(fake))) {
      // A call that has ended does not change.
      return;
    }
    switch (it.do) {
      case 'transfer':
        // A user without a call cannot be transferred.
        if (!handed.some((number) => isUp(calls[number] as FakeCall))) {
          return;
        }
        if (!handed.includes(it.to)) {
          handed.push(it.to);
        }
        fake
          .feature(FakeFeatures.Transfer)
          .emit('transferAccepted', { targetCall: calls[it.to] as FakeCall });
        break;
      case 'set':
        fake.set({ state: it.state });
        break;
      case 'end':
        end(fake);
        break;
      default:
        isByUser = true;
        from(fake.hangUp())
          .pipe(catchError(() => EMPTY))
          .subscribe();
        isByUser = false;
    }
  };

  const check = (): void => {
    const alive = calls
      .filter(isUp)
      .map(numberOf)
      .filter((number) => handed.includes(number) && !late.includes(number));
    const free = alive.filter((number) => !stuck.has(number));
    if (ends > 0) {
      expect(free).toEqual([]);
    } else {
      // In one call, and that is shown.
      expect(alive.length).toBeGreaterThan(0);
      expect(free.filter((number) => number !== emitted.at(-1))).toEqual([]);
    }
  };

  /** If the shown call has ended, there is no other call but those that were left. */
  const checkShown = (): void => {
    const shown = emitted.at(-1) ?? -1;
    if (!isUp(calls[shown] as FakeCall)) {
      const others = handed.filter((number) => isOlder(shown, number) && isUp(calls[number] as FakeCall));
      expect(
        others.filter((number) => !stuck.has(number) && !hungUp.includes(number) && !late.includes(number)),
      ).toEqual([]);
    }
  };

  new TestScheduler(() => undefined).run(({ flush }) => {
    of(calls[0] as FakeCall)
      .pipe(
        withFeature(FakeFeatures.Transfer),
        followTransfers(settings),
        tap((fake) => {
          emitted.push(numberOf(fake));
          reactions[emitted.length - 1]?.forEach(perform);
        }),
      )
      .subscribe({
        error: (error: unknown) => {
          ends++;
          errors.push(error);
          late.push(...handed.slice(known));
        },
        complete: () => ends++,
      });
    known = handed.length;
    for (const { at, deed: next } of deeds) {
      timer(at).subscribe(() => {
        perform(next);
        known = handed.length;
        checkShown();
      });
    }
    timer(QUIET).subscribe(check);
    timer(QUIET + 1).subscribe(() => {
      calls.forEach((fake, number) => {
        if (!stuck.has(number)) {
          end(fake);
        }
      });
    });
    timer(2 * QUIET).subscribe(() => {
      // The stream may still wait for calls that cannot be hung up.
      calls.forEach(end);
    });
    flush();
  });

  expect(problems).toEqual([]);
  expect(unhandled).toEqual([]);
  expect(ends).toBe(1);
  expect(new Set(emitted).size).toBe(emitted.length);
  expect(emitted).toEqual([...emitted].sort((a, b) => handed.indexOf(a) - handed.indexOf(b)));
  expect(new Set(hungUp).size).toBe(hungUp.length);
  for (const error of errors) {
    expect(error instanceof HangUpError || error instanceof CallingTimeoutError).toBe(true);
    expect(stuck.size).toBeGreaterThan(0);
  }
  expect(listenerCount(...calls)).toBe(0);
  // The bridge keeps one: `off` of the SDK's transfer feature attaches.
  for (const fake of calls) {
    expect(listenerCount(fake.feature(FakeFeatures.Transfer))).toBeLessThanOrEqual(1);
  }
  return { shown: emitted.length, erred: errors.length > 0 };
};

describe('followTransfers', () => {
  beforeEach(() => {
    config.onUnhandledError = (error) => unhandled.push(error);
  });
  afterEach(() => {
    config.onUnhandledError = null;
  });

  it('ignores a transfer that comes while it errs', () => {
    const { shown, erred } = play({
      born: ['Connecting', 'Connecting', 'Disconnected', 'Connecting', 'Connecting'],
      manners: ['fails', 'at once', 'at once', 'at once', 'at once'],
      deeds: [
        { at: 0, deed: { do: 'transfer', of: 0, to: 2 } },
        { at: 1, deed: { do: 'transfer', of: 0, to: 3 } },
        { at: 1, deed: { do: 'set', of: 2, state: 'Connected' } },
      ],
      reactions: [
        [],
        [
          { do: 'end', of: 2 },
          { do: 'transfer', of: 0, to: 1 },
        ],
      ],
    });

    expect({ shown, erred }).toEqual({ shown: 2, erred: true });
  });

  it('leaves the user in one call after any order of events, and in none only if all have ended', () => {
    const seen = { moved: 0, erred: 0 };
    fc.assert(
      fc.property(plan, (it) => {
        const { shown, erred } = play(it);
        seen.moved += shown > 1 ? 1 : 0;
        seen.erred += erred ? 1 : 0;
      }),
      { numRuns: 2_000 },
    );

    // The plans are not trivial.
    expect(seen.moved).toBeGreaterThan(500);
    expect(seen.erred).toBeGreaterThan(20);
  }, 60_000);
});
