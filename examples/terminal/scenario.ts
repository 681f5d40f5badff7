/**
 * A scenario: streams to show side by side, and their expected values.
 */
import type { Observable } from 'rxjs';
import type { SimulatedCallingService } from 'rx-acs-calling/testing';

/** One stream, shown as a marble line. */
export interface Row {
  readonly name: string;
  /** Each of its values must have a letter. */
  readonly stream: Observable<string>;
  /** The letters of all its values in order, then `|` if it completes or `#` if it errs. */
  readonly expected: string;
  /** Words for a value or the completion (`|`). An error is shown with its own message. */
  readonly words?: Readonly<Record<string, string>>;
}

export interface Scenario {
  readonly title: string;
  /** The code that the scenario shows. */
  readonly code: string;
  readonly rows: (service: SimulatedCallingService) => readonly Row[];
}

const letters: Readonly<Record<string, string>> = {
  // States of calls and transfers, and of the agent's connection
  None: 'n',
  Connecting: 'c',
  Ringing: 'r',
  EarlyMedia: 'e',
  InLobby: 'l',
  Connected: 'C',
  LocalHold: 'H',
  RemoteHold: 'h',
  Disconnecting: 'd',
  Disconnected: 'x',
  Transferring: 't',
  Transferred: 'T',
  Failed: 'F',
  // Events of an agent
  agent: 'a',
  'incoming call': 'i',
  declined: 'X',
  connectionIssue: 'I',
  invalidToken: 'K',
  // Participants of a call
  Alice: 'A',
  Bob: 'B',
  Dave: 'D',
  Emma: 'E',
  'Alice and Emma': '&',
  nobody: 'o',
};

/** Gives the letter of a value. A digit stands for itself. */
export const letterOf = (value: string): string => letters[value] ?? (/^\d$/.test(value) ? value : '?');

/** Explains the letters of the rows: `n None`. */
export const legendOf = (rows: readonly Row[]): readonly string[] =>
  Object.entries(letters)
    .filter(([, letter]) => rows.some(({ expected }) => expected.includes(letter)))
    .map(([value, letter]) => `${letter} ${value}`);
