/** One call of the first connected agent. */
import type { CallAgent, TeamsCallAgent } from '@azure/communication-calling';
import {
  connect,
  dematerialize,
  exhaustMap,
  filter,
  map,
  materialize,
  merge,
  of,
  switchMap,
  take,
  throwIfEmpty,
  type Observable,
  type ObservableNotification,
} from 'rxjs';
import { AgentCreationError, CallingTimeoutError } from '../../../src/errors/errors.js';
import { connectionState$ } from '../../../src/streams/call-agent.js';
import { isGone } from '../../../src/streams/internal/agents.js';
import { after } from '../../../src/streams/internal/deadline.js';
import { didNot } from '../../../src/streams/internal/or-sdk-error.js';
import { dial } from '../dial.js';
import { call$ } from './call.js';
import type { Settings } from './settings.js';

type AnyAgent = CallAgent | TeamsCallAgent;
type AnyCall = ReturnType<typeof dial>;

/**
 * Starts one call with the first agent that is connected, emits it, and completes at its end. Stays subscribed to the agents
 * until then.
 */
export const oneCall$ = (agents$: Observable<AnyAgent>, settings: Settings): Observable<AnyCall> =>
  after(settings.timeout).pipe(
    connect((overdue$) =>
      merge(
        agents$.pipe(switchMap(connected$), materialize()),
        overdue$.pipe(map((): ObservableNotification<never> => nothingStarted(settings))),
      ).pipe(
        // The first notification decides. A call that is started goes on, whatever the agents do.
        exhaustMap((first): Observable<ObservableNotification<AnyCall>> =>
          first.kind === 'N'
            ? call$(() => start(first.value, settings), overdue$, settings.timeout).pipe(materialize())
            : of(first),
        ),
        dematerialize(),
        throwIfEmpty(
          () =>
            new AgentCreationError(
              'No call was started, as the stream of agents completed without an agent.',
            ),
        ),
      ),
    ),
  );

/** Emits the agent when it is connected: before that the SDK starts no call that can reach anybody. */
const connected$ = (agent: AnyAgent): Observable<AnyAgent> =>
  connectionState$(agent).pipe(
    filter((state) => state === 'Connected' && !isGone(agent)),
    take(1),
    map(() => agent),
  );

const start = (agent: AnyAgent, { callees, sdkOptions }: Settings): AnyCall => {
  try {
    return dial(agent, callees, sdkOptions);
  } catch (cause) {
    throw didNot('start the call', cause);
  }
};

const nothingStarted = ({ timeout }: Settings): ObservableNotification<never> => ({
  kind: 'E',
  error: new CallingTimeoutError(
    `No call was started in ${String(timeout)} ms, as there was no connected agent. None will be started later.`,
    timeout,
  ),
});
