/**
 * The reasons for which the SDK gives no usable agent for now, and how long to wait because of each of them.
 */
import { concat, defer, of, throwError, type Observable } from 'rxjs';
import { whenChanged$, whenSettled$, type Work } from './agent-work.js';
import { after } from './deadline.js';
import { endLingering } from './lingering-agents.js';
import { inWords } from '../../errors/codes.js';
import { AgentCreationError } from '../../errors/errors.js';
import { readCodes } from '../../errors/read-error.js';

/** The SDK handed out an agent that cannot be used. Ends an attempt, and never reaches the app. */
export class UnusableAgent extends Error {
  /** Emits when to call `create` again. */
  readonly end$: (failures: number) => Observable<unknown>;

  constructor(message: string, end$: UnusableAgent['end$']) {
    super(message);
    this.end$ = end$;
  }
}

/** The `dispose()` of the agent has not settled. */
export const beingDisposed = (disposal: Work): UnusableAgent =>
  new UnusableAgent('the dispose() of the previous one has not settled', () => whenSettled$(disposal));

/** Another creation was still making the agent, and failed. */
export const unfinished = (): UnusableAgent =>
  new UnusableAgent('another creation of it has failed', () => of(undefined));

/**
 * The agent has been disposed of, by the app, the SDK or this library. The SDK hands it out until the disposal has settled
 * (observed with SDK 1.46.1 and 2.0.0).
 */
export const disposed = (): UnusableAgent =>
  new UnusableAgent('it is one that has been disposed of', (failures) =>
    failures > DISPOSED_TRIES ? throwError(() => disposedForGood()) : after(DISPOSED_PAUSE),
  );

const disposedForGood = (): AgentCreationError =>
  new AgentCreationError('The creation gave an agent that has been disposed of. It cannot be used again.');

/** How often to ask again for an agent while the SDK gives one that is disposed of, and the milliseconds between. */
const DISPOSED_TRIES = 20;
const DISPOSED_PAUSE = 500;

/** The refusals because of another agent of the same client or user. They pass with time. */
const REFUSALS: ReadonlySet<string> = new Set(['400/40008', '409/40228', '409/40230']);

/** Whether the SDK refused an agent because of another one of the same client or user. */
export const isRefusal = (cause: unknown): boolean => {
  const { code, subCode } = readCodes(cause);
  return REFUSALS.has(`${String(code)}/${String(subCode)}`);
};

/** Whether a creation failed because of an obstacle that passes with time. */
export const isObstacle = (cause: unknown): boolean => cause instanceof UnusableAgent || isRefusal(cause);

/**
 * Gives the obstacle that made a creation fail: its end, which emits when to call `create` again or errs if there is no
 * obstacle, and its name in the log and in an error message.
 *
 * @param failures How many attempts of this subscription have failed, with this one.
 */
export const obstacleOf = (
  cause: unknown,
  failures: number,
): readonly [end$: Observable<unknown>, log: string, message?: string] => {
  if (cause instanceof UnusableAgent) {
    return [cause.end$(failures), cause.message];
  }
  const failure$ = defer((): Observable<never> => {
    throw cause;
  });
  if (!isRefusal(cause)) {
    return [failure$, ''];
  }
  const { code, subCode } = readCodes(cause);
  const codes = inWords(code, subCode);
  return [
    concat(whenOutOfTheWay$(), failure$),
    `refused with ${codes}, as another one is being made or disposed of`,
    `the SDK refuses it with ${codes} while another agent of this client or user is being made or disposed of`,
  ];
};

/** Ends the lingering agents, or waits for work under way, as either may be the reason of a refusal. */
const whenOutOfTheWay$ = (): Observable<unknown> => defer(() => (endLingering() ? of(true) : whenChanged$()));
