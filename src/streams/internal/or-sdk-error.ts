/**
 * Errors of the SDK as errors of this library.
 */
import { catchError, type MonoTypeOperatorFunction } from 'rxjs';
import { SdkError } from '../../errors/errors.js';
import { sentenceOf } from '../../errors/read-error.js';

/**
 * Turns any error into an {@link SdkError}.
 *
 * @param request The request that the SDK did not carry out, as a verb phrase: `'list the cameras'`.
 */
export const orSdkError = <T>(request: string): MonoTypeOperatorFunction<T> =>
  catchError((cause: unknown) => {
    throw new SdkError(`The SDK did not ${request}. Cause: ${sentenceOf(cause)}`, { cause });
  });
