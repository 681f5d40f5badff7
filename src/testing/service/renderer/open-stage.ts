/**
 * Puts the renderer between the service and the apps.
 */
import { newNetwork, type Network } from '../transport/network.js';
import { show } from './show.js';
import { newStage, type Stage } from './stage.js';
import { acceptsTransfers } from './transfers.js';

export function openStage(config: Omit<Parameters<typeof newNetwork>[0], 'apps'>): Stage {
  const network: Network = newNetwork({
    ...config,
    apps: {
      show: (change) => {
        show(stage, change);
      },
      acceptsTransfers: (leg) => acceptsTransfers(stage, leg),
    },
  });
  const stage: Stage = newStage(network);
  return stage;
}
