/**
 * What the contract is checked on: the real SDK, or what stands in for it. A world makes the objects, and brings about
 * what otherwise the network would.
 */
import type {
  Call,
  CallAgent,
  CallClient,
  CallFeatureFactory,
  CallState,
  ConnectionState,
  ConnectionStateChangedReason,
  DeviceManager,
  Transfer,
  TransferCallFeature,
  TransferState,
} from '@azure/communication-calling';
import type { CommunicationTokenCredential, CommunicationUserIdentifier } from '@azure/communication-common';

/** The real SDK, the fakes by themselves, and the fakes as the simulated service moves them. */
export type WorldName = 'sdk' | 'fakes' | 'service';

export interface World {
  /** The version of the real SDK, if it is that. */
  readonly sdk?: string;
  newClient(): CallClient;
  /** The credential of a user who has none yet. */
  newCredential(): CommunicationTokenCredential;
  /** Another credential of the same user. */
  sameUser(credential: CommunicationTokenCredential): CommunicationTokenCredential;
  /** A credential whose token has these claims, beside those that a token needs. */
  withClaims(claims: Readonly<Record<string, unknown>>): CommunicationTokenCredential;
  /** A client, and the credential of the agent that it has: the same in each check, as an agent takes time. */
  readonly client: CallClient;
  readonly credential: CommunicationTokenCredential;
  /** That agent, or a new one if it has been disposed of. */
  agent(): Promise<CallAgent>;

  /** Somebody who does not answer. */
  somebody(): CommunicationUserIdentifier;
  readonly transferFeature: CallFeatureFactory<TransferCallFeature>;
  /** Resolves when a call that has been started rings, or tries to. */
  underWay(call: Call): Promise<void>;
  /** Lets a call that is under way end otherwise than by `hangUp()`, and resolves then. */
  lose(call: Call): Promise<void>;
  /** Brings a call that is under way, and has one callee, into a state. */
  bring(call: Call, state: ReachableState): Promise<void>;
  /** Lets the service tell how far the transfer of a call is. */
  bringTransfer(call: Call, transfer: Transfer, state: TransferState): void;
  bringConnection(agent: CallAgent, state: ConnectionState, reason?: ConnectionStateChangedReason): void;
  /** Long enough for whatever comes at once. */
  moment(): Promise<void>;

  /** Absent where nothing stands in for a `DeviceManager`. */
  readonly devices?: Devices;
}

export type ReachableState = Extract<CallState, 'Connected' | 'LocalHold' | 'RemoteHold'>;

/** At least three microphones, the first of which is the default, and at least one camera and one speaker. */
export interface Devices {
  /** That of `client`. */
  readonly manager: () => Promise<DeviceManager>;
  /** That of another client, whose user has not been asked yet, and says no until `restore()`. */
  readonly unpermitted: () => Promise<DeviceManager>;
  /** Unplugs the microphones of these names. */
  readonly unplug: (isUnplugged: (name: string) => boolean) => void;
  /** Plugs in again what has been unplugged, and lets the user say yes. */
  readonly restore: () => void;
}

export interface Check {
  /** A sentence that is true of the SDK. */
  readonly name: string;
  /** Why it cannot be brought about there. */
  readonly except?: Partial<Readonly<Record<WorldName, string>>>;
  readonly run: (world: World) => Promise<void>;
}
