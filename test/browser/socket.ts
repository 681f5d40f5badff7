/**
 * The socket between an agent of the real SDK and the service. A check opens it, drops it, registers the agent or not. The
 * manager of the sockets, the registration and the agent's connection state are the SDK's own.
 *
 * The names are those of the SDK's bundle (read and observed in SDK 1.40.1, 1.46.1 and 2.0.0).
 */
import type { CallAgent } from '@azure/communication-calling';
import { assert, wait } from './check.js';

interface Connection {
  getServerState(): object;
}

interface Manager {
  readonly firstConnection: Connection;
  readonly secondConnection?: Connection;
  onConnected(connection: Connection): void;
  onReconnecting(connection: Connection): void;
  onRegistered(connection: Connection): void;
  onUnregistered(connection: Connection): void;
  onReconnectIsRequired(connection: Connection, isCachedTokenAllowed: boolean): void;
}

interface InnerAgent {
  readonly _callStack: {
    readonly _trouterService: { readonly _trouterService: { readonly trouterServer: Manager } };
  };
  tokenProvider(request: { readonly invalidToken: string }): Promise<unknown>;
}

export interface Socket {
  /** Opens the socket. */
  open(): void;
  /** Loses the socket. The SDK opens another one. */
  drop(): void;
  /** Registers the agent, also a second time. */
  register(): void;
  unregister(): void;
  /** Tells the agent to move to another socket. Resolves when the SDK has made it. */
  planSwitch(): Promise<void>;
  /** Opens and registers the other socket. */
  finishSwitch(): void;
  /** Refuses each token. The SDK asks the app for another one, until it gives up. */
  refuseTokens(): Promise<void>;
}

/** Several times the number of refusals in a row after which the SDK gives up. */
const REFUSALS = 5 * 11;

/** The events of the real connections, which never reach the service. */
const NEWS = ['Connected', 'Reconnecting', 'Disconnected', 'Registered', 'Unregistered', 'TerminalError'];

const SERVER = {
  url: 'https://trouter.invalid/v4/f/',
  c2cUrlBase: 'https://trouter.invalid/v4/c2c/',
  connectedClientId: 'client',
  connectionId: 'connection',
  domId: 'trouter.invalid',
  getRemainingTtlInSec: () => 3_600,
};

const taken = new WeakSet<Connection>();

/** Silences a connection: it never reaches the service, and would report that. */
const take = (connection: Connection): Connection => {
  if (!taken.has(connection)) {
    taken.add(connection);
    Object.assign(
      connection,
      { getServerState: () => SERVER },
      Object.fromEntries(NEWS.map((news) => [`dispatch${news}`, () => undefined])),
    );
  }
  return connection;
};

const refuseTokens = async (agent: InnerAgent): Promise<void> => {
  const refuse = (): Promise<boolean> =>
    agent.tokenProvider({ invalidToken: 'refused' }).then(
      () => true,
      () => false,
    );
  // The SDK counts refusals in a row. Its own requests in between start a new row.
  for (let refusals = 1; await refuse(); refusals++) {
    assert(refusals < REFUSALS, 'The SDK does not give up.');
  }
};

export function socketOf(agent: CallAgent): Socket {
  const inner = agent as unknown as InnerAgent;
  const manager = (): Manager => inner._callStack._trouterService._trouterService.trouterServer;
  const first = (): Connection => take(manager().firstConnection);
  // Silences the first one before the SDK finds out that there is no network.
  first();
  return {
    open: () => {
      manager().onConnected(first());
    },
    drop: () => {
      manager().onReconnecting(first());
    },
    register: () => {
      manager().onRegistered(first());
    },
    unregister: () => {
      manager().onUnregistered(first());
    },
    planSwitch: async () => {
      manager().onReconnectIsRequired(first(), true);
      await wait(0);
    },
    finishSwitch: () => {
      const { secondConnection } = manager();
      if (secondConnection) {
        take(secondConnection);
        manager().onConnected(secondConnection);
        manager().onRegistered(secondConnection);
      }
    },
    refuseTokens: () => refuseTokens(inner),
  };
}
