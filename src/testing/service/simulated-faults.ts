/**
 * What can go wrong on the simulated service: the names of the faults, and scripts of them at random.
 */
import type { CallEndReason } from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import { endings } from './endings.js';
import { seededRandom } from './random.js';
import type { SimulatedUser } from './simulated-calling-service.js';

/** What a user asks the service for: the methods of the SDK that can be made to fail. */
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
 * What each request fails with unless the fault says otherwise: the documented code, or, where there is none, the one
 * that comes with the SDK's own message for it (SDK 2.0.0).
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

interface Aim {
  /** When, in milliseconds from when the script is handed over; at once by default. */
  readonly at?: number;
  /** Whom it hits. */
  readonly user: SimulatedUser | CommunicationIdentifier;
  /** Which of the user's devices; all of them by default. */
  readonly device?: string;
}

type Kind =
  | {
      /**
       * The network is away `for` so many milliseconds. Connected agents tell of `connectionIssue`, requests wait,
       * and nothing is heard. When it returns in time, all goes on as if it had been there; after the service's
       * `reconnectTimeout` the calls end with 496/7, and those of the others with 0/4521.
       */
      readonly fault: 'networkLoss';
      readonly for: number;
    }
  | {
      /** The present agents lose their connection, `connectionIssue`, and never get it back. New agents connect. */
      readonly fault: 'connectionLoss';
    }
  | {
      /**
       * The token expires: the present agents tell of `invalidToken`, their calls end with 495/4507, and they dispose
       * of themselves, as the SDK does when a refreshed token is refused again. New ones are refused with 401/40235
       * `for` so many milliseconds, none by default.
       */
      readonly fault: 'invalidToken';
      readonly for?: number;
    }
  | {
      /**
       * The SDK disposes of the present agents by itself, as it does after 11 refused token fetches: their calls end,
       * no event tells of it, and `connectionState` stays as it is; only `onDisposed` of the agent tells. An agent
       * without a connection tells of `invalidToken` before.
       */
      readonly fault: 'silentDisposal';
    }
  | {
      /**
       * The microphone fails in the calls that are connected: `microphoneNotFunctioning` of the diagnostics, and the SDK
       * mutes by itself. It stays muted until the user unmutes.
       */
      readonly fault: 'microphoneFails';
    }
  | {
      /** What rings is answered on a device that nobody simulates: the incoming calls end with 487/10003. */
      readonly fault: 'answerElsewhere';
    }
  | {
      /** The calls end, with 410/3101 or another of the {@link endings}; those of the others with 0/4521. */
      readonly fault: 'callDrop';
      readonly reason?: CallEndReason;
    }
  | {
      /** The next such request fails: its promise rejects, a transfer becomes `Failed`. Nothing else changes. */
      readonly fault: 'requestFails';
      readonly request: SimulatedRequest;
      /** By default the code that is documented for the request. */
      readonly error?: SimulatedError;
    }
  | {
      /** The next such request is lost: its promise never settles, a transfer stays as it is. */
      readonly fault: 'requestHangs';
      readonly request: SimulatedRequest;
    };

/** A fault of a {@link SimulatedCallingService}: what goes wrong, when, and for whom. */
export type SimulatedFault = Aim & Kind;

/** What {@link randomFaults} chooses from. */
export interface RandomFaultsConfig {
  /** Fixes everything: the same seed makes the same script. */
  readonly seed: number;
  /** Whom the faults may hit. */
  readonly users: readonly (SimulatedUser | CommunicationIdentifier)[];
  /** How many there are; 5 by default. */
  readonly count?: number;
  /** The time in which they all happen, in milliseconds; 10,000 by default. */
  readonly within?: number;
  /** Which there may be; all by default. */
  readonly kinds?: readonly SimulatedFault['fault'][];
}

const kinds: readonly SimulatedFault['fault'][] = [
  'networkLoss',
  'connectionLoss',
  'invalidToken',
  'silentDisposal',
  'microphoneFails',
  'answerElsewhere',
  'callDrop',
  'requestFails',
  'requestHangs',
];

/**
 * A script of faults at random times, the same one for the same seed.
 *
 * A test that finds something this way names the seed, or prints {@link SimulatedCallingService.faults} and keeps
 * that as a script of its own.
 *
 * @example
 * ```ts
 * import { randomFaults, SimulatedCallingService } from 'rx-acs-calling/testing';
 *
 * const service = new SimulatedCallingService();
 * const alice = service.createUser({ communicationUserId: '8:acs:alice' });
 * const bob = service.createUser({ communicationUserId: '8:acs:bob' });
 * service.script(randomFaults({ seed: 42, users: [alice, bob], kinds: ['networkLoss', 'callDrop'] }));
 * ```
 */
export function randomFaults({
  seed,
  users,
  count = 5,
  within = 10_000,
  kinds: from = kinds,
}: RandomFaultsConfig): readonly SimulatedFault[] {
  const random = seededRandom(seed);
  const oneOf = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const moment = (): number => Math.floor(random() * within);
  const requests = Object.keys(failures) as readonly SimulatedRequest[];
  const kindOf = (fault: SimulatedFault['fault']): Kind => {
    switch (fault) {
      case 'networkLoss':
        return { fault, for: moment() };
      case 'callDrop':
        return { fault, reason: oneOf(Object.values(endings)) };
      case 'requestFails':
      case 'requestHangs':
        return { fault, request: oneOf(requests) };
      default:
        return { fault };
    }
  };
  return Array.from({ length: count }, () => ({
    at: moment(),
    user: oneOf(users),
    ...kindOf(oneOf(from)),
  })).sort((a, b) => a.at - b.at);
}
