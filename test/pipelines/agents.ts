/**
 * The agents of all apps of a scenario, made with the wiring of the quick start.
 */
import { from, map, tap, type Observable } from 'rxjs';
import { callAgent$ } from '../../src/index.js';
import { retryOnDisconnect, shareAgent } from '../../operators/index.js';
import type {
  FakeCall,
  FakeCallAgent,
  SimulatedCallingService,
  SimulatedUser,
} from '../../src/testing/index.js';
import type { Report } from './report.js';

const isUp = ({ state }: FakeCall): boolean => state !== 'Disconnecting' && state !== 'Disconnected';

/** Knows which agents are disposed of, and checks that the library disposes of no agent with a call. */
export class Agents {
  readonly gone = new WeakSet();
  readonly #watched = new WeakSet();
  readonly #report: Report;
  readonly #end: number;

  /** @param end The time when everything is unsubscribed from, calls or not. In milliseconds. */
  constructor(report: Report, end: number) {
    this.#report = report;
    this.#end = end;
  }

  watch(agent: FakeCallAgent): void {
    if (this.#watched.has(agent)) {
      return;
    }
    this.#watched.add(agent);
    agent.onDisposed(() => this.gone.add(agent));
    const dispose = agent.dispose.bind(agent);
    agent.dispose = () => {
      const calls = (agent.calls as readonly FakeCall[]).filter(isUp);
      this.#report.expect(
        this.#report.now() >= this.#end || this.gone.has(agent) || !calls.length,
        `an agent with a call is disposed of: ${calls.map(({ state }) => state).join()}`,
      );
      this.gone.add(agent);
      return dispose();
    };
  }
}

/** The agent of an app, as in the quick start. */
export const agentOf = (
  client: ReturnType<SimulatedCallingService['callClient']>,
  user: SimulatedUser,
  agents: Agents,
): Observable<FakeCallAgent> =>
  callAgent$(
    () =>
      from(client.createCallAgent(user.credential)).pipe(
        map((agent) => agent as FakeCallAgent),
        tap((agent) => {
          agents.watch(agent);
        }),
      ),
    { timeout: 10_000 },
  ).pipe(retryOnDisconnect({ random: () => 0.5, count: 100, reconnectTimeout: 10_000 }), shareAgent());
