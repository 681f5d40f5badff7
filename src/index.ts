/** Streams over the objects of the Azure Communication Services Calling SDK. */
export { activeCalls$, activeCallTransfer, type ActiveCall } from './active-calls.js';
export type { Reason, Retriable } from './codes.js';
export { calls$, connectionState$, incomingCalls$, type IncomingCallOf } from './call-agent.js';
export { callEnded$, callState$, participantState$, remoteParticipants$ } from './call.js';
export { callAgent$, type CallAgentConfig } from './create-call-agent.js';
export {
  cameras$,
  deviceManager$,
  devicePermission$,
  microphones$,
  selectedMicrophone$,
  selectedSpeaker$,
  selectMicrophone,
  selectSpeaker,
  speakers$,
} from './devices.js';
export {
  AgentCreationError,
  AgentDisconnectedError,
  CallEndedError,
  CallingError,
  CallingTimeoutError,
  DeviceSelectionError,
  HangUpError,
  InvalidArgumentError,
  SdkError,
  TransferError,
  type CallingErrorDetails,
  type DisconnectReason,
} from './errors.js';
export { explain, type Explanation, type ResultCategory } from './explain.js';
export {
  collection$,
  fromSdkEvent,
  property$,
  type SdkCollection,
  type SdkElement,
  type SdkEmitter,
  type SdkEvent,
  type SdkEventPayload,
  type SdkProperty,
  type SdkSource,
} from './events.js';
export { IncomingCallError, type IncomingCallFailure } from './incoming-call-error.js';
export type {
  ActiveCallDetails,
  ActiveCallTransferFeature,
  ActiveCallTransferOptions,
  ActiveMeetingDetails,
  TeamsMeetingCoordinatesLocator,
} from './sdk-types.js';
export { sdkLogs$, type LogLine, type SdkLogsConfig } from './logs.js';
export type { RedactConfig } from './redaction.js';
export {
  transferAccepted$,
  transferState$,
  type TransferLocator,
  type TransferTarget,
  type TransferTargetLabel,
  type TransferToCurrentCallLocator,
} from './transfer.js';
