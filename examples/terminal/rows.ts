/**
 * The rows that most scenarios have: the calls of a user, the states of a call, the others in it, incoming calls.
 */
import type { Call, CallAgent } from '@azure/communication-calling';
import { map, switchMap, type Observable } from 'rxjs';
import { calls$, callState$, incomingCalls$, remoteParticipants$ } from 'rx-acs-calling';
import { names } from './app.js';
import type { Row } from './scenario.js';

/** The number of calls of an agent. */
export const callCount = (user: string, agent$: Observable<CallAgent>, expected: string): Row => ({
  name: `${user}: calls$.length`,
  stream: agent$.pipe(
    switchMap((agent) => calls$(agent)),
    map(({ length }) => String(length)),
  ),
  expected,
});

/** The states of each call. */
export const callStates = (
  name: string,
  call$: Observable<Call>,
  expected: string,
  words: Row['words'] = {},
): Row => ({ name, stream: call$.pipe(switchMap((call) => callState$(call))), expected, words });

/** The names of the others in each call. */
export const others = (
  user: string,
  call$: Observable<Call>,
  expected: string,
  words: Row['words'] = {},
): Row => ({
  name: `${user}: remoteParticipants$`,
  stream: call$.pipe(
    switchMap((call) => remoteParticipants$(call)),
    map(names),
  ),
  expected,
  words,
});

/** The incoming calls of an agent. */
export const ringing = (user: string, agent$: Observable<CallAgent>, words: Row['words'] = {}): Row => ({
  name: `${user}: incomingCalls$`,
  stream: agent$.pipe(
    switchMap((agent) => incomingCalls$(agent)),
    map(() => 'incoming call'),
  ),
  expected: 'i',
  words,
});
