/**
 * Fakes of the renderer of a video stream, and of its views.
 */
import type {
  CreateViewOptions,
  LocalVideoStream,
  RemoteVideoStream,
  RemoteVideoStreamCommon,
  ScalingMode,
  VideoStreamRenderer,
  VideoStreamRendererView,
} from '@azure/communication-calling';
import {
  asapScheduler,
  AsyncSubject,
  filter,
  fromEventPattern,
  map,
  merge,
  NEVER,
  scheduled,
  Subject,
  take,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { FakeObject, type Fake, type FakeDescription, type FakeInit } from './fake-object.js';
import { FakeSdkError } from './fake-sdk-error.js';

/** What the test sees of a view. The SDK does not show it. */
export interface FakeRendering {
  /** Whether the camera, or the network, sends to the view. */
  readonly isRendering: boolean;
}

type View = Fake<VideoStreamRendererView & FakeRendering>;

const SCALING_MODES: readonly ScalingMode[] = ['Stretch', 'Crop', 'Fit'];

const refusal = (code: number, subCode: number): FakeSdkError => new FakeSdkError({ code, subCode });

/** A `div` with a `video` in it. Without a DOM an object that can be compared and removed. */
const elementOf = ({ isMirrored }: Pick<VideoStreamRendererView, 'isMirrored'>): HTMLElement => {
  const style = { width: '100%', height: '100%', transform: isMirrored ? 'rotateY(180deg)' : '' };
  if (typeof document === 'undefined') {
    return { tagName: 'DIV', style, isConnected: false, remove: () => undefined } as unknown as HTMLElement;
  }
  const element = document.createElement('div');
  Object.assign(element.style, style);
  element.append(document.createElement('video'));
  return element;
};

const disposedViews = new WeakSet();

const describeView = (): FakeDescription<VideoStreamRendererView & FakeRendering> => ({
  properties: {
    scalingMode: 'Stretch',
    isMirrored: false,
    target: elementOf({ isMirrored: false }),
    isRendering: true,
  },
  methods: {
    dispose() {
      if (disposedViews.has(this)) {
        throw refusal(400, 43213);
      }
      disposedViews.add(this);
      this.target.remove();
      this.set({ isRendering: false });
    },
  },
  promises: {
    updateScalingMode(scalingMode) {
      if (disposedViews.has(this)) {
        throw refusal(400, 43215);
      }
      if (!SCALING_MODES.includes(scalingMode)) {
        throw refusal(400, 43216);
      }
      this.set({ scalingMode });
    },
  },
});

/**
 * A fake `VideoStreamRendererView`. {@link FakeVideoStreamRenderer} makes them.
 *
 * `target` is a `div` with a `video`. Where there is no DOM it is a plain object with `style` and `remove()`. As in the SDK,
 * `dispose()` takes the target out of the page, a second one throws 400/43213, and `updateScalingMode` then rejects with
 * 400/43215, or with 400/43216 for an unknown mode (observed with SDK 1.40.1, 1.46.1 and 2.0.0 in Chromium).
 *
 * `isRendering` is for the test: whether the camera or the network sends to the view.
 *
 * @example
 * ```ts
 * import { FakeVideoStreamRendererView } from 'rx-acs-calling/testing';
 *
 * const view = new FakeVideoStreamRendererView({ scalingMode: 'Crop' });
 * view.dispose();
 * console.log(view.isRendering); // false
 * ```
 */
export class FakeVideoStreamRendererView
  extends FakeObject<VideoStreamRendererView & FakeRendering>
  implements VideoStreamRendererView
{
  constructor(init: FakeInit<VideoStreamRendererView & FakeRendering> = {}) {
    super(describeView(), { target: elementOf({ isMirrored: init.isMirrored ?? false }), ...init });
  }
}

/** Turns the first value into an error. */
const throwing = (code: number, subCode: number): OperatorFunction<unknown, never> =>
  map(() => {
    throw refusal(code, subCode);
  });

type VideoStream = LocalVideoStream | RemoteVideoStreamCommon;

/** A camera or a screen of this user. Remote streams have an id. */
const isLocal = (stream: VideoStream): stream is LocalVideoStream => !('id' in stream);

/** A remote stream that says whether it is available. That of together mode does, but the SDK does not look at it. */
const remoteOf = (stream: VideoStream): RemoteVideoStream | undefined =>
  'getMediaStream' in stream && !isLocal(stream) ? stream : undefined;

/** Errs when a remote stream becomes unavailable. */
const unavailable$ = (stream: RemoteVideoStream | undefined): Observable<never> =>
  stream
    ? fromEventPattern(
        (listener) => {
          stream.on('isAvailableChanged', listener);
        },
        (listener) => {
          stream.off('isAvailableChanged', listener);
        },
      ).pipe(
        filter(() => !stream.isAvailable),
        throwing(404, 43202),
      )
    : NEVER;

/** What a renderer keeps. */
class Stage {
  readonly #stream: VideoStream;
  readonly #views = new Set<View>();
  readonly #disposed$ = new Subject<void>();
  #isDisposed = false;

  constructor(stream: VideoStream) {
    this.#stream = stream;
  }

  /** Makes a view, which takes time. */
  create(options: CreateViewOptions = {}): Observable<View> {
    const stream = this.#stream;
    const remote = remoteOf(stream);
    if (this.#isDisposed) {
      throw refusal(400, 43219);
    }
    if (remote?.isAvailable === false) {
      throw refusal(412, 43200);
    }
    const view: View = new FakeVideoStreamRendererView({
      isMirrored: options.isMirrored ?? (isLocal(stream) && stream.mediaStreamType !== 'ScreenSharing'),
      scalingMode: options.scalingMode ?? 'Stretch',
      isRendering: false,
    });
    this.#views.add(view);
    const disposed$ = isLocal(stream) ? NEVER : this.#disposed$.pipe(throwing(405, 43209));
    const view$ = scheduled([view], asapScheduler);
    const outcome$ = new AsyncSubject<View>();
    merge(view$, disposed$, unavailable$(remote)).pipe(take(1)).subscribe(outcome$);
    outcome$.subscribe({
      next: () => {
        // Of a camera also after the renderer's `dispose()`: then nothing stops the camera any more.
        view.set({ isRendering: true });
      },
      error: () => {
        this.#leave(view);
      },
    });
    return outcome$;
  }

  dispose(): void {
    if (this.#isDisposed) {
      throw refusal(400, 43222);
    }
    this.#isDisposed = true;
    for (const view of this.#views) {
      this.#leave(view);
    }
    this.#disposed$.next();
  }

  #leave(view: View): void {
    this.#views.delete(view);
    if (!disposedViews.has(view)) {
      view.dispose();
    }
  }
}

const stageOf = (stream: VideoStream | undefined | null): Stage => {
  if (!stream || !('mediaStreamType' in stream)) {
    throw refusal(400, 43218);
  }
  return new Stage(stream);
};

const describeRenderer = (stage: Stage): FakeDescription<VideoStreamRenderer> => ({
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the SDK's object has it
  properties: { size: { width: 0, height: 0 } },
  methods: {
    dispose: () => {
      stage.dispose();
    },
  },
  promises: { createView: (options) => stage.create(options) },
});

/**
 * A fake `VideoStreamRenderer`. The compiler accepts it as the SDK's class, private members included. It does the same as the
 * SDK (observed with SDK 1.40.1, 1.46.1 and 2.0.0 in Chromium):
 *
 * - `createView()` takes a moment, and makes a view of its own each time. A camera's view is mirrored.
 * - A remote stream that is not available is refused with 412/43200, one that becomes unavailable during `createView()` with
 *   404/43202. A view that is there stays, until you dispose of it.
 * - `dispose()` disposes of all views. Then `createView()` rejects with 400/43219, and `dispose()` throws 400/43222.
 * - `dispose()` during `createView()` rejects that with 405/43209 for a remote stream. For a camera it still gives a view,
 *   which cannot be disposed of (400/43213): the camera stays on, as the view's `isRendering` shows.
 *
 * @example
 * ```ts
 * import { videoView$ } from 'rx-acs-calling';
 * import { FakeLocalVideoStream, FakeVideoStreamRenderer } from 'rx-acs-calling/testing';
 *
 * const renderer = new FakeVideoStreamRenderer(new FakeLocalVideoStream());
 * videoView$(() => renderer).subscribe().unsubscribe();
 * ```
 */
export class FakeVideoStreamRenderer extends FakeObject<VideoStreamRenderer> implements VideoStreamRenderer {
  /** @param stream A fake of a local or a remote video stream. Anything else throws 400/43218. */
  constructor(stream: LocalVideoStream | RemoteVideoStreamCommon, init: FakeInit<VideoStreamRenderer> = {}) {
    super(describeRenderer(stageOf(stream)), init);
  }
}
