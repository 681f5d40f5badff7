/** The updates of an attended transfer. */
import type { CallCommon } from '@azure/communication-calling';
import { concatMap, distinctUntilKeyChanged, EMPTY, of, scan, takeWhile, type Observable } from 'rxjs';
import type { AttendedTransfer } from './attended-transfer.js';
import { events$ } from './events.js';
import { cancel$, giveUp$ } from './going-back.js';
import { initial, isFinal, type Stage } from './state.js';
import { transfer$, transferBlind$ } from './transferring.js';
import type { AnyUpdate } from './types.js';

/** Runs an attended transfer, and emits its updates. */
export const updates$ = <C extends CallCommon>(attended: AttendedTransfer<C>): Observable<AnyUpdate<C>> =>
  events$(attended).pipe(
    scan((stage, event) => event(stage), initial),
    distinctUntilKeyChanged('state'),
    takeWhile((stage) => !isFinal(stage), true),
    concatMap((stage) => updatesAt$(attended, stage)),
  );

/** Emits the update of a stage. At a final stage it does what is left to do, and emits the updates of that. */
const updatesAt$ = <C extends CallCommon>(
  attended: AttendedTransfer<C>,
  stage: Stage,
): Observable<AnyUpdate<C>> => {
  const { common } = attended;
  switch (stage.state) {
    case 'Starting':
      return EMPTY;
    case 'Holding':
      return of({ ...common, state: stage.state });
    case 'Calling':
    case 'Consulting':
    case 'Withdrawing':
      return of({ ...common, state: stage.state, consultation: stage.consultation });
    case 'Completing':
      return transfer$(attended, stage.consultation);
    case 'CompletingBlind':
      return transferBlind$(attended, stage.consultation);
    case 'Cancelling':
      return cancel$(attended, stage.consultation);
    case 'Failing':
      return giveUp$(attended, stage.consultation, stage.problem);
  }
};
