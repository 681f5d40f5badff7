/**
 * The lists of devices that a device manager has, and the device that is selected.
 */
import type { AudioDeviceInfo, DeviceManager, VideoDeviceInfo } from '@azure/communication-calling';
import {
  defer,
  distinctUntilChanged,
  map,
  merge,
  of,
  switchMap,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { orSdkError } from './or-sdk-error.js';
import { fromSdkEvent, isSameList, property$ } from '../../bridge/events.js';

type Device = AudioDeviceInfo | VideoDeviceInfo;

/**
 * Asks for a list of devices on subscription and after each event, and emits it when it has changed.
 *
 * @param list The name of the list, for an error message.
 */
export const devices$ = <D extends Device>(
  manager: DeviceManager,
  event: 'audioDevicesUpdated' | 'videoDevicesUpdated',
  list: string,
  ask: () => ObservableInput<readonly D[]>,
): Observable<readonly D[]> =>
  // Subscribe to the event first, so that no change is lost while the SDK is asked. The cast: the overloads of `on` take
  // one name each.
  merge(fromSdkEvent(manager, event as 'audioDevicesUpdated'), of(undefined)).pipe(
    // A late answer is out of date.
    switchMap(() => defer(ask).pipe(orSdkError(`list the ${list}`))),
    map((devices) => devices.filter(isNamed)),
    distinctUntilChanged<readonly D[]>(isSameList),
  );

/** Emits the selected device, `undefined` for none. */
export const selectedDevice$ = (
  manager: DeviceManager,
  property: 'selectedMicrophone' | 'selectedSpeaker',
): Observable<AudioDeviceInfo | undefined> =>
  // The cast: the overloads of `on` take one name each.
  property$(manager, property as 'selectedMicrophone').pipe(
    map((device) => (device && isNamed(device) ? device : undefined)),
    distinctUntilChanged(),
  );

/** Until the user allows devices, the SDK has a placeholder for them: a device without a name. */
const isNamed = ({ name }: Device): boolean => name !== '';
