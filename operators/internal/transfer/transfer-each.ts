/** Transfers a call to a target, or to the first of a list that takes it. */
import type { CallCommon, TransferToParticipantOptions } from '@azure/communication-calling';
import { concatMap, map, merge, scan, takeWhile, type Observable } from 'rxjs';
import { after } from '../../../src/streams/internal/deadline.js';
import type { TransferTarget } from '../../../src/streams/transfer.js';
import { attempts$ } from './attempts.js';
import { blindTransfer } from './blind-transfer.js';
import { advance, begun, isTrying, type ListState } from './list.js';
import { settingsOf } from './settings.js';
import type { Transferable, TransferListConfig, TransferUpdate } from './types.js';
import { updates$ } from './updates.js';

/**
 * Gives the function that transfers a call, whether or not a pipeline does so already. Throws an
 * {@link InvalidArgumentError} for bad arguments.
 */
export const transferEach = <C extends CallCommon>(
  target: TransferTarget | readonly TransferTarget[],
  options: TransferToParticipantOptions & TransferListConfig = {},
): ((transferable: Transferable<C>) => Observable<TransferUpdate<C>>) => {
  const settings = settingsOf(target, options);
  const [first] = settings.targets;

  return (transferable) => {
    const blind = blindTransfer(transferable, settings);
    return merge<readonly (ListState<C> | 'Overdue')[]>(
      attempts$(blind, first, []),
      after(settings.totalTimeout).pipe(map(() => 'Overdue' as const)),
    ).pipe(
      scan(advance<C>, begun),
      takeWhile(isTrying, true),
      // No deadline interrupts the ending.
      concatMap((list) => updates$(blind, list)),
    );
  };
};
