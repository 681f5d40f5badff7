/** One transfer of a call at a time: the SDK merges a second request with the first, or rejects where nobody can catch it. */
import type { CallCommon, Transfer } from '@azure/communication-calling';
import {
  defer,
  EMPTY,
  finalize,
  mergeMap,
  tap,
  throwError,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { TransferError } from '../../src/errors/errors.js';
import { isFinal } from '../../src/streams/transfer.js';

/** The calls that a pipeline transfers now. */
const transferred = new WeakSet<CallCommon>();
/** The newest transfer of each call that was requested here. */
const newest = new WeakMap<CallCommon, Transfer>();

/** Remembers the transfer of a call, also for when its pipeline has been left. */
export const remember = (call: CallCommon, transfer: Transfer): void => {
  newest.set(call, transfer);
};

/**
 * Transfers each call, several side by side. A call that the source emits again while it is transferred, or after that
 * went through, is ignored: a double click. If another pipeline transfers it, or has been left before the outcome, this errs with a
 * {@link TransferError} (`'under-way'`), and requests nothing.
 */
export const eachOnce = <T extends { readonly call: CallCommon }, R>(
  project: (transferable: T) => Observable<R>,
  refuse: (transferable: T, underWay: TransferError) => Observable<R> = (_, error) => throwError(() => error),
): OperatorFunction<T, R> => {
  return (source) =>
    defer(() => {
      const own = new WeakSet<CallCommon>();
      return source.pipe(
        mergeMap((transferable) =>
          defer(() => {
            const { call } = transferable;
            if (own.has(call)) {
              return EMPTY;
            }
            if (transferred.has(call) || isPending(call)) {
              return refuse(transferable, underWay(call));
            }
            own.add(call);
            transferred.add(call);
            const release = (): void => {
              // A click that comes before this leg is hung up.
              if (newest.get(call)?.state !== 'Transferred') {
                own.delete(call);
              }
              transferred.delete(call);
            };
            // Before the subscriber hears of the end, as it may transfer the call again at once.
            return project(transferable).pipe(tap({ error: release, complete: release }), finalize(release));
          }),
        ),
      );
    });
};

/** Whether a transfer that was left before its outcome may still go through. */
const isPending = (call: CallCommon): boolean => {
  const transfer = newest.get(call);
  return call.state !== 'Disconnected' && transfer !== undefined && !isFinal(transfer.state);
};

const underWay = (call: CallCommon): TransferError =>
  new TransferError(
    `A transfer of this call is under way already, so no other was requested. The call is still there (${call.state}). Follow the pipeline that transfers it, or try again after its outcome.`,
    { call, reason: 'under-way' },
  );
