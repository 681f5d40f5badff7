/**
 * Plays a scenario with our pipelines on the simulated service, the same each time.
 */
import { config } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { Report } from './report.js';
import { counts, type Counts, type Played, type Scenario } from './scenario.js';
import { setStage } from './stage.js';

export function playScenario(scenario: Scenario, tally: Counts = { ...counts }): Played {
  const scheduler = new TestScheduler(() => undefined);
  const report = new Report(tally, () => scheduler.now());
  const { onUnhandledError } = config;
  config.onUnhandledError = (error) => {
    report.expect(false, `unhandled: ${String(error)}`);
  };
  tally.scenarios++;
  scheduler.run(() => {
    setStage(scenario, report);
  });
  config.onUnhandledError = onUnhandledError;
  return report;
}
