/**
 * A calling service in memory: users, their clients and agents, and who is called by whom.
 */
import type { CallAgent } from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import { asyncScheduler, type SchedulerLike } from 'rxjs';
import type { FakeCallClient } from '../fakes/fake-call-client.js';
import { kindOf, rawId } from '../fakes/identifiers.js';
import { ObservablePromise } from '../fakes/observable-promise.js';
import type { SimulatedFault } from './faults/faults.js';
import { inject } from './faults/inject.js';
import { accountOf, addAccount } from './model/accounts.js';
import { addMeeting } from './model/meetings.js';
import type { SimulatedUser, SimulatedUserOptions } from './model/users.js';
import type { Account } from './model/world.js';
import { pendingOn } from './pending.js';
import { keyOfLocator, type Locator } from './renderer/agents.js';
import { makeClient } from './renderer/clients.js';
import { openStage } from './renderer/open-stage.js';
import { agentOf, type Stage } from './renderer/stage.js';
import { newClock, now, schedule, type SimulatedLatency } from './transport/clock.js';

/** How a {@link SimulatedCallingService} behaves. */
export interface SimulatedCallingServiceConfig {
  /** What all time passes on; `asyncScheduler` by default, which is virtual inside `TestScheduler.run`. */
  readonly scheduler?: SchedulerLike;
  /**
   * How long a request of a client takes to the service, in milliseconds: a number, 50 by default; `[least, most]`
   * for something in between, by chance; or a function that is asked each time. The requests of an agent arrive in
   * order, however long each takes.
   */
  readonly latency?: SimulatedLatency;
  /** Fixes the chance in `latency`; 1 by default. */
  readonly seed?: number;
  /** How long it rings before nobody has answered, in milliseconds; 30,000 by default. */
  readonly ringTimeout?: number;
  /** How long calls survive without a network, in milliseconds; 30,000 by default. */
  readonly reconnectTimeout?: number;
}

/** What a client of a {@link SimulatedCallingService} runs on. */
export interface SimulatedClientOptions {
  /** The name of a device, `'browser'` by default. A user has one agent on each device. */
  readonly device?: string;
}

/** What can be said of a meeting that {@link SimulatedCallingService.createMeeting} makes. */
export interface SimulatedMeetingOptions {
  /** Who has the role `Organizer`, comes in directly and admits the others, who are each an `Attendee`. */
  readonly organizer: SimulatedUser;
  /** Whether all but the organizer wait in the lobby, until they are admitted. */
  readonly lobby?: boolean;
}

/**
 * An in-memory stand-in for the calling service, with any number of users on one scheduler.
 *
 * Apps and examples use it through the SDK's own interfaces: `callClient()` gives a client whose
 * `createCallAgent` takes a user's credential, and the agent's `startCall` makes the agents of the others raise
 * `incomingCall`. Accepting, declining, hanging up, holding, muting, admitting from the lobby and transferring (to a
 * participant, a call, or voicemail) move the objects of all parties. The order of events is the SDK's, and calls
 * end and transfers fail with the documented codes, the {@link endings}. With `l` for one `latency`:
 *
 * ```
 * caller      None -l- Connecting -l- Ringing ....... -l- Connected
 * callee                              incomingCall ... Connecting -l- Connected
 * other device                        incomingCall ... -l- ended, 487/10003
 *
 * organizer   None -l- Connecting -l- Connected
 * attendee    None -l- Connecting -l- InLobby .. admitted -l- Connected
 *
 * transfer    None -l- Transferring -l- (rings) ....... -l- Transferred   to a participant
 * transfer    None -l- Transferring -l- Transferred                       to a call, to voicemail
 * ```
 *
 * What goes wrong is in a script, see {@link script}, and {@link faults} is what did:
 *
 * ```
 * network     ------- away --------- returns
 * agent       Connected - Disconnected ---- l Connected
 * call        Connected ------------------------------       it returns within the `reconnectTimeout`
 * call        Connected ------------- Disconnected, 496/7    it does not
 * ```
 *
 * Everything that returns a promise can also be used as an Observable, which stays in virtual time. A user has one
 * agent per device. Phone numbers and Teams users can be created, and answer, like any other.
 *
 * The service moves its objects, and does not watch them: to `set` something on a call or a participant of it changes
 * what this one object shows, until the service next shows the like. To have all parties see it, use the methods of
 * the SDK, or a fault.
 *
 * @example
 * ```ts
 * import { SimulatedCallingService } from 'rx-acs-calling/testing';
 *
 * const service = new SimulatedCallingService({ latency: 20 });
 * const alice = service.createUser({ communicationUserId: '8:acs:alice' }, { displayName: 'Alice' });
 * const bob = service.createUser({ phoneNumber: '+15550100' });
 *
 * const bobsAgent = await service.callClient().createCallAgent(bob.credential);
 * bobsAgent.on('incomingCall', ({ incomingCall }) => void incomingCall.accept());
 *
 * const agent = await service.callClient().createCallAgent(alice.credential);
 * const call = agent.startCall([bob.identifier]);
 * ```
 */
export class SimulatedCallingService {
  readonly #stage: Stage;
  readonly #faults: SimulatedFault[] = [];

  constructor({
    scheduler = asyncScheduler,
    latency = 50,
    seed = 1,
    ringTimeout = 30_000,
    reconnectTimeout = 30_000,
  }: SimulatedCallingServiceConfig = {}) {
    const clock = newClock(scheduler, latency, seed);
    this.#stage = openStage({ clock, ringTimeout, reconnectTimeout });
  }

  /** Makes a user, who can be reached once an agent is created with the user's `credential` and is connected. */
  createUser(identifier: CommunicationIdentifier, options: SimulatedUserOptions = {}): SimulatedUser {
    const token = rawId(identifier);
    const user: SimulatedUser = {
      ...options,
      identifier: kindOf(identifier),
      credential: {
        getToken: () => ObservablePromise.of(() => ({ token, expiresOnTimestamp: Number.MAX_SAFE_INTEGER })),
        dispose: () => undefined,
      },
    };
    addAccount(this.#stage.network.world, user);
    return user;
  }

  /**
   * Makes a client, which passes for the SDK's `CallClient`.
   *
   * `createCallAgent` resolves after one latency with an agent that is `Disconnected`, and becomes `Connected`
   * after another. On one device a user has one agent, and a client has one, so that creations exclude each other
   * (observed with SDK 1.46.1 and 2.0.0 in Chromium, where the page is the device):
   *
   * - another user on a client that has an agent, one that is being made, or one whose disposal has not settled: 400/40008;
   * - the same user at the same moment: 400/40008 by the same client, 409/40228 by another;
   * - the same user later, while the agent is being made: that agent, at once. It is `Disconnected`, and until the first
   *   creation is done `startCall` and `join` throw 500/40208. If that fails, the agent is never connected;
   * - the same user while the agent is disposed of: that same agent by the same client, a new one by another.
   *
   * A creation that nobody waits for any more runs on. Another device has an agent of its own, and a call to the user rings
   * on all of them. A token that is no user's rejects with 401/44111.
   */
  callClient({ device = 'browser' }: SimulatedClientOptions = {}): FakeCallClient {
    return makeClient(this.#stage, device);
  }

  /**
   * Makes a meeting that has an organizer and may have a lobby. Anybody joins it with the `locator`. A group call
   * needs none of this: it begins when the first one joins, and all may do everything.
   *
   * @example
   * ```ts
   * import { SimulatedCallingService } from 'rx-acs-calling/testing';
   *
   * const service = new SimulatedCallingService();
   * const organizer = service.createUser({ communicationUserId: '8:acs:alice' });
   * service.createMeeting({ meetingLink: 'https://teams.example/1' }, { organizer, lobby: true });
   * // … and when somebody is waiting: call.lobby.admitAll()
   * ```
   */
  createMeeting(locator: Locator, options: SimulatedMeetingOptions): void {
    addMeeting(this.#stage.network.world, keyOfLocator(locator), options);
  }

  /**
   * Cuts the connection between an agent and the service, or that of a user's agents, for good. The agent tells its
   * `connectionStateChanged` with the reason, and can no longer be called; dispose of it and create another. The
   * fault is `connectionLoss` or `invalidToken`.
   */
  disconnect(who: SimulatedUser | CallAgent, reason: 'connectionIssue' | 'invalidToken'): void {
    const fault = reason === 'invalidToken' ? reason : 'connectionLoss';
    for (const { party, devices } of this.#stage.network.world.accounts.values()) {
      const hit = [...devices].find((device) => agentOf(this.#stage, device) === who);
      if (party === who || hit) {
        this.script([{ fault, user: party.identifier, ...(hit && { device: hit.name }) }]);
      }
    }
  }

  /**
   * Lets faults happen, each at its time from now on; those without a time at once.
   *
   * @example
   * ```ts
   * import { SimulatedCallingService } from 'rx-acs-calling/testing';
   *
   * const service = new SimulatedCallingService();
   * const alice = service.createUser({ communicationUserId: '8:acs:alice' });
   * const bob = service.createUser({ communicationUserId: '8:acs:bob' });
   * service.script([
   *   { at: 500, fault: 'networkLoss', user: bob, for: 2_000 },
   *   { at: 900, fault: 'requestFails', user: alice, request: 'hold' },
   * ]);
   * ```
   */
  script(faults: readonly SimulatedFault[]): void {
    for (const fault of faults) {
      const account = this.#accountOf(identifierOf(fault.user));
      const happen = (): void => {
        this.#happen(account, fault);
      };
      if (fault.at) {
        schedule(this.#stage.network.clock, happen, fault.at);
      } else {
        happen();
      }
    }
  }

  /**
   * The faults that have happened, in order, `at` so many milliseconds after the service was made. They are plain
   * data, and a script: to hear again what a run at random did, print them, and hand them to `script` at the beginning.
   */
  get faults(): readonly SimulatedFault[] {
    return [...this.#faults];
  }

  /**
   * What is not over yet, in words: agents that are not disposed of, calls and incoming calls, listeners on any object
   * that the service has made, and timers. A test ends with `expect(service.pending).toEqual([])`.
   */
  get pending(): readonly string[] {
    return pendingOn(this.#stage);
  }

  #accountOf(identifier: CommunicationIdentifier): Account {
    const account = accountOf(this.#stage.network.world, identifier);
    if (!account) {
      throw new Error(`${rawId(identifier)} is no user of the service: createUser() makes one.`);
    }
    return account;
  }

  #happen(account: Account, fault: SimulatedFault): void {
    const { network } = this.#stage;
    this.#faults.push({ ...fault, at: now(network.clock), user: account.party.identifier });
    inject(network, account, fault);
  }
}

const identifierOf = (user: SimulatedFault['user']): CommunicationIdentifier =>
  'credential' in user ? user.identifier : user;
