/**
 * The reason of the end of a call, as the SDK gives it at run time.
 */
import type { CallEndReason } from '@azure/communication-calling';
import { explain } from '../../errors/explain.js';
import { categoriesOf } from './fake-sdk-error.js';

/**
 * Completes a reason with `message` and `resultCategories`, which the SDK gives at run time and its types leave out (observed
 * with SDK 1.46.1 and 2.0.0). Fields that are set stay.
 */
export const wholeReason = (reason: CallEndReason): CallEndReason => {
  const { code, subCode } = reason;
  const further: object = {
    message: explain({ code, subCode }).message,
    resultCategories: categoriesOf(reason),
  };
  return { ...further, ...reason };
};
