/** Operators that compose into transfer pipelines. */
export { hangUpWhenTransferred } from './hangUpWhenTransferred.js';
export { retryOnDisconnect, type RetryOnDisconnectConfig } from './retryOnDisconnect.js';
export { transferHere } from './transferHere.js';
export { transferTo, type TransferConfig, type TransferProgress, type TransferUpdate } from './transferTo.js';
export { withFeature, type WithFeature } from './withFeature.js';
