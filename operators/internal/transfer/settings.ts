/** Checks the arguments of `transferTo`, and fills in the defaults. */
import type { TransferToParticipantOptions } from '@azure/communication-calling';
import { InvalidArgumentError } from '../../../src/errors/errors.js';
import { milliseconds } from '../../../src/streams/internal/deadline.js';
import { nameOf, type TransferTarget } from '../../../src/streams/transfer.js';
import { otherTargetMayHelp } from './other-target.js';
import type { TransferListConfig } from './types.js';

export interface NamedTarget {
  readonly target: TransferTarget;
  /** The target in messages: `a phone number`. */
  readonly name: string;
}

/** Checked arguments. */
export interface Settings extends Required<TransferListConfig> {
  readonly targets: readonly [NamedTarget, ...NamedTarget[]];
  /** Whether the app has passed a list, which may have one target only. */
  readonly isList: boolean;
  readonly sdkOptions: TransferToParticipantOptions;
}

/** Throws an {@link InvalidArgumentError} if an argument is of a wrong type, or the list is empty. */
export const settingsOf = (
  target: TransferTarget | readonly TransferTarget[],
  {
    timeout = 180_000,
    totalTimeout = Infinity,
    tryNext = otherTargetMayHelp,
    ...sdkOptions
  }: TransferToParticipantOptions & TransferListConfig,
): Settings => {
  milliseconds('timeout', timeout);
  milliseconds('totalTimeout', totalTimeout);
  const isList = Array.isArray(target);
  const [first, ...others] = (
    isList ? (target as readonly TransferTarget[]) : [target as TransferTarget]
  ).map((one): NamedTarget => ({ target: one, name: nameOf(one) }));
  if (!first) {
    throw new InvalidArgumentError('A list of transfer targets needs at least one.');
  }
  return { targets: [first, ...others], isList, timeout, totalTimeout, tryNext, sdkOptions };
};
