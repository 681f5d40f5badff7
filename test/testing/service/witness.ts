/**
 * Listens to all objects of a run on a simulated service, and keeps a trace.
 */
import type { ObservableInput } from 'rxjs';
import type { FakeCall, FakeCallAgent, FakeIncomingCall, FakeTransfer } from '../../../src/testing/index.js';
import { outcome } from './scene.js';

/** The trace of a run, and all its objects. */
export interface Seen {
  /** Each event, with its time. */
  readonly trace: string[];
  readonly agents: FakeCallAgent[];
  readonly calls: { readonly call: FakeCall; readonly states: string[] }[];
  /** Those that were accepted have a call with their id. */
  readonly incoming: FakeIncomingCall[];
  readonly transfers: { readonly transfer: FakeTransfer; readonly states: string[] }[];
  readonly unsettled: Set<object>;
}

export interface Witness extends Seen {
  readonly now: () => number;
  /** The last incoming call of each seat that nobody has answered. */
  readonly rings: Map<number, FakeIncomingCall>;
  /** What takes the listeners off again. */
  readonly letGo: (() => void)[];
}

interface Emitter {
  on(event: string, listener: (payload: never) => void): void;
  off(event: string, listener: (payload: never) => void): void;
}

export const newWitness = (now: () => number): Witness => ({
  now,
  trace: [],
  agents: [],
  calls: [],
  incoming: [],
  rings: new Map(),
  transfers: [],
  unsettled: new Set(),
  letGo: [],
});

/** Adds a line to the trace, for a seat. */
export function note({ now, trace }: Witness, who: number, text: string): void {
  trace.push(`${String(now())} ${String(who)} ${text}`);
}

function listen({ letGo }: Witness, source: object, event: string, listener: (payload: never) => void): void {
  const emitter = source as Emitter;
  emitter.on(event, listener);
  letGo.push(() => {
    emitter.off(event, listener);
  });
}

/** Notes how a request settles. */
export function settle(
  witness: Witness,
  who: number,
  name: string,
  settling: ObservableInput<unknown> | undefined,
): void {
  const request = {};
  witness.unsettled.add(request);
  outcome(settling).subscribe({
    next: (result) => {
      note(witness, who, `${name} ${result}`);
    },
    complete: () => witness.unsettled.delete(request),
  });
}

export function watchAgent(witness: Witness, who: number, agent: FakeCallAgent): void {
  witness.agents.push(agent);
  listen(witness, agent, 'connectionStateChanged', () => {
    note(witness, who, agent.connectionState);
  });
  listen(witness, agent, 'incomingCall', ({ incomingCall }: { readonly incomingCall: FakeIncomingCall }) => {
    witness.incoming.push(incomingCall);
    witness.rings.set(who, incomingCall);
    note(witness, who, 'incoming call');
  });
  listen(witness, agent, 'callsUpdated', ({ added }: { readonly added: readonly FakeCall[] }) => {
    for (const call of added) {
      watchCall(witness, who, call);
    }
  });
}

function watchCall(witness: Witness, who: number, call: FakeCall): void {
  const states: string[] = [];
  witness.calls.push({ call, states });
  listen(witness, call, 'stateChanged', () => {
    states.push(call.state);
    note(witness, who, call.state);
  });
  listen(witness, call, 'mutedByOthers', () => {
    note(witness, who, 'muted by others');
  });
}

export function watchTransfer(witness: Witness, who: number, transfer: FakeTransfer): void {
  const states: string[] = [];
  witness.transfers.push({ transfer, states });
  note(witness, who, `transfer ${transfer.state}`);
  listen(witness, transfer, 'stateChanged', () => {
    states.push(transfer.state);
    note(witness, who, `transfer ${transfer.state} ${JSON.stringify(transfer.error)}`);
  });
}
