/** The NgZone: the SDK is listened to outside of it, so that its events and timers cause no change detection. */
import type { NgZone } from '@angular/core';
import { Observable, type MonoTypeOperatorFunction } from 'rxjs';

/** Subscribes outside the zone, and notifies inside it: one change detection for each notification. */
export const inZone =
  <T>(zone: NgZone): MonoTypeOperatorFunction<T> =>
  (source) =>
    new Observable((subscriber) =>
      zone.runOutsideAngular(() =>
        source.subscribe({
          next: (value) => {
            zone.run(() => {
              subscriber.next(value);
            });
          },
          error: (error: unknown) => {
            zone.run(() => {
              subscriber.error(error);
            });
          },
          complete: () => {
            zone.run(() => {
              subscriber.complete();
            });
          },
        }),
      ),
    );
