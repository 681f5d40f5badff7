/**
 * The log of the Calling SDK and of this library, as a stream. The only entry that needs `@azure/logger`: importing it also logs
 * the library's own lines there.
 */
import { logOwnLines } from './own-lines.js';

export { sdkLogs$, type LogLine, type SdkLogsConfig } from './logs.js';
export type { RedactConfig } from './redaction.js';

// package.json names this file among those with side effects.
logOwnLines();
