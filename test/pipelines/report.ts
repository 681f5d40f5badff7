/**
 * The report of a scenario: its events, and the broken rules.
 */
import type { ObservableInput } from 'rxjs';
import { CallingError } from '../../src/index.js';
import type { Counts, Played } from './scenario.js';
import { outcome } from '../testing/service/scene.js';

export class Report implements Played {
  readonly trace: string[] = [];
  readonly problems: string[] = [];
  readonly tally: Counts;
  readonly now: () => number;

  constructor(tally: Counts, now: () => number) {
    this.tally = tally;
    this.now = now;
  }

  note(text: string): void {
    this.trace.push(`${String(this.now())} ${text}`);
  }

  expect(holds: boolean, otherwise: string): void {
    if (!holds) {
      this.problems.push(`${otherwise} (at ${String(this.now())})`);
    }
  }

  /** Notes the outcome of a promise of the SDK. */
  settle(what: string, promise: ObservableInput<unknown>): void {
    outcome(promise).subscribe((result) => {
      this.note(`${what}: ${result}`);
    });
  }

  /** Notes an error of a pipeline, and checks that its class is one of the library's. */
  erred(what: string, error: unknown): void {
    this.tally.erred++;
    this.note(`${what} erred: ${String(error)}`);
    this.expect(
      error instanceof CallingError && Boolean(error.message),
      `${what} has no typed error: ${String(error)}`,
    );
  }
}
