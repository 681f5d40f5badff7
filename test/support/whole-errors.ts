/**
 * Makes Jest and rxjs-marbles compare whole errors: class, message, and all details of an error of the library. By default
 * both compare only the name and the message.
 */
import * as matcher from 'rxjs-marbles/matcher';
import { CallingError } from 'rx-acs-calling';

/** Details that are compared by identity: two fakes of one kind are often deeply equal. */
const OBJECTS = ['call', 'incomingCall', 'device', 'selected'] as const;
const VALUES = [
  'code',
  'subCode',
  'resultCategories',
  'reason',
  'callEndReason',
  'attempts',
  'timeout',
] as const;

type Fields = Readonly<Record<(typeof OBJECTS | typeof VALUES)[number] | 'errors', unknown>>;

const ids = new WeakMap<object, number>();
let count = 0;

/** A text that is unique to an object. */
const identityOf = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const id = ids.get(value) ?? ++count;
  ids.set(value, id);
  const { fakeName } = value as { readonly fakeName?: string };
  return fakeName ?? `${value.constructor.name} no. ${String(id)}`;
};

/** A message for people ends in a full stop. */
const assertSentence = ({ name, message }: Error): void => {
  if (!/[.!?]\W*$/.test(message)) {
    throw new Error(`The message of this ${name} does not end in a full stop: ${message}`);
  }
};

/** A whole error as plain data. So the report of a failed test shows the difference. */
export const wholeError = (error: unknown): unknown => {
  if (!(error instanceof Error)) {
    return error;
  }
  if (error instanceof CallingError) {
    assertSentence(error);
  }
  const fields = error as unknown as Fields;
  const { errors } = fields;
  return {
    class: error.constructor.name,
    name: error.name,
    message: error.message,
    ...Object.fromEntries(VALUES.map((key) => [key, fields[key]])),
    ...Object.fromEntries(OBJECTS.map((key) => [key, identityOf(fields[key])])),
    errors: Array.isArray(errors) ? errors.map(wholeError) : errors,
    cause: wholeError(error.cause),
  };
};

interface Message {
  readonly notification?: { readonly kind: string; readonly error?: unknown };
}

const withWholeError = (message: Message): Message =>
  message.notification?.kind === 'E'
    ? { ...message, notification: { ...message.notification, error: wholeError(message.notification.error) } }
    : message;

const { observableMatcher } = matcher;
const compareWhole: typeof observableMatcher = (actual, expected, ...rest) => {
  const whole = (all: unknown): unknown =>
    Array.isArray(all) ? (all as Message[]).map(withWholeError) : all;
  observableMatcher(whole(actual), whole(expected), ...rest);
};
// Replaces the export: the modules read it at each comparison, and offer no other hook.
Object.assign(matcher, { observableMatcher: compareWhole });

type Tester = (
  this: { equals(a: unknown, b: unknown): boolean },
  a: unknown,
  b: unknown,
) => boolean | undefined;

const compareErrors: Tester = function (a, b) {
  return a instanceof Error && b instanceof Error ? this.equals(wholeError(a), wholeError(b)) : undefined;
};
// Not in the types of Jest's globals.
(expect as unknown as { addEqualityTesters(testers: readonly Tester[]): void }).addEqualityTesters([
  compareErrors,
]);
