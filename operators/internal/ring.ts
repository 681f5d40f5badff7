/**
 * The last values of a stream. No RxJS here.
 *
 * The state is changed in place: with copies, each value would cost as much as the ring is long.
 */
export interface Ring<T> {
  readonly size: number;
  readonly values: T[];
  /** The place of the next value. In a full ring that is the place of the oldest one. */
  next: number;
}

export const ringOf = <T>(size: number): Ring<T> => ({ size, values: [], next: 0 });

export const push = <T>(ring: Ring<T>, value: T): void => {
  ring.values[ring.next] = value;
  ring.next = (ring.next + 1) % ring.size;
};

/** The values, oldest first, as a new array. */
export const snapshotOf = <T>({ values, next }: Ring<T>): readonly T[] => [
  ...values.slice(next),
  ...values.slice(0, next),
];
