/** The line of a user: the user's calls, and the calls that are being accepted. No RxJS and no SDK calls here. */
import type { CallCommon } from '@azure/communication-calling';

export interface Line<C> {
  /** How many incoming calls are being accepted, or wait for their turn. */
  readonly acceptances: number;
  /** The last accepted call. `agent.calls` may not contain it yet. */
  readonly last?: C;
}

export const idle: Line<never> = { acceptances: 0 };

/** A call is to be accepted. */
export const queued = <C>(line: Line<C>): Line<C> => ({ ...line, acceptances: line.acceptances + 1 });

/** The SDK has accepted a call. */
export const accepted = <C>(line: Line<C>, last: C): Line<C> => ({ ...line, last });

/** An acceptance is over, with or without a call. */
export const settled = <C>(line: Line<C>): Line<C> => ({ ...line, acceptances: line.acceptances - 1 });

type Stateful = Pick<CallCommon, 'state'>;

/** The calls that have not ended, each once. */
export const callsOn = <C extends Stateful>({ last }: Line<C>, agentCalls: readonly C[]): readonly C[] =>
  [...new Set([...agentCalls, ...(last ? [last] : [])])].filter(isUp);

/** Whether there is a call, or one is being accepted. */
export const isBusy = <C extends Stateful>(line: Line<C>, agentCalls: readonly C[]): boolean =>
  line.acceptances > 0 || callsOn(line, agentCalls).length > 0;

/** Whether a call has not ended, and is not about to end. */
export const isUp = ({ state }: Stateful): boolean => state !== 'Disconnecting' && state !== 'Disconnected';
