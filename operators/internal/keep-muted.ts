/** Keeps the microphone and the camera off in a call that another one leads to. */
import type { CallCommon } from '@azure/communication-calling';
import {
  catchError,
  defer,
  EMPTY,
  filter,
  ignoreElements,
  map,
  merge,
  mergeMap,
  skipWhile,
  switchMap,
  takeUntil,
  takeWhile,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { callEnded$, callState$ } from '../../src/streams/call.js';
import { property$ } from '../../src/bridge/events.js';
import { codesOf, logger } from '../../src/logs/logger.js';
import { connected } from './reached.js';

/** The microphone or the camera, as a call has it. */
interface Device {
  readonly isOff$: (call: CallCommon) => Observable<boolean>;
  readonly turnOff: (call: CallCommon) => ObservableInput<unknown>;
  /** What the log says when that fails. */
  readonly failure: string;
}

const devices: readonly Device[] = [
  {
    isOff$: (call) => property$(call, 'isMuted'),
    turnOff: (call) => call.mute(),
    failure: 'not muted',
  },
  {
    isOff$: (call) => property$(call, 'isLocalVideoStarted').pipe(map((isStarted) => !isStarted)),
    turnOff: (call) =>
      merge(
        ...call.localVideoStreams
          .filter(({ mediaStreamType }) => mediaStreamType !== 'ScreenSharing')
          .map((stream) => defer(() => call.stopVideo(stream))),
      ),
    failure: 'camera not stopped',
  },
];

/**
 * Turns a device off as early as the SDK takes it: at once, and again at each state until it is off, up to the first in
 * which the call is connected. Touches nothing after it was off: from then on it is the user who turns it on.
 */
const turnOff = (device: Device, call: CallCommon): Observable<never> =>
  callState$(call).pipe(
    takeWhile((state) => !connected.includes(state), true),
    filter((state) => state !== 'Disconnecting' && state !== 'Disconnected'),
    mergeMap((state) =>
      defer(() => device.turnOff(call)).pipe(
        catchError((cause: unknown) => {
          logger.warning(`call ${call.id}: ${device.failure}: ${codesOf(cause)} (${state})`);
          return EMPTY;
        }),
      ),
    ),
    ignoreElements(),
    takeUntil(merge(device.isOff$(call).pipe(filter((isOff) => isOff)), callEnded$(call))),
  );

const keepDeviceOff = (
  device: Device,
  call: CallCommon,
  shown$: Observable<CallCommon>,
): Observable<never> => {
  const isOffInShown$ = shown$.pipe(
    // Only the user turns a device on in the shown call. That another call is shown does not mean so.
    switchMap((shown) => device.isOff$(shown).pipe(skipWhile((isOff) => !isOff))),
    takeUntil(merge(shown$.pipe(filter((shown) => shown === call)), callEnded$(call))),
  );
  return isOffInShown$.pipe(
    switchMap((isOff) => (isOff ? turnOff(device, call) : EMPTY)),
    catchError((cause: unknown) => {
      logger.warning(`call ${call.id}: ${device.failure}: ${codesOf(cause)}`);
      return EMPTY;
    }),
  );
};

/**
 * Mutes a call, and stops its camera, if the user is muted or has the camera off in the shown call, now or until this one
 * is shown. Turns nothing on. Never errs: a failure is logged.
 *
 * @param shown$ The call that is shown to the user, and each further one.
 */
export const keepMuted = (call: CallCommon, shown$: Observable<CallCommon>): Observable<never> =>
  merge(...devices.map((device) => keepDeviceOff(device, call, shown$)));
