/**
 * Streams over a call and its participants.
 */
import type {
  CallCommon,
  CallEndReason,
  CallState,
  RemoteParticipant,
  RemoteParticipantState,
} from '@azure/communication-calling';
import { mergeMap, type Observable } from 'rxjs';
import { collection$ } from '../bridge/events.js';
import { failure } from '../bridge/hubs.js';
import { observeState } from '../bridge/observe.js';

/** The last state of a call, and of a participant. */
const isDisconnected = (state: CallState | RemoteParticipantState): boolean => state === 'Disconnected';

/**
 * Emits the state of a call at once, then each change, and completes after `Disconnected`.
 *
 * ```
 * call      C----R-----X
 * result    c----r-----(x|)
 * late             r---(x|)
 * ended                  (x|)
 * ```
 *
 * @example
 * ```ts
 * import type { Call } from '@azure/communication-calling';
 * import { callState$ } from 'rx-acs-calling';
 *
 * const log = (call: Call) =>
 *   callState$(call).subscribe({
 *     next: (state) => { console.log(state); },
 *     complete: () => { console.log('the call is over'); },
 *   });
 * ```
 */
export const callState$ = (call: CallCommon): Observable<CallState> =>
  observeState(call, 'stateChanged', 'state', ({ state }) => state, isDisconnected);

/**
 * Emits why a call has ended, once it has, and completes: at once for a call that has already ended.
 *
 * The SDK sets `callEndReason` before it tells of the end (observed with SDK 1.46.1 and 2.0.0); `undefined` where
 * it gives none.
 *
 * ```
 * call      C----R-----X
 * result    -----------(e|)
 * ```
 *
 * @example
 * ```ts
 * import type { Call } from '@azure/communication-calling';
 * import { callEnded$ } from 'rx-acs-calling';
 *
 * const explain = (call: Call) =>
 *   callEnded$(call).subscribe((reason) => { console.log(reason?.code, reason?.subCode); });
 * ```
 */
export const callEnded$ = (call: CallCommon): Observable<CallEndReason | undefined> =>
  callState$(call).pipe(
    mergeMap((state) => {
      try {
        return state === 'Disconnected' ? [call.callEndReason] : [];
      } catch (cause) {
        throw failure('stateChanged', cause);
      }
    }),
  );

/**
 * Emits the remote participants of a call at once, then again whenever one joins or leaves. Never completes.
 *
 * ```
 * joins, leaves   ---+a----+b------a,b-
 * result          x--y-----z-------x---
 *                 []  [a]   [a,b]   []
 * ```
 *
 * @example
 * ```ts
 * import type { Call } from '@azure/communication-calling';
 * import { remoteParticipants$ } from 'rx-acs-calling';
 * import { map } from 'rxjs';
 *
 * const names = (call: Call) =>
 *   remoteParticipants$(call).pipe(map((all) => all.map(({ displayName }) => displayName)));
 * ```
 */
export const remoteParticipants$ = (call: CallCommon): Observable<readonly RemoteParticipant[]> =>
  collection$(call, 'remoteParticipants');

/**
 * Emits the state of a remote participant at once, then each change, and completes after `Disconnected`.
 *
 * ```
 * participant   I--R----C------X
 * result        i--r----c------(x|)
 * ```
 *
 * @example
 * ```ts
 * import type { RemoteParticipant } from '@azure/communication-calling';
 * import { participantState$ } from 'rx-acs-calling';
 * import { map } from 'rxjs';
 *
 * const isRinging = (participant: RemoteParticipant) =>
 *   participantState$(participant).pipe(map((state) => state === 'Ringing'));
 * ```
 */
export const participantState$ = (participant: RemoteParticipant): Observable<RemoteParticipantState> =>
  observeState(participant, 'stateChanged', 'state', ({ state }) => state, isDisconnected);
