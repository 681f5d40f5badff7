/** The state of a call, as a signal. */
import { effect, ErrorHandler, inject, linkedSignal, NgZone, untracked, type Signal } from '@angular/core';
import type { CallCommon, CallState } from '@azure/communication-calling';
import { assertCaller } from './assert-caller.js';
import { callState$ } from '../streams/call.js';
import { inZone } from './in-zone.js';

/**
 * Gives the state of a call, current from the first reading on. Takes the call, or a function or signal that gives it,
 * such as an input: then `undefined` while there is none.
 *
 * @example
 * ```ts
 * import { input } from '@angular/core';
 * import type { Call } from '@azure/communication-calling';
 * import { injectCallState } from 'rx-acs-calling/angular';
 *
 * export class CallCard {
 *   readonly call = input.required<Call>();
 *   readonly state = injectCallState(this.call);
 * }
 * ```
 *
 * @param call The call. A function is read in a reactive context: another call is followed from then on.
 */
export function injectCallState(call: CallCommon): Signal<CallState>;
export function injectCallState(call: () => CallCommon | undefined): Signal<CallState | undefined>;
export function injectCallState(
  call: CallCommon | (() => CallCommon | undefined),
): Signal<CallState | undefined> {
  assertCaller(injectCallState);
  const zone = inject(NgZone);
  const errors = inject(ErrorHandler);
  const current = typeof call === 'function' ? call : () => call;
  const state = linkedSignal(() => current()?.state);
  effect((onCleanup) => {
    const watched = current();
    if (watched) {
      const subscription = untracked(() =>
        callState$(watched)
          .pipe(inZone(zone))
          .subscribe({
            next: (value) => {
              state.set(value);
            },
            error: (error: unknown) => {
              errors.handleError(error);
            },
          }),
      );
      onCleanup(() => {
        subscription.unsubscribe();
      });
    }
  });
  return state.asReadonly();
}
