/**
 * The errors of this library: one class for each thing an app must tell apart, all of them a `CallingError`.
 */
import type {
  AudioDeviceInfo,
  CallCommon,
  CallEndReason,
  ConnectionStateChangedReason,
} from '@azure/communication-calling';
import type { Reason } from './codes.js';
import { codesOfReason, isSdkError, readCodes, sentenceOf, withoutTokens } from './read-error.js';

/** What a {@link CallingError} can carry beside its message. */
export interface CallingErrorDetails {
  /** What led to the error, kept as it was: mostly an error of the SDK. */
  readonly cause?: unknown;
  /** The SDK's or the service's code, where there is one. Read from `cause` when not given. */
  readonly code?: number | undefined;
  /** The SDK's or the service's sub-code, where there is one. Read from `cause` when not given. */
  readonly subCode?: number | undefined;
  /** The SDK's own classification, where there is one. Read from `cause` when not given. */
  readonly resultCategories?: readonly string[] | undefined;
}

/**
 * The names of the library's classes that an error is an instance of. They are read off its prototypes, so that an app
 * which loads the library twice, as ES modules and as CommonJS, can tell the errors of both copies.
 */
const classesOf = (error: unknown): readonly unknown[] => {
  const names: unknown[] = [];
  try {
    for (let prototype: unknown = error; prototype instanceof Object;) {
      names.push(Object.getOwnPropertyDescriptor(prototype, 'name')?.get?.call(prototype));
      prototype = Object.getPrototypeOf(prototype) as unknown;
    }
  } catch {
    // A Proxy, or a `name` that throws: no error of this library.
    return [];
  }
  return names;
};

/**
 * The common base: every error that a stream or operator of this library gives is one of these.
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
      // A class of the app's own, which has no name getter.
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
    const { cause } = details;
    const read = cause instanceof CallingError || isSdkError(cause) ? readCodes(cause) : {};
    this.code = details.code ?? read.code;
    this.subCode = details.subCode ?? read.subCode;
    this.resultCategories = details.resultCategories ?? read.resultCategories;
  }
}

/**
 * The SDK threw, or one of its promises rejected, and no more telling class applies; or, thrown at once, what was to be
 * observed is no object of the SDK.
 */
export class SdkError extends CallingError {
  override get name(): string {
    return 'SdkError';
  }
}

/** The app passed something that cannot work. Thrown at once, from the call that it was passed to. */
export class InvalidArgumentError extends CallingError {
  override get name(): string {
    return 'InvalidArgumentError';
  }
}

/** Something that the SDK was asked for did not come in time. What was asked for may still happen. */
export class CallingTimeoutError extends CallingError {
  override get name(): string {
    return 'CallingTimeoutError';
  }

  /** How long was waited, in milliseconds. */
  readonly timeout: number;

  constructor(message: string, timeout: number) {
    super(message);
    this.timeout = timeout;
  }
}

/** `create()` of `callAgent$` failed: it threw, rejected, or gave no agent. */
export class AgentCreationError extends CallingError {
  override get name(): string {
    return 'AgentCreationError';
  }

  /** How many creations in a row failed before this was given up; 1 without `retryOnDisconnect`. */
  readonly attempts: number;

  constructor(message: string, details: CallingErrorDetails & { readonly attempts?: number } = {}) {
    super(message, details);
    this.attempts = details.attempts ?? 1;
  }
}

/**
 * Why an agent counts as disconnected: the SDK's own reason, that it did not connect in time, or that it has been disposed
 * of, as the SDK does by itself when it cannot get a token.
 */
export type DisconnectReason = ConnectionStateChangedReason | 'connectTimeout' | 'disposed' | 'unknown';

/** The agent has lost its connection, and `retryOnDisconnect` has given up on getting it back. */
export class AgentDisconnectedError extends CallingError {
  override get name(): string {
    return 'AgentDisconnectedError';
  }

  /** Why the agent counts as disconnected. */
  readonly reason: DisconnectReason;
  /** How often in a row the connection was lost, or not made, before this was given up. */
  readonly attempts: number;

  constructor(message: string, details: { readonly reason: DisconnectReason; readonly attempts?: number }) {
    super(message);
    this.reason = details.reason;
    this.attempts = details.attempts ?? 1;
  }
}

/** The call had ended, or ended, before what was asked of it was done. */
export class CallEndedError extends CallingError {
  override get name(): string {
    return 'CallEndedError';
  }

  /** The call that has ended. */
  readonly call: CallCommon;
  /** Why it ended, as the SDK gives it. */
  readonly callEndReason: CallEndReason | undefined;

  constructor(message: string, call: CallCommon) {
    const { callEndReason } = call;
    super(message, codesOfReason(callEndReason));
    this.call = call;
    this.callEndReason = callEndReason;
  }
}

/** The transfer failed. The call that was to be transferred is still where it was, if it has not ended. */
export class TransferError extends CallingError {
  override get name(): string {
    return 'TransferError';
  }

  /** The call that was to be transferred; `undefined` for one on another device, of which there is no `Call` here. */
  readonly call: CallCommon | undefined;
  /** Why it failed, as a word to switch on: `'no-answer'`, `'declined'`, …; `'not-requested'` when the
   * SDK refused the request; `'unknown'` for an undocumented code. */
  readonly reason: Reason;
  /** What each target of a list that was tried failed with, in order; empty for a single target. */
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

/** A transfer went through, or was given up, but hanging up the leg that is left over failed: that call is still up. */
export class HangUpError extends CallingError {
  override get name(): string {
    return 'HangUpError';
  }

  /** The call that could not be hung up. */
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

  /** The device that was to be selected. */
  readonly device: AudioDeviceInfo;
  /** The one that is selected instead. */
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
