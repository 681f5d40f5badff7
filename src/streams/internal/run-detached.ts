/**
 * Requests that go on without subscribers.
 */
import { AsyncSubject, finalize, type Observable } from 'rxjs';

/**
 * Subscribes to the source at once, and stays subscribed until it ends, also without subscribers of its own. Returns an
 * Observable of the last value.
 *
 * @param onStart Called with that Observable before the subscription.
 * @param onEnd Called after the source has ended.
 */
export function runDetached<T>(
  source: Observable<T>,
  onStart: (running$: Observable<T>) => void,
  onEnd: () => void,
): Observable<T> {
  const outcome$ = new AsyncSubject<T>();
  onStart(outcome$);
  source.pipe(finalize(onEnd)).subscribe(outcome$);
  return outcome$;
}
