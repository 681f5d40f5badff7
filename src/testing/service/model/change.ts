/**
 * The changes of the model, as data: the news for the apps.
 *
 * The functions that change the model yield these one by one. The caller shows each before it takes the next: an app
 * that acts inside an event meets the model at just this point, as it does with the SDK.
 */
import type { CallEndReason, ConnectionStateChangedReason } from '@azure/communication-calling';
import type { Device, Leg, LegOnDevice, Ring, Transfer, TransferOutcome } from './world.js';

/** Told when the app can hear of it: at once, or when its connection is back. */
type Told =
  /** The call of the leg shows the conversation as it is now. */
  | { readonly type: 'updated'; readonly leg: Leg }
  | { readonly type: 'ended'; readonly leg: Leg; readonly reason: CallEndReason }
  | { readonly type: 'ringEnded'; readonly ring: Ring; readonly reason: CallEndReason }
  /** The transferee accepts: the app gets the new call. */
  | { readonly type: 'handedOver'; readonly leg: Leg; readonly transfer: Transfer }
  | { readonly type: 'transferSettled'; readonly transfer: Transfer; readonly outcome: TransferOutcome };

/** Done by the SDK of the app at once, without the service. */
type AtOnce =
  | { readonly type: 'connected' | 'disposing' | 'disposed'; readonly device: Device }
  | {
      readonly type: 'disconnected';
      readonly device: Device;
      readonly reason: ConnectionStateChangedReason;
    }
  /** All calls of the device end, also those that have ended at the service unheard. */
  | { readonly type: 'callsClosed'; readonly device: Device; readonly reason: CallEndReason }
  | { readonly type: 'opened'; readonly leg: LegOnDevice; readonly callees: readonly Leg[] }
  | { readonly type: 'closed'; readonly leg: Leg; readonly reason: CallEndReason }
  | { readonly type: 'connecting' | 'hangingUp' | 'holding' | 'mutedItself'; readonly leg: Leg }
  | { readonly type: 'microphoneFailed'; readonly leg: Leg }
  /** There is an incoming call. The event `incomingCall` comes with `rings`. */
  | { readonly type: 'called' | 'rings' | 'declined'; readonly ring: Ring }
  | { readonly type: 'answered'; readonly ring: Ring; readonly leg: LegOnDevice }
  | { readonly type: 'transferMoved'; readonly leg: Leg; readonly outcome: TransferOutcome };

/** The timers of something are no longer needed. */
export interface TimersStopped {
  readonly type: 'timersStopped';
  readonly of: object;
}

/** What an app sees. */
export type Shown = Told | AtOnce;
export type Change = Shown | TimersStopped;

/** The changes that a function on the model makes, as it makes them. Nothing happens until somebody goes through them. */
export type Changes = Generator<Change, void>;
