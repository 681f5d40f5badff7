/**
 * The videos of the worlds without the SDK.
 */
import {
  FakeRemoteVideoStream,
  FakeVideoStreamRenderer,
  FakeVideoStreamRendererView,
} from 'rx-acs-calling/testing';
import { assert } from '../assert.js';
import type { World } from '../world.js';

export function fakeVideos(): Pick<World, 'rendererOf' | 'isCameraOn' | 'remoteVideo'> {
  const views: FakeVideoStreamRendererView[] = [];
  return {
    rendererOf: (stream) => {
      const renderer = new FakeVideoStreamRenderer(stream);
      const createView = renderer.createView.bind(renderer);
      return Object.assign(renderer, {
        createView: async (...options: Parameters<typeof createView>) => {
          const view = await createView(...options);
          assert(view instanceof FakeVideoStreamRendererView, 'The view is no fake.');
          views.push(view);
          return view;
        },
      });
    },
    isCameraOn: () => Promise.resolve(views.some(({ isRendering }) => isRendering)),
    remoteVideo: () => {
      const stream = new FakeRemoteVideoStream();
      return Promise.resolve({
        stream,
        setAvailable: (isAvailable: boolean) => {
          stream.set({ isAvailable });
        },
        end: () => Promise.resolve(),
      });
    },
  };
}
