/**
 * Selections of a microphone or speaker: one at a time for a device manager.
 */
import type { AudioDeviceInfo, DeviceManager } from '@azure/communication-calling';
import { BehaviorSubject, catchError, defer, first, from, map, mergeMap, of, type Observable } from 'rxjs';
import { runDetached } from './run-detached.js';
import { DeviceSelectionError, InvalidArgumentError } from '../../errors/errors.js';
import { propertyOf } from '../../errors/read-error.js';

type Kind = 'Microphone' | 'Speaker';

/** Whether a selection is under way, for each device manager. */
const selecting = {
  Microphone: new WeakMap<DeviceManager, BehaviorSubject<boolean>>(),
  Speaker: new WeakMap<DeviceManager, BehaviorSubject<boolean>>(),
};

/** Waits for the selections before it, selects a device, emits it, and completes. */
export const selection$ = (
  manager: DeviceManager,
  device: AudioDeviceInfo,
  kind: Kind,
): Observable<AudioDeviceInfo> => {
  // The `id` of a device is on its prototype, so a copy has none.
  if (!(device as AudioDeviceInfo | undefined)?.id) {
    throw new InvalidArgumentError(
      `select${kind} takes a device as ${kind.toLowerCase()}s$ emits it: a copy has lost its id.`,
    );
  }
  return defer(() => {
    const isSelecting$ = selecting[kind].get(manager) ?? new BehaviorSubject(false);
    selecting[kind].set(manager, isSelecting$);
    return isSelecting$.pipe(
      // Read the current value, not the emitted one: the first waiting subscriber may have begun its selection already.
      first(() => !isSelecting$.value),
      // Detached: a selection cannot be cancelled, and the next one must wait for its end.
      mergeMap(() =>
        runDetached(
          request$(manager, device, kind),
          () => {
            isSelecting$.next(true);
          },
          () => {
            isSelecting$.next(false);
          },
        ),
      ),
    );
  });
};

/** Selects a device, unless it is selected already. */
const request$ = (
  manager: DeviceManager,
  device: AudioDeviceInfo,
  kind: Kind,
): Observable<AudioDeviceInfo> => {
  const isDevice = (other: AudioDeviceInfo | undefined): boolean => other?.id === device.id;
  return defer(() =>
    isDevice(manager[`selected${kind}`])
      ? of(undefined)
      : from(manager[`get${kind}s`]()).pipe(
          mergeMap((devices) => {
            // For a missing device the SDK selects the default one, and rejects 3 s later.
            if (!devices.some(isDevice)) {
              throw new Error('It is not there any more.');
            }
            return manager[`select${kind}`](device);
          }),
        ),
  ).pipe(
    map(() => manager[`selected${kind}`] ?? device),
    catchError((cause: unknown) => {
      // The getter may throw, as after the client's `dispose()`.
      const current = propertyOf(manager, `selected${kind}`) as AudioDeviceInfo | undefined;
      throw new DeviceSelectionError(kind, device, current, cause);
    }),
  );
};
