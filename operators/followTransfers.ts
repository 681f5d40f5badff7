/** Follows a call from one transfer to the next, on the transferee's side. */
import type { CallCommon, TransferCallFeature } from '@azure/communication-calling';
import { mergeMap, type OperatorFunction } from 'rxjs';
import { milliseconds } from '../src/streams/internal/deadline.js';
import { follow$ } from './internal/following-transfers/follow.js';
import { withFeature, type WithFeature } from './withFeature.js';

/** The settings of {@link followTransfers}. */
export interface FollowTransfersConfig {
  /**
   * How long the transferor has to end the old call, in milliseconds. After that the old call is hung up. `Infinity`
   * leaves it to the transferor. Default 5000.
   */
  readonly grace?: number;
  /**
   * How long a new call may take to be connected, in milliseconds, ringing included. After that it is hung up, and the
   * transfer has failed. `Infinity` waits without a limit. Default 180 000.
   */
  readonly timeout?: number;
  /**
   * Mutes the new call if the user is muted, and stops its camera if the user's camera is off. The SDK starts each new
   * call with an open microphone. Nothing is unmuted or started: see `docs/transfers.md`. Default true.
   */
  readonly keepMuted?: boolean;
}

/** A call together with its transfer feature, as `withFeature(Features.Transfer)` gives it. */
type Transferable<C extends CallCommon> = WithFeature<C, TransferCallFeature>;

/**
 * Emits the call to show to a user who may be transferred: first the call itself, then the new call of each transfer.
 *
 * ```
 * old call          C----h--------X           C----h----------           C----h---X
 * transferAccepted  -------n                  -------n                   -------n
 * new call                 r---C-----X               r---X                      r-----C---X
 * followTransfers   o----------n-----|        o---------------           o--------n-------|
 * ```
 *
 * The SDK accepts a transfer by itself, and starts the new call. The user has two calls until one of them ends. The new
 * call is emitted when it is connected. The old call is then hung up, unless the transferor ends it within `grace`. If
 * the new call ends, or is not connected within `timeout`, the user stays in the old call. If the old call ends first,
 * the new call is emitted while it rings.
 *
 * Follows the transfers of each call, also of one that was left. Of several new calls the latest that is connected wins.
 * Emits each call once. Completes when all calls have ended. Errs after that, with a {@link HangUpError} or a
 * {@link CallingTimeoutError}, if a call could not be hung up and is still there.
 *
 * Unsubscribing leaves all calls as they are. The guide `docs/transfers.md` has the details.
 *
 * @example
 * ```ts
 * import { Features, type Call } from '@azure/communication-calling';
 * import { callState$ } from 'rx-acs-calling';
 * import { followTransfers, withFeature } from 'rx-acs-calling/operators';
 * import { map, of, switchMap } from 'rxjs';
 *
 * const callOnScreen = (call: Call) =>
 *   of(call).pipe(
 *     withFeature(Features.Transfer),
 *     followTransfers(),
 *     switchMap((shown) => callState$(shown).pipe(map((state) => ({ call: shown, state })))),
 *   );
 * ```
 *
 * @param config `grace` and `timeout` in milliseconds, and `keepMuted`.
 */
export function followTransfers<C extends CallCommon>({
  grace = 5_000,
  timeout = 180_000,
  keepMuted = true,
}: FollowTransfersConfig = {}): OperatorFunction<Transferable<C>, C> {
  const settings = {
    grace: milliseconds('grace', grace),
    timeout: milliseconds('timeout', timeout),
    keepMuted,
  };
  return mergeMap((first: Transferable<C>) =>
    follow$(first, { ...settings, lookUp: withFeature(first.factory) }),
  );
}
