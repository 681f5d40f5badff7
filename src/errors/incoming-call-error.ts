/**
 * The error of a call that comes in. It is apart from the others, as few apps take calls automatically.
 */
import type { IncomingCallCommon } from '@azure/communication-calling';
import { CallingError, type CallingErrorDetails } from './errors.js';

/** An incoming call was not accepted, or not declined, as `acceptIncomingCalls` was told to. It may still ring. */
export class IncomingCallError extends CallingError {
  override get name(): string {
    return 'IncomingCallError';
  }

  /** The call that was to be accepted or declined. */
  readonly incomingCall: IncomingCallCommon;
  /** What failed. */
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

/** What of an incoming call failed: the app's own decision, holding the other call, accepting it, or declining it. */
export type IncomingCallFailure = 'not-decided' | 'hold-failed' | 'accept-failed' | 'reject-failed';
