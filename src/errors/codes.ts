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
  // The SDK gives it for whatever goes wrong while it reads the token, as an `UnexpectedClientError`.
  [401, 44117, 'not-a-token', 'after-new-token'],
  // Passes by itself: of another agent that is being made or disposed of (observed).
  [400, 40008, 'client-in-use', 'after-dispose'],
  [400, 40215, 'invalid-options', 'no'],
  [404, 40012, 'client-disposed', 'no'],
  [409, 40203, 'agent-disposed', 'no'],
  // Read in SDK 1.46.1 and 2.0.0. "Please try again", says the SDK of all that have 'yes', but 500/40120.
  [500, 40000, 'agent-failed', 'yes'],
  [409, 40001, 'agent-failed', 'yes'],
  [409, 40002, 'agent-failed', 'yes'],
  [500, 40103, 'agent-failed', 'yes'],
  [500, 40105, 'agent-failed', 'yes'],
  [500, 40106, 'agent-failed', 'yes'],
  [500, 40107, 'agent-failed', 'yes'],
  [500, 40109, 'agent-failed', 'yes'],
  [500, 40110, 'agent-failed', 'yes'],
  [500, 40111, 'infrastructure-unreachable', 'yes'],
  [500, 40112, 'infrastructure-unreachable', 'yes'],
  // An `ExpectedError`, but each agent has a connection of its own, so that the next one is not concerned.
  [500, 40113, 'agent-failed', 'yes'],
  [500, 40116, 'agent-failed', 'yes'],
  [500, 40117, 'agent-failed', 'yes'],
  [500, 40118, 'agent-failed', 'yes'],
  [500, 40120, 'agent-failed', 'yes'],
  // An `UnexpectedClientError`, but the browser stays the same.
  [400, 40119, 'not-supported', 'no'],
  [400, 40100, 'not-supported', 'no'],
  [400, 40003, 'invalid-options', 'no'],
  [400, 40004, 'invalid-options', 'no'],
  [400, 40005, 'invalid-options', 'no'],
  [400, 40006, 'invalid-options', 'no'],
  [400, 40007, 'invalid-options', 'no'],
  [400, 40009, 'invalid-options', 'no'],
  [400, 40214, 'invalid-options', 'no'],
  [403, 40200, 'not-allowed', 'no'],
  [403, 46401, 'not-allowed', 'no'],
  [409, 40204, 'agent-disposed', 'no'],
  [500, 40201, 'not-a-token', 'after-new-token'],
  [401, 44112, 'not-a-token', 'no'],
  [409, 40232, 'token-unavailable', 'after-new-token'],
  [400, 40233, 'token-invalid', 'after-new-token'],
  [400, 40234, 'token-expired', 'after-new-token'],
] as const;

/** Of what is asked of a call, an incoming call, a feature or the devices. */
export const requestCodes = [
  // Documented.
  [500, 41033, 'hold-failed', 'yes'],
  [500, 41034, 'resume-failed', 'yes'],
  [400, 41006, 'not-ringing', 'no'],
  [400, 41007, 'not-ringing', 'no'],
  [500, 41015, 'mute-failed', 'yes'],
  [400, 41016, 'mute-failed', 'yes'],
  [405, 40606, 'not-supported', 'no'],
  [400, 40613, 'not-permitted', 'no'],
  [500, 40614, 'not-permitted', 'yes'],
  [400, 41025, 'invalid-options', 'no'],
  [400, 41027, 'already-done', 'no'],
  [400, 41030, 'already-done', 'no'],
  [400, 41032, 'invalid-options', 'no'],
  [400, 41035, 'already-done', 'no'],
  [400, 41041, 'already-done', 'no'],
  [410, 41048, 'device-failed', 'yes'],
  [412, 41056, 'not-allowed', 'no'],
  [412, 41071, 'not-connected', 'no'],
  [412, 41073, 'not-allowed', 'no'],
  [412, 43000, 'device-in-use', 'yes'],
  [403, 43001, 'not-permitted', 'no'],
  [500, 43002, 'device-failed', 'yes'],
  [400, 43004, 'invalid-options', 'no'],
  [400, 43005, 'already-done', 'no'],
  [412, 43013, 'not-found', 'no'],
  [412, 43014, 'device-failed', 'yes'],
  [412, 43015, 'timeout', 'yes'],
  [412, 43016, 'not-permitted', 'no'],
  [412, 43017, 'device-failed', 'yes'],
  [412, 43018, 'device-failed', 'yes'],
  [412, 43019, 'not-found', 'yes'],
  [412, 43200, 'not-available', 'no'],
  [404, 43202, 'not-available', 'no'],
  [408, 43203, 'timeout', 'yes'],
  [500, 43204, 'render-failed', 'yes'],
  [405, 43209, 'disposed', 'no'],
  [400, 43210, 'already-done', 'no'],
  [400, 43220, 'limit-reached', 'no'],
  // Read in SDK 1.46.1 and 2.0.0, and most of them observed with them.
  [500, 40208, 'agent-failed', 'yes'],
  [400, 41053, 'already-there', 'no'],
  [500, 41001, 'invalid-options', 'no'],
  [400, 46051, 'not-supported', 'no'],
  [400, 46052, 'invalid-options', 'no'],
  [400, 46053, 'invalid-options', 'no'],
  [500, 46703, 'network', 'yes'],
  [401, 46704, 'token-invalid', 'after-new-token'],
  [404, 46705, 'not-found', 'no'],
  [500, 46706, 'other-device-not-removed', 'no'],
  [400, 40612, 'invalid-options', 'no'],
  [400, 40615, 'invalid-options', 'no'],
  [400, 40616, 'not-permitted', 'no'],
  [405, 40611, 'not-supported', 'no'],
  [408, 40607, 'timeout', 'yes'],
  [408, 40609, 'timeout', 'yes'],
  [422, undefined, 'invalid-options', 'no'],
  [500, 40605, 'client-disposed', 'no'],
  [400, 43213, 'already-done', 'no'],
  [400, 43222, 'already-done', 'no'],
  // Read in SDK 1.46.1 and 2.0.0.
  [412, 40601, 'not-found', 'yes'],
  [500, 40602, 'device-failed', 'yes'],
  [500, 40608, 'device-failed', 'yes'],
  [500, 40610, 'device-failed', 'yes'],
  [500, 40617, 'device-failed', 'yes'],
  [400, 40620, 'already-done', 'no'],
  [400, 40621, 'not-permitted', 'no'],
  [400, 40622, 'already-done', 'no'],
  [400, 40623, 'not-permitted', 'no'],
  [400, 40631, 'not-supported', 'no'],
  [500, 41005, 'accept-failed', 'yes'],
  [409, 41012, 'device-failed', 'yes'],
  [400, 41013, 'device-failed', 'yes'],
  [410, 41017, 'device-failed', 'yes'],
  [400, 41049, 'device-failed', 'yes'],
  [400, 41054, 'not-found', 'no'],
  [412, 41072, 'not-connected', 'no'],
  [500, 41079, 'reject-failed', 'yes'],
  [412, 41087, 'not-connected', 'no'],
  [412, 41088, 'not-connected', 'no'],
  [412, 41089, 'not-connected', 'no'],
  [412, 41090, 'not-connected', 'no'],
  [403, 41104, 'not-allowed', 'no'],
  [403, 41105, 'not-allowed', 'no'],
  [403, 41106, 'not-allowed', 'no'],
  [403, 41107, 'not-allowed', 'no'],
  [400, 43003, 'invalid-options', 'no'],
  [412, 43021, 'ended', 'no'],
  [400, 43103, 'not-available', 'no'],
  [405, 43201, 'disposed', 'no'],
  [500, 43205, 'render-failed', 'yes'],
  [405, 43207, 'disposed', 'no'],
  [405, 43208, 'disposed', 'no'],
  [400, 43212, 'invalid-options', 'no'],
  [400, 43214, 'disposed', 'no'],
  [400, 43215, 'disposed', 'no'],
  [400, 43216, 'invalid-options', 'no'],
  [400, 43218, 'invalid-options', 'no'],
  [400, 43219, 'disposed', 'no'],
  [500, 43221, 'render-failed', 'yes'],
  [400, 43223, 'invalid-options', 'no'],
  [400, 43607, 'already-done', 'no'],
  [500, 43608, 'device-failed', 'yes'],
  [412, 43609, 'device-in-use', 'yes'],
  [403, 43610, 'not-permitted', 'no'],
  [412, 43611, 'not-found', 'no'],
  [412, 43612, 'device-failed', 'yes'],
  [412, 43613, 'timeout', 'yes'],
  [412, 43614, 'not-permitted', 'no'],
  [412, 43615, 'device-failed', 'yes'],
  [412, 43616, 'device-failed', 'yes'],
  [412, 43617, 'not-found', 'no'],
] as const;

/** Of the end of a call, and of a transfer that failed. */
export const endCodes = [
  // Documented. SDK 2.0.0 has 0/5003 also for what is asked of a call that has ended (read in it). 0/0 is documented as
  // the end by the local participant, but the side that is hung up on has it too (observed with 1.46.1 and 2.0.0).
  [0, 0, 'hung-up', 'no'],
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
  [487, undefined, 'cancelled', 'no'],
  [490, undefined, 'network', 'yes'],
  [491, undefined, 'network', 'yes'],
  [496, undefined, 'network', 'yes'],
  [497, undefined, 'network', 'yes'],
  [498, undefined, 'network', 'yes'],
  [500, undefined, 'service', 'yes'],
  [503, undefined, 'service', 'yes'],
  [504, undefined, 'service', 'yes'],
  [600, undefined, 'busy', 'yes'],
  [603, undefined, 'declined', 'no'],
  [604, undefined, 'not-found', 'no'],
  [606, undefined, 'refused', 'no'],
  // Documented, of phones. A subCode of 540000 (who calls) or 560000 (who is called) and the code of SIP comes from the
  // phone network: those that have no row here are explained by the one of 560000.
  [0, 540000, 'remote-hang-up', 'no'],
  [403, 511532, 'not-configured', 'no'],
  [403, 560403, 'rejected-by-network', 'no'],
  [404, 511404, 'not-found', 'no'],
  [404, 560404, 'not-found', 'no'],
  [408, 500001, 'no-answer', 'yes'],
  [408, 560408, 'no-answer', 'yes'],
  [410, 531004, 'media-connectivity', 'yes'],
  [480, 560480, 'no-answer', 'yes'],
  [484, 560484, 'invalid-number', 'no'],
  [486, 540486, 'busy', 'yes'],
  [487, 560487, 'cancelled', 'no'],
  [500, 560500, 'service', 'yes'],
  [503, 560503, 'service', 'yes'],
  [603, 560603, 'declined', 'no'],
  // Read in SDK 1.46.1 and 2.0.0.
  [0, 4501, 'cancelled', 'no'],
  [0, 5010, 'left-alone', 'no'],
  [0, 5013, 'left-alone', 'no'],
  [0, 5014, 'ended', 'no'],
  [0, 5854, 'removed', 'no'],
  [0, 5855, 'removed', 'no'],
  [0, 7015, 'transferred', 'no'],
  [400, 580040, 'not-allowed', 'no'],
  [401, 71005, 'refused', 'no'],
  [403, 830, 'wrong-identity-kind', 'no'],
  [403, 5448, 'not-allowed', 'no'],
  [404, 404, 'not-found', 'no'],
  [404, 4500, 'not-found', 'no'],
  [408, 10056, 'callee-lost', 'yes'],
  [429, 10110, 'time-limit', 'yes'],
  [486, 4508, 'declined', 'no'],
  [487, 4501, 'cancelled', 'no'],
  [487, 540200, 'cancelled', 'no'],
  [499, 3119, 'token-unavailable', 'after-new-token'],
  [499, 3126, 'token-invalid', 'after-new-token'],
  [499, 3127, 'token-unavailable', 'after-new-token'],
  [499, 3128, 'token-unavailable', 'after-new-token'],
  // Observed with SDK 1.46.1 and 2.0.0 without a network.
  [490, 4525, 'network', 'yes'],
] as const;

/** What happened, as a word to switch on. */
export type Reason =
  | (typeof creationCodes | typeof requestCodes | typeof endCodes)[number][2]
  // Of codes that have no row, by their class, and of errors that have no code.
  | 'cancel-failed'
  | 'complete-failed'
  | 'create-failed'
  | 'left'
  | 'not-called'
  | 'not-decided'
  | 'no-outcome'
  | 'not-requested'
  | 'under-way'
  | 'sdk-failed'
  | 'throttled'
  | 'unknown';

/** The codes that an error, the end of a call, or a failed transfer has. */
export interface Codes {
  readonly code?: number | undefined;
  readonly subCode?: number | undefined;
  readonly resultCategories?: readonly string[] | undefined;
}

/** Whether a subCode is one of the SDK itself, whose codes mean something else than those of the service. */
export const isOwnSubCode = (subCode = 0): boolean =>
  (subCode >= 40_000 && subCode < 50_000) || (subCode >= 60_000 && subCode < 70_000);

/** Whether it says that something failed which the SDK does not expect to fail: then trying again can help. */
export const isUnexpected = ({ resultCategories }: Codes): boolean =>
  resultCategories?.[0] === 'UnexpectedClientError' || resultCategories?.[0] === 'UnexpectedServerError';

/** What a code and subCode stand for in the phone network, if they do. */
const ofPhone = (subCode = 0): number | undefined =>
  (subCode >= 540_000 && subCode < 541_000) || (subCode >= 560_000 && subCode < 561_000)
    ? 560_000 + (subCode % 1_000)
    : undefined;

/**
 * The row that explains these codes: of the code and subCode, of the phone network's code in the subCode, or of the code
 * alone. The last is for what the service says, and not against the category: what is no error did not fail, and what the
 * SDK expected is no failing service.
 */
export const rowOf = <R extends Row>(
  rows: readonly R[],
  { code, subCode, resultCategories }: Codes,
): R | undefined => {
  const known = subCode ?? (code === 0 ? 0 : undefined);
  const exact = rows.find((row) => known !== undefined && row[0] === code && row[1] === known);
  if (exact) {
    return exact;
  }
  const phone = ofPhone(subCode);
  const category = resultCategories?.[0];
  return (
    (phone === undefined ? undefined : rows.find((row) => row[1] === phone)) ??
    (isOwnSubCode(subCode) || category === 'Success' || (category === 'ExpectedError' && isOf(5, code))
      ? undefined
      : rows.find((row) => row[0] === code && row[1] === undefined))
  );
};

const isOf = (hundreds: number, code = 0): boolean => Math.floor(code / 100) === hundreds;

/** What codes without a row are called, and whether trying again can help: by their category, then by their class. */
export const classOf = (codes: Codes): readonly [reason: Reason, retriable: Retriable] => {
  const [reason, retriable] = isOwnSubCode(codes.subCode) ? classOfSdk(codes) : classOfService(codes);
  return [reason, isUnexpected(codes) ? 'yes' : retriable];
};

type Sense = readonly [reason: Reason, retriable: Retriable];

function classOfSdk({ code, ...codes }: Codes): Sense {
  const category = codes.resultCategories?.[0];
  switch (true) {
    case category === 'Success':
      return ['ended', 'no'];
    case code === 408:
      return ['timeout', 'yes'];
    case isUnexpected(codes) || (!category && isOf(5, code)):
      return ['sdk-failed', 'yes'];
    case code === 405 || code === 415 || code === 501:
      return ['not-supported', 'no'];
    case code === 422:
      return ['invalid-options', 'no'];
    default:
      return ['refused', 'no'];
  }
}

function classOfService({ code = -1, resultCategories }: Codes): Sense {
  const category = resultCategories?.[0];
  switch (true) {
    case code === 487:
      return ['cancelled', 'no'];
    case isOf(6, code):
      return ['declined', 'no'];
    case category === 'Success' || code === 0 || isOf(2, code):
      return ['ended', 'no'];
    case code === 408:
      return ['timeout', 'yes'];
    case code === 429:
      return ['throttled', 'yes'];
    case isOf(4, code) || (isOf(5, code) && category === 'ExpectedError'):
      return ['refused', 'no'];
    case isOf(5, code):
      return ['service', 'yes'];
    default:
      return ['unknown', 'no'];
  }
}

/** What a failed creation of an agent is called, and whether trying again can help, as far as that is known. */
export const creationReason = (
  code?: number,
  subCode?: number,
): readonly [reason: Reason | undefined, retriable: Retriable | undefined] => {
  const [, , reason, retriable] = rowOf(creationCodes, { code, subCode }) ?? [];
  return [reason, retriable];
};

/** What a call's end, or a transfer's failure, is called. */
export const endReason = (
  code?: number,
  subCode?: number,
  resultCategories?: readonly string[],
): Reason | undefined => rowOf(endCodes, { code, subCode, resultCategories })?.[2];

/**
 * The reasons of which the code does not say whom they are about when a transfer fails: the service has to reach the
 * transferee first, who then calls the target.
 */
export const transfereeOrTarget: readonly Reason[] = ['unreachable', 'undeliverable', 'callee-lost'];

/** `487/10004 (no answer)`, or what there is of it. */
export const inWords = (code?: number, subCode?: number, reason?: string): string =>
  `${[code, subCode].filter((part) => part !== undefined).join('/') || 'no code'}${reason ? ` (${reason.replaceAll('-', ' ')})` : ''}`;
