/** Hangs the transferor's own leg up once the transfer is through. */
import type { CallCommon, HangUpOptions } from '@azure/communication-calling';
import { concat, defer, finalize, mergeMap, of, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import { hangUp } from './internal/hang-up.js';
import type { ConsultationUpdate } from './consultThenTransferTo.js';
import type { TransferUpdate } from './transferTo.js';

/**
 * Passes every update of a transfer on, and hangs the transferor's leg up at `Transferred`: behind `transferTo` or
 * `consultThenTransferTo`.
 *
 * - `call.hangUp(options)` is called exactly once for a call, before the `Transferred` update is passed on, so also
 *   when that update makes a subscriber leave; never for a call that has already ended.
 * - Completes only when the hang-up has settled.
 * - A hang-up that fails on a call that has meanwhile ended is no error. Any other errs with a {@link HangUpError}
 *   after the update: the transfer is through, but this leg is still up. One that does not settle in 30 s errs with
 *   a {@link CallingTimeoutError}, if the call has not ended.
 *
 * ```
 * source                  n--t----(d|)
 * hangUp()                        ---|
 * hangUpWhenTransferred   n--t----d--|
 * ```
 *
 * @example
 * ```ts
 * import { Features, type Call } from '@azure/communication-calling';
 * import { hangUpWhenTransferred, transferTo, withFeature } from 'rx-acs-calling/operators';
 * import { of } from 'rxjs';
 *
 * const handOver = (call: Call, communicationUserId: string) =>
 *   of(call).pipe(
 *     withFeature(Features.Transfer),
 *     transferTo({ targetParticipant: { communicationUserId } }),
 *     hangUpWhenTransferred(),
 *   );
 * ```
 *
 * @param options The SDK's options of `hangUp`: with `forEveryone` the call ends for the transferee too.
 */
export function hangUpWhenTransferred<U extends TransferUpdate | ConsultationUpdate = TransferUpdate>(
  options?: HangUpOptions,
): MonoTypeOperatorFunction<U> {
  return (source) =>
    defer(() => {
      const hungUp = new WeakSet<CallCommon>();
      return source.pipe(
        mergeMap((update) => {
          const { call, state } = update;
          if (state !== 'Transferred' || call.state === 'Disconnected' || hungUp.has(call)) {
            return of(update);
          }
          hungUp.add(call);
          // A hang-up of another pipeline that has not settled serves this one too.
          const settled =
            underWay.get(call) ?? hangUp(call, 'The transfer is through, but hanging up this leg', options);
          underWay.set(call, settled);
          return concat(of(update), settled).pipe(
            finalize(() => {
              underWay.delete(call);
            }),
          );
        }),
      );
    });
}

/** The hang-ups that have not settled. */
const underWay = new WeakMap<CallCommon, Observable<never>>();
