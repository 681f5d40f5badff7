/**
 * The library's own logger. The app may send the log anywhere. So the lines hold no token, user id or phone number, and no
 * message of another library, which could hold them: they name an error by its codes.
 *
 * A line is a function, which is called only if somebody reads the line.
 */
import { inWords } from '../errors/codes.js';
import { codesOfCause } from '../errors/errors.js';
import { send, type Severity } from './channel.js';

type Log = (text: () => string) => void;

export const logger: Readonly<Record<Severity, Log>> = {
  error: (text) => {
    send('error', text);
  },
  warning: (text) => {
    send('warning', text);
  },
  info: (text) => {
    send('info', text);
  },
};

/** The codes of an error, such as `403/40229`, without its message. */
export const codesOf = (cause: unknown): string => {
  const { code, subCode } = codesOfCause(cause);
  return inWords(code, subCode);
};
