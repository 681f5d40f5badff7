/**
 * The states in which a call refuses a request, with the SDK's codes (observed with SDK 1.46.1 and 2.0.0 in Chromium).
 */
import type { CallCommon } from '@azure/communication-calling';
import { FakeSdkError } from './fake-sdk-error.js';

/** Throws unless the call is connected. */
export function checkConnected({ state }: CallCommon, code: number, subCode: number): void {
  if (state !== 'Connected') {
    throw new FakeSdkError({ code, subCode });
  }
}

/** Throws if the call has ended. */
export function checkNotEnded({ state }: CallCommon, code: number, subCode: number): void {
  if (state === 'Disconnected') {
    throw new FakeSdkError({ code, subCode });
  }
}
