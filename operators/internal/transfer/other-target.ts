/** Whether another target can help after a failed transfer. */
import type { Reason } from '../../../src/errors/codes.js';
import type { TransferError } from '../../../src/errors/errors.js';

// These are about this client, this call or its other party, so they stay the same for any target.
const lasting: readonly Reason[] = [
  'token-invalid',
  'network',
  'network-lost',
  'network-configuration',
  'media',
  'media-connectivity',
  'hold-failed',
  'not-supported',
  'no-outcome',
  'incoming-call-failed',
  'cancelled',
  'hung-up',
  'remote-hang-up',
  'abrupt-disconnect',
  'removed',
  'ended-for-everyone',
  'ended-by-service',
  'left-alone',
  'transferred',
  // Somebody has answered the call.
  'answered-elsewhere',
];

/**
 * Whether the failure is about the target (nobody answered, declined, busy, offline, unreachable, blocked, no such
 * user or call, …), so that another one may take the call. A failing service counts too: it may fail for every target
 * alike, but to try costs nothing, and voicemail can be another service. The class of an undocumented code decides: 4xx
 * and 6xx are about the target.
 */
export const otherTargetMayHelp = ({ reason, code = 0 }: TransferError): boolean =>
  reason === 'unknown' ? [4, 6].includes(Math.floor(code / 100)) : !lasting.includes(reason);
