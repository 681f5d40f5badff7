/**
 * Which agents are connected to the simulated service, and what becomes of their calls when they no longer are.
 */
import type { CallEndReason } from '@azure/communication-calling';
import { beginDisposal, endDisposal } from '../fakes/agent-life.js';
import type { Leg, Network } from './conversation.js';
import { endings } from './endings.js';
import type { Endpoint } from './simulated-endpoint.js';

export class Registrar {
  readonly #network: Network;
  readonly #reconnectTimeout: number;

  constructor(network: Network, reconnectTimeout: number) {
    this.#network = network;
    this.#reconnectTimeout = reconnectTimeout;
  }

  /** Connects an agent, if there is a network by then. */
  connect(endpoint: Endpoint): void {
    this.#network.clock.schedule(() => {
      const { account, device, isOnline, isCut, isDisposed } = endpoint;
      if (isOnline || isCut || isDisposed) {
        return;
      }
      if (account.hasNetwork(device)) {
        endpoint.connect();
      } else {
        endpoint.disconnect('connectionIssue');
      }
    });
  }

  /** The connection is lost; the service waits for it to return, but not for ever. */
  lose(endpoint: Endpoint): void {
    if (endpoint.isOnline && !endpoint.isDisposed) {
      endpoint.waiting = this.#network.clock.schedule(() => {
        this.#abandon(endpoint);
      }, this.#reconnectTimeout);
      endpoint.disconnect('connectionIssue');
    }
  }

  /** The token is no longer good. */
  refuse(endpoint: Endpoint): void {
    endpoint.isCut = true;
    endpoint.waiting.unsubscribe();
    endpoint.disconnect('invalidToken');
    close(endpoint, endings.tokenInvalid);
    this.#leave(endpoint, endings.hungUp, endings.notRegistered);
    endpoint.giveUp();
    if (beginDisposal(endpoint.agent)) {
      this.#network.clock.schedule(() => {
        this.dispose(endpoint);
      });
    }
  }

  /** The SDK disposes of the agent by itself. One without a connection tells that its token was refused. */
  disposeSilently(endpoint: Endpoint): void {
    if (!endpoint.isOnline) {
      endpoint.disconnect('invalidToken');
    }
    if (beginDisposal(endpoint.agent)) {
      this.dispose(endpoint);
    }
  }

  /** The disposal of the agent is done, which it can be without a connection, too. */
  dispose(endpoint: Endpoint): void {
    for (const leg of this.#legsOf(endpoint)) {
      leg.hangsUp = true;
      leg.call?.set({ state: 'Disconnecting' });
    }
    close(endpoint, endings.hungUp);
    // Without a connection the others learn of it when the service waits no more.
    if (endpoint.isOnline || endpoint.waiting.closed) {
      this.#leave(endpoint, endings.hungUp, endings.notRegistered);
    } else if (!this.#legsOf(endpoint).length) {
      endpoint.waiting.unsubscribe();
    }
    endpoint.close();
    endpoint.account.endpoints.delete(endpoint);
    endDisposal(endpoint.agent);
  }

  #abandon(endpoint: Endpoint): void {
    close(endpoint, endings.networkLost);
    this.#leave(endpoint, endings.abruptDisconnect, endings.calleeLost);
    endpoint.giveUp();
  }

  /** Takes the agent out of its calls, and those that ring at it. */
  #leave(endpoint: Endpoint, reason: CallEndReason, reasonOfCaller: CallEndReason): void {
    for (const leg of this.#network.legs) {
      if (leg.endpoint === endpoint) {
        leg.conversation.end(leg, reason);
      }
      leg.ringing?.leave(endpoint, reasonOfCaller);
    }
  }

  #legsOf(endpoint: Endpoint): readonly Leg[] {
    return [...this.#network.legs].filter((leg) => leg.endpoint === endpoint);
  }
}

/** Ends the calls that the app has, whatever has become of them at the service. */
function close({ legs }: Endpoint, reason: CallEndReason): void {
  for (const leg of legs) {
    leg.conversation.close(leg, reason);
  }
}
