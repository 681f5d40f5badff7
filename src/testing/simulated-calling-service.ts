/**
 * A calling service in memory: users, their clients and agents, and who is called by whom.
 */
import type {
  CallAgent,
  CallAgentOptions,
  ConnectionStateChangedReason,
  StartCallOptions,
} from '@azure/communication-calling';
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
  map,
  mergeMap,
  of,
  timer,
  type Observable,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import { Conversation, type Leg, type Network, type Party } from './conversation.js';
import { endings } from './endings.js';
import type { FakeCall } from './fake-call.js';
import { FakeCallAgent } from './fake-call-agent.js';
import { FakeCallClient } from './fake-call-client.js';
import { FakeSdkError } from './fake-sdk-error.js';
import { kindOf, rawId } from './identifiers.js';
import { ObservablePromise } from './observable-promise.js';

/** How a {@link SimulatedCallingService} behaves. */
export interface SimulatedCallingServiceConfig {
  /** What all time passes on; `asyncScheduler` by default, which is virtual inside `TestScheduler.run`. */
  readonly scheduler?: SchedulerLike;
  /** How long a message takes between the service and a client, in milliseconds; 50 by default. */
  readonly latency?: number;
  /** How long it rings before nobody has answered, in milliseconds; 30,000 by default. */
  readonly ringTimeout?: number;
}

/** What can be said of a user that {@link SimulatedCallingService.createUser} makes. */
export interface SimulatedUserOptions {
  readonly displayName?: string;
  /** Whether voicemail takes the calls that nobody answers, and those that are transferred to it. */
  readonly voicemail?: boolean;
}

/** A user of a {@link SimulatedCallingService}. */
export interface SimulatedUser extends SimulatedUserOptions {
  readonly identifier: CommunicationIdentifierKind;
  /** What `createCallAgent` takes. */
  readonly credential: CommunicationTokenCredential;
}

interface Account {
  readonly user: SimulatedUser;
  agent?: FakeCallAgent | undefined;
  isCreating?: boolean;
}

/**
 * An in-memory stand-in for the calling service, with any number of users on one scheduler.
 *
 * Apps and examples use it through the SDK's own interfaces: `callClient()` gives a client whose
 * `createCallAgent` takes a user's credential, and the agent's `startCall` makes the agents of the others raise
 * `incomingCall`. Accepting, declining, hanging up, holding and transferring (to a participant, a call, or
 * voicemail) move the objects of all parties, each step one `latency` after the other. The order of events is
 * the SDK's, and calls end and transfers fail with the documented codes:
 *
 * ```
 * caller     None -l- Connecting -l- Ringing ....... -l- Connected
 * callee                             incomingCall ... Connecting -l- Connected
 *
 * transfer   None -l- Transferring -l- (rings) ....... -l- Transferred   to a participant
 * transfer   None -l- Transferring -l- Transferred                       to a call, to voicemail
 * ```
 *
 * Everything that returns a promise can also be used as an Observable, which stays in virtual time.
 * Each user has one agent at a time. Phone numbers and Teams users can be created, and answer, like any other.
 *
 * @example
 * ```ts
 * import { SimulatedCallingService } from 'rx-acs-calling/testing';
 *
 * const service = new SimulatedCallingService({ latency: 20 });
 * const alice = service.createUser({ communicationUserId: '8:acs:alice' }, { displayName: 'Alice' });
 * const bob = service.createUser({ phoneNumber: '+15550100' });
 *
 * const client = service.callClient();
 * const bobsAgent = await client.createCallAgent(bob.credential);
 * bobsAgent.on('incomingCall', ({ incomingCall }) => void incomingCall.accept());
 *
 * const agent = await client.createCallAgent(alice.credential);
 * const call = agent.startCall([bob.identifier]);
 * ```
 */
export class SimulatedCallingService {
  readonly #latency: number;
  readonly #scheduler: SchedulerLike;
  readonly #accounts = new Map<string, Account>();
  readonly #groups = new Map<string, Conversation>();
  readonly #network: Network;

  constructor({
    scheduler = asyncScheduler,
    latency = 50,
    ringTimeout = 30_000,
  }: SimulatedCallingServiceConfig = {}) {
    this.#scheduler = scheduler;
    this.#latency = latency;
    this.#network = {
      ringTimeout,
      legs: new Set(),
      after: (action, delay) => this.#after(action, delay),
      later: (action) => this.#later(action),
      converse: () => new Conversation(this.#network),
      party: (identifier) => this.#party(identifier),
      agentOf: ({ identifier }) => {
        const agent = this.#accounts.get(rawId(identifier))?.agent;
        return agent && isReachable(agent) ? agent : undefined;
      },
    };
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
    this.#accounts.set(token, { user });
    return user;
  }

  /**
   * Makes a client, which passes for the SDK's `CallClient`.
   *
   * `createCallAgent` resolves after one latency with an agent that is `Disconnected`, and becomes `Connected`
   * after another. A user's agent is made once: asked again the same one comes back until its `dispose()` has
   * settled, and of two creations at once the second rejects with 400/40008. A token that is no user's rejects
   * with 401/44110.
   */
  callClient(): FakeCallClient {
    const client: FakeCallClient = new FakeCallClient({
      createCallAgent: (credential, options) => {
        if (client.callsTo('dispose').length) {
          throw new FakeSdkError({ code: 404, subCode: 40012 });
        }
        const agent$ = defer(() => from(credential.getToken())).pipe(
          catchError(() => of(undefined)),
          mergeMap((accessToken) => this.#createAgent(accessToken?.token, options)),
        );
        return replay(agent$);
      },
    });
    return client;
  }

  /**
   * Cuts the connection between an agent and the service, or that of a user's present agent. The agent tells its
   * `connectionStateChanged` with the reason, and can no longer be called. Calls that are up go on.
   *
   * It does not come back by itself: `agent.set({ connectionState: 'Connected' })` brings it back, or dispose of
   * it and create another.
   */
  disconnect(who: SimulatedUser | CallAgent, reason: ConnectionStateChangedReason): void {
    for (const { user, agent } of this.#accounts.values()) {
      if (user === who || agent === who) {
        agent?.disconnect(reason);
      }
    }
  }

  #createAgent(token: string | undefined, options?: CallAgentOptions): Observable<FakeCallAgent> {
    const account = this.#accounts.get(token ?? '');
    if (!account) {
      throw new FakeSdkError({ code: 401, subCode: 44110 });
    }
    if (account.agent) {
      return of(account.agent);
    }
    if (account.isCreating) {
      throw new FakeSdkError({ code: 400, subCode: 40008 });
    }
    account.isCreating = true;
    return this.#later(() => {
      const agent = this.#agentOf(account, options?.displayName);
      account.isCreating = false;
      account.agent = agent;
      this.#after(() => {
        agent.set({ connectionState: 'Connected' });
      });
      return agent;
    });
  }

  #agentOf(account: Account, displayName = account.user.displayName): FakeCallAgent {
    const { user } = account;
    const agent: FakeCallAgent = new FakeCallAgent({
      ...(displayName !== undefined && { displayName }),
      connectionState: 'Disconnected',
      startCall: (participants, options?: StartCallOptions) =>
        this.#enter(agent, user, this.#network.converse(), (leg) => {
          const callees = participants.map((identifier) => leg.conversation.add(this.#party(identifier)));
          leg.conversation.connect(leg);
          this.#after(() => {
            for (const callee of callees) {
              leg.conversation.ring(callee, {
                callerInfo: leg.info,
                customContext: options?.customContext,
              });
            }
          });
        }),
      join: (...[locator]) =>
        this.#enter(agent, user, this.#group(JSON.stringify(locator)), (leg) => {
          leg.conversation.render();
          this.#after(() => {
            leg.conversation.connect(leg);
          });
        }),
      dispose: () => {
        if (agent.callsTo('dispose').length > 1) {
          throw new FakeSdkError({ code: 409, subCode: 40203 });
        }
        return this.#later(() => {
          for (const leg of this.#network.legs) {
            if (leg.agent === agent) {
              leg.hangsUp = true;
              leg.conversation.end(leg, leg.call ? endings.hungUp : endings.notRegistered);
            }
          }
          account.agent = undefined;
        });
      },
    });
    return agent;
  }

  /** Opens a call, and goes on when the service has heard of it; without a connection it never does. */
  #enter(
    agent: FakeCallAgent,
    party: Party,
    conversation: Conversation,
    proceed: (leg: Leg) => void,
  ): FakeCall {
    const leg = conversation.add(party);
    const call = conversation.open(leg, agent, {});
    this.#after(() => {
      if (leg.endReason) {
        return;
      }
      if (isReachable(agent)) {
        proceed(leg);
        return;
      }
      conversation.render();
      this.#after(() => {
        conversation.end(leg, endings.offline);
      });
    });
    return call;
  }

  #group(key: string): Conversation {
    const conversation = this.#groups.get(key) ?? new Conversation(this.#network, true);
    this.#groups.set(key, conversation);
    return conversation;
  }

  #party(identifier: CommunicationIdentifier): Party {
    return this.#accounts.get(rawId(identifier))?.user ?? { identifier: kindOf(identifier) };
  }

  #after(action: () => void, delay = this.#latency): Subscription {
    return this.#scheduler.schedule(action, delay);
  }

  #later<T>(action: () => T): Observable<T> {
    return replay(timer(this.#latency, this.#scheduler).pipe(map(action)));
  }
}

const isReachable = (agent: FakeCallAgent): boolean =>
  agent.connectionState === 'Connected' && !agent.callsTo('dispose').length;

/** The service acts when it is asked to, whether or not anybody waits for the outcome. */
function replay<T>(source: Observable<T>): Observable<T> {
  const outcome = new AsyncSubject<T>();
  source.subscribe(outcome);
  return outcome;
}
