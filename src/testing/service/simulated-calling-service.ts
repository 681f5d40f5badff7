/**
 * A calling service in memory: users, their clients and agents, and who is called by whom.
 */
import type { CallAgent, CallAgentOptions, StartCallOptions } from '@azure/communication-calling';
import type {
  CommunicationIdentifier,
  CommunicationIdentifierKind,
  CommunicationTokenCredential,
} from '@azure/communication-common';
import {
  AsyncSubject,
  asyncScheduler,
  catchError,
  defer,
  from,
  mergeMap,
  NEVER,
  of,
  throwError,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { beginDisposal } from '../fakes/agent-life.js';
import { Conversation, type Leg, type Made, type Network, type Party } from './conversation.js';
import { endings } from './endings.js';
import type { FakeCall } from '../fakes/fake-call.js';
import { checkCallees, checkLocator, FakeCallAgent } from '../fakes/fake-call-agent.js';
import { checkClient, checkDisplayName, FakeCallClient } from '../fakes/fake-call-client.js';
import { FakeSdkError } from '../fakes/fake-sdk-error.js';
import { listenersLeftOn, type FakeArguments } from '../fakes/fake-object.js';
import { inject } from './fault-injector.js';
import { kindOf, rawId } from '../fakes/identifiers.js';
import { ObservablePromise } from '../fakes/observable-promise.js';
import { ring } from './ringing.js';
import { Account } from './simulated-account.js';
import { openCall } from './simulated-call.js';
import { SimulatedClock, type SimulatedLatency } from './simulated-clock.js';
import { Endpoint } from './simulated-endpoint.js';
import type { SimulatedError, SimulatedFault } from './simulated-faults.js';
import { Registrar } from './simulated-registrar.js';

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

/** What can be said of a user that {@link SimulatedCallingService.createUser} makes. */
export interface SimulatedUserOptions {
  readonly displayName?: string;
  /** Whether voicemail takes the calls that nobody answers, and those that are transferred to it. */
  readonly voicemail?: boolean;
  /**
   * Whether a call to the user ends with 486/560486 while another one rings or is up. By default it rings: that is
   * what the service does for users, and the one code of busy that is documented is that of phones.
   */
  readonly busyOnBusy?: boolean;
  /** Who takes all calls to the user, unless a transfer disables that; it need not exist, or be reachable. */
  readonly forwardTo?: CommunicationIdentifier;
}

/** A user of a {@link SimulatedCallingService}. */
export interface SimulatedUser extends SimulatedUserOptions {
  readonly identifier: CommunicationIdentifierKind;
  /** What `createCallAgent` takes. */
  readonly credential: CommunicationTokenCredential;
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

/** What one joins with. */
type Locator = FakeArguments<CallAgent, 'join'>[0];

interface Gathering {
  readonly conversation: Conversation;
  readonly options?: SimulatedMeetingOptions;
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
  readonly #clock: SimulatedClock;
  readonly #accounts = new Map<string, Account>();
  /** The agent that a client has had last, or is making. */
  readonly #endpointOfClient = new WeakMap<object, Endpoint>();
  readonly #gatherings = new Map<string, Gathering>();
  readonly #network: Network;
  readonly #registrar: Registrar;
  readonly #faults: SimulatedFault[] = [];
  readonly #made: Made[] = [];

  constructor({
    scheduler = asyncScheduler,
    latency = 50,
    seed = 1,
    ringTimeout = 30_000,
    reconnectTimeout = 30_000,
  }: SimulatedCallingServiceConfig = {}) {
    this.#clock = new SimulatedClock(scheduler, latency, seed);
    this.#network = {
      clock: this.#clock,
      ringTimeout,
      legs: new Set(),
      converse: () => new Conversation(this.#network),
      open: (leg, endpoint, init) => openCall(this.#network, leg, endpoint, init),
      party: (identifier) => this.#party(identifier),
      endpointsOf: ({ identifier }) => this.#accounts.get(rawId(identifier))?.endpointsOn(undefined) ?? [],
      made: (fake) => {
        this.#made.push(fake);
        return fake;
      },
    };
    this.#registrar = new Registrar(this.#network, reconnectTimeout);
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
    this.#accounts.set(token, new Account(user));
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
    const client: FakeCallClient = new FakeCallClient({
      createCallAgent: (credential, options) => {
        checkClient(client);
        const agent$ = defer(() => from(credential.getToken())).pipe(
          catchError(() => throwError(() => new FakeSdkError({ code: 401, subCode: 44110 }))),
          mergeMap((accessToken: { readonly token: string } | undefined) =>
            this.#createAgent(client, accessToken?.token ?? '', device, options),
          ),
        );
        return replay(agent$);
      },
      dispose: () => {
        checkClient(client, 1);
        const endpoint = this.#ownEndpoint(client);
        return endpoint && !endpoint.isDisposed ? endpoint.agent.dispose() : undefined;
      },
    });
    return client;
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
    this.#gatherings.set(keyOf(locator), { conversation: new Conversation(this.#network, true), options });
  }

  /**
   * Cuts the connection between an agent and the service, or that of a user's agents, for good. The agent tells its
   * `connectionStateChanged` with the reason, and can no longer be called; dispose of it and create another. The
   * fault is `connectionLoss` or `invalidToken`.
   */
  disconnect(who: SimulatedUser | CallAgent, reason: 'connectionIssue' | 'invalidToken'): void {
    const fault = reason === 'invalidToken' ? reason : 'connectionLoss';
    for (const { user, endpoints } of this.#accounts.values()) {
      const hit = [...endpoints].find(({ agent }) => agent === who);
      if (user === who || hit) {
        this.script([{ fault, user, ...(hit && { device: hit.device }) }]);
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
      const account = this.#accounts.get(rawId(identifierOf(fault.user)));
      if (!account) {
        throw new Error(
          `${rawId(identifierOf(fault.user))} is no user of the service: createUser() makes one.`,
        );
      }
      const happen = (): void => {
        this.#faults.push({ ...fault, at: this.#clock.now, user: account.user.identifier });
        inject(this.#network, this.#registrar, account, fault);
      };
      if (fault.at) {
        this.#clock.schedule(happen, fault.at);
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
    const agents = [...this.#accounts.values()].flatMap(({ user, endpoints }) =>
      [...endpoints].map(({ device, isMade }) => {
        const owner = `${rawId(user.identifier)} on ${device}`;
        return isMade ? `the agent of ${owner} is not disposed of` : `an agent of ${owner} is being created`;
      }),
    );
    const legs = [...this.#network.legs].map(
      ({ key, state, call }) => `${call?.fakeName ?? 'a call'} of ${key}: ${state}`,
    );
    const listeners = this.#made
      .filter((fake) => listenersLeftOn(fake))
      .map((fake) => `${fake.fakeName} has listeners: ${String(listenersLeftOn(fake))}`);
    const { timers } = this.#clock;
    return [...agents, ...legs, ...listeners, ...(timers ? [`timers: ${String(timers)}`] : [])];
  }

  #createAgent(
    client: object,
    token: string,
    device: string,
    options?: CallAgentOptions,
  ): Observable<FakeCallAgent> {
    const account = this.#accounts.get(token);
    if (!account) {
      throw new FakeSdkError({ code: 401, subCode: token ? 44111 : 44109 });
    }
    checkDisplayName(options);
    const own = this.#ownEndpoint(client);
    if (own && (own.account !== account || own.isNew)) {
      throw new FakeSdkError({ code: 400, subCode: 40008 });
    }
    const present = own ?? account.endpointInUse(device);
    if (present && present !== own && present.isNew) {
      throw new FakeSdkError({ code: 409, subCode: 40228 });
    }
    if (present) {
      this.#endpointOfClient.set(client, present);
      return of(present.agent);
    }
    const failure = account.failureOf('createCallAgent', device);
    if (failure === 'hangs') {
      return NEVER;
    }
    const endpoint = this.#endpointOf(account, device, options?.displayName);
    account.endpoints.add(endpoint);
    this.#endpointOfClient.set(client, endpoint);
    return this.#clock.later(() => this.#finish(endpoint, failure));
  }

  /** The creation of an agent is done, or has failed. */
  #finish(endpoint: Endpoint, failure: SimulatedError | undefined): FakeCallAgent {
    const { account, agent, device } = endpoint;
    const error = failure ?? (account.isRefused(device) ? { code: 401, subCode: 40235 } : undefined);
    if (error) {
      account.endpoints.delete(endpoint);
      throw new FakeSdkError(error);
    }
    endpoint.isMade = true;
    this.#registrar.connect(endpoint);
    return agent;
  }

  /** The agent that a client has or is making, until the disposal of that has settled. */
  #ownEndpoint(client: object): Endpoint | undefined {
    const endpoint = this.#endpointOfClient.get(client);
    return endpoint?.account.endpoints.has(endpoint) ? endpoint : undefined;
  }

  #endpointOf(account: Account, device: string, displayName = account.user.displayName): Endpoint {
    const unlessUnmade = <T>(act: () => T): T => {
      if (!endpoint.isMade) {
        throw new FakeSdkError({ code: 500, subCode: 40208 });
      }
      return act();
    };
    const agent: FakeCallAgent = new FakeCallAgent({
      ...(displayName !== undefined && { displayName }),
      connectionState: 'Disconnected',
      startCall: (participants, options?: StartCallOptions) =>
        unlessUnmade(() => this.#startCall(endpoint, participants, options)),
      join: (...[locator]) => unlessUnmade(() => this.#join(endpoint, locator)),
      dispose: () => this.#dispose(endpoint),
    });
    agent.disposeSilently = () => {
      this.#registrar.disposeSilently(endpoint);
    };
    const endpoint = new Endpoint(this.#clock, account, device, this.#network.made(agent));
    return endpoint;
  }

  #startCall(
    endpoint: Endpoint,
    participants: readonly CommunicationIdentifier[],
    options?: StartCallOptions,
  ): FakeCall {
    const { user } = endpoint.account;
    checkCallees(participants);
    if (participants.some((identifier) => rawId(identifier) === rawId(user.identifier))) {
      throw new FakeSdkError({ code: 400, subCode: 40202 });
    }
    const conversation = this.#network.converse();
    conversation.isGroup = participants.length > 1;
    const callees = participants.map((identifier) => conversation.add(this.#party(identifier)));
    return this.#enter(endpoint, conversation, (leg) => {
      conversation.connect(leg);
      this.#clock.schedule(() => {
        for (const callee of callees) {
          ring(this.#network, callee, { callerInfo: leg.info, customContext: options?.customContext });
        }
      });
    });
  }

  #join(endpoint: Endpoint, locator: Locator): FakeCall {
    checkLocator(locator);
    const { conversation, options } = this.#gathering(locator);
    const isOrganizer = options?.organizer === endpoint.account.user;
    return this.#enter(endpoint, conversation, (leg) => {
      leg.role = options ? (isOrganizer ? 'Organizer' : 'Attendee') : 'Unknown';
      conversation.render();
      this.#clock.schedule(() => {
        if (options?.lobby && !isOrganizer) {
          leg.state = 'InLobby';
          conversation.render();
        } else {
          conversation.connect(leg);
        }
      });
    });
  }

  /** Opens a call, and goes on when the service has heard of it; without a connection it never does. */
  #enter(endpoint: Endpoint, conversation: Conversation, proceed: (leg: Leg) => void): FakeCall {
    const leg = conversation.prepare(endpoint.account.user, endpoint);
    // A call that is started knows its callees; one that is joined learns of the others when it is connected.
    const callees = [...conversation.legs].filter(
      ({ state }) => state === 'Connecting' && !conversation.isOpen,
    );
    const call = this.#network.open(leg, endpoint, {
      remoteParticipants: callees.map((callee) => conversation.introduce(leg, callee)),
    });
    const unlessEnded = (act: () => void) => (): void => {
      if (!leg.endReason) {
        act();
      }
    };
    endpoint.send(
      unlessEnded(() => {
        conversation.legs.add(leg);
        proceed(leg);
      }),
      unlessEnded(() => {
        call.set({ state: 'Connecting' });
        this.#clock.schedule(() => {
          conversation.close(leg, endings.offline);
          conversation.end(leg, endings.offline);
        });
      }),
    );
    return call;
  }

  #dispose(endpoint: Endpoint): Observable<void> {
    if (!beginDisposal(endpoint.agent)) {
      throw new FakeSdkError({ code: 409, subCode: 40203 });
    }
    const failure = endpoint.failureOf('dispose');
    if (failure === 'hangs') {
      return NEVER;
    }
    return this.#clock.later(() => {
      if (failure) {
        throw new FakeSdkError(failure);
      }
      this.#registrar.dispose(endpoint);
    });
  }

  #gathering(locator: Locator): Gathering {
    const key = keyOf(locator);
    const gathering = this.#gatherings.get(key) ?? { conversation: new Conversation(this.#network, true) };
    this.#gatherings.set(key, gathering);
    return gathering;
  }

  #party(identifier: CommunicationIdentifier): Party {
    return this.#accounts.get(rawId(identifier))?.user ?? { identifier: kindOf(identifier) };
  }
}

const keyOf = (locator: Locator): string => JSON.stringify(locator);

const identifierOf = (user: SimulatedFault['user']): CommunicationIdentifier =>
  'credential' in user ? user.identifier : user;

/** The service acts when it is asked to, whether or not anybody waits for the outcome. */
function replay<T>(source: Observable<T>): Observable<T> {
  const outcome = new AsyncSubject<T>();
  source.subscribe(outcome);
  return outcome;
}
