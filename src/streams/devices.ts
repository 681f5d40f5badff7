/**
 * Cameras, microphones and speakers: which there are, which the user has allowed, and which are selected.
 */
import type {
  AudioDeviceInfo,
  CallClient,
  DeviceAccess,
  DeviceManager,
  PermissionConstraints,
  VideoDeviceInfo,
} from '@azure/communication-calling';
import {
  AsyncSubject,
  BehaviorSubject,
  catchError,
  concat,
  defer,
  distinctUntilChanged,
  finalize,
  first,
  from,
  map,
  merge,
  mergeMap,
  NEVER,
  of,
  ReplaySubject,
  share,
  switchMap,
  throwError,
  type Observable,
  type ObservableInput,
  type OperatorFunction,
} from 'rxjs';
import { DeviceSelectionError, InvalidArgumentError, SdkError } from '../errors/errors.js';
import { propertyOf, sentenceOf } from '../errors/read-error.js';
import { fromSdkEvent, property$ } from '../bridge/events.js';

/** Clients that have been asked for their device manager, and have not answered yet. */
const asked = new WeakMap<CallClient, Observable<DeviceManager>>();

const orSdkError = <T>(what: string): OperatorFunction<T, T> =>
  catchError((cause: unknown) =>
    throwError(() => new SdkError(`The SDK did not ${what}. Cause: ${sentenceOf(cause)}`, { cause })),
  );

/**
 * Emits the device manager of a client.
 *
 * - The SDK takes its time for the first one (about 7 s without a network), and gives the same again. Two that ask a
 *   fresh client at once make it list each device twice, so whoever subscribes meanwhile shares the answer.
 *   (Observed with SDK 1.46.1 and 2.0.0 in Chromium.)
 * - Never completes. Errs with an {@link SdkError} when the SDK refuses, as it does once the client has been disposed
 *   of (404/40012); a later subscription asks again.
 * - Unsubscribing leaves the manager as it is: it belongs to the client, whose `dispose()` ends it.
 *
 * ```
 * getDeviceManager()   ---(m|)
 * result               ---m---
 * second subscriber    -^-m---      (not asked again)
 * ```
 *
 * @example
 * ```ts
 * import type { CallClient } from '@azure/communication-calling';
 * import { deviceManager$, microphones$ } from 'rx-acs-calling';
 * import { switchMap } from 'rxjs';
 *
 * const microphonesOf = (client: CallClient) => deviceManager$(client).pipe(switchMap(microphones$));
 * ```
 */
export const deviceManager$ = (client: CallClient): Observable<DeviceManager> => {
  if (typeof (client as Partial<CallClient> | undefined)?.getDeviceManager !== 'function') {
    throw new InvalidArgumentError("deviceManager$ takes the SDK's CallClient.");
  }
  const manager = defer(() => {
    const answer = asked.get(client);
    if (answer) {
      return answer;
    }
    const question = defer(() => client.getDeviceManager()).pipe(orSdkError('give the device manager'));
    return detached(question, (pending) => {
      if (pending) {
        asked.set(client, pending);
      } else {
        asked.delete(client);
      }
    });
  });
  return concat(manager, NEVER);
};

/**
 * Subscribes to what goes on when nobody listens any more, and gives its last value to whoever does.
 *
 * @param onChange Called with that while it goes on, and with nothing once it has ended.
 */
function detached<T>(source: Observable<T>, onChange: (pending?: Observable<T>) => void): Observable<T> {
  const outcome = new AsyncSubject<T>();
  onChange(outcome);
  source
    .pipe(
      finalize(() => {
        onChange();
      }),
    )
    .subscribe(outcome);
  return outcome;
}

const isSameList = (before: readonly unknown[], now: readonly unknown[]): boolean =>
  now.length === before.length && now.every((device, i) => device === before[i]);

/** What the SDK gives in place of devices that the page may not know of has no name. */
const isNamed = ({ name }: AudioDeviceInfo | VideoDeviceInfo): boolean => name !== '';

const list = <D extends AudioDeviceInfo | VideoDeviceInfo>(
  manager: DeviceManager,
  event: 'audioDevicesUpdated' | 'videoDevicesUpdated',
  what: string,
  ask: () => ObservableInput<readonly D[]>,
): Observable<readonly D[]> =>
  // The event first: what changes while the SDK is asked must not be lost. The overloads of `on` take one name each.
  merge(fromSdkEvent(manager, event as 'audioDevicesUpdated'), of(undefined)).pipe(
    // An answer that comes after the next question is out of date.
    switchMap(() => defer(ask).pipe(orSdkError<readonly D[]>(`list the ${what}`))),
    map((devices) => devices.filter(isNamed)),
    distinctUntilChanged<readonly D[]>(isSameList),
  );

/**
 * Emits the cameras, and again each time that one comes or goes.
 *
 * - The list is asked for on subscription and after each `videoDevicesUpdated`; of answers that overlap only the
 *   last counts. One with the same cameras is not emitted again.
 * - While the user has not allowed cameras the list is empty, since the SDK then gives a placeholder without a name
 *   that stands for no camera. Once they are allowed it is emitted again. See {@link devicePermission$}.
 * - Errs with an {@link SdkError} when the SDK does not list them, as after the client's `dispose()` (404/40012).
 *   Never completes.
 *
 * ```
 * videoDevicesUpdated   -----x-x--------
 * getCameras()          -(a|)
 *                            ---(b|)         (too late)
 *                              -(c|)
 * result                -a------c-------
 * ```
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
  list(manager, 'videoDevicesUpdated', 'cameras', () => manager.getCameras());

/**
 * Emits the microphones, and again each time that one comes or goes. What holds for {@link cameras$} holds here, with
 * the event `audioDevicesUpdated`.
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
  list(manager, 'audioDevicesUpdated', 'microphones', () => manager.getMicrophones());

/**
 * Emits the speakers, and again each time that one comes or goes. What holds for {@link cameras$} holds here, with
 * the event `audioDevicesUpdated`.
 *
 * Where the platform does not let speakers be chosen (Chrome on Android, Safari) the SDK refuses to list them (405/40606,
 * read in SDK 1.46.1 and 2.0.0): the list is empty there.
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
  list(manager, 'audioDevicesUpdated', 'speakers', () =>
    manager.isSpeakerSelectionAvailable ? manager.getSpeakers() : of([]),
  );

const selected = (
  manager: DeviceManager,
  property: 'selectedMicrophone' | 'selectedSpeaker',
): Observable<AudioDeviceInfo | undefined> =>
  // Widened, as the overloads of `on` take one name each.
  property$(manager, property as 'selectedMicrophone').pipe(
    map((device) => (device && isNamed(device) ? device : undefined)),
    distinctUntilChanged(),
  );

/**
 * Emits the microphone that is selected, and again each time that it changes; `undefined` while there is none, or none
 * that the user has allowed.
 *
 * When the selected microphone is unplugged the SDK first tells of the list, and then selects the system's default one
 * (observed with SDK 1.46.1 and 2.0.0 in Chromium): for a moment this is one that {@link microphones$} has no more.
 * Never completes.
 *
 * ```
 * selectedMicrophoneChanged   ----x----x---
 * result                      a---b----u---      (u: undefined, the last one has gone)
 * ```
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
  selected(manager, 'selectedMicrophone');

/**
 * Emits the speaker that is selected, and again each time that it changes, as {@link selectedMicrophone$} does for
 * microphones.
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
  selected(manager, 'selectedSpeaker');

/**
 * Asks the user for the permission to use microphones, cameras or both, emits what the user has allowed, and completes.
 *
 * - Asks at the first subscription, and only once: whoever subscribes later gets the same answer. Keep what this returns,
 *   as each call of it asks anew. A subscriber that leaves while the user thinks does not take the question back.
 * - A refusal is an answer, no error: `{ audio: false, video: false }`. To ask again, call it again; whether the browser
 *   shows the question again is up to it. A permission that comes later, by the browser's settings too, shows in
 *   {@link cameras$} and {@link microphones$} as soon as the SDK hears of it.
 * - Errs with an {@link SdkError} when the SDK does not ask, as after the client's `dispose()` (404/40012); the next
 *   subscription tries again. Throws an {@link InvalidArgumentError} at once when asked for nothing.
 *
 * ```
 * askDevicePermission()   -----(p|)
 * result                  -----(p|)
 * late                             ^(p|)
 * ```
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
 * @param constraints What to ask for. Default: both.
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
    share({
      connector: () => new ReplaySubject(1),
      resetOnComplete: false,
      resetOnRefCountZero: false,
    }),
  );
};

type Kind = 'Microphone' | 'Speaker';

/** Whether a selection is under way, by the device manager. */
const underWay = {
  Microphone: new WeakMap<DeviceManager, BehaviorSubject<boolean>>(),
  Speaker: new WeakMap<DeviceManager, BehaviorSubject<boolean>>(),
};

const select = (manager: DeviceManager, device: AudioDeviceInfo, kind: Kind): Observable<AudioDeviceInfo> => {
  // A copy of a device has lost what its prototype has.
  if (!(device as AudioDeviceInfo | undefined)?.id) {
    throw new InvalidArgumentError(
      `select${kind} takes a device as ${kind.toLowerCase()}s$ emits it: a copy has lost its id.`,
    );
  }
  const is = (other: AudioDeviceInfo | undefined): boolean => other?.id === device.id;

  const request = defer(() =>
    is(manager[`selected${kind}`])
      ? of(undefined)
      : from(manager[`get${kind}s`]()).pipe(
          mergeMap((devices) => {
            // The SDK would select the default one for it, and reject 3 s later.
            if (!devices.some(is)) {
              throw new Error('It is not there any more.');
            }
            return manager[`select${kind}`](device);
          }),
        ),
  ).pipe(
    map(() => manager[`selected${kind}`] ?? device),
    catchError((cause: unknown) => {
      // What reads it may throw, as after the client's `dispose()`.
      const now = propertyOf(manager, `selected${kind}`) as AudioDeviceInfo | undefined;
      throw new DeviceSelectionError(kind, device, now, cause);
    }),
  );

  return defer(() => {
    const isUnderWay = underWay[kind].get(manager) ?? new BehaviorSubject(false);
    underWay[kind].set(manager, isUnderWay);
    return isUnderWay.pipe(
      // Not what it emits: of several that wait, the first to hear of it is under way when the next one does.
      first(() => !isUnderWay.value),
      // Not left with the subscriber: a selection cannot be called off, and the next one must wait for its end.
      mergeMap(() =>
        detached(request, (pending) => {
          isUnderWay.next(pending !== undefined);
        }),
      ),
    );
  });
};

/**
 * Selects a microphone, emits it once that is done, and completes.
 *
 * - Selections on a device manager wait for each other, since of two at once the SDK rejects the first after 3 s
 *   (408/40607). One that is unsubscribed from while it waits is not made: with `switchMap` only the last choice counts.
 *   Unsubscribing while the SDK selects cannot take that back.
 * - The microphone that is selected already is emitted at once.
 * - Errs with a {@link DeviceSelectionError}, which says what is selected instead, when the microphone has gone (the SDK
 *   is not even asked, as it would select the default one) or when the SDK refuses. Throws an
 *   {@link InvalidArgumentError} at once for a copy of a device, which has lost its `id`.
 *
 * (Observed with SDK 1.46.1 and 2.0.0 in Chromium.)
 *
 * ```
 * selectMicrophone(a)   ---(a|)
 * selectMicrophone(b)   ------(b|)      (asked for at the same time; the SDK is at the end of the first)
 * ```
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
): Observable<AudioDeviceInfo> => select(manager, device, 'Microphone');

/**
 * Selects a speaker, emits it once that is done, and completes, as {@link selectMicrophone} does for microphones. Where
 * the platform does not let speakers be chosen it errs with a {@link DeviceSelectionError}.
 *
 * ```
 * selectSpeaker(a)   ---(a|)
 * selectSpeaker(b)   ------(b|)      (asked for at the same time)
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
  select(manager, device, 'Speaker');
