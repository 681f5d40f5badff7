/**
 * The cameras, microphones and speakers of a device manager: the lists, the selected device, the user's permission.
 */
import type {
  AudioDeviceInfo,
  DeviceAccess,
  DeviceManager,
  PermissionConstraints,
  VideoDeviceInfo,
} from '@azure/communication-calling';
import { defer, of, ReplaySubject, share, tap, type Observable } from 'rxjs';
import { devices$, selectedDevice$ } from './internal/device-lists.js';
import { answersOf } from './internal/device-permission.js';
import { selection$ } from './internal/device-selection.js';
import { orSdkError } from './internal/or-sdk-error.js';
import { InvalidArgumentError } from '../errors/errors.js';

/**
 * Emits the cameras at once, and again when one comes or goes. Never completes.
 *
 * ```
 * videoDevicesUpdated   -----x-x--------
 * getCameras()          -(a|)
 *                            ---(b|)         (too late)
 *                              -(c|)
 * result                -a------c-------
 * ```
 *
 * - The list is empty until the user allows cameras. See {@link devicePermission$}.
 * - A list with the same cameras is not emitted again.
 * - Errs with an {@link SdkError} when the SDK does not list them, as after the client's `dispose()` (404/40012).
 *
 * @example
 * ```ts
 * import type { DeviceManager } from '@azure/communication-calling';
 * import { cameras$ } from 'rx-acs-calling';
 * import { map } from 'rxjs';
 *
 * const cameraNames = (devices: DeviceManager) =>
 *   cameras$(devices).pipe(map((cameras) => cameras.map(({ name }) => name)));
 * ```
 */
export const cameras$ = (manager: DeviceManager): Observable<readonly VideoDeviceInfo[]> =>
  devices$(manager, 'videoDevicesUpdated', 'cameras', () => manager.getCameras());

/**
 * Emits the microphones at once, and again when one comes or goes, like {@link cameras$}.
 *
 * ```
 * audioDevicesUpdated   -----x----
 * getMicrophones()      -(a|)
 *                            -(b|)
 * result                -a----b---
 * ```
 *
 * @example
 * ```ts
 * import type { DeviceManager } from '@azure/communication-calling';
 * import { microphones$, selectedMicrophone$ } from 'rx-acs-calling';
 * import { combineLatest, map } from 'rxjs';
 *
 * const options = (devices: DeviceManager) =>
 *   combineLatest([microphones$(devices), selectedMicrophone$(devices)]).pipe(
 *     map(([all, selected]) => all.map(({ id, name }) => ({ id, name, isSelected: id === selected?.id }))),
 *   );
 * ```
 */
export const microphones$ = (manager: DeviceManager): Observable<readonly AudioDeviceInfo[]> =>
  devices$(manager, 'audioDevicesUpdated', 'microphones', () => manager.getMicrophones());

/**
 * Emits the speakers at once, and again when one comes or goes, like {@link cameras$}. The list is empty where the user
 * cannot choose a speaker (Chrome on Android, Safari).
 *
 * ```
 * audioDevicesUpdated   -----x----
 * getSpeakers()         -(a|)
 *                            -(b|)
 * result                -a----b---
 * ```
 *
 * @example
 * ```ts
 * import type { DeviceManager } from '@azure/communication-calling';
 * import { speakers$ } from 'rx-acs-calling';
 * import { map } from 'rxjs';
 *
 * const canChooseSpeaker = (devices: DeviceManager) => speakers$(devices).pipe(map(({ length }) => length > 1));
 * ```
 */
export const speakers$ = (manager: DeviceManager): Observable<readonly AudioDeviceInfo[]> =>
  devices$(manager, 'audioDevicesUpdated', 'speakers', () =>
    // Elsewhere the SDK refuses to list them (405/40606, read in SDK 1.46.1 and 2.0.0).
    manager.isSpeakerSelectionAvailable ? manager.getSpeakers() : of([]),
  );

/**
 * Emits the selected microphone at once, then each change; `undefined` for none, and until the user allows microphones.
 * Never completes.
 *
 * ```
 * selectedMicrophoneChanged   ----x----x---
 * result                      a---b----u---      (u: undefined, the last one has gone)
 * ```
 *
 * After the selected microphone is unplugged, the SDK selects the system's default one. {@link microphones$} emits a moment
 * earlier, so for that moment its list does not have the selected microphone.
 *
 * @example
 * ```ts
 * import type { DeviceManager } from '@azure/communication-calling';
 * import { selectedMicrophone$ } from 'rx-acs-calling';
 * import { map } from 'rxjs';
 *
 * const label = (devices: DeviceManager) =>
 *   selectedMicrophone$(devices).pipe(map((microphone) => microphone?.name ?? 'no microphone'));
 * ```
 */
export const selectedMicrophone$ = (manager: DeviceManager): Observable<AudioDeviceInfo | undefined> =>
  selectedDevice$(manager, 'selectedMicrophone');

/**
 * Emits the selected speaker at once, then each change, like {@link selectedMicrophone$}.
 *
 * ```
 * selectedSpeakerChanged   ----x----x---
 * result                   a---b----u---      (u: undefined, the last one has gone)
 * ```
 *
 * @example
 * ```ts
 * import type { DeviceManager } from '@azure/communication-calling';
 * import { selectedSpeaker$ } from 'rx-acs-calling';
 * import { map } from 'rxjs';
 *
 * const label = (devices: DeviceManager) =>
 *   selectedSpeaker$(devices).pipe(map((speaker) => speaker?.name ?? 'no speaker'));
 * ```
 */
export const selectedSpeaker$ = (manager: DeviceManager): Observable<AudioDeviceInfo | undefined> =>
  selectedDevice$(manager, 'selectedSpeaker');

/**
 * Asks the user for the permission to use microphones, cameras or both, emits the answer, and completes.
 *
 * ```
 * askDevicePermission()   -----(p|)
 * result                  -----(p|)
 * late                             ^(p|)
 * ```
 *
 * - Asks once, at the first subscription. Later subscribers get the same answer. Each call of this function asks anew.
 * - Unsubscribing does not take the question back.
 * - A refusal is an answer: `{ audio: false, video: false }`.
 * - Errs with an {@link SdkError} when the SDK does not ask, as after the client's `dispose()` (404/40012). A later
 *   subscription asks again. Throws an {@link InvalidArgumentError} if `constraints` ask for nothing.
 *
 * @example
 * ```ts
 * import type { DeviceManager } from '@azure/communication-calling';
 * import { devicePermission$ } from 'rx-acs-calling';
 * import { filter } from 'rxjs';
 *
 * const canSpeak = (devices: DeviceManager) =>
 *   devicePermission$(devices, { audio: true, video: false }).pipe(filter(({ audio }) => audio));
 * ```
 *
 * @param constraints The kinds of devices to ask for. Default: both.
 */
export const devicePermission$ = (
  manager: DeviceManager,
  constraints: PermissionConstraints = { audio: true, video: true },
): Observable<DeviceAccess> => {
  if (!constraints.audio && !constraints.video) {
    throw new InvalidArgumentError('devicePermission$ asks for audio, video or both.');
  }
  return defer(() => manager.askDevicePermission(constraints)).pipe(
    orSdkError('ask for the permission'),
    tap((answer) => {
      answersOf(manager).next(answer);
    }),
    share({
      connector: () => new ReplaySubject(1),
      resetOnComplete: false,
      resetOnRefCountZero: false,
    }),
  );
};

/**
 * Selects a microphone, emits it when that is done, and completes.
 *
 * ```
 * selectMicrophone(a)   ---(a|)
 * selectMicrophone(b)   ------(b|)      (subscribed to at the same time; the SDK gets b after a)
 * ```
 *
 * - Selections on a device manager wait for each other. Unsubscribing cancels one that waits: with `switchMap` only the
 *   last choice counts. Unsubscribing does not cancel one that the SDK has begun.
 * - Emits at once if the microphone is selected already.
 * - Errs with a {@link DeviceSelectionError}, which says what is selected instead, when the microphone has gone or the SDK
 *   refuses. Throws an {@link InvalidArgumentError} for a copy of a device, which has no `id`.
 *
 * @example
 * ```ts
 * import type { AudioDeviceInfo, DeviceManager } from '@azure/communication-calling';
 * import { selectMicrophone } from 'rx-acs-calling';
 * import { switchMap, type Observable } from 'rxjs';
 *
 * const follow = (devices: DeviceManager, choice$: Observable<AudioDeviceInfo>) =>
 *   choice$.pipe(switchMap((microphone) => selectMicrophone(devices, microphone)));
 * ```
 *
 * @param device One of {@link microphones$}.
 */
export const selectMicrophone = (
  manager: DeviceManager,
  device: AudioDeviceInfo,
): Observable<AudioDeviceInfo> => selection$(manager, device, 'Microphone');

/**
 * Selects a speaker, emits it when that is done, and completes, like {@link selectMicrophone}. Errs with a
 * {@link DeviceSelectionError} where the user cannot choose a speaker.
 *
 * ```
 * selectSpeaker(a)   ---(a|)
 * selectSpeaker(b)   ------(b|)      (subscribed to at the same time)
 * ```
 *
 * @example
 * ```ts
 * import type { AudioDeviceInfo, DeviceManager } from '@azure/communication-calling';
 * import { selectSpeaker } from 'rx-acs-calling';
 *
 * const choose = (devices: DeviceManager, speaker: AudioDeviceInfo) =>
 *   selectSpeaker(devices, speaker).subscribe({ error: ({ message }: Error) => { console.log(message); } });
 * ```
 *
 * @param device One of {@link speakers$}.
 */
export const selectSpeaker = (manager: DeviceManager, device: AudioDeviceInfo): Observable<AudioDeviceInfo> =>
  selection$(manager, device, 'Speaker');
