/**
 * Generated scenarios: a video is turned on and off, subscribers come and go, and the SDK makes each view early, late, never,
 * or refuses it. Whatever happens, every renderer is disposed of once, never during `createView()`, and no view is left.
 */
import type { VideoStreamRenderer, VideoStreamRendererView } from '@azure/communication-calling';
import fc from 'fast-check';
import {
  asyncScheduler,
  map,
  mergeMap,
  NEVER,
  switchMap,
  takeUntil,
  tap,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { property$, videoView$ } from 'rx-acs-calling';
import {
  FakeLocalVideoStream,
  FakeRemoteVideoStream,
  FakeSdkError,
  FakeVideoStreamRenderer,
  FakeVideoStreamRendererView,
} from 'rx-acs-calling/testing';

/** How the SDK answers a `createView()`, after how many milliseconds. */
interface Answer {
  readonly after: number;
  readonly how: 'view' | 'refusal' | 'never';
}

interface Scenario {
  readonly answers: readonly Answer[];
  /** The times at which the video is turned on or off, in turn. */
  readonly switches: readonly number[];
  readonly subscribers: readonly { readonly from: number; readonly until: number }[];
  readonly timeout: number;
}

const time = fc.nat(300);

const scenarios: fc.Arbitrary<Scenario> = fc.record({
  answers: fc.array(
    fc.record({ after: time, how: fc.constantFrom('view', 'view', 'view', 'refusal', 'never') }),
    { minLength: 1, maxLength: 8 },
  ),
  switches: fc.uniqueArray(time, { maxLength: 8 }).map((times) => times.sort((a, b) => a - b)),
  subscribers: fc.array(
    fc.tuple(time, time).map(([from, length]) => ({ from, until: from + length })),
    { minLength: 1, maxLength: 4 },
  ),
  timeout: fc.constantFrom(50, 30_000, Infinity),
});

/** One renderer, and what becomes of it. */
class Stage {
  readonly renderer: VideoStreamRenderer;
  readonly view = new FakeVideoStreamRendererView();
  readonly since = asyncScheduler.now();
  isSettled = false;
  isMade = false;
  /** For each disposal: whether it came during `createView()`, and when. */
  readonly disposals: { readonly isEarly: boolean; readonly after: number }[] = [];

  constructor(answer: Answer) {
    this.renderer = new FakeVideoStreamRenderer(new FakeLocalVideoStream(), {
      createView: () => this.#answered(answer),
      dispose: () => {
        this.disposals.push({ isEarly: !this.isSettled, after: asyncScheduler.now() - this.since });
        if (this.isMade) {
          this.view.dispose();
        }
      },
    });
  }

  #answered({ after, how }: Answer): Observable<VideoStreamRendererView> {
    const refusal = throwError(() => new FakeSdkError({ code: 500, subCode: 43204 }));
    return how === 'never'
      ? NEVER
      : timer(after).pipe(
          tap(() => {
            this.isSettled = true;
            this.isMade = how === 'view';
          }),
          mergeMap(() => (how === 'view' ? [this.view] : refusal)),
        );
  }
}

interface Emission {
  readonly isView: boolean;
  /** Whether the video was on. */
  readonly isOn: boolean;
  /** Whether the view was rendering. */
  readonly isRendering: boolean;
}

interface Outcome {
  readonly stages: readonly Stage[];
  readonly histories: readonly (readonly Emission[])[];
  readonly listeners: number;
}

function play({ answers, switches, subscribers, timeout }: Scenario): Outcome {
  const stream = new FakeRemoteVideoStream();
  const stages: Stage[] = [];
  const histories: Emission[][] = [];
  const create = (): VideoStreamRenderer => {
    const stage = new Stage(answers[stages.length % answers.length] as Answer);
    stages.push(stage);
    return stage.renderer;
  };
  new TestScheduler(() => undefined).run(() => {
    const view$ = videoView$(create, { while: property$(stream, 'isAvailable'), timeout }).pipe(
      map((view) => ({
        isView: view !== undefined,
        isOn: stream.isAvailable,
        isRendering: (view as FakeVideoStreamRendererView | undefined)?.isRendering ?? false,
      })),
    );
    for (const at of switches) {
      timer(at).subscribe(() => {
        stream.set({ isAvailable: !stream.isAvailable });
      });
    }
    for (const { from, until } of subscribers) {
      const history: Emission[] = [];
      histories.push(history);
      timer(from)
        .pipe(
          switchMap(() => view$),
          takeUntil(timer(until)),
        )
        .subscribe({ next: (seen) => history.push(seen), error: () => undefined });
    }
  });
  return { stages, histories, listeners: stream.listenerCount() };
}

it('disposes of each renderer once, not during createView, and leaves no view and no listener', () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const { stages, listeners } = play(scenario);

      expect(stages.map(({ disposals }) => disposals.length)).toEqual(stages.map(() => 1));
      // Of a `createView()` that never settles after a minute.
      expect(
        stages
          .flatMap(({ disposals }) => disposals)
          .filter(({ isEarly, after }) => isEarly && after < 60_000),
      ).toEqual([]);
      expect(stages.filter(({ isMade, view }) => isMade && view.isRendering)).toEqual([]);
      expect(listeners).toBe(0);
    }),
    { numRuns: 300 },
  );
});

it('emits undefined and views in turn, undefined first, and views that are rendering of a video that is on', () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      for (const history of play(scenario).histories) {
        expect(history.map(({ isView }) => isView)).toEqual(history.map((_, i) => i % 2 === 1));
        expect(history.filter(({ isView, isOn, isRendering }) => isView && !(isOn && isRendering))).toEqual(
          [],
        );
      }
    }),
    { numRuns: 300 },
  );
});

it('makes views in the generated scenarios, early and late ones', () => {
  const all = fc.sample(scenarios, { numRuns: 200, seed: 1 }).map(play);

  expect(
    all.flatMap(({ histories }) => histories.flat()).filter(({ isView }) => isView).length,
  ).toBeGreaterThan(50);
  expect(all.flatMap(({ stages }) => stages).length).toBeGreaterThan(200);
});
