/**
 * The user's calls on other devices, and the feature of an agent that moves them here.
 */
import type { CallAgent, TeamsCallAgent } from '@azure/communication-calling';
import { defer, distinctUntilChanged, map, merge, takeUntil, type Observable } from 'rxjs';
import { didNot, orSdkError } from './internal/or-sdk-error.js';
import { observeEvent } from '../bridge/observe.js';
import type {
  ActiveCallDetails,
  ActiveCallsUpdatedEvent,
  ActiveCallTransferFeature,
  ActiveMeetingDetails,
} from '../bridge/sdk-types.js';
import { InvalidArgumentError } from '../errors/errors.js';

/** A call, or a Teams meeting, that the user is in on another device. */
export type ActiveCall = ActiveCallDetails | ActiveMeetingDetails;

/** The members of an agent and of the SDK's `Features` that the SDK does not declare. */
interface Undeclared {
  feature?(factory: unknown): ActiveCallTransferFeature;
  readonly ActiveCallTransfer?: unknown;
}

/**
 * Gives the feature of an agent that lists the user's calls on other devices and moves them here.
 *
 * The SDK documents the feature, a public preview, but declares neither `agent.feature` nor
 * `Features.ActiveCallTransfer`. SDK 1.46.1 and 2.0.0 have both at run time. An agent makes one feature and always gives
 * the same. Call this as soon as there is an agent: the SDK hears of the user's other calls only from then on. Users of
 * Teams Phone extensibility do not have the feature (documented).
 *
 * Throws an {@link InvalidArgumentError} if the SDK has no such feature, and an {@link SdkError} if the SDK refuses to
 * make it.
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
 * @param features The SDK's own `Features`, because this library never loads the SDK.
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
    throw didNot('give this feature of the agent', cause);
  }
};

/** The event carries the list under another name than its type declares (SDK 1.46.1 and 2.0.0). */
type Update = Parameters<ActiveCallsUpdatedEvent>[0] & { readonly activeCallDetails?: readonly ActiveCall[] };

/**
 * Emits the calls that the user is in on other devices, and again when they change. Never completes.
 *
 * ```
 * getActiveCallDetails()   ---(a|)              -------(a|)
 * activeCallsUpdated       --------b--b----     ---b----------
 * noActiveCalls            --------------n-     --------------
 * result                   ---a----b-----n-     ---b----------
 * ```
 *
 * - Each subscription asks the service once. An event before the answer is newer, so the answer, or a refusal, is then
 *   ignored.
 * - The list is empty when there are none. A list with the same calls, by `callId`, is not emitted again.
 * - Errs with an {@link SdkError} when the SDK gets no answer (500/46703) or a refusal (401/46704, which blames the token
 *   for any refusal; read in the bundles of SDK 1.46.1 and 2.0.0).
 * - A call on hold counts too (documented). The SDK does not filter the list: the service decides whether it has a call of
 *   this very device.
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
 * @param feature The feature that {@link activeCallTransfer} gives.
 */
export const activeCalls$ = (feature: ActiveCallTransferFeature): Observable<readonly ActiveCall[]> => {
  const updates$ = updatesOf$(feature);
  const answer$ = defer(() => feature.getActiveCallDetails()).pipe(
    map((calls = []): readonly ActiveCall[] => [...calls]),
    orSdkError("tell the user's calls on other devices"),
  );
  // Subscribe to the events first, so that no change is lost while the SDK is asked.
  return merge(updates$, answer$.pipe(takeUntil(updates$))).pipe(distinctUntilChanged(isSameList));
};

const updatesOf$ = (feature: ActiveCallTransferFeature): Observable<readonly ActiveCall[]> =>
  merge(
    observeEvent(
      feature,
      'activeCallsUpdated',
      'activeCalls',
      ({ activeCallDetails, activeCalls }: Update): readonly ActiveCall[] => [
        ...(activeCallDetails ?? activeCalls),
      ],
    ),
    observeEvent(feature, 'noActiveCalls', 'activeCalls', (): readonly ActiveCall[] => []),
  );

const isSameList = (before: readonly ActiveCall[], now: readonly ActiveCall[]): boolean =>
  now.length === before.length && now.every(({ callId }, i) => callId === before[i]?.callId);
