import type { CallCommon, CallEndReason } from '@azure/communication-calling';
import { CallEndedError } from 'rx-acs-calling';

/** The error that a call gives after it has ended with this reason. The call has not ended yet. */
export const ended = (
  message: string,
  call: CallCommon,
  callEndReason: CallEndReason = { code: 0, subCode: 0 },
): CallEndedError => {
  const { code, subCode } = callEndReason;
  return Object.assign(new CallEndedError(message, call), { callEndReason, code, subCode });
};
