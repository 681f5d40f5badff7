/**
 * The documented codes of the SDK and the service: what each means, in a word, and whether trying again can help.
 */

/** Whether trying again can help: as it is, only with a new token, or only once the other agent is disposed of. */
export type Retriable = 'yes' | 'no' | 'after-new-token' | 'after-dispose';

type Row<Rest extends readonly unknown[]> = readonly [
  code: number,
  subCode: number | undefined,
  reason: string,
  ...Rest,
];

// Both tables are taken from the documented lists of client and call end codes. A row without a subCode stands for
// every subCode of that code that has no row of its own.
const creation: readonly Row<[Retriable]>[] = [
  // Documented as 401/44114, but 401/44113 is what SDK 1.46.1 and 2.0.0 give (observed).
  [401, 44113, 'token-scope', 'no'],
  [401, 40235, 'token-expired', 'after-new-token'],
  [401, 44110, 'token-unavailable', 'after-new-token'],
  [401, 44114, 'token-scope', 'no'],
  [403, 40229, 'wrong-token-kind', 'no'],
  [403, 40231, 'wrong-token-kind', 'no'],
  [400, 44214, 'invalid-options', 'no'],
  [409, 40228, 'duplicate-agent', 'after-dispose'],
  [409, 40230, 'duplicate-agent', 'after-dispose'],
  [408, 40101, 'agent-timeout', 'yes'],
  [408, 40104, 'agent-timeout', 'yes'],
  [408, 40114, 'infrastructure-timeout', 'yes'],
  [412, 40115, 'infrastructure-unreachable', 'yes'],
  [500, 40102, 'agent-failed', 'yes'],
  [500, 40216, 'agent-failed', 'yes'],
];

const ending: readonly Row<[]>[] = [
  [0, 0, 'local-hang-up'],
  [487, 0, 'cancelled'],
  [603, 0, 'declined'],
  [496, 7, 'network-lost'],
  [410, 3100, 'network'],
  [410, 3101, 'network'],
  [410, 3111, 'media'],
  [410, 3112, 'network-configuration'],
  [0, 4097, 'ended-for-everyone'],
  [490, 4502, 'network'],
  [408, 4506, 'timeout'],
  [495, 4507, 'token-invalid'],
  [0, 4521, 'abrupt-disconnect'],
  [0, 5000, 'removed'],
  [0, 5003, 'declined-everywhere'],
  [0, 5300, 'removed'],
  [0, 5317, 'role-changed'],
  [403, 5828, 'not-invited'],
  [403, 5829, 'outside-room-hours'],
  [403, 5830, 'wrong-identity-kind'],
  [0, 7000, 'ended-by-service'],
  [487, 10003, 'answered-elsewhere'],
  [487, 10004, 'no-answer'],
  [401, 10009, 'token-invalid'],
  [487, 10024, 'declined-everywhere'],
  [480, 10037, 'not-registered'],
  [408, 10057, 'callee-lost'],
  [480, 10076, 'offline'],
  [480, 10077, 'offline'],
  [480, 10078, 'unreachable'],
  [404, 10202, 'replacement-call-not-found'],
  [410, 301004, 'media-connectivity'],
  [410, 301005, 'media-connectivity'],
  [403, 510403, 'blocked'],
  [487, 540487, 'cancelled'],
  [0, 560000, 'remote-hang-up'],
  [486, 560486, 'busy'],
  [404, undefined, 'not-found'],
  [408, undefined, 'timeout'],
  [410, undefined, 'media'],
  [430, undefined, 'undeliverable'],
  [480, undefined, 'not-registered'],
  [481, undefined, 'incoming-call-failed'],
  [490, undefined, 'network'],
  [491, undefined, 'network'],
  [496, undefined, 'network'],
  [497, undefined, 'network'],
  [498, undefined, 'network'],
  [500, undefined, 'service'],
  [503, undefined, 'service'],
  [504, undefined, 'service'],
];

const find = <R extends Row<unknown[]>>(rows: readonly R[], code?: number, subCode?: number): R | undefined =>
  rows.find((row) => row[0] === code && row[1] === subCode) ??
  rows.find((row) => row[0] === code && row[1] === undefined);

/** What a failed creation of an agent is called, and whether trying again can help. */
export const creationReason = (
  code?: number,
  subCode?: number,
): readonly [reason: string | undefined, retriable: Retriable | undefined] => {
  const [, , reason, retriable] = find(creation, code, subCode) ?? [];
  return [reason, retriable];
};

/** What a call's end, or a transfer's failure, is called. */
export const endReason = (code?: number, subCode?: number): string | undefined =>
  find(ending, code, subCode)?.[2];

/** `487/10004 (no answer)`, or what there is of it. */
export const inWords = (code?: number, subCode?: number, reason?: string): string =>
  `${[code, subCode].filter((part) => part !== undefined).join('/') || 'no code'}${reason ? ` (${reason.replaceAll('-', ' ')})` : ''}`;
