/** Checks the settings of `consultThenTransferTo`, and fills in the defaults. */
import type { CallAgent } from '@azure/communication-calling';
import { isObservable, take, type Observable } from 'rxjs';
import { InvalidArgumentError } from '../../../src/errors/errors.js';
import { milliseconds } from '../../../src/streams/internal/deadline.js';
import { nameOf, type TransferTargetLabel } from '../../../src/streams/transfer.js';
import type { AnyConfig } from './types.js';

/** Checked settings. `complete` and `cancel` emit once at most. */
export type Settings = AnyConfig &
  Required<Pick<AnyConfig, 'answerTimeout' | 'transferTimeout' | 'whileRinging'>> & {
    /** The label of the target, to spread: empty if there is none. */
    readonly labelled: TransferTargetLabel;
    /** The target in messages: its label, or `a phone number`. */
    readonly name: string;
  };

/** Throws an {@link InvalidArgumentError} if a setting is missing or of a wrong type. */
export const settingsOf = (config: AnyConfig): Settings => {
  const { agent, target, answerTimeout = 120_000, transferTimeout = 60_000, whileRinging = 'wait' } = config;
  const labelled = config.label === undefined ? {} : { label: config.label };
  const name = nameOf({ targetParticipant: target, ...labelled });
  if (typeof (agent as Partial<CallAgent> | undefined)?.startCall !== 'function') {
    throw new InvalidArgumentError('agent must be a CallAgent or TeamsCallAgent.');
  }
  if (!['wait', 'blind'].includes(whileRinging)) {
    throw new InvalidArgumentError(`whileRinging must be 'wait' or 'blind', not ${whileRinging}.`);
  }
  return {
    ...config,
    whileRinging,
    labelled,
    name,
    complete: once('complete', config.complete),
    cancel: once('cancel', config.cancel),
    answerTimeout: milliseconds('answerTimeout', answerTimeout),
    transferTimeout: milliseconds('transferTimeout', transferTimeout),
  };
};

const once = (name: string, decision: unknown): Observable<unknown> => {
  if (!isObservable(decision)) {
    throw new InvalidArgumentError(`${name} must be an Observable.`);
  }
  return decision.pipe(take(1));
};
