/**
 * One renderer and its view, from their creation to their disposal.
 */
import type {
  CreateViewOptions,
  VideoStreamRenderer,
  VideoStreamRendererView,
} from '@azure/communication-calling';
import { catchError, concat, defer, finalize, merge, NEVER, noop, race, take, type Observable } from 'rxjs';
import { after, deadline } from './deadline.js';
import { runDetached } from './run-detached.js';
import { CallingTimeoutError, VideoViewError } from '../../errors/errors.js';
import { readCodes, sentenceOf } from '../../errors/read-error.js';
import { codesOf, logger } from '../../logger/logger.js';

/** Makes a renderer, emits its view, and disposes of both on unsubscription. Never completes. */
export const view$ = (
  create: () => VideoStreamRenderer,
  options: CreateViewOptions,
  timeout: number,
): Observable<VideoStreamRendererView> =>
  defer(() => {
    const renderer = rendererBy(create);
    // Detached: a view that is under way cannot be cancelled, and has to be disposed of.
    const creation$ = runDetached(
      defer(() => renderer.createView(options)).pipe(
        catchError((cause: unknown) => {
          throw refused(cause);
        }),
      ),
      noop,
      noop,
    );
    return concat(
      race(
        creation$,
        deadline(timeout, () => overdue(timeout)),
      ),
      NEVER,
    ).pipe(
      finalize(() => {
        disposeAfter(creation$, renderer);
      }),
    );
  });

const rendererBy = (create: () => VideoStreamRenderer): VideoStreamRenderer => {
  const renderer = made(create);
  if (typeof (renderer as Partial<VideoStreamRenderer> | undefined)?.createView !== 'function') {
    throw new VideoViewError('The video cannot be shown: the function of videoView$ gave no renderer.');
  }
  return renderer;
};

const made = (create: () => VideoStreamRenderer): VideoStreamRenderer => {
  try {
    return create();
  } catch (cause) {
    throw new VideoViewError(`The video cannot be shown: there is no renderer. Cause: ${sentenceOf(cause)}`, {
      cause,
    });
  }
};

/** The stream is not available yet. */
const NOT_AVAILABLE = 43200;

const refused = (cause: unknown): VideoViewError => {
  const hint =
    readCodes(cause).subCode === NOT_AVAILABLE
      ? " To wait until the stream is available, give videoView$ the option while: property$(stream, 'isAvailable')."
      : '';
  logger.warning(() => `view not made: ${codesOf(cause)}`);
  return new VideoViewError(
    `The video cannot be shown: the SDK made no view. Cause: ${sentenceOf(cause)}${hint}`,
    { cause },
  );
};

const overdue = (timeout: number): CallingTimeoutError => {
  const what = `no view of the video after ${String(timeout)} ms`;
  logger.warning(() => `${what}: createView() has not settled`);
  return new CallingTimeoutError(
    `There is ${what}: the SDK has not settled createView(). A view that comes later is disposed of.`,
    timeout,
  );
};

/** Time after which a `createView()` will not settle any more, in milliseconds. The SDK's own limit is 20 s at most. */
const FORGOTTEN_AFTER = 60_000;

/**
 * Disposes of a renderer, and so of its view, when the view has been made or refused.
 *
 * Not earlier: the SDK makes the view of a camera all the same. That view counts as disposed of (400/43213), so nothing can
 * switch the camera off any more (observed with SDK 1.40.1, 1.46.1 and 2.0.0 in Chromium).
 */
const disposeAfter = (creation$: Observable<unknown>, renderer: VideoStreamRenderer): void => {
  merge(creation$, after(FORGOTTEN_AFTER))
    .pipe(
      take(1),
      finalize(() => {
        dispose(renderer);
      }),
    )
    .subscribe({ error: noop });
};

const dispose = (renderer: VideoStreamRenderer): void => {
  try {
    renderer.dispose();
  } catch (cause) {
    // Somebody else has disposed of it (400/43222), or the SDK fails: there is nothing left to do.
    logger.warning(() => `dispose() of the renderer failed: ${codesOf(cause)}`);
  }
};
