/**
 * Comparisons of the values of properties. Arrays are compared element by element, as the SDK does.
 */
export const isSame = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b)
    ? a.length === b.length && a.every((element, index) => element === b[index])
    : Object.is(a, b);

/** The payload of an `…Updated` event. */
export function difference<T>(value: readonly T[], before: unknown): { added: T[]; removed: T[] } {
  const old = (before ?? []) as readonly T[];
  return {
    added: value.filter((element) => !old.includes(element)),
    removed: old.filter((element) => !value.includes(element)),
  };
}
