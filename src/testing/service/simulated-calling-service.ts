/**
 * The facade of the simulated service: users, clients, meetings, faults.
 */
import type { CallAgent } from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import { asyncScheduler } from 'rxjs';
import type { FakeCallClient } from '../fakes/fake-call-client.js';
import { kindOf, rawId } from '../fakes/identifiers.js';
import { ObservablePromise } from '../fakes/observable-promise.js';
import type {
  SimulatedCallingServiceConfig,
  SimulatedClientOptions,
  SimulatedMeetingOptions,
} from './config.js';
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
import { newClock, now, schedule } from './transport/clock.js';

/**
 * A calling service in memory, with any number of users on one scheduler.
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
 *
 * network     ------- away --------- returns
 * agent       Connected - Disconnected ---- l Connected
 * call        Connected ------------------------------       it returns within the `reconnectTimeout`
 * call        Connected ------------- Disconnected, 496/7    it does not
 * ```
 *
 * `l` is one `latency`. Apps use the service through the SDK's own interfaces: `callClient()` makes a client, whose
 * `createCallAgent` takes a user's credential. Accepting, declining, hanging up, holding, muting, admitting from the
 * lobby and transferring move the objects of all parties. The order of events is the SDK's. Calls end, and transfers
 * fail, with the documented codes: the {@link endings}. {@link script} makes faults happen. All that returns a promise is
 * an Observable, too, which stays in virtual time. The guide on testing has whole scenarios.
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

  /** Makes a user. Others can call the user once an agent is created with the user's `credential` and is connected. */
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
   * `createCallAgent` resolves after one latency with an agent that is `Disconnected`, and becomes `Connected` after
   * another, whether or not anybody waits for it. On one device a user has one agent, and a client has one. So
   * creations exclude each other, as in the SDK: the guide on testing has a table of all cases.
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
   * The faults that have happened, in order; `at` is in milliseconds from when the service was made. They are plain
   * data, and a script: to repeat a random run, print them, and hand them to `script` at the beginning.
   */
  get faults(): readonly SimulatedFault[] {
    return [...this.#faults];
  }

  /**
   * All that is not over yet, in words: agents that are not disposed of, calls and incoming calls, listeners on any
   * object that the service has made, and timers. A test ends with `expect(service.pending).toEqual([])`.
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
