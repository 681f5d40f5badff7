/**
 * A scenario: streams to be shown side by side, and what they are expected to show.
 */
import type { Observable } from 'rxjs';
import type { SimulatedCallingService } from 'rx-acs-calling/testing';

/** One stream, shown as a marble line. */
export interface Row {
  readonly name: string;
  /** Its values are to be among those that have a letter. */
  readonly stream: Observable<string>;
  /** The letters of all its values in order, then `|` if it completes or `#` if it errs. */
  readonly expected: string;
  /** What a value, or the completion (`|`), means in words. An error speaks for itself. */
  readonly words?: Readonly<Record<string, string>>;
}

export interface Scenario {
  readonly title: string;
  /** The code that it is about. */
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
  // What happens to an agent
  agent: 'a',
  'incoming call': 'i',
  declined: 'X',
  connectionIssue: 'I',
  invalidToken: 'K',
  // Who is in a call
  Alice: 'A',
  Bob: 'B',
  Dave: 'D',
  Emma: 'E',
  'Alice and Emma': '&',
  nobody: 'o',
};

/** One character for a value: a digit is its own. */
export const letterOf = (value: string): string => letters[value] ?? (/^\d$/.test(value) ? value : '?');

/** Says what each letter that the rows have stands for: `n None`. */
export const legendOf = (rows: readonly Row[]): readonly string[] =>
  Object.entries(letters)
    .filter(([, letter]) => rows.some(({ expected }) => expected.includes(letter)))
    .map(([value, letter]) => `${letter} ${value}`);
