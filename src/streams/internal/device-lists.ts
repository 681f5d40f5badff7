/**
 * The lists of devices that a device manager has, and the device that is selected.
 */
import type { AudioDeviceInfo, DeviceManager, VideoDeviceInfo } from '@azure/communication-calling';
import {
  defer,
  distinctUntilChanged,
  filter,
  first,
  map,
  merge,
  of,
  repeat,
  startWith,
  switchMap,
  takeWhile,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { answersOf, LOOKS } from './device-permission.js';
import { orSdkError } from './or-sdk-error.js';
import { fromSdkEvent, isSameList, property$ } from '../../bridge/events.js';

type Device = AudioDeviceInfo | VideoDeviceInfo;

/**
 * Asks for a list of devices on subscription, after each event and after each answer of the user, and emits it when it has
 * changed.
 *
 * @param list The name of the list, for an error message.
 */
export const devices$ = <D extends Device>(
  manager: DeviceManager,
  event: 'audioDevicesUpdated' | 'videoDevicesUpdated',
  list: string,
  ask: () => ObservableInput<readonly D[]>,
): Observable<readonly D[]> => {
  // The cast: the overloads of `on` take one name each.
  const updates$ = fromSdkEvent(manager, event as 'audioDevicesUpdated');
  const answers$ = answersOf(manager);
  const kind = event === 'videoDevicesUpdated' ? 'video' : 'audio';
  const list$ = defer(ask).pipe(orSdkError(`list the ${list}`));
  const namedList$ = list$.pipe(
    repeat(LOOKS),
    takeWhile((devices) => !devices.every(isNamed), true),
  );
  // Subscribe to the event first, so that no change is lost while the SDK is asked.
  return merge(updates$, answers$).pipe(
    // A late answer is out of date.
    switchMap(() => (answers$.value[kind] ? namedList$ : list$)),
    map((devices) => devices.filter(isNamed)),
    distinctUntilChanged<readonly D[]>(isSameList),
  );
};

/** Emits the selected device, `undefined` for none. */
export const selectedDevice$ = (
  manager: DeviceManager,
  property: 'selectedMicrophone' | 'selectedSpeaker',
): Observable<AudioDeviceInfo | undefined> =>
  // The cast: the overloads of `on` take one name each.
  property$(manager, property as 'selectedMicrophone').pipe(
    switchMap((device) => (device && !isNamed(device) ? onceNamed$(manager, device) : of(device))),
    distinctUntilChanged(),
  );

/** Emits `undefined` for a device without a name, and the device when the user has allowed it and its name is there. */
const onceNamed$ = (
  manager: DeviceManager,
  device: AudioDeviceInfo,
): Observable<AudioDeviceInfo | undefined> =>
  answersOf(manager).pipe(
    filter(({ audio }) => audio),
    switchMap(() => of(device).pipe(repeat(LOOKS))),
    first((it) => isNamed(it)),
    startWith(undefined),
  );

/** Until the user allows devices, the SDK has a placeholder for them: a device without a name. */
const isNamed = ({ name }: Device): boolean => name !== '';
