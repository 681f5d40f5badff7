/**
 * The contract as a table: a row for each check, a column for each world. Below it are the reasons of inapplicable checks.
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

  /** @param first The columns to begin with, also without results. The SDKs follow, the newest one first. */
  print(first: readonly string[]): string {
    const others = [...this.#rows.values()].flatMap((cells) => [...cells.keys()]);
    const columns = [...new Set([...first, ...others.sort().reverse()])];
    const rows = [...this.#rows].map(([row, cells]) => [
      ...columns.map((column) => cells.get(column) ?? '-'),
      row,
    ]);
    return [
      ...[[...columns, 'fact about the SDK'], ...rows].map((cells) =>
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
