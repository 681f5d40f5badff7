/**
 * Keeps one subscription for each element of a collection, across all snapshots of the collection.
 *
 * The state is changed in place: with copies, each change would cost as much as the collection is long.
 */
import { defer, EMPTY, Subject, takeUntil, type Observable, type ObservableInput } from 'rxjs';

export interface Following<T> {
  /** The elements of the newest snapshot. */
  present: ReadonlySet<T>;
  /** Ends the stream of an element. An element keeps its entry when its stream completes, until it leaves. */
  readonly ends: Map<T, Subject<void>>;
}

export const following = <T>(): Following<T> => ({ present: new Set(), ends: new Map() });

/** Takes a snapshot. Returns its new elements, each once. */
export const change = <T>(followed: Following<T>, collection: readonly T[]): readonly T[] => {
  followed.present = new Set(collection);
  return [...followed.present].filter((element) => !followed.ends.has(element));
};

/** Gives the stream of an element. Empty if the element already has one, or has left the collection. */
export const follow$ = <T, R>(
  { present, ends }: Following<T>,
  element: T,
  project: (element: T) => ObservableInput<R>,
): Observable<R> => {
  // A value of another element may have changed the collection.
  if (ends.has(element) || !present.has(element)) {
    return EMPTY;
  }
  const end$ = new Subject<void>();
  ends.set(element, end$);
  return defer(() => project(element)).pipe(takeUntil(end$));
};

/** Whether an element has left whose stream goes on. */
export const hasStragglers = <T>({ present, ends }: Following<T>): boolean =>
  [...ends.keys()].some((element) => !present.has(element));

/** Ends the streams of the elements that have left. Calls `leaving` just before each end. */
export const leave = <T>(followed: Following<T>, leaving?: (element: T) => void): void => {
  for (const [element, end$] of followed.ends) {
    // Looked up for each element: the end of another stream may have changed the collection.
    if (!followed.present.has(element)) {
      followed.ends.delete(element);
      leaving?.(element);
      end$.next();
    }
  }
};
