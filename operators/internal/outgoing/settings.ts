/** Checks the arguments of `startCall`, and fills in the defaults. */
import type { CallAgent, TeamsCallAgent } from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import { InvalidArgumentError } from '../../../src/errors/errors.js';
import { milliseconds } from '../../../src/streams/internal/deadline.js';
import { personOf } from '../../../src/streams/transfer.js';
import type { CalleesOf, OptionsOf, StartCallConfig } from './types.js';

/** Checked arguments. */
export interface Settings {
  readonly callees: CommunicationIdentifier | readonly CommunicationIdentifier[];
  readonly sdkOptions: OptionsOf<CallAgent | TeamsCallAgent>;
  readonly timeout: number;
}

/** Throws an {@link InvalidArgumentError} if an argument is of a wrong type, or the list is empty. */
export const settingsOf = (
  callees: CalleesOf<CallAgent | TeamsCallAgent>,
  { timeout = 120_000, ...sdkOptions }: OptionsOf<CallAgent | TeamsCallAgent> & StartCallConfig,
): Settings => {
  milliseconds('timeout', timeout);
  const all: readonly unknown[] = [callees].flat();
  if (all.length === 0 || all.some((callee) => personOf(callee) === undefined)) {
    throw new InvalidArgumentError(
      'callees must be an identifier, such as { communicationUserId }, { phoneNumber } or { microsoftTeamsUserId }, or a list of at least one.',
    );
  }
  return { callees, sdkOptions, timeout };
};
