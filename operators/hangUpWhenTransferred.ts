/** Hangs up the transferor's own leg when the transfer is through. */
import type { CallCommon, HangUpOptions } from '@azure/communication-calling';
import { concat, defer, finalize, mergeMap, of, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import type { ConsultationUpdate } from './consultThenTransferTo.js';
import { hangUp } from './internal/hang-up.js';
import type { TransferUpdate } from './transferTo.js';

/**
 * Passes on every update of a transfer, and hangs up the transferor's leg at `Transferred`: behind `transferTo` or
 * `consultThenTransferTo`.
 *
 * ```
 * source                  n--t----(d|)
 * hangUp()                        ---|
 * hangUpWhenTransferred   n--t----d--|
 * ```
 *
 * Calls `call.hangUp(options)` once for a call, before it passes on the `Transferred` update, so also if that update makes
 * a subscriber leave. Does not hang up a call that has ended. Completes when the hang-up has settled.
 *
 * Errs after the update, with a {@link HangUpError} when the hang-up fails, and with a {@link CallingTimeoutError} when it
 * does not settle in 30 s: the transfer is through, but this leg is still up. Neither is an error if the call has ended
 * meanwhile.
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
 * @param options The SDK's options of `hangUp`. `forEveryone` ends the call for the transferee too.
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
          return concat(of(update), hangUpOnce(call, options));
        }),
      );
    });
}

/** The hang-ups that have not settled. */
const underWay = new WeakMap<CallCommon, Observable<never>>();

/** Hangs up at once. A hang-up of another pipeline that has not settled serves this one too. */
const hangUpOnce = (call: CallCommon, options?: HangUpOptions): Observable<never> => {
  const settled$ =
    underWay.get(call) ?? hangUp(call, 'The transfer is through, but hanging up this leg', options);
  underWay.set(call, settled$);
  return settled$.pipe(
    finalize(() => {
      underWay.delete(call);
    }),
  );
};
