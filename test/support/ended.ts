import type { CallCommon, CallEndReason } from '@azure/communication-calling';
import { CallEndedError } from 'rx-acs-calling';

/** The error of a call that has not ended yet, as it will be once the call has ended for this reason. */
export const ended = (
  message: string,
  call: CallCommon,
  callEndReason: CallEndReason = { code: 0, subCode: 0 },
): CallEndedError => {
  const { code, subCode } = callEndReason;
  return Object.assign(new CallEndedError(message, call), { callEndReason, code, subCode });
};
