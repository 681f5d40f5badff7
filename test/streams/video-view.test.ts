import type { VideoStreamRenderer, VideoStreamRendererView } from '@azure/communication-calling';
import { EMPTY, first, map, NEVER, of, share, Subject, throwError, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import {
  CallingTimeoutError,
  InvalidArgumentError,
  property$,
  videoView$,
  VideoViewError,
  type VideoViewOptions,
} from 'rx-acs-calling';
import {
  FakeLocalVideoStream,
  FakeRemoteVideoStream,
  FakeSdkError,
  FakeVideoStreamRenderer,
  FakeVideoStreamRendererView,
  marbleHelpers,
} from 'rx-acs-calling/testing';
import { thrownBy } from '../support/thrown-by.js';

const a = new FakeVideoStreamRendererView();
const b = new FakeVideoStreamRendererView();
const made = { a, b };
const views = { u: undefined, ...made };
const bools = { t: true, f: false };
/** The arguments of `dispose()`. */
const disposed: Record<string, []> = { d: [], e: [] };

const camera = new FakeLocalVideoStream();

/** A renderer of a camera, whose `createView()` answers so. */
const rendererOf = (view$: Observable<VideoStreamRendererView>): FakeVideoStreamRenderer =>
  new FakeVideoStreamRenderer(camera, { createView: () => view$ });

/** Hands out the renderers one after the other. */
const handOut = (...renderers: readonly VideoStreamRenderer[]): (() => VideoStreamRenderer) => {
  const rest = [...renderers];
  return () => {
    const next = rest.shift();
    if (!next) {
      throw new Error('There are not so many renderers.');
    }
    return next;
  };
};

describe('videoView$', () => {
  it(
    'emits undefined, then the view, and disposes of the renderer on unsubscription',
    marbles((m) => {
      const { expectCalls } = marbleHelpers(m.scheduler);
      const renderer = rendererOf(m.cold('--(a|)', made));
      const view$ = videoView$(() => renderer);

      m.expect(view$, '                      ^-----!').toBeObservable('u-a---', views);
      expectCalls(renderer, 'createView').toBe('c', { c: [{}] });
      expectCalls(renderer, 'dispose').toBe('   ------d', disposed);
    }),
  );

  it(
    'makes nothing before the subscription',
    marbles((m) => {
      const create = jest.fn(() => rendererOf(m.cold('(a|)', made)));
      const view$ = videoView$(create);

      expect(create).not.toHaveBeenCalled();
      m.expect(view$, '---^').toBeObservable('---(ua)', views);
      m.flush();
      expect(create).toHaveBeenCalledTimes(1);
    }),
  );

  it(
    'hands the options of the SDK to createView, and no other',
    marbles((m) => {
      const renderer = rendererOf(m.cold('-(a|)', made));
      const options = { scalingMode: 'Crop', isMirrored: false } as const;

      m.expect(
        videoView$(() => renderer, { ...options, timeout: 5, while: of(true) }),
        '^--!',
      ).toBeObservable('ua', views);
      m.flush();
      expect(renderer.callsTo('createView')).toEqual([[options]]);
    }),
  );

  it(
    'disposes of the renderer when the view comes after the unsubscription, and not before',
    marbles((m) => {
      const { expectCalls } = marbleHelpers(m.scheduler);
      const renderer = rendererOf(m.cold('        ----(a|)', made));
      const view$ = videoView$(() => renderer);

      m.expect(view$, '                            ^-!').toBeObservable('u--', views);
      expectCalls(renderer, 'dispose').toBe('      ----d', disposed);
    }),
  );

  it(
    'disposes of the renderer also when the SDK refuses the view after the unsubscription',
    marbles((m) => {
      const { expectCalls } = marbleHelpers(m.scheduler);
      const refusal = new FakeSdkError({ code: 408, subCode: 43203 });
      const renderer = rendererOf(m.cold('        ----#', {}, refusal));
      const view$ = videoView$(() => renderer);

      m.expect(view$, '                            ^-!').toBeObservable('u--', views);
      expectCalls(renderer, 'dispose').toBe('      ----d', disposed);
    }),
  );

  it(
    'disposes of the renderer a minute after the unsubscription when createView never settles',
    marbles((m) => {
      const { expectCalls } = marbleHelpers(m.scheduler);
      const renderer = rendererOf(NEVER);
      const view$ = videoView$(() => renderer);

      m.expect(view$, '                            ^-!').toBeObservable('u--', views);
      expectCalls(renderer, 'dispose').toBe('      -- 60s d', disposed);
    }),
  );

  it(
    'gives each subscriber a renderer of its own, and one to all who share',
    marbles((m) => {
      const { expectCalls } = marbleHelpers(m.scheduler);
      const [one, two, three] = [
        rendererOf(m.cold('                           -(a|)          ', made)),
        rendererOf(m.cold('                            -(b|)         ', made)),
        rendererOf(m.cold('                                     -(a|)', made)),
      ] as const;
      const view$ = videoView$(handOut(one, two, three));
      const shared$ = view$.pipe(share());

      m.expect(view$, '  ^---!            ').toBeObservable('ua---            ', views);
      m.expect(view$, '  -^----!          ').toBeObservable('-ub----          ', views);
      m.expect(shared$, '----------^---!  ').toBeObservable('----------ua---  ', views);
      m.expect(shared$, '-----------^----!').toBeObservable('-----------a----', views);
      expectCalls(one, 'dispose').toBe('                ----d', disposed);
      expectCalls(two, 'dispose').toBe('                ------d', disposed);
      expectCalls(three, 'dispose').toBe('              ----------------d', disposed);
    }),
  );

  it(
    'makes a new view for a subscription that comes while that of the one before is under way',
    marbles((m) => {
      const { expectCalls } = marbleHelpers(m.scheduler);
      const [one, two] = [
        rendererOf(m.cold('                         -----(a|)', made)),
        rendererOf(m.cold('                           -(b|)', made)),
      ] as const;
      const view$ = videoView$(handOut(one, two));

      m.expect(view$, '^-!   ').toBeObservable('     u--   ', views);
      m.expect(view$, '--^---!').toBeObservable('    --ub---', views);
      expectCalls(one, 'dispose').toBe('            -----d', disposed);
      expectCalls(two, 'dispose').toBe('            ------d', disposed);
    }),
  );

  it('disposes of the renderer when the subscriber leaves in the turn in which the view comes', () => {
    const renderer = rendererOf(of(a));
    const seen: unknown[] = [];

    videoView$(() => renderer)
      .pipe(first((view) => view !== undefined))
      .subscribe((view) => seen.push(view));

    expect(seen).toEqual([a]);
    expect(renderer.callsTo('dispose')).toHaveLength(1);
  });
});

describe('videoView$ with while', () => {
  it(
    'has a view while it is true, and a new renderer each time',
    marbles((m) => {
      const { expectCalls } = marbleHelpers(m.scheduler);
      const while$ = m.hot('                     f--t----f---t------', bools);
      const one = rendererOf(m.cold('               --(a|)', made));
      const two = rendererOf(m.cold('                        --(b|)', made));
      const view$ = videoView$(handOut(one, two), { while: while$ });

      m.expect(view$, '                          ^-----------------!').toBeObservable(
        'u----a--u-----b---',
        views,
      );
      m.expect(while$).toHaveSubscriptions('     ^-----------------!');
      expectCalls(one, 'dispose').toBe('         --------d', disposed);
      expectCalls(two, 'dispose').toBe('         ------------------d', disposed);
    }),
  );

  it(
    'emits nothing for a view that comes when it is false again, and disposes of it',
    marbles((m) => {
      const { expectCalls } = marbleHelpers(m.scheduler);
      const while$ = m.hot('              t-f-t-----', bools);
      const one = rendererOf(m.cold('     -----(a|)', made));
      const two = rendererOf(m.cold('         ---(b|)', made));
      const view$ = videoView$(handOut(one, two), { while: while$ });

      m.expect(view$, '                   ^--------!').toBeObservable('u------b-', views);
      expectCalls(one, 'dispose').toBe('  -----d', disposed);
      expectCalls(two, 'dispose').toBe('  ---------d', disposed);
    }),
  );

  it(
    'keeps the view when it says the same again',
    marbles((m) => {
      const while$ = m.hot('  t-t-f-f-', bools);
      const create = handOut(rendererOf(m.cold('-(a|)', made)));

      m.expect(videoView$(create, { while: while$ }), '^------!').toBeObservable('ua--u--', views);
    }),
  );

  it(
    'keeps the last view when it completes with true, and completes with false',
    marbles((m) => {
      const create = () => rendererOf(m.cold('-(a|)', made));
      const up$ = m.cold('  t|      ', bools);
      const down$ = m.cold('t--(f|)', bools);
      const nothing$ = m.cold<boolean>('--|');

      m.expect(videoView$(create, { while: up$ }), '^-----!').toBeObservable('ua----', views);
      m.expect(videoView$(create, { while: down$ })).toBeObservable('ua-(u|)', views);
      m.expect(videoView$(create, { while: nothing$ })).toBeObservable('u-|', views);
      m.expect(videoView$(create, { while: EMPTY })).toBeObservable('(u|)', views);
    }),
  );

  it(
    'errs with it, and disposes of the view',
    marbles((m) => {
      const { expectCalls } = marbleHelpers(m.scheduler);
      const problem = new Error('No more');
      const renderer = rendererOf(m.cold('     -(a|)', made));
      const view$ = videoView$(() => renderer, { while: m.cold('t--#', bools, problem) });

      m.expect(view$).toBeObservable('         ua-#', views, problem);
      expectCalls(renderer, 'dispose').toBe('  ---d', disposed);
    }),
  );

  it(
    'follows a remote stream by property$, with one listener and none in the end',
    marbles((m) => {
      const { drive, expectNothingAttached } = marbleHelpers(m.scheduler);
      const stream = new FakeRemoteVideoStream();
      const renderers: FakeVideoStreamRenderer[] = [];
      const create = (): FakeVideoStreamRenderer => {
        const renderer = new FakeVideoStreamRenderer(stream);
        renderers.push(renderer);
        return renderer;
      };
      const view$ = videoView$(create, { while: property$(stream, 'isAvailable') }).pipe(
        map((view) => (view ? 'v' : 'n')),
      );

      drive(stream, 'isAvailable', '--t--f--t', bools);
      m.expect(view$, '             ^---------!').toBeObservable('n-v--n--v-');
      m.cold('                      ---x').subscribe(() => {
        expect(stream.listenerCount()).toBe(1);
      });
      expectNothingAttached(stream);
      m.flush();
      expect(renderers.map((renderer) => renderer.callsTo('dispose').length)).toEqual([1, 1]);
    }),
  );

  it('does not fail when the stream becomes unavailable during createView', async () => {
    const stream = new FakeRemoteVideoStream({ isAvailable: true });
    const seen: unknown[] = [];
    const view$ = videoView$(() => new FakeVideoStreamRenderer(stream), {
      while: property$(stream, 'isAvailable'),
    });

    const subscription = view$.subscribe({
      next: (view) => seen.push(view),
      error: (error: unknown) => seen.push(error),
    });
    stream.set({ isAvailable: false });
    await new Promise((done) => setTimeout(done));
    subscription.unsubscribe();

    expect(seen).toEqual([undefined]);
    expect(stream.listenerCount()).toBe(0);
  });
});

describe('the errors of videoView$', () => {
  const refusal = new FakeSdkError({ code: 403, subCode: 43001, message: 'The camera is not allowed' });

  it(
    'are a VideoViewError when the SDK refuses the view',
    marbles((m) => {
      const { expectCalls } = marbleHelpers(m.scheduler);
      const renderer = rendererOf(m.cold('   --#', {}, refusal));
      const view$ = videoView$(() => renderer);

      m.expect(view$).toBeObservable(
        '                                     u-#',
        views,
        new VideoViewError(
          'The video cannot be shown: the SDK made no view. Cause: The camera is not allowed.',
          { cause: refusal },
        ),
      );
      expectCalls(renderer, 'dispose').toBe('--d', disposed);
    }),
  );

  it(
    'name the option that waits for a remote stream that is not available',
    marbles((m) => {
      const unavailable = new FakeSdkError({ code: 412, subCode: 43200, message: 'It is not available' });

      m.expect(videoView$(() => rendererOf(throwError(() => unavailable)))).toBeObservable(
        '(u#)',
        views,
        new VideoViewError(
          "The video cannot be shown: the SDK made no view. Cause: It is not available. To wait until the stream is available, give videoView$ the option while: property$(stream, 'isAvailable').",
          { cause: unavailable },
        ),
      );
    }),
  );

  it(
    'are a VideoViewError when the function throws, or gives no renderer',
    marbles((m) => {
      const problem = new FakeSdkError({ code: 400, subCode: 43218, message: 'Wrong stream' });
      const throwing$ = videoView$(() => {
        throw problem;
      });
      const giving$ = videoView$(() => Promise.resolve() as never);

      m.expect(throwing$).toBeObservable(
        '(u#)',
        views,
        new VideoViewError('The video cannot be shown: there is no renderer. Cause: Wrong stream.', {
          cause: problem,
        }),
      );
      m.expect(giving$).toBeObservable(
        '(u#)',
        views,
        new VideoViewError('The video cannot be shown: the function of videoView$ gave no renderer.'),
      );
    }),
  );

  it(
    'are a CallingTimeoutError when there is no view in time; a view that comes later is disposed of',
    marbles((m) => {
      const { expectCalls } = marbleHelpers(m.scheduler);
      const renderer = rendererOf(m.cold('    - 5s --(a|)', made));
      const error = new CallingTimeoutError(
        'There is no view of the video after 5000 ms: the SDK has not settled createView(). A view that comes later is disposed of.',
        5_000,
      );

      m.expect(videoView$(() => renderer, { timeout: 5_000 })).toBeObservable('u 4999ms #', views, error);
      expectCalls(renderer, 'dispose').toBe(' - 5s --d', disposed);
    }),
  );

  it(
    'come after 30 s by default, and never if the app says so',
    marbles((m) => {
      const error = new CallingTimeoutError(
        'There is no view of the video after 30000 ms: the SDK has not settled createView(). A view that comes later is disposed of.',
        30_000,
      );

      m.expect(videoView$(() => rendererOf(NEVER))).toBeObservable('u 29999ms #', views, error);
      m.expect(
        videoView$(() => rendererOf(NEVER), { timeout: Infinity }),
        '^ 10m !',
      ).toBeObservable('u', views);
    }),
  );

  it('let a later subscription try again', () => {
    const view$ = videoView$(handOut(rendererOf(throwError(() => refusal)), rendererOf(of(a))));
    const seen: unknown[] = [];
    const observer = { next: (view: unknown) => seen.push(view), error: () => seen.push('error') };

    view$.subscribe(observer);
    view$.subscribe(observer).unsubscribe();

    expect(seen).toEqual([undefined, 'error', undefined, a]);
  });

  it.each([
    ['no function', undefined, {}, 'videoView$ takes a function that makes the renderer'],
    ['a renderer', new FakeVideoStreamRenderer(camera), {}, 'videoView$ takes a function'],
    ['a boolean for while', () => rendererOf(NEVER), { while: true }, 'The option while takes an Observable'],
    ['a negative timeout', () => rendererOf(NEVER), { timeout: -1 }, 'timeout must be milliseconds'],
  ])('are thrown at once for %s', (_, create, options, message) => {
    const error = thrownBy(() => videoView$(create as never, options as VideoViewOptions));

    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect((error as Error).message).toContain(message);
  });

  it('do not come from a bare subject that nobody has told anything', () => {
    const create = jest.fn();
    const seen: unknown[] = [];

    videoView$(create, { while: new Subject<boolean>() })
      .subscribe((view) => seen.push(view))
      .unsubscribe();

    expect(seen).toEqual([undefined]);
    expect(create).not.toHaveBeenCalled();
  });
});
