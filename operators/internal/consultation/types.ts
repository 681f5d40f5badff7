/** The public types of `consultThenTransferTo`. */
import type {
  CallAgent,
  CallCommon,
  StartCallOptions,
  StartTeamsCallOptions,
  TeamsCallAgent,
  Transfer,
  TransferToParticipantOptions,
} from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import type { Observable } from 'rxjs';
import type { CallingError } from '../../../src/errors/errors.js';
import type { TransferTargetLabel } from '../../../src/streams/transfer.js';
import type { TeamsCallee } from '../dial.js';

/**
 * A step of an attended transfer, as {@link consultThenTransferTo} emits it: a union discriminated by `state`.
 * `'Transferring'`, `'Transferred'` and `'Failed'` mean the same as in the updates of {@link transferTo}.
 */
export type ConsultationUpdate<C extends CallCommon = CallCommon, D extends CallCommon = CallCommon> =
  /** The call is being put on hold, or is not connected yet. */
  | ConsultationStep<C, 'Holding'>
  /** The target is being called. */
  | (ConsultationStep<C, 'Calling'> & WithConsultation<D>)
  /** The user talks to the target. */
  | (ConsultationStep<C, 'Consulting'> & WithConsultation<D>)
  /** `whileRinging` is `'blind'`: the call to the target is being hung up. The transfer can still be cancelled. */
  | (ConsultationStep<C, 'Withdrawing'> & WithConsultation<D>)
  /**
   * The transfer is requested, and can no longer be cancelled. `'Transferred'`: it went through. Without a consultation if
   * the transfer is blind, and was wanted before the target was called.
   */
  | (ConsultationStep<C, 'Transferring' | 'Transferred'> &
      Partial<WithConsultation<D>> & {
        /** The SDK's transfer. */
        readonly transfer: Transfer;
      })
  /** The user cancelled. The consultation has ended and the call is resumed. */
  | (ConsultationStep<C, 'Cancelled'> & Partial<WithConsultation<D>>)
  /** The call is not transferred, or nobody knows whether it is. */
  | (ConsultationStep<C, 'Failed'> &
      Partial<WithConsultation<D>> & {
        /** The SDK's transfer, if it was requested. */
        readonly transfer?: Transfer;
        /** The reason. The stream errs with it after this update. */
        readonly error: CallingError;
      });

/** The fields of every step of an attended transfer. */
export interface ConsultationStep<C extends CallCommon, State extends string> {
  /** The call to transfer. */
  readonly call: C;
  /** The label of the target, if it has one. */
  readonly label?: string;
  /** The progress of the transfer. */
  readonly state: State;
}

interface WithConsultation<D extends CallCommon> {
  /** The call with the target. */
  readonly consultation: D;
}

/** What a `complete` leads to while the target still rings. */
export type WhileRinging = 'wait' | 'blind';

interface Decisions extends TransferTargetLabel {
  /**
   * Transfers the call when it emits. `whileRinging` says what an early one does; there is no `'Consulting'` update
   * then. Subscribed to once for each call, until the transfer is requested. The first of `complete` and
   * `cancel` counts, but `complete` only once the transfer is requested. An error fails the transfer
   * (`'complete-failed'`).
   */
  readonly complete: Observable<unknown>;
  /**
   * Takes the user back to the call when it emits, also while the call is being put on hold. Subscribed to once for
   * each call, as `complete` is. An error fails the transfer (`'cancel-failed'`).
   */
  readonly cancel: Observable<unknown>;
  /**
   * Handles a `complete` that comes before the target has answered. `'wait'` transfers the call when the target answers.
   * `'blind'` hangs up the call to the target and transfers blind: the semi-attended transfer. The target then has a second
   * incoming call. Default `'wait'`.
   */
  readonly whileRinging?: WhileRinging;
  /** The SDK's options of the transfer. `disableForwardingAndUnanswered` is only for a blind one. */
  readonly transferOptions?: TransferToParticipantOptions;
  /** How long the target may take to answer, in milliseconds, or `Infinity`. Default 120 000. */
  readonly answerTimeout?: number;
  /**
   * How long the transfer may take, in milliseconds, or `Infinity`. Default 60 000. In a blind one the target rings again,
   * so it may take `answerTimeout` if that is longer.
   */
  readonly transferTimeout?: number;
}

/** The settings of {@link consultThenTransferTo}. */
export interface ConsultationConfig extends Decisions {
  /** The agent of the calls: the SDK transfers only into a call of the same agent. */
  readonly agent: CallAgent;
  /** The user or phone number to call. */
  readonly target: CommunicationIdentifier;
  /** The SDK's options of `startCall`. A phone number needs an `alternateCallerId`. */
  readonly startCallOptions?: StartCallOptions;
}

/** The settings of {@link consultThenTransferTo} for the calls of a Teams user. */
export interface TeamsConsultationConfig extends Decisions {
  /** The agent of the calls: the SDK transfers only into a call of the same agent. */
  readonly agent: TeamsCallAgent;
  /** The user, app or phone number to call. */
  readonly target: TeamsCallee;
  /** The SDK's options of `startCall` with one callee. */
  readonly startCallOptions?: StartTeamsCallOptions;
}

/** The settings of either kind of agent. */
export type AnyConfig = ConsultationConfig | TeamsConsultationConfig;

/** The call with the target: of the same kind as the agent. */
export type Consultation = ReturnType<AnyConfig['agent']['startCall']>;

/** An update with a consultation of either kind. */
export type AnyUpdate<C extends CallCommon> = ConsultationUpdate<C, Consultation>;
