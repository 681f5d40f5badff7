/**
 * What errors and codes mean, in words.
 */
import { creationCodes, endCodes, requestCodes, type Reason, type Retriable, type Row } from './codes.js';
import {
  AgentDisconnectedError,
  CallEndedError,
  CallingError,
  CallingTimeoutError,
  InvalidArgumentError,
  messageOf,
  TransferError,
} from './errors.js';
import { IncomingCallError } from './incoming-call-error.js';

/** How the SDK and the service classify what happened. */
export type ResultCategory = 'Success' | 'ExpectedError' | 'UnexpectedClientError' | 'UnexpectedServerError';

/** The documented codes, and those that were found in the SDK. */
const rows: readonly KnownRow[] = [...creationCodes, ...requestCodes, ...endCodes];

type KnownRow = (typeof creationCodes | typeof requestCodes | typeof endCodes)[number];

type KeyOf<R extends Row> = R extends readonly [infer Code extends number, infer SubCode, ...unknown[]]
  ? SubCode extends number
    ? `${Code}/${SubCode}`
    : `${Code}`
  : never;

type Details = readonly [category: ResultCategory | undefined, meaning: string];

/** What there is to say of each row. The compiler sees to it that none is missing, and none too many. */
export const details: { readonly [Key in KeyOf<KnownRow>]: Details } = {
  '401/40235': ['ExpectedError', 'the access token has expired'],
  '401/44110': ['UnexpectedClientError', 'the credential could not supply an access token'],
  '401/44114': ['ExpectedError', 'the token lacks the voip scope'],
  '403/40229': ['ExpectedError', 'a CallAgent needs an ACS token'],
  '403/40231': ['ExpectedError', 'a TeamsCallAgent needs a Teams token'],
  '400/44214': ['ExpectedError', 'Teams users can not set a display name'],
  '409/40228': ['ExpectedError', 'a CallAgent for this identity already exists; dispose it first'],
  '409/40230': ['ExpectedError', 'a TeamsCallAgent for this identity already exists; dispose it first'],
  '408/40101': ['UnexpectedClientError', 'creating the agent failed; try again'],
  '408/40104': ['UnexpectedClientError', 'the calling user stack timed out while starting'],
  '408/40114': ['UnexpectedClientError', 'connecting to the service timed out'],
  '412/40115': ['UnexpectedClientError', 'no connection to the service could be set up'],
  '500/40102': ['UnexpectedClientError', 'the calling base stack failed to start'],
  '500/40216': ['UnexpectedClientError', 'creating the agent failed'],
  '401/44108': ['ExpectedError', 'no credential was given'],
  '401/44109': ['ExpectedError', 'the access token is empty'],
  '401/44111': ['ExpectedError', 'the access token is no JWT'],
  '401/44113': ['ExpectedError', 'the token lacks the voip scope'],
  '401/44115': ['ExpectedError', 'the token has no resource id'],
  '401/44116': ['ExpectedError', 'the token has no user id'],
  '401/44117': ['UnexpectedClientError', 'the token cannot be read'],
  '400/40008': ['ExpectedError', 'the client makes or has another agent; each needs a client of its own'],
  '400/40215': ['ExpectedError', 'the display name is longer than 256 characters'],
  '404/40012': ['ExpectedError', 'the client has been disposed of; make a new one'],
  '409/40203': ['ExpectedError', 'the agent has been disposed of already'],
  '500/41033': ['UnexpectedClientError', 'holding the call failed'],
  '500/41034': ['UnexpectedClientError', 'resuming the call failed'],
  '400/41006': ['ExpectedError', 'the incoming call is no longer ringing'],
  '400/41007': ['ExpectedError', 'the incoming call is no longer ringing'],
  '500/40208': ['UnexpectedClientError', 'the agent has not been made completely'],
  '400/41053': ['ExpectedError', 'the participant is in the call already'],
  '500/41015': ['UnexpectedClientError', 'muting failed, or the user is muted already'],
  '400/41016': ['UnexpectedClientError', 'unmuting failed, or the user is not muted'],
  '500/41001': ['UnexpectedClientError', 'the SDK could not make sense of what it was given'],
  '400/46052': ['ExpectedError', 'the target of the transfer is none that the SDK knows'],
  '500/46703': ['UnexpectedClientError', "the user's calls on other devices could not be asked for"],
  '401/46704': ['ExpectedError', "the user's calls on other devices were refused"],
  '404/46705': ['ExpectedError', 'the call to be moved here is not known, or over'],
  '500/46706': ['UnexpectedClientError', 'the call is here, but the other device was not removed from it'],
  '400/40612': ['ExpectedError', 'the permission for audio, video or both has to be asked for'],
  '400/40615': ['ExpectedError', 'this is no device of the SDK; a copy has lost its id'],
  '400/40616': ['ExpectedError', 'the user has not allowed the devices yet'],
  '405/40606': ['ExpectedError', 'speakers cannot be listed on this platform'],
  '405/40611': ['ExpectedError', 'speakers cannot be selected on this platform'],
  '408/40607': [
    'UnexpectedClientError',
    'selecting the microphone took too long, or another was selected meanwhile',
  ],
  '408/40609': [
    'UnexpectedClientError',
    'selecting the speaker took too long, or another was selected meanwhile',
  ],
  422: ['ExpectedError', 'the SDK knows no event of this name here'],
  '500/40605': ['UnexpectedClientError', 'the devices are gone, as their client has been disposed of'],
  '0/0': ['Success', 'the local user hung up'],
  '487/0': ['Success', 'the caller cancelled before an answer'],
  '603/0': ['Success', 'the callee declined'],
  '496/7': ['ExpectedError', 'the client lost its network and could not get it back'],
  '410/3100': ['UnexpectedClientError', 'call set-up failed on a client network problem'],
  '410/3101': ['UnexpectedClientError', 'the call dropped on a client network problem'],
  '410/3111': ['UnexpectedClientError', 'the media offer could not be processed'],
  '410/3112': ['ExpectedError', "call set-up failed on the client's network configuration"],
  '0/4097': ['Success', 'the organizer ended the meeting for everyone'],
  '490/4502': ['UnexpectedClientError', 'an HTTP request of the browser failed'],
  '408/4506': ['UnexpectedClientError', 'the call timed out'],
  '495/4507': ['UnexpectedClientError', 'no valid access token was supplied'],
  '0/4521': ['ExpectedError', 'the application closed without hanging up'],
  '0/5000': ['Success', 'removed from the call by another participant'],
  '0/5003': ['Success', 'every callee endpoint declined'],
  '0/5300': ['Success', 'removed from the call by another participant or a service'],
  '0/5317': ['ExpectedError', "removed because the participant's role changed"],
  '403/5828': ['UnexpectedClientError', "not on the room's invitee list"],
  '403/5829': ['UnexpectedClientError', "outside the room's start and end time"],
  '403/5830': ['ExpectedError', 'only Communication Services users may join the room'],
  '0/7000': ['Success', 'ended by call automation or a server bot'],
  '487/10003': ['Success', 'another endpoint of the same user answered'],
  '487/10004': ['ExpectedError', 'nobody answered in time'],
  '401/10009': ['UnexpectedClientError', 'unauthenticated identity'],
  '487/10024': ['Success', 'every callee endpoint declined'],
  '480/10037': ['ExpectedError', 'the target has no registered endpoint'],
  '408/10057': ['ExpectedError', 'the callee failed to finish call set-up'],
  '480/10076': ['ExpectedError', 'the target was registered but not online'],
  '480/10077': ['ExpectedError', 'the target was registered for push but not online'],
  '480/10078': ['ExpectedError', 'the target endpoint could not be reached'],
  '404/10202': ['ExpectedError', 'the call to be replaced by a consultative transfer was not found'],
  '410/301004': ['UnexpectedClientError', 'media could not be connected during set-up'],
  '410/301005': ['UnexpectedClientError', 'media connectivity was lost'],
  '403/510403': ['ExpectedError', 'blocked as spam'],
  '487/540487': ['Success', 'the caller cancelled before an answer'],
  '0/560000': ['Success', 'the remote phone participant hung up'],
  '486/560486': ['Success', 'the remote phone participant was busy'],
  404: [undefined, 'the call or number was not found'],
  408: [undefined, 'the call controller timed out'],
  410: [undefined, 'media stack or media infrastructure error'],
  430: [undefined, 'the message could not reach the client application'],
  480: [undefined, 'the remote endpoint is not registered'],
  481: [undefined, 'the incoming call could not be handled'],
  490: [undefined, 'local endpoint network problem'],
  491: [undefined, 'local endpoint network problem'],
  496: [undefined, 'local endpoint network problem'],
  497: [undefined, 'local endpoint network problem'],
  498: [undefined, 'local endpoint network problem'],
  500: [undefined, 'service infrastructure error'],
  503: [undefined, 'service infrastructure error'],
  504: [undefined, 'service infrastructure error'],
  '0/5010': ['Success', 'only one participant was left'],
  '0/5013': ['Success', 'nobody else joined the group call'],
  '0/5854': ['Success', 'removed from the lobby by another participant'],
  '0/5855': ['Success', 'removed from the lobby after waiting too long'],
  '0/7015': ['Success', 'the transfer of the call went through'],
  '403/560403': ['ExpectedError', 'the phone network rejected the call'],
  '404/560404': ['ExpectedError', 'the phone number was not found'],
  '408/10056': ['UnexpectedClientError', 'the callee did not respond during call set-up'],
  '408/560408': ['ExpectedError', 'the phone did not respond'],
  '480/560480': ['ExpectedError', 'the phone was not answered'],
  '484/560484': ['ExpectedError', 'the phone number is incomplete or invalid'],
  '487/560487': ['Success', 'the caller cancelled before an answer'],
  '490/4525': ['UnexpectedClientError', 'the service could not be reached'],
};

/** What {@link explain} gives. */
export interface Explanation {
  /** What happened, as a word to switch on. */
  readonly reason: Reason;
  /** How the SDK or the service classifies it: its own word where it gives one, else the documented one. */
  readonly category: ResultCategory;
  /** Whether trying again can help: as it is, only with a new token, or only once the other agent is disposed of. */
  readonly retriable: Retriable;
  /** What happened, the codes, and what to do, for people. Holds no access token. */
  readonly message: string;
}

/**
 * Explains an error, why a call ended, or why a transfer failed, from the documented codes.
 *
 * - A subCode that is not documented is explained by its code, a code that is not documented by its class (4xx,
 *   5xx, …), and the message says so. The subCodes 40000 to 49999 are the SDK's own, whose codes mean something else
 *   than the service's: those that are not known are explained by their class, with the SDK's message.
 * - An error of this library keeps its message and its `reason`.
 * - Takes anything, and never throws. What has no code is `'unknown'`.
 *
 * The codes are those of the documentation, and some that were read in SDK 1.46.1 and 2.0.0 or observed with them: the
 * table is in docs/errors.md. An app that does not call this does not load what there is to say of them.
 *
 * @example
 * ```ts
 * import type { Call } from '@azure/communication-calling';
 * import { callEnded$, explain } from 'rx-acs-calling';
 *
 * const tell = (call: Call) =>
 *   callEnded$(call).subscribe((callEndReason) => {
 *     const { reason, message } = explain(callEndReason);
 *     if (reason !== 'local-hang-up') {
 *       console.log(message);
 *     }
 *   });
 * ```
 *
 * @example When a pipeline has failed
 * ```ts
 * import { Features, type Call } from '@azure/communication-calling';
 * import { explain } from 'rx-acs-calling';
 * import { transferTo, withFeature } from 'rx-acs-calling/operators';
 * import { of } from 'rxjs';
 *
 * const transfer = (call: Call, communicationUserId: string, offerAgain: () => void) =>
 *   of(call)
 *     .pipe(withFeature(Features.Transfer), transferTo({ targetParticipant: { communicationUserId } }))
 *     .subscribe({
 *       error: (error: unknown) => {
 *         const { message, retriable } = explain(error);
 *         console.log(message);
 *         if (retriable === 'yes') {
 *           offerAgain();
 *         }
 *       },
 *     });
 * ```
 *
 * @param subject What was caught, `callEndReason` of a call, or `error` of a transfer.
 * @param of Say `'transfer'` for the SDK's own `transfer.error`: its 0/0 is a transfer that was not even requested, where
 *   that of a call is the user's own hang-up. A `TransferError` says so by itself.
 */
export function explain(subject: unknown, of?: 'transfer'): Explanation {
  // A `DOMException` has a code of another kind.
  const isForeign = byName.has(read(subject, 'name'));
  const [code, subCode] = isForeign ? [] : [numberOf(subject, 'code'), numberOf(subject, 'subCode')];
  const [reason, retriable, usual, meaning] = sense(subject, code, subCode, of);
  const codes = [code, subCode].filter((part) => part !== undefined).join('/');
  const what =
    subject instanceof CallingError
      ? textOf(subject)
      : `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}${codes && ` (${codes})`}`;
  const category = ownCategory(subject) ?? usual;
  return {
    reason: ownReason(subject) ?? reason,
    category,
    retriable,
    message: `${what}.${category === 'Success' && retriable === 'no' ? '' : ` ${advice[retriable]}`}`,
  };
}

type Sense = readonly [reason: Reason, retriable: Retriable, category: ResultCategory, meaning: string];

const advice: Readonly<Record<Retriable, string>> = {
  yes: 'Trying again may help.',
  no: 'Trying again the same way cannot help.',
  'after-new-token': 'Try again with a new access token.',
  'after-dispose': 'Dispose of the other agent first, then try again.',
};

function sense(subject: unknown, code?: number, subCode?: number, of?: 'transfer'): Sense {
  if (code === 0 && !subCode && (of || subject instanceof TransferError)) {
    return [
      'not-requested',
      'no',
      'ExpectedError',
      'the transfer was not requested: the target or the call is not fit',
    ];
  }
  if (code === undefined) {
    return withoutCode(subject);
  }
  const exact =
    rows.find((row) => row[0] === code && row[1] === (code === 0 ? (subCode ?? 0) : subCode)) ??
    codeAlone(code, subCode);
  const [kind, kindOfClass, ...rest] = classOf(code, subCode);
  if (!exact) {
    const said = subject instanceof Error ? textOf(subject) : rest[1];
    return [kind, kindOfClass, rest[0], `${said}; the code is not documented`];
  }
  const [category, meaning] =
    details[
      exact
        .slice(0, 2)
        .filter((part) => part !== undefined)
        .join('/') as KeyOf<KnownRow>
    ];
  return [exact[2], exact[3], category ?? rest[0], meaning];
}

/** The row of a code without a subCode, which is not for the subCodes of the SDK itself. */
const codeAlone = (code: number, subCode?: number): KnownRow | undefined =>
  isOfSdk(subCode) ? undefined : rows.find((row) => row[0] === code && row[1] === undefined);

const isOfSdk = (subCode = 0): boolean => subCode >= 40_000 && subCode < 50_000;

/** What a code that is not documented is, by its class. */
function classOf(code: number, subCode?: number): Sense {
  switch (true) {
    case code === 0:
      return ['ended', 'no', 'Success', 'it ended in the ordinary way'];
    case code === 408:
      return ['timeout', 'yes', 'ExpectedError', 'it took too long'];
    case code === 429:
      return ['throttled', 'yes', 'ExpectedError', 'there were too many requests'];
    case code >= 400 && code < 500:
      return ['refused', 'no', 'ExpectedError', 'the request was refused'];
    case code >= 500 && code < 600:
      return [
        'service',
        'yes',
        isOfSdk(subCode) ? 'UnexpectedClientError' : 'UnexpectedServerError',
        'the service failed',
      ];
    case code >= 600 && code < 700:
      return ['declined', 'no', 'Success', 'it was declined everywhere'];
    default:
      return ['unknown', 'no', 'UnexpectedClientError', 'something went wrong'];
  }
}

/** What has no code: errors of this library, and whatever else may be thrown. */
function withoutCode(subject: unknown): Sense {
  switch (true) {
    case subject instanceof AgentDisconnectedError:
      return subject.reason === 'invalidToken'
        ? ['token-invalid', 'after-new-token', 'ExpectedError', '']
        : ['network', 'yes', 'ExpectedError', ''];
    case subject instanceof CallingTimeoutError:
      return ['timeout', 'yes', 'UnexpectedClientError', ''];
    case subject instanceof InvalidArgumentError:
      return ['invalid-options', 'no', 'ExpectedError', ''];
    case subject instanceof CallEndedError:
      return ['ended', 'no', 'Success', ''];
    // What it was given up for, such as a timeout.
    case subject instanceof CallingError && subject.cause instanceof CallingError:
      return withoutCode(subject.cause);
    default:
      return (
        byName.get(read(subject, 'name')) ?? [
          'unknown',
          'no',
          'UnexpectedClientError',
          `something went wrong that has no code: ${textOf(subject)}`,
        ]
      );
  }
}

/** Errors of RxJS, and of the browser about cameras and microphones. */
const byName: ReadonlyMap<unknown, Sense> = /* @__PURE__ */ new Map([
  ['TimeoutError', ['timeout', 'yes', 'UnexpectedClientError', 'it took too long']],
  [
    'NotAllowedError',
    [
      'not-permitted',
      'no',
      'ExpectedError',
      'the user or the browser does not allow the camera or the microphone',
    ],
  ],
  ['NotFoundError', ['not-found', 'no', 'ExpectedError', 'there is no such camera or microphone']],
  [
    'NotReadableError',
    [
      'device-in-use',
      'yes',
      'ExpectedError',
      'the camera or the microphone cannot be opened; another program may use it',
    ],
  ],
]);

const ownCategory = (subject: unknown): ResultCategory | undefined => {
  const categories = read(subject, 'resultCategories');
  return Array.isArray(categories) ? (categories as readonly ResultCategory[])[0] : undefined;
};

const ownReason = (subject: unknown): Reason | undefined =>
  (subject instanceof TransferError && subject.reason !== 'unknown') || subject instanceof IncomingCallError
    ? subject.reason
    : undefined;

/** Reads what may have a getter that throws. */
function read(subject: unknown, key: string): unknown {
  try {
    return (subject as Readonly<Record<string, unknown>> | undefined | null)?.[key];
  } catch {
    return undefined;
  }
}

const numberOf = (subject: unknown, key: string): number | undefined => {
  const value = read(subject, key);
  return typeof value === 'number' ? value : undefined;
};

function textOf(subject: unknown): string {
  try {
    return messageOf(subject).replace(/[.\s]*$/, '');
  } catch {
    return 'it cannot be read';
  }
}
