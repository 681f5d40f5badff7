/**
 * The latest values of the elements of a collection. No RxJS here.
 *
 * The state is changed in place: with copies, each value would cost more than the array that it is emitted in.
 */
export interface Combination<T, R> {
  collection: readonly T[];
  /** The number of different elements in the collection. */
  size: number;
  /** The latest values of these elements. An element has no value before its stream has emitted one. */
  readonly latest: Map<T, R>;
  /** Whether all elements of the collection, and no others, have been subscribed to. */
  isSettled: boolean;
}

export const combination = <T, R>(): Combination<T, R> => ({
  collection: [],
  size: 0,
  latest: new Map(),
  isSettled: false,
});

/** A new snapshot of the collection has arrived. */
export const changed = <T>(combined: Combination<T, unknown>, collection: readonly T[]): void => {
  combined.collection = collection;
  combined.size = new Set(collection).size;
  combined.isSettled = false;
};

/** All elements of a snapshot have been subscribed to. Returns false if a newer snapshot has arrived meanwhile. */
export const settled = <T>(combined: Combination<T, unknown>, collection: readonly T[]): boolean => {
  const isNewest = combined.collection === collection;
  combined.isSettled ||= isNewest;
  return isNewest;
};

/** The values in the order of the collection, or undefined while one is missing. */
export const valuesOf = <T, R>({
  collection,
  size,
  latest,
  isSettled,
}: Combination<T, R>): readonly R[] | undefined =>
  isSettled && latest.size === size ? collection.map((element) => latest.get(element) as R) : undefined;
