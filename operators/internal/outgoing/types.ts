/** The public types of `startCall`. */
import type {
  CallAgent,
  StartCallOptions,
  StartTeamsGroupCallOptions,
  TeamsCallAgent,
} from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import type { TeamsCallee } from '../dial.js';

/** The setting of {@link startCall} beside the SDK's own options. */
export interface StartCallConfig {
  /**
   * How long it may take until the call is connected, in milliseconds, or `Infinity`. Default 120 000. Counts from the
   * subscription, so it includes the time until there is a connected agent. When it has passed, no call is started any
   * more, and one that was started is hung up.
   */
  readonly timeout?: number;
}

type Callee<A> = A extends CallAgent ? CommunicationIdentifier : TeamsCallee;

/** Whom an agent can call: one, or several in a group call. */
export type CalleesOf<A extends CallAgent | TeamsCallAgent> = Callee<A> | readonly Callee<A>[];

/** The SDK's options of the calls of an agent. */
export type OptionsOf<A extends CallAgent | TeamsCallAgent> = A extends CallAgent
  ? StartCallOptions
  : StartTeamsGroupCallOptions;
