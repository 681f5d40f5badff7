/**
 * How the functions of this folder write to the model, whose types are `readonly`. No other folder imports this.
 */

/** Sets some properties. */
export function patch<T extends object>(target: T, values: Partial<T>): void {
  Object.assign(target, values);
}

export function include<T>(set: ReadonlySet<T>, element: T): void {
  (set as Set<T>).add(element);
}

/** Takes an element out, and says whether it was in. */
export function exclude<T>(set: ReadonlySet<T>, element: T): boolean {
  return (set as Set<T>).delete(element);
}

export function put<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): void {
  (map as Map<K, V>).set(key, value);
}
