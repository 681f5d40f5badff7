import { property$, videoView$ } from 'rx-acs-calling';
import {
  FakeRemoteVideoStream,
  FakeVideoStreamRenderer,
  FakeVideoStreamRendererView,
} from 'rx-acs-calling/testing';
import { TestScheduler } from 'rxjs/testing';

it('shows the video while it is on', () => {
  const stream = new FakeRemoteVideoStream();
  const seen: unknown[] = [];

  new TestScheduler(() => undefined).run(({ cold }) => {
    videoView$(() => new FakeVideoStreamRenderer(stream), {
      while: property$(stream, 'isAvailable'),
    }).subscribe((view) => seen.push(view));
    cold('--t---f', { t: true, f: false }).subscribe((isAvailable) => {
      stream.set({ isAvailable });
    });
  });

  const [before, view, after] = seen;
  expect([before, after]).toEqual([undefined, undefined]);
  expect((view as FakeVideoStreamRendererView).isRendering).toBe(false);
});
