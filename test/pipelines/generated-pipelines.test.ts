/** Our pipelines on the simulated service, in random scenarios. Each failure prints the call that plays it again. */
import fc from 'fast-check';
import { playScenario } from './play.js';
import {
  counts,
  type Answer,
  type Name,
  type NamedFault,
  type Scenario,
  type TargetName,
  type TransferPlan,
} from './scenario.js';

const who = fc.constantFrom<Name>('alice', 'bob', 'carol');
const at = fc.integer({ min: 500, max: 40_000 });
const answer = fc.record<Answer>({
  does: fc.constantFrom('accept', 'accept', 'accept', 'reject', 'nothing'),
  after: fc.integer({ min: 0, max: 5_000 }),
});

const fault: fc.Arbitrary<NamedFault> = fc.oneof(
  fc.record({
    fault: fc.constant('networkLoss' as const),
    who,
    at,
    for: fc.integer({ min: 100, max: 10_000 }),
  }),
  fc.record({ fault: fc.constant('connectionLoss' as const), who, at }),
  fc.record({
    fault: fc.constant('invalidToken' as const),
    who,
    at,
    for: fc.integer({ min: 0, max: 5_000 }),
  }),
  fc.record({
    fault: fc.constantFrom('answerElsewhere' as const, 'callDrop' as const, 'silentDisposal' as const),
    who,
    at,
  }),
  fc.record({
    fault: fc.constantFrom('requestFails' as const, 'requestHangs' as const),
    // Not `dispose`: an agent that cannot be disposed of stays.
    request: fc.constantFrom('createCallAgent', 'accept', 'hangUp', 'hold', 'resume', 'transfer'),
    who,
    at,
  }),
);

const target = fc.constantFrom<TargetName>('person', 'person', 'call', 'voicemail', 'nobody');

const transfer = fc.record({
  at: fc.integer({ min: 4_500, max: 60_000 }),
  target: fc.oneof(
    { arbitrary: target, weight: 1 },
    { arbitrary: fc.array(target, { minLength: 1, maxLength: 4, size: 'max' }), weight: 2 },
  ),
  timeout: fc.integer({ min: 1_000, max: 40_000 }),
  leaveAfter: fc.option(fc.integer({ min: 0, max: 4_000 }), { nil: undefined, freq: 2 }),
});

/** Transfers with a pause before each. A short pause is a double click. */
const transfers = fc
  .array(
    fc.tuple(transfer, fc.oneof(fc.integer({ min: 0, max: 1_000 }), fc.integer({ max: 20_000, min: 1_000 }))),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((drawn) => {
    const first = Math.min(...drawn.map(([plan]) => plan.at));
    return drawn.reduce<TransferPlan[]>((plans, [plan, pause]) => {
      const before = plans.at(-1);
      return [...plans, { ...plan, at: Math.min(60_000, before ? before.at + pause : first) }];
    }, []);
  });

const scenario: fc.Arbitrary<Scenario> = fc.record({
  latency: fc.integer({ min: 1, max: 300 }),
  bob: answer,
  carol: answer,
  transfers,
  follows: fc.boolean(),
  looksUp: fc.constantFrom(true, true, true, false),
  faults: fc.array(fault, { maxLength: 4 }),
  hangUps: fc.array(fc.record({ who, at }), { maxLength: 2 }),
  views: fc.array(
    fc.record({ who, at: fc.integer({ min: 0, max: 60_000 }), for: fc.integer({ min: 0, max: 30_000 }) }),
    {
      maxLength: 4,
    },
  ),
  switches: fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 4 }),
});

const replay = (played: Scenario): string => `playScenario(${JSON.stringify(played)})`;

describe('our pipelines, on the simulated service', () => {
  it('end, request once, hang up once and at the right time, and leave nothing behind', () => {
    const tally = { ...counts };
    fc.assert(
      fc.property(scenario, (drawn) => {
        const { problems } = playScenario(drawn, tally);
        if (problems.length) {
          throw new Error(`${problems.join('; ')}\nTo play it again: ${replay(drawn)}`);
        }
      }),
      // The limit is for failures: shrinking them takes long.
      { numRuns: 1_000, interruptAfterTimeLimit: 200_000 },
    );

    // Fails if the scenarios become harmless.
    expect(tally.scenarios).toBeGreaterThanOrEqual(1_000);
    for (const [what, least] of Object.entries({
      requested: 1_000,
      Transferred: 150,
      Failed: 100,
      erred: 200,
      triedNext: 40,
      nextTook: 5,
      again: 500,
      againTook: 5,
      underWay: 50,
      followed: 60,
      mounted: 1_000,
      agentsShown: 1_000,
      switched: 1_000,
      left: 30,
      faults: 500,
      reconnected: 100,
      hungUp: 100,
    })) {
      expect([what, tally[what as keyof typeof tally] > least, tally[what as keyof typeof tally]]).toEqual([
        what,
        true,
        expect.any(Number),
      ]);
    }
  }, 240_000);

  it('do the same in the same scenario', () => {
    fc.assert(
      fc.property(scenario, (drawn) => {
        const { trace } = playScenario(drawn);

        expect(trace.length).toBeGreaterThan(0);
        expect(playScenario(JSON.parse(JSON.stringify(drawn)) as Scenario).trace).toEqual(trace);
      }),
      { numRuns: 30 },
    );
  });
});
