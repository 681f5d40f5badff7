import type { Call, CallAgent } from '@azure/communication-calling';
import { calls$, callState$, participantState$, remoteParticipants$ } from 'rx-acs-calling';
import { combineEach } from 'rx-acs-calling/operators';
import { combineLatest, map } from 'rxjs';

const people = (call: Call) =>
  remoteParticipants$(call).pipe(
    combineEach((who) =>
      participantState$(who).pipe(map((state) => `${who.displayName ?? 'Somebody'}: ${state}`)),
    ),
  );

/** A live list of all calls of an agent, with the states of calls and participants. */
export const liveList = (agent: CallAgent) =>
  calls$(agent).pipe(combineEach((call) => combineLatest({ state: callState$(call), people: people(call) })));
