/** Whose turn it is when the user gets free. */
import type { CallAgent, CallCommon, TeamsCallAgent } from '@azure/communication-calling';
import {
  combineLatest,
  concat,
  defer,
  EMPTY,
  ignoreElements,
  merge,
  of,
  switchMap,
  takeWhile,
  type Observable,
} from 'rxjs';
import { calls$, type IncomingCallOf } from '../../../src/streams/call-agent.js';
import { callState$ } from '../../../src/streams/call.js';
import { callsOn, isUp, nextOf, type Line } from './line.js';

/** Emits the call that has waited longest, each time that calls wait and the user is free. */
export const turns$ = <A extends CallAgent | TeamsCallAgent>(
  agent: A,
  line$: Observable<Line<A['calls'][number], IncomingCallOf<A>>>,
): Observable<IncomingCallOf<A>> =>
  combineLatest([line$, calls$(agent)]).pipe(
    switchMap(([line, calls]) =>
      line.acceptances > 0 || line.waiting.length === 0
        ? EMPTY
        : concat(
            merge(...callsOn(line, calls).map(whileUp$)),
            defer(() => {
              const next = nextOf(line);
              return next ? of(next) : EMPTY;
            }),
          ),
    ),
  );

/** Completes when the call has ended, or is about to. */
const whileUp$ = (call: CallCommon): Observable<never> =>
  callState$(call).pipe(
    takeWhile((state) => isUp({ state })),
    ignoreElements(),
  );
