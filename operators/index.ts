/** Operators that compose into transfer pipelines. */
export { acceptIncomingCalls, type AcceptIncomingCallsConfig } from './acceptIncomingCalls.js';
export { combineEach } from './combineEach.js';
export { followTransfers, type FollowTransfersConfig } from './followTransfers.js';
export {
  consultThenTransferTo,
  type ConsultationConfig,
  type ConsultationStep,
  type ConsultationUpdate,
  type TeamsConsultationConfig,
} from './consultThenTransferTo.js';
export { hangUpWhenTransferred } from './hangUpWhenTransferred.js';
export { mergeEach } from './mergeEach.js';
export { retryOnDisconnect, type RetryOnDisconnectConfig } from './retryOnDisconnect.js';
export { shareAgent, type ShareAgentConfig } from './shareAgent.js';
export { snapshotLast } from './snapshotLast.js';
export { startCall, type StartCallConfig } from './startCall.js';
export { transferHere } from './transferHere.js';
export {
  transferTo,
  type TransferConfig,
  type TransferListConfig,
  type TransferProgress,
  type TransferUpdate,
} from './transferTo.js';
export { whenConnected } from './whenConnected.js';
export { withFeature, type WithFeature } from './withFeature.js';
