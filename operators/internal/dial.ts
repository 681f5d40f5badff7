/** Starts a call with either kind of agent. */
import type {
  Call,
  CallAgent,
  CallAgentKind,
  StartCallOptions,
  StartTeamsGroupCallOptions,
  TeamsCall,
  TeamsCallAgent,
} from '@azure/communication-calling';
import type {
  CommunicationIdentifier,
  MicrosoftTeamsAppIdentifier,
  MicrosoftTeamsUserIdentifier,
  PhoneNumberIdentifier,
  UnknownIdentifier,
} from '@azure/communication-common';

/** Whom a Teams user can call. */
export type TeamsCallee =
  MicrosoftTeamsUserIdentifier | MicrosoftTeamsAppIdentifier | PhoneNumberIdentifier | UnknownIdentifier;

/** Starts the call at once, or throws what the SDK throws. */
export const dial = (
  agent: CallAgent | TeamsCallAgent,
  callees: CommunicationIdentifier | readonly CommunicationIdentifier[],
  options?: StartCallOptions | StartTeamsGroupCallOptions,
): Call | TeamsCall => {
  if (!isTeams(agent)) {
    return agent.startCall([callees].flat(), options);
  }
  // A list makes it a group call, also a list of one.
  return Array.isArray(callees)
    ? agent.startCall([callees].flat() as TeamsCallee[], options)
    : agent.startCall(callees as TeamsCallee, options);
};

const isTeams = (agent: CallAgent | TeamsCallAgent): agent is TeamsCallAgent =>
  // The SDK's enums exist at run time only in the SDK.
  (agent.kind satisfies `${CallAgentKind}` as string) === 'TeamsCallAgent';
