import { useSyncExternalStore } from 'react';
import { BehaviorSubject, concat, materialize, NEVER, share } from 'rxjs';
import type { Observable, ObservableNotification } from 'rxjs';

/** One store for each source, so that all components show the same value at the same time. */
const stores = new WeakMap<Observable<unknown>, ReturnType<typeof makeStore>>();
const newSubject = () => new BehaviorSubject<ObservableNotification<unknown> | undefined>(undefined);

/** Subscribes to a source while a component shows it, and keeps the latest value, also after the source has ended. */
const makeStore = (source$: Observable<unknown>) => {
  let latest$ = newSubject();
  const notification$ = concat(concat(source$, NEVER).pipe(materialize()), NEVER);
  const shared$ = notification$.pipe(share({ connector: () => (latest$ = newSubject()) }));
  const subscribe = (onChange: () => void) => {
    const subscription = shared$.subscribe(onChange);
    return () => subscription.unsubscribe();
  };
  return { subscribe, latest: () => (latest$.observed ? latest$.value : undefined) };
};

/** The latest value of a source: `initial` before the first one, and on a server. Throws the error of the source. */
export const useObservable = <T>(source$: Observable<T>, initial: T): T => {
  const store = stores.get(source$) ?? makeStore(source$);
  stores.set(source$, store);
  const latest = useSyncExternalStore(store.subscribe, store.latest, () => undefined);
  if (latest?.kind === 'E') throw latest.error;
  return latest?.kind === 'N' ? (latest.value as T) : initial;
};
