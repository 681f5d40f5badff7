/** Ids that are unique, and the same in each run: `call-1`, `call-2`, … */
const counts = new Map<string, number>();

export function nextId(kind: string): string {
  const count = (counts.get(kind) ?? 0) + 1;
  counts.set(kind, count);
  return `${kind}-${String(count)}`;
}
