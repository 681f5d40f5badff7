import type { CreateViewOptions, VideoStreamRenderer } from '@azure/communication-calling';
import { marbles } from 'rxjs-marbles/jest';
import { map } from 'rxjs';
import {
  FakeLocalVideoStream,
  FakeRemoteVideoStream,
  FakeTogetherModeVideoStream,
  FakeVideoStreamRenderer,
  FakeVideoStreamRendererView,
} from '../../../src/testing/index.js';
import { thrownBy } from '../../support/thrown-by.js';

// The rest is in test/contract/checks/views.ts, side by side with the SDK.

const viewOf = async (renderer: VideoStreamRenderer, options?: CreateViewOptions) =>
  (await renderer.createView(options)) as FakeVideoStreamRendererView;

describe('FakeVideoStreamRenderer', () => {
  it('is the renderer of a fake stream, with the size that the SDK has: none', () => {
    const renderer = new FakeVideoStreamRenderer(new FakeLocalVideoStream());

    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the SDK's object has it
    expect(renderer.size).toEqual({ width: 0, height: 0 });
    expect(thrownBy(() => new FakeVideoStreamRenderer({} as never))).toMatchObject({
      code: 400,
      subCode: 43218,
    });
  });

  it.each([
    ['a camera', new FakeLocalVideoStream(), true],
    ['a screen', new FakeLocalVideoStream({ mediaStreamType: 'ScreenSharing' }), false],
    ['a remote stream', new FakeRemoteVideoStream({ isAvailable: true }), false],
    // The SDK does not ask whether it is available.
    ['together mode', new FakeTogetherModeVideoStream(), false],
  ])('mirrors the view of %s as the SDK does, unless told otherwise', async (_, stream, isMirrored) => {
    const renderer = new FakeVideoStreamRenderer(stream);

    expect((await viewOf(renderer)).isMirrored).toBe(isMirrored);
    expect((await viewOf(renderer, { isMirrored: !isMirrored })).isMirrored).toBe(!isMirrored);
  });

  it('attaches to a remote stream only during createView', async () => {
    const stream = new FakeRemoteVideoStream({ isAvailable: true });
    const renderer = new FakeVideoStreamRenderer(stream);

    const creation = renderer.createView();
    expect(stream.listenerCount()).toBe(1);
    await creation;
    expect(stream.listenerCount()).toBe(0);
  });

  it('stops the view of a remote stream that is refused late', async () => {
    const stream = new FakeRemoteVideoStream({ isAvailable: true });
    const renderer = new FakeVideoStreamRenderer(stream);

    const creation = renderer.createView();
    stream.set({ isAvailable: false });
    await expect(creation).rejects.toMatchObject({ code: 404, subCode: 43202 });
    renderer.dispose();

    expect(stream.listenerCount()).toBe(0);
  });

  it('keeps the camera on when it is disposed of during createView, and only then', async () => {
    const [early, late] = [
      new FakeVideoStreamRenderer(new FakeLocalVideoStream()),
      new FakeVideoStreamRenderer(new FakeLocalVideoStream()),
    ];
    const [one, other] = [viewOf(early), viewOf(late)];
    early.dispose();
    await other;
    late.dispose();

    expect([(await one).isRendering, (await other).isRendering]).toEqual([true, false]);
  });

  it('can be given an answer, and counts its calls', async () => {
    const view = new FakeVideoStreamRendererView();
    const renderer = new FakeVideoStreamRenderer(new FakeLocalVideoStream(), { createView: () => view });

    expect(await renderer.createView({ scalingMode: 'Fit' })).toBe(view);
    expect(renderer.callsTo('createView')).toEqual([[{ scalingMode: 'Fit' }]]);
  });

  it(
    'answers in virtual time',
    marbles((m) => {
      const renderer = new FakeVideoStreamRenderer(new FakeLocalVideoStream());
      const view$ = renderer.createView() as unknown as ReturnType<
        typeof m.cold<FakeVideoStreamRendererView>
      >;

      m.expect(view$.pipe(map(({ scalingMode }) => scalingMode))).toBeObservable('(s|)', { s: 'Stretch' });
    }),
  );
});

describe('FakeVideoStreamRendererView', () => {
  it('has a target without a DOM, mirrored or not', () => {
    const [plain, mirrored] = [
      new FakeVideoStreamRendererView(),
      new FakeVideoStreamRendererView({ isMirrored: true }),
    ];

    expect([plain.target.tagName, plain.target.isConnected]).toEqual(['DIV', false]);
    expect([plain.target.style.transform, mirrored.target.style.transform]).toEqual(['', 'rotateY(180deg)']);
    expect(plain.target).not.toBe(mirrored.target);
  });

  it('takes a target of the test, and removes it with its disposal', () => {
    const remove = jest.fn();
    const view = new FakeVideoStreamRendererView({ target: { remove } as unknown as HTMLElement });

    view.dispose();

    expect(remove).toHaveBeenCalledTimes(1);
    expect(view.isRendering).toBe(false);
  });
});
