/**
 * The codes of the SDK and the service: what each means, as a word, and whether trying again can help. What there is
 * to say of each is in explanations.ts, so that only who asks for it has to load it.
 */

/** Whether trying again can help: as it is, only with a new token, or only once the other agent is disposed of. */
export type Retriable = 'yes' | 'no' | 'after-new-token' | 'after-dispose';

/** A code and what it means, as a word. Without a subCode it stands for all subCodes that have no row. */
export type Row = readonly [code: number, subCode: number | undefined, reason: string, retriable: Retriable];

/** Of the creation of an agent, and of tokens. */
export const creationCodes = [
  // Documented.
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
  // Read in SDK 1.46.1 and 2.0.0, and observed with them.
  [401, 44108, 'no-credential', 'no'],
  [401, 44109, 'not-a-token', 'no'],
  [401, 44111, 'not-a-token', 'no'],
  [401, 44113, 'token-scope', 'no'],
  [401, 44115, 'not-a-token', 'no'],
  [401, 44116, 'not-a-token', 'no'],
  [401, 44117, 'not-a-token', 'no'],
  [400, 40008, 'client-in-use', 'no'],
  [400, 40215, 'invalid-options', 'no'],
  [404, 40012, 'client-disposed', 'no'],
  [409, 40203, 'agent-disposed', 'no'],
] as const;

/** Of what is asked of a call, an incoming call, a feature or the devices. */
export const requestCodes = [
  // Documented.
  [500, 41033, 'hold-failed', 'yes'],
  [500, 41034, 'resume-failed', 'yes'],
  [400, 41006, 'not-ringing', 'no'],
  [400, 41007, 'not-ringing', 'no'],
  // Read in SDK 1.46.1 and 2.0.0, and most of them observed with them.
  [500, 40208, 'agent-failed', 'yes'],
  [400, 41053, 'already-there', 'no'],
  [500, 41015, 'mute-failed', 'yes'],
  [400, 41016, 'mute-failed', 'yes'],
  [500, 41001, 'invalid-options', 'no'],
  [400, 46052, 'invalid-options', 'no'],
  [500, 46703, 'network', 'yes'],
  [401, 46704, 'token-invalid', 'after-new-token'],
  [404, 46705, 'not-found', 'no'],
  [500, 46706, 'other-device-not-removed', 'no'],
  [400, 40612, 'invalid-options', 'no'],
  [400, 40615, 'invalid-options', 'no'],
  [400, 40616, 'not-permitted', 'no'],
  [405, 40606, 'not-supported', 'no'],
  [405, 40611, 'not-supported', 'no'],
  [408, 40607, 'timeout', 'yes'],
  [408, 40609, 'timeout', 'yes'],
  [422, undefined, 'invalid-options', 'no'],
  [500, 40605, 'client-disposed', 'no'],
] as const;

/** Of the end of a call, and of a transfer that failed. */
export const endCodes = [
  // Documented. SDK 2.0.0 has 0/5003 also for what is asked of a call that has ended (read in it).
  [0, 0, 'local-hang-up', 'no'],
  [487, 0, 'cancelled', 'no'],
  [603, 0, 'declined', 'no'],
  [496, 7, 'network-lost', 'yes'],
  [410, 3100, 'network', 'yes'],
  [410, 3101, 'network', 'yes'],
  [410, 3111, 'media', 'yes'],
  [410, 3112, 'network-configuration', 'yes'],
  [0, 4097, 'ended-for-everyone', 'no'],
  [490, 4502, 'network', 'yes'],
  [408, 4506, 'timeout', 'yes'],
  [495, 4507, 'token-invalid', 'after-new-token'],
  [0, 4521, 'abrupt-disconnect', 'no'],
  [0, 5000, 'removed', 'no'],
  [0, 5003, 'declined-everywhere', 'no'],
  [0, 5300, 'removed', 'no'],
  [0, 5317, 'role-changed', 'no'],
  [403, 5828, 'not-invited', 'no'],
  [403, 5829, 'outside-room-hours', 'no'],
  [403, 5830, 'wrong-identity-kind', 'no'],
  [0, 7000, 'ended-by-service', 'no'],
  [487, 10003, 'answered-elsewhere', 'no'],
  [487, 10004, 'no-answer', 'yes'],
  [401, 10009, 'token-invalid', 'after-new-token'],
  [487, 10024, 'declined-everywhere', 'no'],
  [480, 10037, 'not-registered', 'yes'],
  [408, 10057, 'callee-lost', 'yes'],
  [480, 10076, 'offline', 'yes'],
  [480, 10077, 'offline', 'yes'],
  [480, 10078, 'unreachable', 'yes'],
  [404, 10202, 'replacement-call-not-found', 'no'],
  [410, 301004, 'media-connectivity', 'yes'],
  [410, 301005, 'media-connectivity', 'yes'],
  [403, 510403, 'blocked', 'no'],
  [487, 540487, 'cancelled', 'no'],
  [0, 560000, 'remote-hang-up', 'no'],
  [486, 560486, 'busy', 'yes'],
  [404, undefined, 'not-found', 'no'],
  [408, undefined, 'timeout', 'yes'],
  [410, undefined, 'media', 'yes'],
  [430, undefined, 'undeliverable', 'yes'],
  [480, undefined, 'not-registered', 'yes'],
  [481, undefined, 'incoming-call-failed', 'no'],
  [490, undefined, 'network', 'yes'],
  [491, undefined, 'network', 'yes'],
  [496, undefined, 'network', 'yes'],
  [497, undefined, 'network', 'yes'],
  [498, undefined, 'network', 'yes'],
  [500, undefined, 'service', 'yes'],
  [503, undefined, 'service', 'yes'],
  [504, undefined, 'service', 'yes'],
  // Read in SDK 1.46.1 and 2.0.0.
  [0, 5010, 'left-alone', 'no'],
  [0, 5013, 'left-alone', 'no'],
  [0, 5854, 'removed', 'no'],
  [0, 5855, 'removed', 'no'],
  [0, 7015, 'transferred', 'no'],
  [403, 560403, 'rejected-by-network', 'no'],
  [404, 560404, 'not-found', 'no'],
  [408, 10056, 'callee-lost', 'yes'],
  [408, 560408, 'no-answer', 'yes'],
  [480, 560480, 'no-answer', 'yes'],
  [484, 560484, 'invalid-number', 'no'],
  [487, 560487, 'cancelled', 'no'],
  // Observed with SDK 1.46.1 and 2.0.0 without a network.
  [490, 4525, 'network', 'yes'],
] as const;

/** What happened, as a word to switch on. */
export type Reason =
  | (typeof creationCodes | typeof requestCodes | typeof endCodes)[number][2]
  // Of codes that are not documented, by their class, and of errors that have no code.
  | 'accept-failed'
  | 'cancel-failed'
  | 'complete-failed'
  | 'device-in-use'
  | 'ended'
  | 'left'
  | 'not-called'
  | 'not-decided'
  | 'not-requested'
  | 'refused'
  | 'reject-failed'
  | 'throttled'
  | 'unknown';

/** The row of a code and subCode, or of the code alone. */
const rowOf = <R extends Row>(rows: readonly R[], code?: number, subCode?: number): R | undefined =>
  rows.find((row) => row[0] === code && row[1] === subCode) ??
  rows.find((row) => row[0] === code && row[1] === undefined);

/** What a failed creation of an agent is called, and whether trying again can help. */
export const creationReason = (
  code?: number,
  subCode?: number,
): readonly [reason: Reason | undefined, retriable: Retriable | undefined] => {
  const [, , reason, retriable] = rowOf(creationCodes, code, subCode) ?? [];
  return [reason, retriable];
};

/** What a call's end, or a transfer's failure, is called. */
export const endReason = (code?: number, subCode?: number): Reason | undefined =>
  rowOf(endCodes, code, subCode)?.[2];

/** `487/10004 (no answer)`, or what there is of it. */
export const inWords = (code?: number, subCode?: number, reason?: string): string =>
  `${[code, subCode].filter((part) => part !== undefined).join('/') || 'no code'}${reason ? ` (${reason.replaceAll('-', ' ')})` : ''}`;
