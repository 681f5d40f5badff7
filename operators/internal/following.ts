/**
 * Following the elements of a collection that comes again and again: a stream for each, subscribed to once.
 */
import { defer, EMPTY, Subject, takeUntil, type Observable, type ObservableInput } from 'rxjs';

/** The elements of a collection, and those of them whose streams were subscribed to. */
export interface Following<T, R> {
  /** How many are followed. */
  readonly size: number;
  /** Takes the collection as it is now, and gives those of its elements that are new, each once. */
  readonly change: (collection: readonly T[]) => readonly T[];
  /** The stream of an element, or nothing for one that is already followed, or no longer there. */
  readonly follow: (element: T) => Observable<R>;
  /** Whether some are followed that are no longer there. */
  readonly hasStragglers: () => boolean;
  /** Ends the streams of those, and tells of each just before. */
  readonly leave: (leaving?: (element: T) => void) => void;
}

export const following = <T, R>(project: (element: T) => ObservableInput<R>): Following<T, R> => {
  let present: ReadonlySet<T> = new Set();
  /** What ends the stream of an element; it stays for one whose stream has completed. */
  const ends = new Map<T, Subject<void>>();

  return {
    get size() {
      return ends.size;
    },
    change: (collection) => {
      present = new Set(collection);
      return [...present].filter((element) => !ends.has(element));
    },
    follow: (element) => {
      // What another element has emitted may have made somebody change the collection.
      if (ends.has(element) || !present.has(element)) {
        return EMPTY;
      }
      const end = new Subject<void>();
      ends.set(element, end);
      return defer(() => project(element)).pipe(takeUntil(end));
    },
    hasStragglers: () => [...ends.keys()].some((element) => !present.has(element)),
    leave: (leaving) => {
      for (const [element, end] of ends) {
        // Asked anew each time, as the end of another stream may have made somebody change the collection.
        if (!present.has(element)) {
          ends.delete(element);
          leaving?.(element);
          end.next();
        }
      }
    },
  };
};
