/**
 * The errors of this library: one class for each case that an app must tell apart. All extend `CallingError`.
 */
import type {
  AudioDeviceInfo,
  CallCommon,
  CallEndReason,
  ConnectionStateChangedReason,
} from '@azure/communication-calling';
import type { Codes, Reason } from './codes.js';
import { codesOfReason, isSdkError, readCodes, sentenceOf, withoutTokens } from './read-error.js';

/** The details of a {@link CallingError} beside its message. */
export interface CallingErrorDetails {
  /** The original error, unchanged. Mostly an error of the SDK. */
  readonly cause?: unknown;
  /** The SDK's or the service's code, where there is one. Read from `cause` when not given. */
  readonly code?: number | undefined;
  /** The SDK's or the service's sub-code, where there is one. Read from `cause` when not given. */
  readonly subCode?: number | undefined;
  /** The SDK's own classification, where there is one. Read from `cause` when not given. */
  readonly resultCategories?: readonly string[] | undefined;
}

/**
 * Lists the names of the library's classes that an error is an instance of. Reads them from its prototypes: an app can load
 * the library twice, as ES modules and as CommonJS, and `instanceof` then works for the errors of both copies.
 */
const classesOf = (error: unknown): readonly unknown[] => {
  const names: unknown[] = [];
  try {
    for (let prototype: unknown = error; prototype instanceof Object;) {
      names.push(Object.getOwnPropertyDescriptor(prototype, 'name')?.get?.call(prototype));
      prototype = Object.getPrototypeOf(prototype) as unknown;
    }
  } catch {
    // A Proxy, or a `name` that throws. Not an error of this library.
    return [];
  }
  return names;
};

/**
 * Base of all errors of this library. Every error of a stream or operator is a `CallingError`.
 *
 * @example
 * ```ts
 * import { CallingError } from 'rx-acs-calling';
 *
 * const describe = (error: unknown): string =>
 *   error instanceof CallingError ? `${error.message} [${error.name}]` : String(error);
 * ```
 */
export abstract class CallingError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    const own = Object.getOwnPropertyDescriptor(this.prototype, 'name')?.get?.call(this.prototype) as unknown;
    if (own === undefined) {
      // A subclass of the app, without a getter for the name.
      return Function.prototype[Symbol.hasInstance].call(this, value);
    }
    const classes = classesOf(value);
    return classes.includes(own) && classes.includes('CallingError');
  }

  override get name(): string {
    return 'CallingError';
  }

  /** The SDK's or the service's code, where there is one. */
  readonly code: number | undefined;
  /** The SDK's or the service's sub-code, where there is one. */
  readonly subCode: number | undefined;
  /** The SDK's own classification, where there is one: `'ExpectedError'`, `'UnexpectedClientError'`, … */
  readonly resultCategories: readonly string[] | undefined;

  constructor(message: string, details: CallingErrorDetails = {}) {
    super(withoutTokens(message), details);
    const read = codesOfCause(details.cause);
    this.code = details.code ?? read.code;
    this.subCode = details.subCode ?? read.subCode;
    this.resultCategories = details.resultCategories ?? read.resultCategories;
  }
}

/** The codes of a caught error, if it is one of the SDK or of this library. */
export const codesOfCause = (cause: unknown): Codes =>
  cause instanceof CallingError || isSdkError(cause) ? readCodes(cause) : {};

/**
 * The SDK threw, or one of its promises rejected, and no other class fits better. Also thrown at once for a source that is
 * not an SDK object.
 */
export class SdkError extends CallingError {
  override get name(): string {
    return 'SdkError';
  }
}

/** An argument cannot work. Thrown at once by the function that received it. */
export class InvalidArgumentError extends CallingError {
  override get name(): string {
    return 'InvalidArgumentError';
  }
}

/** The SDK did not complete a request in time. The request may still take effect. */
export class CallingTimeoutError extends CallingError {
  override get name(): string {
    return 'CallingTimeoutError';
  }

  /** The time limit in milliseconds. */
  readonly timeout: number;

  constructor(message: string, timeout: number) {
    super(message);
    this.timeout = timeout;
  }
}

/** The `create()` of `callAgent$` failed: it threw, rejected, or returned no agent. */
export class AgentCreationError extends CallingError {
  override get name(): string {
    return 'AgentCreationError';
  }

  /** The number of failed creations in a row. Always 1 without `retryOnDisconnect`. */
  readonly attempts: number;

  constructor(message: string, details: CallingErrorDetails & { readonly attempts?: number } = {}) {
    super(message, details);
    this.attempts = details.attempts ?? 1;
  }
}

/**
 * Why an agent counts as disconnected: the SDK's own reason, no connection in time, or a disposal. The SDK disposes of an
 * agent by itself if it cannot get a token.
 */
export type DisconnectReason = ConnectionStateChangedReason | 'connectTimeout' | 'disposed' | 'unknown';

/** The agent lost its connection, and `retryOnDisconnect` gave up. */
export class AgentDisconnectedError extends CallingError {
  override get name(): string {
    return 'AgentDisconnectedError';
  }

  /** Why the agent counts as disconnected. */
  readonly reason: DisconnectReason;
  /** The number of lost or failed connections in a row. */
  readonly attempts: number;

  constructor(message: string, details: { readonly reason: DisconnectReason; readonly attempts?: number }) {
    super(message);
    this.reason = details.reason;
    this.attempts = details.attempts ?? 1;
  }
}

/** The call ended before the request was done, or had ended already. */
export class CallEndedError extends CallingError {
  override get name(): string {
    return 'CallEndedError';
  }

  /** The ended call. */
  readonly call: CallCommon;
  /** The SDK's reason for the end. */
  readonly callEndReason: CallEndReason | undefined;

  constructor(message: string, call: CallCommon) {
    const { callEndReason } = call;
    super(message, codesOfReason(callEndReason));
    this.call = call;
    this.callEndReason = callEndReason;
  }
}

/** The transfer failed. The call is still there, unless it has ended. */
export class TransferError extends CallingError {
  override get name(): string {
    return 'TransferError';
  }

  /** The call of the transfer. `undefined` for a call on another device: there is no `Call` for it here. */
  readonly call: CallCommon | undefined;
  /**
   * Why it failed, as a word to switch on: `'no-answer'`, `'declined'`, … `'not-requested'` if the SDK refused the request,
   * `'unknown'` for an undocumented code.
   */
  readonly reason: Reason;
  /** One error for each target of a list that was tried, in order. Empty for a single target. */
  readonly errors: readonly TransferError[];

  constructor(
    message: string,
    details: CallingErrorDetails & {
      readonly call?: CallCommon;
      readonly reason: Reason;
      readonly errors?: readonly TransferError[];
    },
  ) {
    super(message, details);
    this.call = details.call;
    this.reason = details.reason;
    this.errors = details.errors ?? [];
  }
}

/** Hanging up the remaining leg failed after a transfer or a cancelled one. That call is still connected. */
export class HangUpError extends CallingError {
  override get name(): string {
    return 'HangUpError';
  }

  /** The call that is still connected. */
  readonly call: CallCommon;

  constructor(message: string, details: CallingErrorDetails & { readonly call: CallCommon }) {
    super(message, details);
    this.call = details.call;
  }
}

/** The microphone or speaker was not selected. */
export class DeviceSelectionError extends CallingError {
  override get name(): string {
    return 'DeviceSelectionError';
  }

  /** The device to select. */
  readonly device: AudioDeviceInfo;
  /** The device that is selected instead. */
  readonly selected: AudioDeviceInfo | undefined;

  constructor(
    kind: 'Microphone' | 'Speaker',
    device: AudioDeviceInfo,
    selected: AudioDeviceInfo | undefined,
    cause: unknown,
  ) {
    super(
      `The ${kind.toLowerCase()} "${device.name}" was not selected; ${selected ? `"${selected.name}"` : 'none'} is. Cause: ${sentenceOf(cause)}`,
      { cause },
    );
    this.device = device;
    this.selected = selected;
  }
}

/** There is no view of a video: the renderer was not made, or the SDK refused the view. Nothing is left of it. */
export class VideoViewError extends CallingError {
  override get name(): string {
    return 'VideoViewError';
  }
}
