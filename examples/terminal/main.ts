/**
 * Plays all scenarios in turn. Exits with 1 if one did not go as expected.
 */
import { concatMap, count, filter, from, tap } from 'rxjs';
import { conclusion, draw, preface } from './draw.js';
import { perform } from './perform.js';
import { scenarios } from './scenarios/index.js';
import { screenOf } from './screen.js';

const screen = screenOf(process.stdout);
process.once('exit', () => {
  screen.restore();
});
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
// The reader of the pipe has closed it, as `head` does.
process.stdout.once('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));

screen.show(preface, true);

from(scenarios)
  .pipe(
    concatMap((scenario) => perform(scenario)),
    tap((score) => {
      screen.show((look) => draw(score, look), score.faults !== undefined);
    }),
    filter(({ faults }) => faults?.length === 0),
    count(),
  )
  .subscribe({
    next: (good) => {
      const all = scenarios.length;
      screen.show((look) => conclusion(good, all, look), true);
      process.exitCode = good === all ? 0 : 1;
    },
    error: (error: unknown) => {
      process.exitCode = 1;
      throw error;
    },
  });
