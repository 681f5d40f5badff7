/**
 * The user's calls on other devices, and the feature of an agent that moves them here.
 */
import type { CallAgent, TeamsCallAgent } from '@azure/communication-calling';
import { catchError, defer, distinctUntilChanged, map, merge, takeUntil, type Observable } from 'rxjs';
import { InvalidArgumentError, SdkError } from '../errors/errors.js';
import { sentenceOf } from '../errors/read-error.js';
import { observe } from '../bridge/events.js';
import type {
  ActiveCallDetails,
  ActiveCallsUpdatedEvent,
  ActiveCallTransferFeature,
  ActiveMeetingDetails,
} from '../bridge/sdk-types.js';

/** A call, or a Teams meeting, that the user is in on another device. */
export type ActiveCall = ActiveCallDetails | ActiveMeetingDetails;

/** An agent and the SDK's `Features` as they are at run time. */
interface Undeclared {
  feature?(factory: unknown): ActiveCallTransferFeature;
  readonly ActiveCallTransfer?: unknown;
}

/**
 * Gives the feature of an agent that knows the user's calls on other devices, and moves them here.
 *
 * The SDK documents the feature, a public preview, but declares neither `agent.feature` nor
 * `Features.ActiveCallTransfer`; SDK 1.46.1 and 2.0.0 have both at run time. An agent makes it at the first call and
 * gives the same again: call this as soon as there is an agent, since the SDK hears of the user's other calls only
 * from then on. Users of Teams Phone extensibility do not have it (documented).
 *
 * Throws an {@link InvalidArgumentError} when the SDK at hand has no such feature, and an {@link SdkError} when the
 * SDK refuses to make it.
 *
 * @example
 * ```ts
 * import { Features, type CallAgent } from '@azure/communication-calling';
 * import { activeCalls$, activeCallTransfer } from 'rx-acs-calling';
 *
 * const callsElsewhere = (agent: CallAgent) => activeCalls$(activeCallTransfer(agent, Features));
 * ```
 *
 * @param agent The agent of the user on this device.
 * @param features The SDK's own `Features`, since this library never loads the SDK.
 */
export const activeCallTransfer = (
  agent: CallAgent | TeamsCallAgent,
  features: object,
): ActiveCallTransferFeature => {
  const owner = agent as Undeclared | undefined;
  const factory = (features as Undeclared | undefined)?.ActiveCallTransfer;
  if (!owner?.feature || !factory) {
    throw new InvalidArgumentError(
      "activeCallTransfer takes an agent and the SDK's Features. If these are: this version of the SDK cannot move a call between devices.",
    );
  }
  try {
    return owner.feature(factory);
  } catch (cause) {
    throw new SdkError(`The SDK did not give this feature of the agent. Cause: ${sentenceOf(cause)}`, {
      cause,
    });
  }
};

/** The SDK sends the list under another name than it declares (SDK 1.46.1 and 2.0.0). */
type Update = Parameters<ActiveCallsUpdatedEvent>[0] & { readonly activeCallDetails?: readonly ActiveCall[] };

/**
 * Asks for the calls that the user is in on other devices, emits them, and then again each time that they change.
 *
 * - The list is empty when there are none. One with the same calls as before (by `callId`) is not emitted again.
 * - Each subscription asks the service once. What the SDK tells of before the answer is newer, and the answer is then
 *   ignored, a refusal too.
 * - Errs with an {@link SdkError} when the SDK gets no answer (500/46703), or a refusal (401/46704, which blames the
 *   token whatever the service says; read in the bundles of SDK 1.46.1 and 2.0.0). Never completes.
 * - A call on hold counts too (documented). Whether the list leaves out a call of this very device is the service's
 *   business: the SDK passes it on as it is.
 *
 * ```
 * getActiveCallDetails()   ---(a|)              -------(a|)
 * activeCallsUpdated       --------b--b----     ---b----------
 * noActiveCalls            --------------n-     --------------
 * result                   ---a----b-----n-     ---b----------
 * ```
 *
 * @example
 * ```ts
 * import type { ActiveCallTransferFeature } from '@azure/communication-calling';
 * import { activeCalls$ } from 'rx-acs-calling';
 * import { map } from 'rxjs';
 *
 * const canMoveHere = (feature: ActiveCallTransferFeature) =>
 *   activeCalls$(feature).pipe(map((calls) => calls.length > 0));
 * ```
 *
 * @param feature What {@link activeCallTransfer} gives.
 */
export const activeCalls$ = (feature: ActiveCallTransferFeature): Observable<readonly ActiveCall[]> => {
  const updates = merge(
    observe(
      feature,
      'activeCallsUpdated',
      'activeCalls',
      ({ activeCallDetails, activeCalls }: Update): readonly ActiveCall[] => [
        ...(activeCallDetails ?? activeCalls),
      ],
    ),
    observe(feature, 'noActiveCalls', 'activeCalls', (): readonly ActiveCall[] => []),
  );
  const asked = defer(() => feature.getActiveCallDetails()).pipe(
    map((calls = []): readonly ActiveCall[] => [...calls]),
    catchError((cause: unknown) => {
      throw new SdkError(
        `The SDK did not tell the user's calls on other devices. Cause: ${sentenceOf(cause)}`,
        {
          cause,
        },
      );
    }),
  );
  // The updates first: what happens while the SDK is asked must not be lost.
  return merge(updates, asked.pipe(takeUntil(updates))).pipe(
    distinctUntilChanged(
      (before, now) =>
        now.length === before.length && now.every(({ callId }, i) => callId === before[i]?.callId),
    ),
  );
};
