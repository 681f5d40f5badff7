/** The error of an incoming call. A file of its own, as few apps accept calls automatically. */
import type { IncomingCallCommon } from '@azure/communication-calling';
import { CallingError, type CallingErrorDetails } from './errors.js';

/** `acceptIncomingCalls` could not accept or decline an incoming call. The call may still ring. */
export class IncomingCallError extends CallingError {
  override get name(): string {
    return 'IncomingCallError';
  }

  /** The call to accept or decline. */
  readonly incomingCall: IncomingCallCommon;
  /** The step that failed. */
  readonly reason: IncomingCallFailure;

  constructor(
    message: string,
    details: CallingErrorDetails & {
      readonly incomingCall: IncomingCallCommon;
      readonly reason: IncomingCallFailure;
    },
  ) {
    super(message, details);
    this.incomingCall = details.incomingCall;
    this.reason = details.reason;
  }
}

/** The step that failed: the app's decision, holding the other call, accepting the call, or declining it. */
export type IncomingCallFailure = 'not-decided' | 'hold-failed' | 'accept-failed' | 'reject-failed';
