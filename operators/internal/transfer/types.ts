/** The public types of `transferTo`. */
import type {
  CallCommon,
  CallFeatureFactory,
  Transfer,
  TransferCallFeature,
  TransferState,
} from '@azure/communication-calling';
import type { TransferError } from '../../../src/errors/errors.js';
import type { TransferLocator } from '../../../src/streams/transfer.js';

/** A step of a transfer, as {@link transferTo} emits it: a union discriminated by `state`. */
export type TransferUpdate<C extends CallCommon = CallCommon> =
  | TransferProgress<C, Exclude<TransferState, 'Failed'>>
  | (TransferProgress<C, 'Failed'> & {
      /**
       * Why the transfer failed. If `isFinal`, the stream errs with it after this update; for a list of targets it names
       * them all.
       */
      readonly error: TransferError;
      /**
       * Whether the stream ends after this update. If not, the next target of the list is tried, unless the call has
       * ended.
       */
      readonly isFinal: boolean;
    });

/** The fields of every step of a transfer. */
export interface TransferProgress<C extends CallCommon, State extends TransferState> {
  /** The call to transfer. */
  readonly call: C;
  /**
   * The SDK's transfer, one for each attempt. Use the one of the newest update: the SDK lets the earlier transfers of a
   * call follow the state of the newest (read in SDK 1.46.1 and 2.0.0).
   */
  readonly transfer: Transfer;
  /** The target of this attempt. */
  readonly target: TransferLocator;
  /** The label of the target, if it has one. */
  readonly label?: string;
  /** The progress of the transfer. */
  readonly state: State;
  /** The number of the attempt, from 1: the position of the target in the list. */
  readonly attempt: number;
  /** The number of targets in the list, and so of possible attempts. */
  readonly attempts: number;
  /** Why the attempt before this one failed, if there was one. */
  readonly lastError?: TransferError;
}

/** The setting of {@link transferTo} beside the SDK's own options. */
export interface TransferConfig {
  /**
   * How long a transfer may take, in milliseconds, or `Infinity`. Default 180 000. Counts from the moment that the call
   * arrives at the operator, so it includes the time until the call is connected. In a list each attempt has this time,
   * the later ones from the end of the attempt before.
   */
  readonly timeout?: number;
}

/** The settings of {@link transferTo} for a list of targets beside the SDK's own options. */
export interface TransferListConfig extends TransferConfig {
  /** How long all attempts together may take, in milliseconds from the arrival of the call. Default `Infinity`. */
  readonly totalTimeout?: number;
  /**
   * Decides whether to try the next target after this error of attempt `attempt` (from 1). Not called after the last
   * target, nor after an attempt that may still go through. By default the next target is tried if the failure is about
   * the target or of the service. It is not tried if the failure is about this client or the call: no network, no valid
   * token, cancelled by the other party, answered elsewhere.
   */
  readonly tryNext?: (error: TransferError, attempt: number) => boolean;
}

/** A call with its transfer feature, as `withFeature(Features.Transfer)` gives it. */
export interface Transferable<C extends CallCommon> {
  readonly call: C;
  readonly feature: TransferCallFeature;
  readonly factory: CallFeatureFactory<TransferCallFeature>;
}
