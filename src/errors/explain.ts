/**
 * What errors and codes mean, in words.
 */
import { classOf, isOwnSubCode, rowOf, type Codes, type Reason, type Retriable, type Row } from './codes.js';
import {
  AgentCreationError,
  AgentDisconnectedError,
  CallEndedError,
  CallingError,
  CallingTimeoutError,
  InvalidArgumentError,
  messageOf,
  propertyOf,
  readCodes,
  TransferError,
} from './errors.js';
import { IncomingCallError } from './incoming-call-error.js';
import { allCodes, retriableOf, type KnownRow } from './retriable.js';

/** How the SDK and the service classify what happened. */
export type ResultCategory = 'Success' | 'ExpectedError' | 'UnexpectedClientError' | 'UnexpectedServerError';

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
  '400/40008': [
    'ExpectedError',
    'the client has another agent, or one that is being made or disposed of; it can have one at a time',
  ],
  '400/40215': ['ExpectedError', 'the display name is longer than 256 characters'],
  '404/40012': ['ExpectedError', 'the client has been disposed of; make a new one'],
  '409/40203': ['ExpectedError', 'the agent has been disposed of already'],
  '500/40000': ['UnexpectedClientError', 'making the client failed'],
  '409/40001': ['UnexpectedClientError', 'creating the agent failed'],
  '409/40002': ['UnexpectedClientError', 'creating the agent of a Teams user failed'],
  '500/40103': ['UnexpectedClientError', 'the calling user stack failed to start without a base stack'],
  '500/40105': ['UnexpectedClientError', 'the calling user stack failed to start'],
  '500/40106': ['UnexpectedClientError', 'the configuration of the calling stack cannot be read'],
  '500/40107': ['UnexpectedClientError', "the calling stack did not take the user's configuration"],
  '500/40109': ['UnexpectedClientError', 'the calling stack did not take its parameters'],
  '500/40110': ['UnexpectedClientError', 'there was no configuration for the calling stack'],
  '500/40111': ['UnexpectedClientError', 'the service could not be reached'],
  '500/40112': ['UnexpectedClientError', 'the connection to the service could not be set up'],
  '500/40113': ['ExpectedError', 'the connection to the service was set up twice'],
  '500/40116': ['UnexpectedClientError', 'the calling user stack failed to start its media'],
  '500/40117': ['UnexpectedClientError', 'the calling user stack failed to start its signalling'],
  '500/40118': ['UnexpectedClientError', 'the calling user stack failed to start, by an error of its own'],
  '500/40120': ['UnexpectedClientError', 'the configuration of the calling stack could not be fetched'],
  '400/40119': ['UnexpectedClientError', 'this platform cannot make calls'],
  '400/40100': ['ExpectedError', 'the page must come by https, from localhost, or from a file'],
  '400/40003': ['ExpectedError', 'the URL of the relay server is none'],
  '400/40004': ['ExpectedError', "the URL of the relay server must begin with 'turn', 'turns' or 'stun'"],
  '400/40005': ['ExpectedError', 'the URL of the proxy is too short'],
  '400/40006': ['ExpectedError', 'the URL of the proxy is neither http nor https'],
  '400/40007': ['ExpectedError', 'the URL of the proxy is none'],
  '400/40009': ['ExpectedError', 'the emergency country code is longer than 10 characters'],
  '400/40214': ['ExpectedError', 'Teams users cannot set a display name'],
  '403/40200': ['ExpectedError', 'a proxy or a relay server of your own is not allowed in calls with Teams'],
  '403/46401': ['ExpectedError', 'no call can be started for this subscription or tenant at this time'],
  '409/40204': ['ExpectedError', 'the agent of the Teams user has been disposed of already'],
  '500/40201': ['UnexpectedClientError', 'the access token cannot be read'],
  '401/44112': ['ExpectedError', 'there is no access token to read'],
  '409/40232': ['UnexpectedClientError', 'the credential could not supply an access token'],
  '400/40233': ['ExpectedError', 'the new access token is one of another user'],
  '400/40234': [
    'ExpectedError',
    'the access token has expired, and no valid one came after several attempts',
  ],
  '500/41033': ['UnexpectedClientError', 'holding the call failed'],
  '500/41034': ['UnexpectedClientError', 'resuming the call failed'],
  '400/41006': ['ExpectedError', 'the incoming call is no longer ringing'],
  '400/41007': ['ExpectedError', 'the incoming call is no longer ringing'],
  '500/40208': ['UnexpectedClientError', 'the agent has not been made completely'],
  '400/41053': ['ExpectedError', 'the participant is in the call already'],
  '500/41015': ['UnexpectedClientError', 'muting failed, or the user is muted already'],
  '400/41016': ['UnexpectedClientError', 'unmuting failed, or the user is not muted'],
  '500/41001': ['UnexpectedClientError', 'the SDK failed at this, mostly as it cannot use what it was given'],
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
  '400/40613': ['ExpectedError', 'the microphone or the camera is not allowed, or asking for that failed'],
  '500/40614': ['UnexpectedClientError', 'the permission for the devices could not be asked for'],
  '400/41025': ['ExpectedError', 'there is no video stream to start'],
  '400/41027': ['ExpectedError', 'the video has been started already'],
  '400/41030': ['ExpectedError', 'the video has been stopped already'],
  '400/41032': ['ExpectedError', 'this video stream is not being sent, so it cannot be stopped'],
  '400/41035': ['ExpectedError', 'screen sharing has been started already'],
  '400/41041': ['ExpectedError', 'screen sharing has been stopped already'],
  '410/41048': [
    'UnexpectedClientError',
    'the video could not be started with the call; the camera may be switched off, not allowed or in use',
  ],
  '412/41056': ['ExpectedError', 'voice calls of Teams users are not enabled for this resource'],
  '412/41071': ['ExpectedError', 'the screen cannot be shared in a call that is not connected'],
  '412/41073': ['ExpectedError', 'media streams of your own are disabled by the service'],
  '412/43000': ['ExpectedError', 'another program uses the camera'],
  '403/43001': ['ExpectedError', 'the camera is not allowed, in the browser or the system'],
  '500/43002': ['UnexpectedClientError', 'the video could not be started; the browser does not say why'],
  '400/43004': ['ExpectedError', 'the video can be switched to a camera of the device manager only'],
  '400/43005': ['ExpectedError', 'this camera is selected already'],
  '412/43013': ['ExpectedError', 'there is no camera'],
  '412/43014': ['UnexpectedClientError', 'the camera gave no stream'],
  '412/43015': ['ExpectedError', 'the user has not answered whether the camera is allowed'],
  '412/43016': ['ExpectedError', 'the system does not allow the camera'],
  '412/43017': ['UnexpectedClientError', 'the stream of the camera is of a kind that is not supported'],
  '412/43018': ['UnexpectedClientError', 'the camera cannot do what is asked of it'],
  '412/43019': ['UnexpectedClientError', 'no camera is selected'],
  '412/43200': ['ExpectedError', 'the video is not available yet; wait for isAvailable'],
  '404/43202': ['ExpectedError', 'the other side has switched the video off'],
  '408/43203': ['UnexpectedClientError', 'no picture of the video came in time'],
  '500/43204': ['UnexpectedClientError', 'the video could not be subscribed to'],
  '405/43209': ['ExpectedError', 'the renderer was disposed of while it made the view'],
  '400/43210': ['ExpectedError', 'the renderer has been disposed of already'],
  '400/43220': ['ExpectedError', 'there are as many views as there can be; dispose of one first'],
  '400/46051': ['ExpectedError', 'calls of this kind, such as group calls, cannot be transferred'],
  '400/46053': ['ExpectedError', 'the participant is of a kind that calls cannot be transferred to'],
  '400/43213': ['ExpectedError', 'the view has been disposed of already'],
  '400/43222': ['ExpectedError', 'the renderer has been disposed of already'],
  '412/40601': ['UnexpectedClientError', 'there is no device to take a stream from'],
  '500/40602': ['UnexpectedClientError', 'there is no device manager'],
  '500/40608': ['UnexpectedClientError', 'the microphone could not be selected'],
  '500/40610': ['UnexpectedClientError', 'the speaker could not be selected'],
  '500/40617': ['UnexpectedClientError', 'the devices could not be listed'],
  '400/40620': ['ExpectedError', 'the microphone has been warmed up already'],
  '400/40621': ['ExpectedError', 'the microphone is not allowed, or asking for that failed'],
  '400/40622': ['ExpectedError', 'the camera has been warmed up already'],
  '400/40623': ['ExpectedError', 'the camera is not allowed, or asking for that failed'],
  '400/40631': ['ExpectedError', 'this browser or device cannot share its screen'],
  '500/41005': ['UnexpectedClientError', 'accepting the incoming call failed'],
  '409/41012': ['UnexpectedClientError', 'the camera failed before the call was connected'],
  '400/41013': ['UnexpectedClientError', 'the audio could not be stopped when the microphone failed'],
  '410/41017': [
    'UnexpectedClientError',
    'the audio could not be started again when the microphone recovered',
  ],
  '400/41049': ['UnexpectedClientError', 'the audio could not be started with the call'],
  '400/41054': ['ExpectedError', 'the participant to remove is not in the call'],
  '412/41072': ['ExpectedError', 'screen sharing cannot be stopped in a call that is not connected'],
  '500/41079': ['UnexpectedServerError', 'declining the incoming call failed'],
  '412/41087': ['ExpectedError', 'nobody can be muted in a call that is not connected'],
  '412/41088': ['ExpectedError', 'the audio cannot be stopped in a call that is not connected'],
  '412/41089': ['ExpectedError', 'nobody can be added to a call that is not connected'],
  '412/41090': ['ExpectedError', 'nobody can be removed from a call that is not connected'],
  '403/41104': ['ExpectedError', 'audio over the internet is not allowed in this call'],
  '403/41105': ['ExpectedError', 'video over the internet is not allowed in this call'],
  '403/41106': ['ExpectedError', 'the microphone is disabled in this call'],
  '403/41107': ['ExpectedError', 'the camera is disabled in this call'],
  '400/43003': ['ExpectedError', 'a video stream is made of a camera or a media stream'],
  '412/43021': ['ExpectedError', 'the video was not started, as the call has ended'],
  '400/43103': ['ExpectedError', 'the video is not available at this time; wait for isAvailable'],
  '405/43201': ['ExpectedError', 'the view has been disposed of'],
  '500/43205': ['UnexpectedClientError', 'showing the video failed'],
  '405/43207': [
    'ExpectedError',
    'the view was disposed of, as the participant does not speak in a large meeting',
  ],
  '405/43208': ['ExpectedError', 'the view was disposed of with the video'],
  '400/43212': ['ExpectedError', 'a view is made of a local or a remote video stream'],
  '400/43214': ['ExpectedError', 'the video stream has been disposed of'],
  '400/43215': ['ExpectedError', 'the view has been disposed of, so that it cannot be scaled'],
  '400/43216': ['ExpectedError', 'the SDK knows no scaling mode of this name'],
  '400/43218': ['ExpectedError', 'a renderer is made of a local or a remote video stream'],
  '400/43219': ['ExpectedError', 'the renderer has been disposed of; make a new one'],
  '500/43221': ['UnexpectedClientError', 'making the view failed'],
  '400/43223': ['ExpectedError', 'the video stream is of no kind that the SDK knows'],
  '400/43607': ['ExpectedError', 'this microphone is selected already'],
  '500/43608': ['UnexpectedClientError', 'the audio could not be started; the browser does not say why'],
  '412/43609': ['ExpectedError', 'another program uses the microphone'],
  '403/43610': ['ExpectedError', 'the microphone is not allowed, in the browser or the system'],
  '412/43611': ['ExpectedError', 'there is no microphone'],
  '412/43612': ['UnexpectedClientError', 'the microphone gave no stream'],
  '412/43613': ['ExpectedError', 'the user has not answered whether the microphone is allowed'],
  '412/43614': ['ExpectedError', 'the system does not allow the microphone'],
  '412/43615': ['UnexpectedClientError', 'the stream of the microphone is of a kind that is not supported'],
  '412/43616': ['UnexpectedClientError', 'the microphone cannot do what is asked of it'],
  '412/43617': ['ExpectedError', 'no microphone is selected'],
  '0/0': ['Success', 'the call was hung up, by either side'],
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
  487: [undefined, 'the call was cancelled, or declined on this side'],
  600: [undefined, 'busy everywhere'],
  603: [undefined, 'declined everywhere'],
  604: [undefined, 'who was called exists nowhere'],
  606: [undefined, 'who was called cannot take a call of this kind'],
  '0/540000': ['Success', 'the phone hung up, or the phone network ended the call'],
  '403/511532': ['ExpectedError', 'the resource has no connection to the phone network'],
  '404/511404': ['ExpectedError', 'the phone number or the resource was not found'],
  '408/500001': ['ExpectedError', 'the phone network did not answer in time'],
  '410/531004': ['UnexpectedClientError', 'media could not be connected to the phone network'],
  '486/540486': ['Success', 'the phone was busy'],
  '500/560500': ['UnexpectedServerError', 'the phone network failed'],
  '503/560503': ['UnexpectedServerError', 'the phone network is out of order for now'],
  '603/560603': ['Success', 'the call was declined on the phone, or stopped as a fraud'],
  '0/4501': ['Success', 'the call was cancelled, or declined on this side'],
  '0/5014': ['Success', 'the call has ended, as it had no owner any more'],
  '400/580040': ['ExpectedError', 'the user is not entitled to call this destination'],
  '401/71005': ['ExpectedError', 'the service has not validated the call'],
  '403/830': ['ExpectedError', 'only Communication Services users may join the room'],
  '403/5448': ['ExpectedError', 'a policy does not allow to add this participant'],
  '404/404': ['UnexpectedClientError', 'there is no call with this id, or it has ended'],
  '404/4500': ['ExpectedError', 'there is no call with this id, or it has ended'],
  '429/10110': ['ExpectedError', 'the call has lasted as long as a call may'],
  '486/4508': ['Success', 'the call was declined on this side'],
  '487/4501': ['Success', 'the call was cancelled, or declined on this side'],
  '487/540200': ['Success', 'the call was cancelled, or declined on this side'],
  '499/3119': ['UnexpectedClientError', 'no access token came in time'],
  '499/3126': ['UnexpectedClientError', 'the access token is of a kind that is not supported'],
  '499/3127': ['UnexpectedClientError', 'the access token could not be fetched'],
  '499/3128': ['UnexpectedClientError', 'no access token came in time, as the user has to sign in'],
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
 *   5xx, …), and the message says so. The subCodes from 40000 and from 60000 on are the SDK's own, whose codes mean
 *   something else than the service's: those that are not known are explained by their category, with the SDK's message.
 * - `retriable` is decided by the SDK's own category first (`resultCategories`: what is unexpected can be tried again), then
 *   by what is known of the code. `retryOnDisconnect` does what it says.
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
 *     if (reason !== 'hung-up') {
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
 *   that of a call is a hang-up, by either side. A `TransferError` says so by itself.
 */
export function explain(subject: unknown, of?: 'transfer'): Explanation {
  try {
    return explained(subject, of);
  } catch {
    // A Proxy can throw at whatever is read of it.
    return explained(undefined);
  }
}

function explained(subject: unknown, of?: 'transfer'): Explanation {
  // The `code` of an error of the browser is of another kind.
  const codes = byName.has(propertyOf(subject, 'name')) ? {} : readCodes(subject);
  const [reason, given, usual, meaning] = sense(subject, codes, of);
  const retriable = given ?? retriableOf(codes) ?? 'no';
  const numbers = [codes.code, codes.subCode].filter((part) => part !== undefined).join('/');
  const what =
    subject instanceof CallingError
      ? textOf(subject)
      : `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}${numbers && ` (${numbers})`}`;
  const category = ownCategory(codes) ?? usual;
  return {
    reason: ownReason(subject) ?? reason,
    category,
    retriable,
    message: `${what}.${category === 'Success' && retriable === 'no' ? '' : ` ${advice[retriable]}`}`,
  };
}

/** What there is to say of a subject. A `retriable` that is not given is decided by the codes. */
type Sense = readonly [
  reason: Reason,
  retriable: Retriable | undefined,
  category: ResultCategory,
  meaning: string,
];

const advice: Readonly<Record<Retriable, string>> = {
  yes: 'Trying again may help.',
  no: 'Trying again the same way cannot help.',
  'after-new-token': 'Try again with a new access token.',
  'after-dispose': 'Dispose of the other agent first, then try again.',
};

/** The details by the code and subCode: a map, since the codes come from outside. */
const detailsOf: ReadonlyMap<string, Details> = /* @__PURE__ */ new Map(Object.entries(details));

function sense(subject: unknown, codes: Codes, of?: 'transfer'): Sense {
  const { code, subCode } = codes;
  if (code === undefined) {
    return withoutCode(subject);
  }
  if (code === 0 && !subCode && (of || subject instanceof TransferError)) {
    return [
      'not-requested',
      'no',
      'ExpectedError',
      'the transfer was not requested: the target or the call is not fit',
    ];
  }
  const row = rowOf(allCodes, codes);
  if (row) {
    const [category, meaning] = detailsOf.get(keyOf(row)) ?? [];
    return [row[2], undefined, category ?? usualCategory(code), meaning ?? ''];
  }
  const [reason] = classOf(codes);
  const own = typeof propertyOf(subject, 'message') === 'string' ? textOf(subject) : '';
  const said = own || (words.get(reason) ?? '');
  return [reason, undefined, usualCategory(code, subCode), `${said}; the code is not documented`];
}

const keyOf = ([code, subCode]: KnownRow): string =>
  subCode === undefined ? String(code) : `${String(code)}/${String(subCode)}`;

/** What is said of codes that have no row. */
const words: ReadonlyMap<Reason, string> = /* @__PURE__ */ new Map<Reason, string>([
  ['cancelled', 'the call was cancelled'],
  ['declined', 'it was declined everywhere'],
  ['ended', 'it ended in the ordinary way'],
  ['invalid-options', 'the SDK cannot use what it was given'],
  ['not-supported', 'this is not supported here'],
  ['refused', 'the request was refused'],
  ['sdk-failed', 'the SDK failed at this'],
  ['service', 'the service failed'],
  ['throttled', 'there were too many requests'],
  ['timeout', 'it took too long'],
  ['unknown', 'something went wrong'],
]);

/** How an error is classified that does not say so itself. */
function usualCategory(code: number, subCode?: number): ResultCategory {
  switch (true) {
    case code === 0 || (code >= 200 && code < 300) || (code >= 600 && code < 700):
      return 'Success';
    case code >= 400 && code < 500:
      return 'ExpectedError';
    case code >= 500 && code < 600 && !isOwnSubCode(subCode):
      return 'UnexpectedServerError';
    default:
      return 'UnexpectedClientError';
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
    // An error of the app's own `create`, such as a `fetch` that failed.
    case subject instanceof AgentCreationError && subject.cause !== undefined:
      return ['create-failed', 'yes', 'UnexpectedClientError', ''];
    default:
      return (
        byName.get(propertyOf(subject, 'name')) ?? [
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

const categories: readonly unknown[] = [
  'Success',
  'ExpectedError',
  'UnexpectedClientError',
  'UnexpectedServerError',
] satisfies readonly ResultCategory[];

const ownCategory = ({ resultCategories: [own] = [] }: Codes): ResultCategory | undefined =>
  categories.includes(own) ? (own as ResultCategory) : undefined;

const ownReason = (subject: unknown): Reason | undefined =>
  (subject instanceof TransferError && subject.reason !== 'unknown') || subject instanceof IncomingCallError
    ? subject.reason
    : undefined;

function textOf(subject: unknown): string {
  try {
    return messageOf(subject).replace(/[.\s]*$/, '');
  } catch {
    return 'it cannot be read';
  }
}
