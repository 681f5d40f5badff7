/** The library's own lines in the log of all Azure libraries. */
import { AzureLogger, createClientLogger } from '@azure/logger';
import { listen } from '../logger/channel.js';
import { reportLater } from './report-later.js';

/** Logs the library's own lines with `@azure/logger` from now on: all of them, whoever reads them there. */
export const logOwnLines = (): void => {
  const logger = createClientLogger('rx-acs-calling');
  listen(AzureLogger, (severity, text) => {
    const log = logger[severity];
    // The level, or the variable DEBUG, switches it on and off.
    if (log.enabled) {
      try {
        log(text());
      } catch (error) {
        // The app's own log threw. The stream that has logged the line goes on.
        reportLater(error);
      }
    }
  });
};
