/**
 * The line of a user: the user's calls, the calls that are being accepted, and those that wait until the user is free. No
 * RxJS and no SDK calls here.
 */
import type { CallCommon } from '@azure/communication-calling';
import type { Incoming } from './incoming-call.js';

export interface Line<C, I = Incoming> {
  /** How many incoming calls are being accepted, or wait for their turn. */
  readonly acceptances: number;
  /** The last accepted call. `agent.calls` may not contain it yet. */
  readonly last?: C;
  /** The calls that wait until the user is free, in order of arrival. Some may ring no more. */
  readonly waiting: readonly I[];
}

export const idle: Line<never, never> = { acceptances: 0, waiting: [] };

type Ringing = Pick<Incoming, 'callEndReason'>;

/** A call is to wait until the user is free. */
export const waits = <C, I extends Ringing>(line: Line<C, I>, incomingCall: I): Line<C, I> => ({
  ...line,
  waiting: [...line.waiting.filter(isRinging), incomingCall],
});

/** The call that has waited longest of those that still ring. */
export const nextOf = <C, I extends Ringing>({ waiting }: Line<C, I>): I | undefined =>
  waiting.find(isRinging);

/** A call that has waited is to be accepted. */
export const taken = <C, I extends Ringing>(line: Line<C, I>, incomingCall: I): Line<C, I> => ({
  ...queued(line),
  waiting: line.waiting.slice(line.waiting.indexOf(incomingCall) + 1),
});

const isRinging = ({ callEndReason }: Ringing): boolean => callEndReason === undefined;

/** A call is to be accepted. */
export const queued = <C, I>(line: Line<C, I>): Line<C, I> => ({
  ...line,
  acceptances: line.acceptances + 1,
});

/** The SDK has accepted a call. */
export const accepted = <C, I>(line: Line<C, I>, last: C): Line<C, I> => ({ ...line, last });

/** An acceptance is over, with or without a call. */
export const settled = <C, I>(line: Line<C, I>): Line<C, I> => ({
  ...line,
  acceptances: line.acceptances - 1,
});

type Stateful = Pick<CallCommon, 'state'>;

/** The calls that have not ended, each once. */
export const callsOn = <C extends Stateful>(
  { last }: Pick<Line<C>, 'last'>,
  agentCalls: readonly C[],
): readonly C[] => [...new Set([...agentCalls, ...(last ? [last] : [])])].filter(isUp);

/** Whether there is a call, or one is being accepted. */
export const isBusy = <C extends Stateful>(
  line: Omit<Line<C>, 'waiting'>,
  agentCalls: readonly C[],
): boolean => line.acceptances > 0 || callsOn(line, agentCalls).length > 0;

/** Whether a call has not ended, and is not about to end. */
export const isUp = ({ state }: Stateful): boolean => state !== 'Disconnecting' && state !== 'Disconnected';
