/** When an agent is lost, as pure states: tables, without a stream. */
import {
  initialState,
  step,
  verdictOf,
  type AgentEvent,
  type AgentState,
  type Patience,
  type Verdict,
} from '../../../operators/internal/lost-agent.js';

const patience: Patience = { connectTimeout: 10, reconnectTimeout: 20, resetAfter: 100 };

const up: AgentEvent = { connectionState: 'Connected' };
const down: AgentEvent = { connectionState: 'Disconnected', reason: 'connectionIssue' };
const refused: AgentEvent = { connectionState: 'Disconnected', reason: 'invalidToken' };
const calls = (count: number): AgentEvent => ({ calls: count });
const disposed = (count: number): AgentEvent => ({ disposedWith: count });

const born = (isConnected: boolean, hasCalls = false): AgentState => initialState(isConnected, hasCalls, 0);

/** What is said of the agent after events at their times. */
const after = (first: AgentState, events: readonly (readonly [at: number, AgentEvent])[]): Verdict =>
  verdictOf(
    events.reduce((state, [at, event]) => step(state, event, at), first),
    patience,
  );

const lost = (reason: string, wait: number) => ({ kind: 'lost', reason, wait });

describe('an agent', () => {
  it.each<readonly [string, AgentState, readonly (readonly [number, AgentEvent])[], object]>([
    ['born Connected is good', born(true), [], { kind: 'good' }],
    ['born Disconnected has the time to connect', born(false), [], lost('connectTimeout', 10)],
    ['born Disconnected that connects is good', born(false), [[5, up]], { kind: 'good' }],
    ['that drops has the time to reconnect', born(true), [[5, down]], lost('connectionIssue', 20)],
    ['that drops with a call is busy, however long', born(true, true), [[5, down]], { kind: 'busy' }],
    [
      'whose call ends while it is away has the time to reconnect from then on',
      born(true, true),
      [
        [5, down],
        [60_000, calls(0)],
      ],
      lost('connectionIssue', 20),
    ],
    [
      'has only the rest of the time after a call that began and ended meanwhile',
      born(true),
      [
        [0, down],
        [15, calls(1)],
        [100, calls(0)],
      ],
      lost('connectionIssue', 5),
    ],
    [
      'has the whole time again after it was connected',
      born(true),
      [
        [0, down],
        [15, up],
        [16, down],
      ],
      lost('connectionIssue', 20),
    ],
    ['whose token is refused is lost at once', born(true), [[5, refused]], lost('invalidToken', 0)],
    ['whose token is refused in a call is busy', born(true, true), [[5, refused]], { kind: 'busy' }],
    [
      'whose token is refused after it has dropped is lost at once',
      born(true),
      [
        [5, down],
        [6, refused],
      ],
      lost('invalidToken', 0),
    ],
    [
      'whose token is refused stays so until it is connected',
      born(true),
      [
        [5, refused],
        [6, down],
      ],
      lost('invalidToken', 0),
    ],
    [
      'whose token is refused and that connects again is good',
      born(true),
      [
        [5, refused],
        [6, up],
      ],
      { kind: 'good' },
    ],
    [
      'born Disconnected whose token is refused is lost at once',
      born(false),
      [[5, refused]],
      lost('invalidToken', 0),
    ],
    ['that the SDK has disposed of is lost at once', born(true), [[5, disposed(0)]], lost('disposed', 0)],
    [
      'that the SDK has disposed of is lost though a call still stands there, after a while',
      born(true, true),
      [[5, disposed(1)]],
      lost('disposed', 20),
    ],
    [
      'that the SDK has disposed of is not good again when it seems connected',
      born(true),
      [
        [5, disposed(0)],
        [6, up],
      ],
      lost('disposed', 0),
    ],
  ])('%s', (_title, first, events, verdict) => {
    expect(after(first, events)).toEqual(verdict);
  });
});
