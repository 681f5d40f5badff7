import { throwError } from 'rxjs';

/** Reports an error as RxJS reports unhandled errors: later, and to `config.onUnhandledError` if the app has one. */
export const reportLater = (error: unknown): void => {
  throwError(() => error as Error).subscribe();
};
