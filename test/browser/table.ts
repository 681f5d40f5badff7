/**
 * The contract as a table: a row a check, a column a world, and the reasons for what is not applicable below it.
 */
type Result = 'ok' | 'FAILED' | 'n.a.';

export class Table {
  readonly #rows = new Map<string, Map<string, string>>();
  readonly #reasons: string[] = [];

  /** Does nothing without a column. */
  set(row: string, column: string | undefined, result: Result, reason?: string): void {
    if (column === undefined) {
      return;
    }
    const cells = this.#rows.get(row) ?? new Map<string, string>();
    this.#rows.set(row, cells.set(column, reason === undefined ? result : `${result} ${this.#note(reason)}`));
  }

  print(columns: readonly string[]): string {
    const rows = [...this.#rows].map(([row, cells]) => [
      ...columns.map((column) => cells.get(column) ?? '-'),
      row,
    ]);
    return [
      ...[[...columns, 'what is true of the SDK'], ...rows].map((cells) =>
        cells
          .map((cell) => cell.padEnd(10))
          .join('')
          .trimEnd(),
      ),
      ...this.#reasons.map((reason, i) => `(${String(i + 1)}) ${reason}`),
    ].join('\n');
  }

  #note(reason: string): string {
    if (!this.#reasons.includes(reason)) {
      this.#reasons.push(reason);
    }
    return `(${String(this.#reasons.indexOf(reason) + 1)})`;
  }
}
