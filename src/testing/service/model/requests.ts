/**
 * The requests of a user to the simulated service, and the errors that they fail with.
 */
import { endings } from './endings.js';

/** The requests of a user to the service: the methods of the SDK that can be made to fail. */
export type SimulatedRequest =
  | 'createCallAgent'
  | 'dispose'
  | 'accept'
  | 'reject'
  | 'hangUp'
  | 'hold'
  | 'resume'
  | 'mute'
  | 'unmute'
  | 'removeParticipant'
  | 'admit'
  | 'transfer';

/** An error by its numbers. */
export interface SimulatedError {
  readonly code: number;
  readonly subCode: number;
}

/**
 * The error of each request that fails, unless the fault says otherwise: the documented code, or, where there is none,
 * the code of the SDK's own message for it (SDK 2.0.0).
 */
export const failures: Readonly<Record<SimulatedRequest, SimulatedError>> = {
  createCallAgent: { code: 408, subCode: 40114 },
  dispose: { code: 500, subCode: 40121 },
  accept: { code: 400, subCode: 41006 },
  reject: { code: 400, subCode: 41007 },
  hangUp: endings.requestFailed,
  hold: { code: 500, subCode: 41033 },
  resume: { code: 500, subCode: 41034 },
  mute: { code: 500, subCode: 41015 },
  unmute: { code: 400, subCode: 41016 },
  removeParticipant: endings.requestFailed,
  admit: endings.requestFailed,
  transfer: endings.timedOut,
};
