/**
 * The selection of a microphone or speaker, by the app and by the SDK.
 */
import type { AudioDeviceInfo } from '@azure/communication-calling';
import {
  asapScheduler,
  AsyncSubject,
  filter,
  map,
  merge,
  mergeMap,
  scheduled,
  Subject,
  switchMap,
  take,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import { listOf, placeholders, preferred, visible, type Manager, type Selection } from './device-lists.js';
import { FakeSdkError } from './fake-sdk-error.js';

/** The time that the SDK gives a selection, in milliseconds (observed with SDK 1.46.1 and 2.0.0). */
const SELECTION_TIMEOUT = 3_000;

/** The id of the device, or the SDK's error if it cannot be selected. */
function idOf(device: AudioDeviceInfo | undefined, property: Selection): string {
  // An app in JavaScript may pass anything.
  const id = device?.id;
  if (!id) {
    throw new FakeSdkError({ code: 400, subCode: 40615 });
  }
  if (id === placeholders[listOf[property]][0]?.id) {
    throw new FakeSdkError({ code: 400, subCode: 40616 });
  }
  return id;
}

/** Selects the device, or the preferred one if it is not in the list. Returns the id of the selected device. */
function apply(manager: Manager, property: Selection, id: string): string {
  const listed = visible(manager, listOf[property]).find((one) => one.id === id);
  manager.set({ [property]: listed ?? preferred(manager, property) });
  return manager[property]?.id ?? '';
}

/** Completes when the device is selected. Errs after the SDK's timeout. */
const outcomeOf = (selected$: Observable<string>, id: string, timeoutSubCode: number) =>
  merge(
    selected$.pipe(
      filter((selected) => selected === id),
      map(() => undefined),
    ),
    timer(SELECTION_TIMEOUT).pipe(
      mergeMap(() => throwError(() => new FakeSdkError({ code: 408, subCode: timeoutSubCode }))),
    ),
  ).pipe(take(1));

/**
 * The `selectMicrophone` or `selectSpeaker` of a manager. The device is selected later. A further request before that
 * takes the place of the first, which then runs into the timeout.
 */
export function selection(property: Selection, timeoutSubCode: number) {
  const requests$ = new Subject<{ readonly manager: Manager; readonly id: string }>();
  /** The id of each device that has been selected. */
  const selected$ = new Subject<string>();
  requests$
    .pipe(
      switchMap((request) => scheduled([request], asapScheduler)),
      map(({ manager, id }) => apply(manager, property, id)),
    )
    .subscribe(selected$);
  return function (this: Manager, device: AudioDeviceInfo | undefined): AsyncSubject<undefined> | undefined {
    const id = idOf(device, property);
    if (id === this[property]?.id) {
      return undefined;
    }
    // A subject, as the selection goes on without a subscriber, too.
    const outcome = new AsyncSubject<undefined>();
    outcomeOf(selected$, id, timeoutSubCode).subscribe(outcome);
    requests$.next({ manager: this, id });
    return outcome;
  };
}

/** Selects the preferred device where the selected one has gone. */
export function reselect(manager: Manager): void {
  for (const property of ['selectedMicrophone', 'selectedSpeaker'] as const) {
    const selected = manager[property];
    if (!visible(manager, listOf[property]).some(({ id }) => id === selected?.id)) {
      manager.set({ [property]: preferred(manager, property) });
    }
  }
}
