/**
 * A shared desk: two users take turns on one client.
 */
import {
  concat,
  map,
  merge,
  mergeMap,
  of,
  scan,
  switchMap,
  timer,
  type Observable,
  type Subscription,
} from 'rxjs';
import type { FakeCallAgent, SimulatedCallingService, SimulatedUser } from '../../src/testing/index.js';
import { agentOf, type Agents } from './agents.js';
import type { Report } from './report.js';

/** The time to dispose of an agent and to make another, and some more. In milliseconds. */
const SWITCHED = 5_000;

/** The user who is signed in, and the time of the last switch. */
interface Desk {
  readonly user: string | undefined;
  readonly since: number;
}

type DeskEvent =
  | { readonly kind: 'switch' | 'end' }
  | { readonly kind: 'signIn'; readonly agent: FakeCallAgent; readonly user: SimulatedUser };

/** Checks an event of the desk, and returns the desk after it. */
function next(desk: Desk, event: DeskEvent, agents: Agents, report: Report): Desk {
  if (event.kind === 'signIn') {
    const { agent, user } = event;
    report.note(`${String(user.displayName)} signs in at the desk`);
    report.expect(agent.displayName === user.displayName, 'the agent of another user is signed in');
    report.expect(!agents.gone.has(agent), 'a disposed agent is signed in');
    return { ...desk, user: user.displayName };
  }
  const isRecent = report.now() - desk.since < SWITCHED;
  report.expect(isRecent || desk.user !== undefined, 'nobody is signed in at the desk');
  if (event.kind === 'end') {
    return desk;
  }
  report.tally.switched++;
  return { user: undefined, since: report.now() };
}

/** @param switches The times at which one user signs out and the other one in. In milliseconds. */
export function shareDesk(
  service: SimulatedCallingService,
  {
    switches,
    end,
    agents,
    report,
  }: { switches: readonly number[]; end: number; agents: Agents; report: Report },
): Subscription {
  const [dave, erin] = ['dave', 'erin'].map((displayName) =>
    service.createUser({ communicationUserId: displayName }, { displayName }),
  ) as [SimulatedUser, SimulatedUser];
  const client = service.callClient({ device: 'desk' });
  const times = [...switches].sort((a, b) => a - b);
  const event = (kind: 'switch' | 'end'): DeskEvent => ({ kind });
  const events$: Observable<DeskEvent> = of(
    ...times.map((at, index) => ({ at, user: index % 2 ? erin : dave })),
  ).pipe(
    mergeMap(({ at, user }) => timer(at).pipe(map(() => user))),
    switchMap((user) =>
      concat(
        of(event('switch')),
        agentOf(client, user, agents).pipe(map((agent) => ({ kind: 'signIn' as const, agent, user }))),
      ),
    ),
  );
  return merge(timer(end - 1).pipe(map(() => event('end'))), events$)
    .pipe(scan((desk, now) => next(desk, now, agents, report), { user: undefined, since: Infinity } as Desk))
    .subscribe({
      error: (error: unknown) => {
        report.erred('the desk', error);
        report.expect(false, 'the desk has an error');
      },
    });
}
