/**
 * Errors of the SDK as errors of this library.
 */
import { catchError, type MonoTypeOperatorFunction } from 'rxjs';
import { SdkError } from '../../errors/errors.js';
import { sentenceOf } from '../../errors/read-error.js';

/**
 * Makes the error for a request that the SDK did not carry out.
 *
 * @param request The request as a verb phrase: `'list the cameras'`.
 */
export const didNot = (request: string, cause: unknown): SdkError =>
  new SdkError(`The SDK did not ${request}. Cause: ${sentenceOf(cause)}`, { cause });

/**
 * Turns any error into an {@link SdkError}.
 *
 * @param request As for {@link didNot}.
 */
export const orSdkError = <T>(request: string): MonoTypeOperatorFunction<T> =>
  catchError((cause: unknown) => {
    throw didNot(request, cause);
  });
