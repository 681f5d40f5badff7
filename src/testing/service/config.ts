/**
 * The options of the simulated service.
 */
import type { SchedulerLike } from 'rxjs';
import type { SimulatedUser } from './model/users.js';
import type { SimulatedLatency } from './transport/clock.js';

/** How a {@link SimulatedCallingService} behaves. */
export interface SimulatedCallingServiceConfig {
  /** The scheduler of all time; `asyncScheduler` by default, which is virtual inside `TestScheduler.run`. */
  readonly scheduler?: SchedulerLike;
  /**
   * How long a request of a client takes to the service, in milliseconds: a number, 50 by default; `[least, most]`
   * for a random time in between; or a function that is asked each time. The requests of an agent arrive in order,
   * however long each takes.
   */
  readonly latency?: SimulatedLatency;
  /** The seed of the random times of `latency`; 1 by default. */
  readonly seed?: number;
  /** How long it rings before nobody has answered, in milliseconds; 30,000 by default. */
  readonly ringTimeout?: number;
  /** How long calls survive without a network, in milliseconds; 30,000 by default. */
  readonly reconnectTimeout?: number;
}

/** Options of {@link SimulatedCallingService.callClient}. */
export interface SimulatedClientOptions {
  /** The name of a device, `'browser'` by default. A user has one agent on each device. */
  readonly device?: string;
}

/** Options of {@link SimulatedCallingService.createMeeting}. */
export interface SimulatedMeetingOptions {
  /** Has the role `Organizer`, comes in directly, and admits the others. Each of the others is an `Attendee`. */
  readonly organizer: SimulatedUser;
  /** Whether all others wait in the lobby until they are admitted. */
  readonly lobby?: boolean;
}
