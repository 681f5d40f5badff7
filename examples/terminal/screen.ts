/**
 * Shows the pictures: redraws them in place on a terminal, or writes each final picture once elsewhere.
 */
import type { Look } from './draw.js';

/** The used part of `process.stdout`. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  hasColors?(): boolean;
  write(text: string): unknown;
}

/** Draws a picture for a width, with or without colour. */
export type Picture = (look: Look) => readonly string[];

export interface Screen {
  /** Shows a picture in place of the one before, unless that one was final. */
  show(picture: Picture, isFinal: boolean): void;
  /** Restores the terminal. */
  restore(): void;
}

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_REST_OF_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
const up = (lines: number): string => (lines ? `\u001b[${String(lines)}A` : '');

export const screenOf = (output: Output, terminal = process.env['TERM']): Screen =>
  output.isTTY && terminal !== 'dumb' ? live(output) : plain(output);

const plain = (output: Output): Screen => ({
  show: (picture, isFinal) => {
    if (isFinal) {
      output.write(
        picture({ columns: 80, colour: false })
          .map((line) => `${line}\n`)
          .join(''),
      );
    }
  },
  restore: () => undefined,
});

/** Redraws in place. Remembers the lines on the terminal in a variable: it is the state of this function. */
const live = (output: Output): Screen => {
  let shown: readonly string[] = [];
  return {
    show: (picture, isFinal) => {
      // A terminal of unknown size gives 0.
      const columns = output.columns || 80;
      const lines = picture({ columns, colour: output.hasColors?.() ?? false });
      // Lines that have scrolled out cannot be redrawn. So an unfinished picture shows only its end.
      const visible = isFinal ? lines : lines.slice(1 - (output.rows || 24));
      // After the terminal became narrower, an old line can take several rows.
      const height = shown.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
      const text = visible.map((line) => `${line}${CLEAR_REST_OF_LINE}\n`).join('');
      output.write(`${HIDE_CURSOR}${up(height)}\r${text}${CLEAR_BELOW}`);
      shown = isFinal ? [] : visible;
    },
    restore: () => output.write(SHOW_CURSOR),
  };
};

// eslint-disable-next-line no-control-regex -- colour codes take no room
const widthOf = (line: string): number => line.replace(/\u001b\[\d+m/g, '').length;
