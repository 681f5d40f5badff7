/** Where the inject functions of this entry can be called. */
import { assertInInjectionContext, assertNotInReactiveContext } from '@angular/core';

/** Throws unless it is called in an injection context, once: a `computed` or an `effect` would call it again and again. */
export const assertCaller = (caller: (...args: never) => unknown): void => {
  assertInInjectionContext(caller);
  assertNotInReactiveContext(caller, 'Call it once, in a constructor or a field initializer.');
};
