/**
 * One transfer of a call at a time: the SDK merges a second request with the first, or rejects where nobody can catch it.
 * The sets of calls below change with each transfer, and do nothing else.
 */
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

/** Remembers the transfer of a call, also for the time when its pipeline has been left. */
export const remember = (call: CallCommon, transfer: Transfer): void => {
  newest.set(call, transfer);
};

/**
 * Transfers each call, several side by side. Ignores a call that the source emits again while it is transferred, or after
 * it was transferred: a double click. Errs with a {@link TransferError} (`'under-way'`), and requests nothing, if another
 * pipeline transfers the call, or was left before the outcome.
 */
export const eachOnce =
  <T extends { readonly call: CallCommon }, R>(
    project: (transferable: T) => Observable<R>,
    refuse: Refusal<T, R> = (_transferable, error) => throwError(() => error),
  ): OperatorFunction<T, R> =>
  (source) =>
    defer(() => {
      const own = new WeakSet<CallCommon>();
      return source.pipe(mergeMap((transferable) => once$(transferable, project, refuse, own)));
    });

/** Tells of a call that is not transferred, since a transfer of it is under way. */
type Refusal<T, R> = (transferable: T, underWay: TransferError) => Observable<R>;

/** @param own The calls that this pipeline transfers, or has transferred. */
const once$ = <T extends { readonly call: CallCommon }, R>(
  transferable: T,
  project: (transferable: T) => Observable<R>,
  refuse: Refusal<T, R>,
  own: WeakSet<CallCommon>,
): Observable<R> =>
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
      // A click that comes before this leg is hung up is ignored, too.
      if (newest.get(call)?.state !== 'Transferred') {
        own.delete(call);
      }
      transferred.delete(call);
    };
    // Releases before the subscriber is told of the end, as it may transfer the call again at once.
    return project(transferable).pipe(tap({ error: release, complete: release }), finalize(release));
  });

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
