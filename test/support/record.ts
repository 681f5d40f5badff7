import type { Observable, Subscription } from 'rxjs';

/** Writes down the values, the error and the completion of a stream, in the turn in which they come. */
export const record = <T>(
  stream$: Observable<T>,
  onNext: (value: T) => void = () => undefined,
): { readonly seen: unknown[]; readonly subscription: Subscription } => {
  const seen: unknown[] = [];
  const subscription = stream$.subscribe({
    next: (value) => {
      seen.push(value);
      onNext(value);
    },
    error: (error: unknown) => seen.push(error),
    complete: () => seen.push('complete'),
  });
  return { seen, subscription };
};
