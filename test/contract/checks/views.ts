/**
 * Views of a video: how they are made, what they are, and their disposal. The last check leaves the camera on.
 */
import type { ScalingMode, VideoStreamRenderer, VideoStreamRendererView } from '@azure/communication-calling';
import { assert, assertEqual, assertRejects, assertThrows } from '../assert.js';
import type { Check, RemoteVideo, World } from '../world.js';

const rendererOfCamera = async (world: World): Promise<VideoStreamRenderer> =>
  world.rendererOf(await world.localVideo());

/** What an app sees of a view. */
const lookOf = ({ scalingMode, isMirrored, target }: VideoStreamRendererView): unknown => [
  scalingMode,
  isMirrored,
  target.tagName,
  target.isConnected,
];

/** Runs a check on a remote video, which is on or off, and a renderer of it. Then ends the call. */
const withRemote =
  (
    isAvailable: boolean,
    check: (renderer: VideoStreamRenderer, video: RemoteVideo, world: World) => Promise<void>,
  ) =>
  async (world: World): Promise<void> => {
    const video = await world.remoteVideo();
    video.setAvailable(isAvailable);
    await check(world.rendererOf(video.stream), video, world);
    await video.end();
  };

const nonsense = 'nonsense' as ScalingMode;

/** Puts a view into the page, if there is one. */
const show = (view: VideoStreamRendererView): boolean => {
  if (typeof document !== 'undefined') {
    document.body.append(view.target);
  }
  return typeof document !== 'undefined';
};

export const views: readonly Check[] = [
  {
    name: 'a view of a camera is stretched and mirrored, and not in the page',
    run: async (world) => {
      const renderer = await rendererOfCamera(world);
      assertEqual(lookOf(await renderer.createView()), ['Stretch', true, 'DIV', false], 'view');
      renderer.dispose();
    },
  },
  {
    name: 'createView takes time, follows its options without checking them, and makes another view each time',
    run: async (world) => {
      const renderer = await rendererOfCamera(world);
      const creation = renderer.createView({ scalingMode: 'Fit', isMirrored: false });
      const first = await Promise.race([creation, Promise.resolve('not yet')]);
      assertEqual(first, 'not yet', 'the view in the same turn');
      const view = await creation;
      assertEqual(lookOf(view), ['Fit', false, 'DIV', false], 'view');
      const other = await renderer.createView({ scalingMode: nonsense });
      assertEqual(lookOf(other), ['nonsense', true, 'DIV', false], 'other view');
      assert(other !== view && other.target !== view.target, 'It is the same view.');
      renderer.dispose();
    },
  },
  {
    name: 'updateScalingMode changes the mode; it rejects with 400/43216 for an unknown one, after dispose with 400/43215',
    run: async (world) => {
      const renderer = await rendererOfCamera(world);
      const view = await renderer.createView();
      await view.updateScalingMode('Crop');
      await assertRejects(() => view.updateScalingMode(nonsense), '400/43216');
      assertEqual(view.scalingMode, 'Crop', 'mode');
      renderer.dispose();
      await assertRejects(() => view.updateScalingMode('Fit'), '400/43215');
      assertEqual(view.scalingMode, 'Crop', 'mode after dispose');
    },
  },
  {
    name: 'a renderer of anything but a video stream throws 400/43218',
    run: (world) => {
      for (const wrong of [undefined, null, {}]) {
        assertThrows(() => world.rendererOf(wrong as never), '400/43218');
      }
      return Promise.resolve();
    },
  },
  {
    name: 'a second dispose of a view throws 400/43213, and of a renderer 400/43222',
    run: async (world) => {
      const renderer = await rendererOfCamera(world);
      const view = await renderer.createView();
      const disposeOfView = (): void => {
        view.dispose();
      };
      disposeOfView();
      assertThrows(disposeOfView, '400/43213');
      const disposeOfRenderer = (): void => {
        renderer.dispose();
      };
      disposeOfRenderer();
      assertThrows(disposeOfRenderer, '400/43222');
    },
  },
  {
    name: 'the dispose of a view takes it out of the page; the camera stays on for another view',
    run: async (world) => {
      const renderer = await rendererOfCamera(world);
      const [view, other] = [await renderer.createView(), await renderer.createView()];
      assertEqual([show(view), show(other)], [view.target.isConnected, other.target.isConnected], 'shown');
      view.dispose();
      assert(!view.target.isConnected, 'It is still in the page.');
      assert(await world.isCameraOn(), 'The camera is off.');
      other.dispose();
      assert(!(await world.isCameraOn()), 'The camera is on.');
      renderer.dispose();
    },
  },
  {
    name: 'the dispose of a renderer disposes of its views; createView then rejects with 400/43219',
    run: async (world) => {
      const renderer = await rendererOfCamera(world);
      const [view, other] = await Promise.all([renderer.createView(), renderer.createView()]);
      show(view);
      renderer.dispose();
      assert(!view.target.isConnected, 'It is still in the page.');
      for (const each of [view, other]) {
        assertThrows(() => {
          each.dispose();
        }, '400/43213');
      }
      assert(!(await world.isCameraOn()), 'The camera is on.');
      await assertRejects(() => renderer.createView(), '400/43219');
    },
  },
  {
    name: 'a view of a remote stream that is not available is refused with 412/43200, later it is made',
    run: withRemote(false, async (renderer, { setAvailable }) => {
      await assertRejects(() => renderer.createView(), '412/43200');
      setAvailable(true);
      assertEqual(lookOf(await renderer.createView()), ['Stretch', false, 'DIV', false], 'view');
      renderer.dispose();
    }),
  },
  {
    name: 'a remote stream that becomes unavailable during createView ends that with 404/43202',
    run: withRemote(true, async (renderer, { setAvailable }) => {
      const creation = renderer.createView();
      setAvailable(false);
      await assertRejects(() => creation, '404/43202');
      renderer.dispose();
    }),
  },
  {
    name: 'a view stays when its remote stream becomes unavailable, until the app disposes of it',
    run: withRemote(true, async (renderer, { setAvailable }, world) => {
      const view = await renderer.createView();
      const isShown = show(view);
      setAvailable(false);
      await world.moment();
      assertEqual(view.target.isConnected, isShown, 'in the page');
      view.dispose();
      renderer.dispose();
    }),
  },
  {
    name: 'the end of a call disposes of the views of its remote streams',
    except: { fakes: 'the test ends the calls', service: 'no videos in its calls' },
    run: withRemote(true, async (renderer, { stream, end }, world) => {
      const view = await renderer.createView();
      await end();
      await world.moment();
      assertEqual(stream.isAvailable, false, 'isAvailable');
      assertThrows(() => {
        view.dispose();
      }, '400/43213');
      renderer.dispose();
    }),
  },
  {
    name: 'a renderer of a remote stream that is disposed of during createView ends that with 405/43209',
    run: withRemote(true, async (renderer) => {
      const creation = renderer.createView();
      renderer.dispose();
      await assertRejects(() => creation, '405/43209');
    }),
  },
  {
    name: 'a renderer of a camera that is disposed of during createView still gives a view, and the camera stays on for good',
    run: async (world) => {
      const renderer = await rendererOfCamera(world);
      const creation = renderer.createView();
      renderer.dispose();
      const view = await creation;
      assertEqual(lookOf(view), ['Stretch', true, 'DIV', false], 'view');
      assertThrows(() => {
        view.dispose();
      }, '400/43213');
      assert(await world.isCameraOn(), 'The camera is off.');
    },
  },
];
