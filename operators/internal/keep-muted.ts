/** Keeps the microphone and the camera off from one call to the next. */
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
import { codesOf, logger } from '../../src/logger/logger.js';
import { connected } from './reached.js';

/** The microphone or the camera of a call. */
interface Device {
  readonly isOff$: (call: CallCommon) => Observable<boolean>;
  readonly turnOff: (call: CallCommon) => ObservableInput<unknown>;
  /** The text of the log line for a failure of `turnOff`. */
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
 * Turns a device off as early as the SDK accepts it: at once, and again at each state up to the first connected one.
 * Completes when the device is off: only the user turns it on after that.
 */
const turnOff$ = (device: Device, call: CallCommon): Observable<never> =>
  callState$(call).pipe(
    takeWhile((state) => !connected.includes(state), true),
    filter((state) => state !== 'Disconnecting' && state !== 'Disconnected'),
    mergeMap((state) =>
      defer(() => device.turnOff(call)).pipe(
        catchError((cause: unknown) => {
          logger.warning(() => `call ${call.id}: ${device.failure}: ${codesOf(cause)} (${state})`);
          return EMPTY;
        }),
      ),
    ),
    ignoreElements(),
    takeUntil(merge(device.isOff$(call).pipe(filter((isOff) => isOff)), callEnded$(call))),
  );

const keepDeviceOff$ = (
  device: Device,
  call: CallCommon,
  shown$: Observable<CallCommon>,
): Observable<never> => {
  const isOffInShown$ = shown$.pipe(
    // Another shown call with the device on does not count: only the user turning it on in the shown call does.
    switchMap((shown) => device.isOff$(shown).pipe(skipWhile((isOff) => !isOff))),
    takeUntil(merge(shown$.pipe(filter((shown) => shown === call)), callEnded$(call))),
  );
  return isOffInShown$.pipe(
    switchMap((isOff) => (isOff ? turnOff$(device, call) : EMPTY)),
    catchError((cause: unknown) => {
      logger.warning(() => `call ${call.id}: ${device.failure}: ${codesOf(cause)}`);
      return EMPTY;
    }),
  );
};

/**
 * Mutes a call while the user is muted in the shown call, and stops its camera while the user's camera is off there. Ends
 * when this call is shown. Turns nothing on. Never errs: a failure is logged as a warning.
 *
 * @param shown$ The call that is shown to the user: the current one, then each further one.
 */
export const keepMuted$ = (call: CallCommon, shown$: Observable<CallCommon>): Observable<never> =>
  merge(...devices.map((device) => keepDeviceOff$(device, call, shown$)));
