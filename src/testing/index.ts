/**
 * Fakes of the SDK's objects, true to its habits, for tests without an account, a network or a browser.
 */
export { drive, listenerCount } from './drive.js';
export { endings } from './endings.js';
export { FakeCall, FakeCallInfo, FakeLobby } from './fake-call.js';
export { FakeCallAgent } from './fake-call-agent.js';
export { FakeCallClient } from './fake-call-client.js';
export { FakeIncomingCall } from './fake-incoming-call.js';
export {
  FakeObject,
  type FakeAnswer,
  type FakeArguments,
  type FakeChanges,
  type FakeDescription,
  type FakeEvent,
  type FakeEventPayload,
  type FakeInit,
  type FakeMethod,
  type FakeObjectConstructor,
} from './fake-object.js';
export { FakeRemoteParticipant } from './fake-remote-participant.js';
export { FakeSdkError, type FakeSdkErrorDetails } from './fake-sdk-error.js';
export {
  FakeFeatures,
  FakeTransfer,
  FakeTransferCallFeature,
  type FakeFeatureContext,
} from './fake-transfer.js';
export {
  marbleHelpers,
  type Attachable,
  type MarbleExpectation,
  type MarbleHelpers,
} from './marble-helpers.js';
export { ObservablePromise } from './observable-promise.js';
export {
  SimulatedCallingService,
  type SimulatedCallingServiceConfig,
  type SimulatedClientOptions,
  type SimulatedMeetingOptions,
  type SimulatedUser,
  type SimulatedUserOptions,
} from './simulated-calling-service.js';
export { type SimulatedLatency } from './simulated-clock.js';
export {
  randomFaults,
  type RandomFaultsConfig,
  type SimulatedError,
  type SimulatedFault,
  type SimulatedRequest,
} from './simulated-faults.js';
