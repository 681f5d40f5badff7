/** Streams over the objects of the Azure Communication Services Calling SDK. */
export { activeCalls$, activeCallTransfer, type ActiveCall } from './streams/active-calls.js';
export type { Retriable } from './errors/code-tables.js';
export type { Reason } from './errors/codes.js';
export { calls$, connectionState$, incomingCalls$, type IncomingCallOf } from './streams/call-agent.js';
export { callEnded$, callState$, participantState$, remoteParticipants$ } from './streams/call.js';
export { callAgent$, type CallAgentConfig } from './streams/create-call-agent.js';
export { deviceManager$ } from './streams/device-manager.js';
export {
  cameras$,
  devicePermission$,
  microphones$,
  selectedMicrophone$,
  selectedSpeaker$,
  selectMicrophone,
  selectSpeaker,
  speakers$,
} from './streams/devices.js';
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
  VideoViewError,
  type CallingErrorDetails,
  type DisconnectReason,
} from './errors/errors.js';
export { explain, type Explanation } from './errors/explain.js';
export type { ResultCategory } from './errors/explanations.js';
export type {
  SdkCollection,
  SdkElement,
  SdkEmitter,
  SdkEvent,
  SdkEventPayload,
  SdkProperty,
  SdkSource,
} from './bridge/event-types.js';
export { collection$, fromSdkEvent, property$ } from './bridge/events.js';
export { IncomingCallError, type IncomingCallFailure } from './errors/incoming-call-error.js';
export type {
  ActiveCallDetails,
  ActiveCallTransferFeature,
  ActiveCallTransferOptions,
  ActiveMeetingDetails,
  TeamsMeetingCoordinatesLocator,
} from './bridge/sdk-types.js';
export {
  transferAccepted$,
  transferState$,
  type TransferLocator,
  type TransferTarget,
  type TransferTargetLabel,
  type TransferToCurrentCallLocator,
} from './streams/transfer.js';
export { videoView$, type VideoViewOptions } from './streams/video-view.js';
