/**
 * The users of the simulated service.
 */
import type {
  CommunicationIdentifier,
  CommunicationIdentifierKind,
  CommunicationTokenCredential,
} from '@azure/communication-common';

/** Options of {@link SimulatedCallingService.createUser}. */
export interface SimulatedUserOptions {
  readonly displayName?: string;
  /** Whether voicemail takes the calls that nobody answers, and those that are transferred to it. */
  readonly voicemail?: boolean;
  /**
   * Whether a call to the user ends with 486/560486 while another one rings or is up. By default it rings: the service
   * does that for users, and the one code of busy that is documented is that of phones.
   */
  readonly busyOnBusy?: boolean;
  /** Takes all calls to the user, unless a transfer disables that. It need not exist, or be reachable. */
  readonly forwardTo?: CommunicationIdentifier;
}

/** The other end of a call: a user of the service, or an identifier that belongs to no user. */
export interface Party extends SimulatedUserOptions {
  readonly identifier: CommunicationIdentifierKind;
}

/** A user of a {@link SimulatedCallingService}. */
export interface SimulatedUser extends Party {
  /** The argument of `createCallAgent`. */
  readonly credential: CommunicationTokenCredential;
}
