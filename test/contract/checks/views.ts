/**
 * Views of a video, and their disposal.
 */
import { assert, assertCodes, assertEqual, thrownBy } from '../assert.js';
import type { Check } from '../world.js';

const NO_VIEWS = { fakes: 'no views', service: 'no views' };

export const views: readonly Check[] = [
  {
    name: 'a second dispose of a view throws 400/43213, and of a renderer 400/43222',
    except: NO_VIEWS,
    run: async (world) => {
      const renderer = await world.renderer();
      const view = await renderer.createView();
      const disposeOfView = (): void => {
        view.dispose();
      };
      disposeOfView();
      assertCodes(thrownBy(disposeOfView), '400/43213', 'view');
      const disposeOfRenderer = (): void => {
        renderer.dispose();
      };
      disposeOfRenderer();
      assertCodes(thrownBy(disposeOfRenderer), '400/43222', 'renderer');
    },
  },
  {
    name: 'a renderer that is disposed of during createView still returns a view',
    except: NO_VIEWS,
    run: async (world) => {
      const renderer = await world.renderer();
      const creation = renderer.createView();
      renderer.dispose();
      const view = await creation;
      assert(view.target instanceof HTMLElement, 'There is nothing to show.');
      assertEqual(typeof view.isMirrored, 'boolean', 'isMirrored');
    },
  },
];
