/**
 * What the user has answered to requests of this library for a permission.
 */
import type { DeviceAccess, DeviceManager } from '@azure/communication-calling';
import { BehaviorSubject } from 'rxjs';

const answers = new WeakMap<DeviceManager, BehaviorSubject<DeviceAccess>>();

/** The last answer of the user, and each later one. Nothing is allowed before the first. */
export const answersOf = (manager: DeviceManager): BehaviorSubject<DeviceAccess> => {
  const known = answers.get(manager) ?? new BehaviorSubject<DeviceAccess>({ audio: false, video: false });
  answers.set(manager, known);
  return known;
};

/**
 * How often to look for the names of devices that the user has allowed, and how long to wait in between, in milliseconds.
 *
 * The SDK has the names 3 to 15 ms after the answer. It tells of devices that come or go only. A browser may list devices
 * with their ids, but without names, until the user allows them: then the SDK writes the names into the same objects,
 * without an event (observed with SDK 1.40.1, 1.46.1 and 2.0.0 in Chromium, with the names taken out of the browser's
 * list).
 */
export const LOOKS = { count: 20, delay: 100 } as const;
