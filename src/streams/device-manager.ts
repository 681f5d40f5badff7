/**
 * The device manager of a client.
 */
import type { CallClient, DeviceManager } from '@azure/communication-calling';
import { concat, defer, NEVER, type Observable } from 'rxjs';
import { orSdkError } from './internal/or-sdk-error.js';
import { runDetached } from './internal/run-detached.js';
import { InvalidArgumentError } from '../errors/errors.js';

/** The requests that the SDK has not answered yet. */
const requests = new WeakMap<CallClient, Observable<DeviceManager>>();

/**
 * Emits the device manager of a client. Never completes.
 *
 * ```
 * getDeviceManager()   ---(m|)
 * result               ---m---
 * second subscriber    -^-m---      (not asked again)
 * ```
 *
 * - Subscribers share a request that the SDK has not answered: two requests at once make a fresh client list each device
 *   twice (observed with SDK 1.46.1 and 2.0.0 in Chromium). The SDK always answers with the same manager.
 * - Errs with an {@link SdkError} when the SDK refuses, as after the client's `dispose()` (404/40012). A later
 *   subscription asks again.
 * - Unsubscribing leaves the manager as it is. The client's `dispose()` ends it.
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
  const manager$ = defer(() => requests.get(client) ?? request$(client));
  return concat(manager$, NEVER);
};

const request$ = (client: CallClient): Observable<DeviceManager> =>
  runDetached(
    defer(() => client.getDeviceManager()).pipe(orSdkError('give the device manager')),
    (running$) => {
      requests.set(client, running$);
    },
    () => {
      requests.delete(client);
    },
  );
