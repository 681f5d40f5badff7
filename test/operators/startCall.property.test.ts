/** One call between two apps on the simulated service, whatever happens when. */
import type { CallAgent } from '@azure/communication-calling';
import fc from 'fast-check';
import { config, EMPTY, from, map, merge, mergeMap, switchMap, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { callAgent$, CallingError, callState$, incomingCalls$ } from 'rx-acs-calling';
import { retryOnDisconnect, shareAgent, startCall } from 'rx-acs-calling/operators';
import {
  randomFaults,
  SimulatedCallingService,
  type FakeCall,
  type FakeCallAgent,
  type SimulatedUser,
} from 'rx-acs-calling/testing';
import { outcome } from '../testing/service/scene.js';

/** What happens, and when, in milliseconds. What has no time does not happen. */
interface Play {
  /** When alice's app asks for the call: her agent is connected after 200. */
  readonly asks: number;
  readonly timeout: number;
  /** How long her app stays subscribed. */
  readonly leaves?: number | undefined;
  /** How long it rings until bob answers or declines. */
  readonly answers?: number | undefined;
  readonly declines?: number | undefined;
  /** How long they talk until bob hangs up. */
  readonly talks: number;
  /** The seed of the faults that hit alice. */
  readonly faults?: number | undefined;
}

const LATENCY = 100;
const END = 100_000;

const isConnected = (state: string | undefined) => state !== undefined && /Connected|Hold/.test(state);
const hasEnded = ({ state }: FakeCall) => state === 'Disconnected';

/** What was asked of the SDK, and what the app was told. */
const noteBook = () => ({
  /** The time of each start, and the call. */
  starts: [] as { readonly at: number; readonly call: FakeCall; readonly states: string[] }[],
  /** The last state of a call at each hang-up of the library. */
  hangUps: [] as (string | undefined)[],
  emitted: [] as FakeCall[],
  error: undefined as unknown,
  isOver: false,
  uncaught: [] as unknown[],
  pending: [] as readonly string[],
});

type NoteBook = ReturnType<typeof noteBook>;

/** Notes the calls that an agent starts, and how they are hung up. */
const watch = (agent: FakeCallAgent, book: NoteBook, now: () => number): FakeCallAgent => {
  const startCallOf = agent.startCall.bind(agent) as (...args: unknown[]) => FakeCall;
  (agent as { startCall: unknown }).startCall = (...args: unknown[]) => {
    const call = startCallOf(...args);
    const states: string[] = [];
    book.starts.push({ at: now(), call, states });
    callState$(call).subscribe((state) => states.push(state));
    const hangUp = call.hangUp.bind(call);
    call.hangUp = (...options) => {
      book.hangUps.push(states.at(-1));
      return hangUp(...options);
    };
    return call;
  };
  return agent;
};

/** Bob's app, without this library's operators. */
const answers$ = (agent: CallAgent, { answers, declines, talks }: Play) =>
  incomingCalls$(agent).pipe(
    mergeMap((incomingCall) =>
      merge(
        after(declines).pipe(mergeMap(() => outcome(incomingCall.reject()))),
        after(answers).pipe(
          mergeMap(() => outcome(incomingCall.accept())),
          mergeMap(() => timer(talks)),
          mergeMap(() => outcome(agent.calls[0]?.hangUp())),
        ),
      ),
    ),
  );

const after = (time: number | undefined) => (time === undefined ? EMPTY : timer(time));

/** Alice's app calls bob. Another part of it keeps the agent until the end. */
const ask = (
  service: SimulatedCallingService,
  alice: SimulatedUser,
  bob: SimulatedUser,
  play: Play,
  book: NoteBook,
  now: () => number,
): void => {
  const client = service.callClient();
  const agent$ = callAgent$(() =>
    from(client.createCallAgent(alice.credential)).pipe(
      map((agent): CallAgent => watch(agent as FakeCallAgent, book, now)),
    ),
  ).pipe(retryOnDisconnect({ random: () => 0.5, delay: 200, reconnectTimeout: 2_000 }), shareAgent());
  const kept = agent$.subscribe({ error: () => undefined });
  const asked = timer(play.asks)
    .pipe(mergeMap(() => agent$.pipe(startCall(bob.identifier, { timeout: play.timeout }))))
    .subscribe({
      next: (call) => book.emitted.push(call as FakeCall),
      error: (error: unknown) => {
        book.error = error;
        book.isOver = true;
      },
      complete: () => {
        book.isOver = true;
      },
    });
  if (play.leaves !== undefined) {
    timer(play.asks + play.leaves).subscribe(() => {
      asked.unsubscribe();
    });
  }
  timer(END).subscribe(() => {
    asked.unsubscribe();
    kept.unsubscribe();
  });
};

const playOnce = (play: Play): NoteBook => {
  const book = noteBook();
  config.onUnhandledError = (problem) => book.uncaught.push(problem);
  const scheduler = new TestScheduler(() => undefined);
  scheduler.run(() => {
    const service = new SimulatedCallingService({
      latency: LATENCY,
      ringTimeout: 8_000,
      reconnectTimeout: 3_000,
    });
    const alice = service.createUser({ communicationUserId: '8:acs:alice' });
    const bob = service.createUser({ communicationUserId: '8:acs:bob' });
    const ofBob = callAgent$(() => service.callClient().createCallAgent(bob.credential))
      .pipe(switchMap((agent) => answers$(agent, play)))
      .subscribe();
    if (play.faults !== undefined) {
      const kinds = ['networkLoss', 'connectionLoss', 'invalidToken', 'silentDisposal'] as const;
      service.script(randomFaults({ seed: play.faults, users: [alice], kinds, count: 3, within: 12_000 }));
    }
    ask(service, alice, bob, play, book, () => scheduler.now());
    timer(END + 1).subscribe(() => {
      ofBob.unsubscribe();
    });
    timer(2 * END).subscribe(() => {
      book.pending = service.pending;
    });
  });
  config.onUnhandledError = null;
  return book;
};

/** A time that is mostly there, or mostly not. */
const often = (max: number) => fc.option(fc.integer({ min: 0, max }), { nil: undefined });
const rarely = (max: number) =>
  fc.oneof(
    { arbitrary: fc.constant(undefined), weight: 3 },
    { arbitrary: fc.integer({ min: 0, max }), weight: 1 },
  );

const plays: fc.Arbitrary<Play> = fc.record({
  asks: fc.integer({ min: 0, max: 3_000 }),
  timeout: fc.integer({ min: 0, max: 12_000 }),
  leaves: often(15_000),
  answers: often(6_000),
  declines: rarely(6_000),
  talks: fc.integer({ min: 0, max: 30_000 }),
  faults: rarely(10_000),
});

/** Counts what the plays bring about, so that they do not become harmless. */
const tally = { connected: 0, ended: 0, hungUp: 0, overdue: 0, leftAlone: 0, notStarted: 0 };

const count = ({ starts, hangUps, error, isOver }: NoteBook) => {
  const wasConnected = starts.some(({ states }) => states.some(isConnected));
  tally.connected += wasConnected ? 1 : 0;
  tally.ended += (error as Error | undefined)?.name === 'CallEndedError' ? 1 : 0;
  tally.overdue += (error as Error | undefined)?.name === 'CallingTimeoutError' ? 1 : 0;
  tally.hungUp += hangUps.length;
  tally.leftAlone += wasConnected && !isOver ? 1 : 0;
  tally.notStarted += starts.length === 0 ? 1 : 0;
};

describe('startCall on the simulated service', () => {
  it('starts one call in time, never ends one that is up, and leaves none behind', () => {
    fc.assert(
      fc.property(plays, (play) => {
        const book = playOnce(play);
        const { starts, hangUps, emitted, error, isOver } = book;
        const [start] = starts;
        count(book);

        expect(starts.length).toBeLessThanOrEqual(1);
        expect(emitted).toEqual(starts.map(({ call }) => call));
        // Neither late nor after the app has left.
        expect(start?.at ?? 0).toBeLessThanOrEqual(play.asks + Math.min(play.timeout, play.leaves ?? END));
        // A call that is up is not hung up, and no call twice.
        expect(hangUps.filter(isConnected)).toEqual([]);
        expect(hangUps.length).toBeLessThanOrEqual(1);
        // The end of the call is the end of the stream, unless the app has left.
        expect(isOver || play.leaves !== undefined).toBe(true);
        if (isOver) {
          expect(starts.every(({ call }) => hasEnded(call))).toBe(true);
          expect(error === undefined).toBe(start?.states.some(isConnected) ?? false);
          expect(error === undefined || error instanceof CallingError).toBe(true);
        }
        expect(book.uncaught).toEqual([]);
        expect(book.pending).toEqual([]);
      }),
      { numRuns: 500, seed: 20_261_125 },
    );

    expect(Object.entries(tally).filter(([, times]) => times < 20)).toEqual([]);
  }, 60_000);
});
