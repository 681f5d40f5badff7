/** One transfer of a call: what its attempts and its ending share. */
import type { CallCommon } from '@azure/communication-calling';
import { temporaryHold, type TemporaryHold } from '../hold.js';
import type { Settings } from './settings.js';
import type { Transferable } from './types.js';

export interface BlindTransfer<C extends CallCommon = CallCommon> extends Transferable<C>, Settings {
  /** The hold of the call, from the first attempt to the last. */
  readonly hold: TemporaryHold;
}

export const blindTransfer = <C extends CallCommon>(
  transferable: Transferable<C>,
  settings: Settings,
): BlindTransfer<C> => ({
  ...transferable,
  ...settings,
  hold: temporaryHold(transferable.call, 'be transferred'),
});
