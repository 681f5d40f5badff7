/**
 * The faults of the simulated service, as data.
 */
import type { CallEndReason } from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import type { SimulatedError, SimulatedRequest } from '../model/requests.js';
import type { SimulatedUser } from '../model/users.js';

interface Aim {
  /** When, in milliseconds from when the script is handed over; at once by default. */
  readonly at?: number;
  /** The user that it hits. */
  readonly user: SimulatedUser | CommunicationIdentifier;
  /** Which of the user's devices; all of them by default. */
  readonly device?: string;
}

/** The kind of a fault, without its time and its user. */
export type FaultKind =
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
      /** A device that nobody simulates answers all that rings: the incoming calls end with 487/10003. */
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

/** A fault of a {@link SimulatedCallingService}: its kind, its time, and its user. */
export type SimulatedFault = Aim & FaultKind;
