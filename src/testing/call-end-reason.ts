/**
 * Why calls end, as the SDK has it at run time.
 */
import type { CallEndReason } from '@azure/communication-calling';
import { explain } from '../explain.js';
import { categoriesOf } from './fake-sdk-error.js';

/**
 * The reason with all that the SDK gives at run time: `message` and `resultCategories`, which its types leave out (observed
 * with SDK 1.46.1 and 2.0.0). What the test says stays.
 */
export const wholeReason = (reason: CallEndReason): CallEndReason => ({
  message: explain({ code: reason.code, subCode: reason.subCode }).message,
  ...reason,
  ...{ resultCategories: (reason as { resultCategories?: unknown }).resultCategories ?? categoriesOf(reason) },
});
