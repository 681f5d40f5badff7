/**
 * A component of an app that shows everything about an agent and its calls, while it is mounted.
 */
import { EMPTY, merge, switchMap, takeUntil, tap, timer, type Observable } from 'rxjs';
import {
  calls$,
  callState$,
  connectionState$,
  incomingCalls$,
  participantState$,
  property$,
  remoteParticipants$,
  transferAccepted$,
} from '../../src/index.js';
import { FakeFeatures, type FakeCall, type FakeCallAgent } from '../../src/testing/index.js';
import type { Person } from './person.js';
import type { View } from './scenario.js';

export function mount(person: Person, view: View, number: number): void {
  const title = `view ${String(number)} of ${person.name}`;
  const { report, agents, agent, everything } = person;
  const shown: FakeCallAgent[] = [];
  const accepted = new Set<unknown>();
  const isThere = agent && !agents.gone.has(agent) && !everything.closed;
  report.tally.mounted++;
  everything.add(
    person.agent$
      .pipe(
        tap((next) => {
          shown.push(next);
          report.tally.agentsShown++;
          report.expect(!agents.gone.has(next), `${title} gets a disposed agent`);
        }),
        switchMap((next) =>
          allOf(next, (targetCall) => {
            report.expect(!accepted.has(targetCall), `${title} gets a transfer twice`);
            accepted.add(targetCall);
          }),
        ),
        takeUntil(timer(view.for)),
      )
      .subscribe({
        error: (error: unknown) => {
          report.erred(title, error);
        },
      }),
  );
  report.expect(!isThere || shown[0] === agent, `${title} does not get the agent at once`);
}

const allOf = (agent: FakeCallAgent, onAccepted: (targetCall: unknown) => void): Observable<unknown> =>
  merge(
    connectionState$(agent),
    incomingCalls$(agent),
    calls$(agent).pipe(
      switchMap((calls) =>
        merge(
          EMPTY,
          ...(calls as readonly FakeCall[]).flatMap((call) => [
            callState$(call),
            property$(call, 'isMuted'),
            remoteParticipants$(call).pipe(switchMap((others) => merge(...others.map(participantState$)))),
            transferAccepted$(call.feature(FakeFeatures.Transfer)).pipe(tap(onAccepted)),
          ]),
        ),
      ),
    ),
  );
