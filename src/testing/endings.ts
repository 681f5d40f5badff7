/** Why calls end and transfers fail, by the codes that are documented. */
import type { CallEndReason } from '@azure/communication-calling';

type Ending =
  | 'hungUp'
  | 'hungUpByPhone'
  | 'removed'
  | 'cancelled'
  | 'declined'
  | 'noAnswer'
  | 'notRegistered'
  | 'replacementNotFound'
  | 'offline';

export const endings: Readonly<Record<Ending, CallEndReason>> = {
  hungUp: { code: 0, subCode: 0 },
  hungUpByPhone: { code: 0, subCode: 560000 },
  removed: { code: 0, subCode: 5300 },
  cancelled: { code: 487, subCode: 0 },
  declined: { code: 603, subCode: 0 },
  noAnswer: { code: 487, subCode: 10004 },
  notRegistered: { code: 480, subCode: 10037 },
  replacementNotFound: { code: 404, subCode: 10202 },
  offline: { code: 490, subCode: 4525 },
};
