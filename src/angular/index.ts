/** Calling for Angular: an agent that lives as long as an injector, as streams and as signals. Without decorators. */
export { injectCallState } from './call-state.js';
export { injectCalling, provideCalling, type Calling, type CallingConfig } from './calling.js';
export { injectCallAgent, injectCallingError, injectCalls, injectConnectionState } from './signals.js';
export { injectTransfer, type InjectedTransfer } from './transfer.js';
