/**
 * Errors like those that the SDK throws.
 */
import type { CommunicationServicesError } from '@azure/communication-calling';
import { explain } from '../../errors/explain.js';

/** The argument of {@link FakeSdkError}. */
export interface FakeSdkErrorDetails {
  readonly code: number;
  readonly subCode?: number;
  readonly message?: string;
  /** Default: the category that the SDK has for the code. */
  readonly resultCategories?: readonly string[];
}

/** Categories of the SDK (1.46.1 and 2.0.0) that differ from its documentation, or from those of similar codes. */
const exceptions: ReadonlyMap<string, string> = new Map([
  ['400/41022', 'UnexpectedClientError'],
  ['401/10009', 'ExpectedError'],
  ['403/5829', 'ExpectedError'],
]);

/** The category of the SDK for a code. A code that the SDK does not know has the category of similar codes. */
export const categoriesOf = ({ code, subCode = 0 }: FakeSdkErrorDetails): readonly string[] => [
  exceptions.get(`${String(code)}/${String(subCode)}`) ?? explain({ code, subCode }).category,
];

/**
 * An error like the SDK's: an `Error` named `CallingCommunicationError`.
 *
 * `code`, `subCode` and `resultCategories` are getters of the prototype, so spread and JSON lose them, unlike `name` and
 * `message`. There is no `cause` (observed with SDK 1.46.1 and 2.0.0 in Chromium).
 *
 * @example
 * ```ts
 * import { FakeCallClient, FakeSdkError } from 'rx-acs-calling/testing';
 *
 * const offline = new FakeCallClient({
 *   createCallAgent: () => { throw new FakeSdkError({ code: 408, subCode: 40114 }); },
 * });
 * ```
 */
export class FakeSdkError extends Error implements CommunicationServicesError {
  readonly #details: FakeSdkErrorDetails;

  constructor(details: FakeSdkErrorDetails) {
    super(
      details.message ??
        `Fake error of the SDK, code ${String(details.code)}/${String(details.subCode ?? 0)}`,
    );
    this.#details = details;
    this.name = 'CallingCommunicationError';
    // The SDK assigns its message, which makes it enumerable.
    Object.defineProperty(this, 'message', { enumerable: true });
  }

  get code(): number {
    return this.#details.code;
  }

  get subCode(): number {
    return this.#details.subCode ?? 0;
  }

  get resultCategories(): readonly string[] {
    return this.#details.resultCategories ?? categoriesOf(this.#details);
  }
}
