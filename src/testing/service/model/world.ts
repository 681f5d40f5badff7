/**
 * The model of the simulated service: accounts with their devices, conversations with their legs. Plain data.
 *
 * All of it is `readonly`: only the functions of this folder write to it, by `draft.ts`. One value comes from outside: the
 * renderer makes `isDisposed` of a device a getter that reads the agent, as a test may answer `dispose()` itself.
 */
import type { CallEndReason, CallerInfo, CustomContext, ParticipantRole } from '@azure/communication-calling';
import type { SimulatedError, SimulatedRequest } from './requests.js';
import type { Party } from './users.js';

export interface World {
  /** By raw id. */
  readonly accounts: ReadonlyMap<string, Account>;
  /** The meetings and group calls, by locator. */
  readonly meetings: ReadonlyMap<string, Meeting>;
  /** All legs that have not ended, of all conversations. */
  readonly legs: ReadonlySet<Leg>;
  /** The transfers whose transferee is in the new conversation and waits for the outcome. */
  readonly transfers: ReadonlySet<Transfer>;
}

/** A user with all devices, and the faults that hit them. */
export interface Account {
  readonly party: Party;
  /** Each from the request for its agent until the disposal of the agent has settled. */
  readonly devices: ReadonlySet<Device>;
  /** The networks that are down. */
  readonly outages: ReadonlySet<Concern>;
  /** The tokens that are refused. */
  readonly refusals: ReadonlySet<Concern>;
  /** How the next requests fail. */
  readonly failures: readonly Failure[];
}

/** Concerns one device of a user, or all of them. */
export interface Concern {
  readonly device: string | undefined;
}

export interface Failure extends Concern {
  readonly request: SimulatedRequest;
  readonly error: SimulatedError | 'hangs';
}

/** A user on a device: one agent, and its connection. */
export interface Device {
  readonly account: Account;
  readonly name: string;
  /** When the agent was requested, in milliseconds of the clock. */
  readonly since: number;
  /** The creation of the agent is done. Until then the agent cannot call. */
  readonly isMade: boolean;
  readonly isOnline: boolean;
  /** The connection is lost for good. */
  readonly isCut: boolean;
  /** The disposal is done: the service hears nothing of the agent any more. */
  readonly isClosed: boolean;
  /** The agent is disposed of, by the app or by the SDK, or on the way to it. */
  readonly isDisposed: boolean;
}

export interface Meeting {
  readonly conversation: Conversation;
  /** A group call has none. */
  readonly organizer?: Party;
  readonly lobby?: boolean | undefined;
}

export interface Conversation {
  readonly legs: ReadonlySet<Leg>;
  /** Whether more than two can be in it. */
  readonly isGroup: boolean;
  /** A conversation that one can join goes on with a single party. */
  readonly isOpen: boolean;
  /** Why parties have left, by key. */
  readonly departed: ReadonlyMap<string, CallEndReason>;
}

export type LegState = 'Idle' | 'Connecting' | 'Ringing' | 'InLobby' | 'Connected' | 'Hold';

/** One party's part in a conversation, on one device. A voicemail has no device and no call. */
export interface Leg {
  readonly conversation: Conversation;
  readonly party: Party;
  /** The raw id of the party. */
  readonly key: string;
  readonly device: Device | undefined;
  /** As the others see it. */
  readonly state: LegState;
  readonly role: ParticipantRole;
  readonly isMuted: boolean;
  /** The app has a call for it. */
  readonly isOpen: boolean;
  readonly hangsUp: boolean;
  /** Its call has just been started, and does not know yet how it goes on. */
  readonly isBeginning: boolean;
  /** A leg can be transferred once at a time. */
  readonly isTransferred: boolean;
  /** The kind of the transfer that fails in this turn. */
  readonly failing: TransferKind | undefined;
  /** Where it rings, for a party that has not answered yet. */
  readonly ringing: Ringing | undefined;
  /** Set when the leg has ended. */
  readonly endReason: CallEndReason | undefined;
}

/** A leg that an app can have a call for. */
export type LegOnDevice = Leg & { readonly device: Device };

/** The ringing at the party of a leg, on all its devices. */
export interface Ringing {
  readonly leg: Leg;
  readonly introduction: Introduction;
  readonly rings: ReadonlySet<Ring>;
}

/** The ringing on one device. */
export interface Ring {
  readonly ringing: Ringing;
  readonly device: Device;
  /** The leg that the device asks for by answering, until the service has heard of it. */
  readonly claim: LegOnDevice | undefined;
  /** Why it rings no more without having been answered. The device may not know yet. */
  readonly endReason: CallEndReason | undefined;
}

/** The caller, as the called party gets to know. */
export interface Introduction {
  readonly callerInfo: CallerInfo;
  readonly transferorInfo?: CallerInfo;
  readonly customContext?: CustomContext | undefined;
  readonly disableForwardingAndUnanswered?: boolean | undefined;
}

/** The SDK makes a difference between these when one request follows another. */
export type TransferKind = 'targetParticipant' | 'targetCallId' | 'targetParticipantVoicemail';

/** The target of a transfer. `call` is the leg that the transferee replaces, if there is one. */
export type TransferTarget =
  | { readonly kind: 'targetParticipant' | 'targetParticipantVoicemail'; readonly party: Party }
  | { readonly kind: 'targetCallId'; readonly call: Leg | undefined };

/** A transfer that the transferor has requested. */
export interface Transfer {
  readonly transferor: Leg;
  readonly transferee: Leg;
  readonly kind: TransferKind;
  /** The leg of the transferee in the new conversation. The transfer fails when it ends. */
  readonly joined: Leg | undefined;
  /** The leg of the target. The transfer succeeds when it connects. */
  readonly called: Leg | undefined;
  /** The service has one outcome for a request. */
  readonly isSettled: boolean;
}

/** How far a transfer is. */
export interface TransferOutcome {
  readonly state: 'Transferring' | 'Transferred' | 'Failed';
  readonly error?: CallEndReason;
}
