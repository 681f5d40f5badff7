/**
 * The attended transfer between three apps on the simulated service: what each of them has in the end, whatever happens
 * when.
 */
import fc from 'fast-check';
import { config, mergeMap, of, tap, timer, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import {
  consultThenTransferTo,
  hangUpWhenTransferred,
  withFeature,
  type ConsultationUpdate,
} from 'rx-acs-calling/operators';
import {
  FakeFeatures,
  listenerCount,
  type FakeCall,
  type SimulatedFault,
  type SimulatedRequest,
} from 'rx-acs-calling/testing';
import { outcomeOf } from '../support/consultation.js';
import type { Actor } from '../testing/service/actors.js';
import { Scene } from '../testing/service/scene.js';

/** What the three do, and when, in frames. What has no time does not happen. Bob begins to consult at 10. */
interface Play {
  readonly complete?: number | undefined;
  readonly cancel?: number | undefined;
  /** Carol answers the call from bob. */
  readonly answers?: number | undefined;
  readonly declines?: number | undefined;
  /** Carol hangs her first call up. */
  readonly carolLeaves?: number | undefined;
  /** Alice hangs her first call up. */
  readonly aliceLeaves?: number | undefined;
  /** Bob hangs the consultation up himself, by another button of his app. */
  readonly bobLeaves?: number | undefined;
  /** Whether bob does not wait for carol when he completes while she rings. */
  readonly isBlind?: boolean;
  readonly faults?: readonly Fault[];
  readonly isBusy?: boolean;
}

type Fault =
  | {
      readonly at: number;
      readonly fault: 'requestFails' | 'requestHangs';
      readonly request: SimulatedRequest;
    }
  | { readonly at: number; readonly fault: 'networkLoss'; readonly for: number };

const isUp = ({ state }: FakeCall) => state !== 'Disconnected';

/** Who talks to whom in the end. */
const partners = ({ calls }: Actor) =>
  calls
    .filter(isUp)
    .map(({ remoteParticipants, state }) => [
      ...remoteParticipants.map(({ displayName }) => displayName),
      ...(state === 'Connected' ? [] : [state]),
    ]);

/** The three, of whom alice is in a call with bob from 6 on. */
const castOf = (scene: Scene, isBusy: boolean) => {
  const alice = scene.actor({ communicationUserId: '8:acs:alice' }, { displayName: 'Alice' });
  const bob = scene.actor({ communicationUserId: '8:acs:bob' }, { displayName: 'Bob' });
  const carol = scene.actor(
    { communicationUserId: '8:acs:carol' },
    { displayName: 'Carol', busyOnBusy: isBusy },
  );
  if (isBusy) {
    const dave = scene.actor({ communicationUserId: '8:acs:dave' });
    scene.at(3, () => scene.call(dave, carol));
    scene.at(6, () => carol.incoming[0]?.accept());
  }
  scene.at(3, () => scene.call(alice, bob));
  scene.at(6, () => bob.incoming[0]?.accept());
  return { alice, bob, carol };
};

type Cast = ReturnType<typeof castOf>;

const direct = (scene: Scene, { alice, bob, carol }: Cast, when: Play): void => {
  const actions: readonly [frame: number | undefined, action: () => unknown][] = [
    [when.answers, () => carol.incoming.at(-1)?.accept()],
    [when.declines, () => carol.incoming.at(-1)?.reject()],
    [when.carolLeaves, () => carol.calls[0]?.hangUp()],
    [when.aliceLeaves, () => alice.calls[0]?.hangUp()],
    [when.bobLeaves, () => bob.calls[1]?.hangUp()],
  ];
  for (const [frame, action] of actions) {
    if (frame !== undefined) {
      scene.at(frame, action);
    }
  }
};

/** Bob's pipeline. `onUpdate` is called before his app hangs up. */
const consult = ({ bob, carol }: Cast, when: Play, onUpdate: () => void): Observable<ConsultationUpdate> => {
  const signal = (frame = 1_000_010) => timer(frame - 10);
  return timer(10).pipe(
    mergeMap(() => of(bob.calls[0] as FakeCall)),
    withFeature(FakeFeatures.Transfer),
    mergeMap((element) =>
      of(element).pipe(
        consultThenTransferTo({
          agent: bob.agent,
          target: carol.user.identifier,
          complete: signal(when.complete),
          cancel: signal(when.cancel),
          whileRinging: when.isBlind ? 'blind' : 'wait',
        }),
      ),
    ),
    tap(onUpdate),
    hangUpWhenTransferred(),
  );
};

/** Alice calls bob, who consults carol and transfers alice to her, or does not. */
const play = ({ faults = [], isBusy = false, ...when }: Play) => {
  const uncaught: unknown[] = [];
  const hungUpBefore: number[] = [];
  config.onUnhandledError = (problem) => uncaught.push(problem);

  const { cast, outcome } = new TestScheduler(() => undefined).run(() => {
    const scene = new Scene({ ringTimeout: 30 });
    const cast = castOf(scene, isBusy);
    const { bob } = cast;
    scene.service.script(faults.map((fault): SimulatedFault => ({ ...fault, user: bob.user })));
    const updates$ = consult(cast, when, () => {
      hungUpBefore.push(bob.calls[0]?.callsTo('hangUp').length ?? 0);
    });
    const outcome = outcomeOf(updates$);
    direct(scene, cast, when);
    return { cast, outcome };
  });
  config.onUnhandledError = null;
  const { calls } = cast.bob;
  return {
    ...cast,
    states: outcome.updates.map(({ state }) => state),
    error: outcome.errors[0] as Error | undefined,
    isOver: outcome.errors.length + outcome.completions > 0,
    uncaught,
    hungUpBefore,
    listeners: listenerCount(...calls, ...calls.map((call) => call.feature(FakeFeatures.Transfer))),
  };
};

const inTheEnd = ({ alice, bob, carol }: ReturnType<typeof play>) => ({
  alice: partners(alice),
  bob: partners(bob),
  carol: partners(carol),
});

const TALKING = ['Holding', 'Calling', 'Consulting'];

describe('consultThenTransferTo on the simulated service', () => {
  it('leaves alice in one call with carol, and bob in none', () => {
    const run = play({ answers: 20, complete: 30 });

    expect(run.states).toEqual([...TALKING, 'Transferring', 'Transferred']);
    expect(run.error).toBeUndefined();
    expect(inTheEnd(run)).toEqual({ alice: [['Carol']], bob: [], carol: [['Alice']] });
    expect(run.bob.calls).toHaveLength(2);
    expect(run.listeners).toBe(0);
  });

  it('transfers as soon as carol answers when bob completes before', () => {
    const run = play({ complete: 15, answers: 20 });

    expect(run.states).toEqual(['Holding', 'Calling', 'Transferring', 'Transferred']);
    expect(inTheEnd(run)).toEqual({ alice: [['Carol']], bob: [], carol: [['Alice']] });
  });

  it('transfers blind when bob does not wait: carol is called twice, and talks to alice only', () => {
    const run = play({ isBlind: true, complete: 15, answers: 30 });

    expect(run.states).toEqual(['Holding', 'Calling', 'Withdrawing', 'Transferring', 'Transferred']);
    expect(run.error).toBeUndefined();
    expect(inTheEnd(run)).toEqual({ alice: [['Carol']], bob: [], carol: [['Alice']] });
    expect(run.carol.incoming.map(({ callEndReason }) => callEndReason?.code)).toEqual([487, undefined]);
    expect(run.listeners).toBe(0);
  });

  it('transfers blind without a call to carol when bob completes while he holds', () => {
    const run = play({ isBlind: true, complete: 11, answers: 20 });

    expect(run.states).toEqual(['Holding', 'Transferring', 'Transferred']);
    expect(inTheEnd(run)).toEqual({ alice: [['Carol']], bob: [], carol: [['Alice']] });
    expect([run.bob.calls.length, run.carol.incoming.length]).toEqual([1, 1]);
  });

  it.each([
    ['declines the blind transfer', { complete: 15, declines: 25 }, 'declined'],
    ['does not answer the blind transfer', { complete: 15 }, 'no-answer'],
    ['declines in the moment in which bob completes', { complete: 15, declines: 15 }, 'declined'],
  ])('gives alice back to bob when carol %s', (_what, plot, reason) => {
    const run = play({ isBlind: true, ...plot });

    expect(run.states.at(-1)).toBe('Failed');
    expect(run.error).toMatchObject({ reason });
    expect(inTheEnd(run)).toEqual({ alice: [['Bob']], bob: [['Alice']], carol: [] });
    expect(run.listeners).toBe(0);
  });

  it('does not hang up on carol when she answers in the moment in which bob completes', () => {
    const run = play({ isBlind: true, complete: 17, answers: 15 });

    expect(run.states).toEqual(['Holding', 'Calling', 'Consulting', 'Transferring', 'Transferred']);
    expect(inTheEnd(run)).toEqual({ alice: [['Carol']], bob: [], carol: [['Alice']] });
  });

  it.each([15, 16])('goes back when bob cancels at %d, before the blind transfer is requested', (cancel) => {
    const run = play({ isBlind: true, complete: 15, cancel });

    expect(run.states.at(-1)).toBe('Cancelled');
    expect(inTheEnd(run)).toEqual({ alice: [['Bob']], bob: [['Alice']], carol: [] });
  });

  it.each([
    ['holds', 11, ['Holding']],
    ['calls', 16, ['Holding', 'Calling']],
    ['consults', 25, TALKING],
  ])('gives alice back to bob when he cancels while he %s', (_what, cancel, states) => {
    const run = play({ cancel, answers: 20 });

    expect(run.states).toEqual([...states, 'Cancelled']);
    expect(run.error).toBeUndefined();
    expect(inTheEnd(run)).toEqual({ alice: [['Bob']], bob: [['Alice']], carol: [] });
    expect(run.listeners).toBe(0);
  });

  it.each([
    ['declines', { declines: 20 }, 'declined'],
    ['does not answer', {}, 'no-answer'],
    ['leaves while they talk', { answers: 20, carolLeaves: 30 }, 'left'],
    ['is hung up on by another button', { answers: 20, bobLeaves: 30 }, 'left'],
  ])('gives alice back to bob when carol %s', (_what, plot, reason) => {
    const run = play(plot);

    expect(run.states.at(-1)).toBe('Failed');
    expect(run.error).toMatchObject({ reason });
    expect(inTheEnd(run)).toEqual({ alice: [['Bob']], bob: [['Alice']], carol: [] });
    expect(run.listeners).toBe(0);
  });

  it('gives alice back to bob when carol is busy', () => {
    const run = play({ isBusy: true });

    expect(run.error).toMatchObject({ reason: 'busy' });
    expect(partners(run.bob)).toEqual([['Alice']]);
  });

  it.each([
    ['holds', 9, ['Holding'], []],
    ['calls', 15, ['Holding', 'Calling'], []],
    ['consults', 25, TALKING, [['Carol']]],
  ])('fails when alice hangs up while bob %s', (_what, aliceLeaves, states, bobs) => {
    const run = play({ aliceLeaves, answers: 20 });

    expect(run.states).toEqual([...states, 'Failed']);
    expect(run.error?.name).toBe('CallEndedError');
    expect(inTheEnd(run)).toMatchObject({ alice: [], bob: bobs });
    expect(run.listeners).toBe(0);
  });

  it('leaves bob with carol when alice hangs up while she is transferred', () => {
    const run = play({ answers: 20, complete: 30, aliceLeaves: 30 });

    expect(run.states).toEqual([...TALKING, 'Transferring', 'Failed']);
    expect(inTheEnd(run)).toEqual({ alice: [], bob: [['Carol']], carol: [['Bob']] });
    expect(run.error?.message).toContain('The consultation is still up');
    expect(run.listeners).toBe(0);
  });

  it('gives alice back to bob when carol vanishes in the moment of the transfer', () => {
    const run = play({ answers: 20, complete: 30, carolLeaves: 30 });

    expect(run.states).toEqual([...TALKING, 'Transferring', 'Failed']);
    expect(inTheEnd(run)).toEqual({ alice: [['Bob']], bob: [['Alice']], carol: [] });
  });

  it.each([
    ['the hold is refused', 'hold', { reason: 'hold-failed' }, [['Alice']]],
    ['the transfer is refused', 'transfer', { reason: 'timeout' }, [['Alice']]],
  ] as const)('fails when %s', (_what, request, error, bobs) => {
    const run = play({ answers: 20, complete: 30, faults: [{ at: 0, fault: 'requestFails', request }] });

    expect(run.states.at(-1)).toBe('Failed');
    expect(run.error).toMatchObject(error);
    expect(partners(run.bob)).toEqual(bobs);
    expect(run.listeners).toBe(0);
  });

  it.each(['requestFails', 'requestHangs'] as const)(
    'says that alice is on hold when resume() %s',
    (fault) => {
      const run = play({ answers: 20, cancel: 30, faults: [{ at: 0, fault, request: 'resume' }] });

      expect(run.error).toMatchObject({ reason: 'resume-failed' });
      expect(run.error?.message).toContain('on hold (LocalHold). It could not be resumed');
      expect(partners(run.bob)).toEqual([['Alice', 'LocalHold']]);
    },
  );

  it('goes on after a short loss of the network', () => {
    const run = play({
      answers: 20,
      complete: 40,
      faults: [{ at: 25, fault: 'networkLoss', for: 5 }],
    });

    expect(inTheEnd(run)).toEqual({ alice: [['Carol']], bob: [], carol: [['Alice']] });
  });

  it('ends with the calls after a long one', () => {
    const run = play({
      answers: 20,
      complete: 60,
      faults: [{ at: 25, fault: 'networkLoss', for: 500 }],
    });

    expect(run.isOver).toBe(true);
    expect(run.error?.name).toMatch(/CallEndedError|TransferError/);
    expect(inTheEnd(run)).toEqual({ alice: [], bob: [], carol: [] });
    expect(run.listeners).toBe(0);
  });

  const frame = fc.option(fc.integer({ min: 10, max: 60 }), { nil: undefined });
  const at = fc.integer({ min: 0, max: 60 });
  const fault: fc.Arbitrary<Fault> = fc.oneof(
    fc.record({
      at,
      fault: fc.constantFrom('requestFails' as const, 'requestHangs' as const),
      request: fc.constantFrom('hold' as const, 'resume' as const, 'hangUp' as const, 'transfer' as const),
    }),
    fc.record({
      at: fc.integer({ min: 10, max: 60 }),
      fault: fc.constant('networkLoss' as const),
      for: fc.integer({ min: 1, max: 40 }),
    }),
  );
  const plots: fc.Arbitrary<Play> = fc.record({
    complete: frame,
    cancel: frame,
    answers: frame,
    declines: frame,
    isBlind: fc.boolean(),
    carolLeaves: frame,
    aliceLeaves: frame,
    bobLeaves: frame,
    faults: fc.oneof(fc.constant([]), fc.array(fault, { maxLength: 3 })),
  });

  it('leaves nobody on the line without a word, whatever happens when', () => {
    const seen = { Withdrawing: 0, Consulting: 0, Cancelled: 0, Transferred: 0, Failed: 0 };
    fc.assert(
      fc.property(plots, (plot) => {
        const run = play({ ...plot, cancel: plot.cancel ?? 100 });
        const { bob, states, error, hungUpBefore } = run;
        const [first, second, ...more] = bob.calls;
        const isTransferred = states.includes('Transferred');
        for (const state of Object.keys(seen) as (keyof typeof seen)[]) {
          seen[state] += states.includes(state) ? 1 : 0;
        }
        const message = error?.message ?? '';

        expect(run.isOver).toBe(true);
        expect(run.uncaught).toEqual([]);
        expect(run.listeners).toBe(0);
        expect(more).toEqual([]);
        // After Transferred it may be that a leg cannot be hung up.
        expect(states.at(-1)).toMatch(error ? /Failed|Transferred/ : /Cancelled|Transferred/);
        expect(hungUpBefore.every((times) => times === 0)).toBe(true);
        if (!isTransferred) {
          expect(first?.callsTo('hangUp')).toEqual([]);
        }
        if (first?.state === 'LocalHold') {
          expect(message).toContain('LocalHold');
        }
        if (second && isUp(second)) {
          expect(message).toMatch(/still up|still there/);
        }
      }),
      { numRuns: 1_000, seed: 20_261_123 },
    );

    // Fails if the plays become harmless.
    expect(Object.entries(seen).filter(([, times]) => times < 30)).toEqual([]);
  });
});
