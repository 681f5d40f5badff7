/**
 * Where the pictures go: redrawn in place on a terminal, or written once each where nobody watches.
 */
import type { Look } from './draw.js';

/** What is needed of `process.stdout`. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  hasColors?(): boolean;
  write(text: string): unknown;
}

/** Draws something with as much room, and as colourfully, as it is told. */
export type Picture = (look: Look) => readonly string[];

export interface Screen {
  /** Shows a picture in the place of the one before, unless that was to stay. */
  show(picture: Picture, isToStay: boolean): void;
  /** Leaves the terminal as it was. */
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
  show: (picture, isToStay) => {
    if (isToStay) {
      output.write(
        picture({ columns: 80, colour: false })
          .map((line) => `${line}\n`)
          .join(''),
      );
    }
  },
  restore: () => undefined,
});

const live = (output: Output): Screen => {
  let shown: readonly string[] = [];
  return {
    show: (picture, isToStay) => {
      // A terminal that does not know its size says 0.
      const columns = output.columns || 80;
      const lines = picture({ columns, colour: output.hasColors?.() ?? false });
      // What has scrolled out at the top cannot be drawn again: while it changes, the end of it has to do.
      const visible = isToStay ? lines : lines.slice(1 - (output.rows || 24));
      // Lines that were drawn before the terminal became narrower now take more than one.
      const height = shown.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
      const text = visible.map((line) => `${line}${CLEAR_REST_OF_LINE}\n`).join('');
      output.write(`${HIDE_CURSOR}${up(height)}\r${text}${CLEAR_BELOW}`);
      shown = isToStay ? [] : visible;
    },
    restore: () => output.write(SHOW_CURSOR),
  };
};

// eslint-disable-next-line no-control-regex -- the codes of colours take no room
const widthOf = (line: string): number => line.replace(/\u001b\[\d+m/g, '').length;
