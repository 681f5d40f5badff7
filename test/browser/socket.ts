/**
 * The socket between an agent of the real SDK and the service, of which the word is put in place: opened, lost,
 * registered or not. The manager of the sockets, the registration and the agent's connection state are the SDK's own.
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
  /** The socket is there. */
  open(): void;
  /** The socket is lost; the SDK opens another. */
  drop(): void;
  /** The service has registered the agent, again if it was before. */
  register(): void;
  unregister(): void;
  /** The service wants the agent on another socket, and resolves when that has been made. */
  planSwitch(): Promise<void>;
  /** The other socket is there and registered. */
  finishSwitch(): void;
  /** The service refuses each token, for which the SDK asks the app for another, until the SDK gives up. */
  refuseTokens(): Promise<void>;
}

/** How many refusals in a row the SDK takes, several times over. */
const REFUSALS = 5 * 11;

/** What the real connections would say, which never reach the service. */
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

/** Keeps a connection, which never reaches the service, from saying so. */
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

export function socketOf(agent: CallAgent): Socket {
  const inner = agent as unknown as InnerAgent;
  const manager = (): Manager => inner._callStack._trouterService._trouterService.trouterServer;
  const first = (): Connection => take(manager().firstConnection);
  // Before the SDK finds out that there is no network.
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
    refuseTokens: async () => {
      const refuse = (): Promise<boolean> =>
        inner.tokenProvider({ invalidToken: 'refused' }).then(
          () => true,
          () => false,
        );
      // It counts those in a row, and what it asks for by itself meanwhile begins a new row.
      for (let refusals = 1; await refuse(); refusals++) {
        assert(refusals < REFUSALS, 'The SDK does not give up.');
      }
    },
  };
}
