/**
 * Why calls end, as the SDK has it at run time.
 */
import type { CallEndReason } from '@azure/communication-calling';
import { explain } from '../../errors/explain.js';
import { categoriesOf } from './fake-sdk-error.js';

/**
 * The reason with all that the SDK gives at run time: `message` and `resultCategories`, which its types leave out (observed
 * with SDK 1.46.1 and 2.0.0). What the test says stays.
 */
export const wholeReason = (reason: CallEndReason): CallEndReason => {
  const { code, subCode } = reason;
  const further: object = {
    message: explain({ code, subCode }).message,
    resultCategories: categoriesOf(reason),
  };
  return { ...further, ...reason };
};
