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
  DeviceManager,
  LocalVideoStream,
  Transfer,
  TransferCallFeature,
  TransferToParticipantLocator,
  VideoStreamRenderer,
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
  /** Lets somebody join a call that is up, or leave it, and resolves then. */
  join(call: Call, user: CommunicationUserIdentifier): Promise<void>;
  leave(call: Call, user: CommunicationUserIdentifier): Promise<void>;

  /**
   * A target to transfer a call to, who does nothing until told. That of kind `call` is another call of the agent. The
   * type is that of one kind, as no overload of the SDK's `transfer` takes all.
   */
  target(kind: TargetKind): Promise<TransferToParticipantLocator>;
  /** How many transfers of a call the service has been asked for. */
  sentTransfers(call: Call): number;
  /** The target of the transfer that is under way declines, and resolves when that has been told. */
  decline(call: Call, transfer: Transfer): Promise<void>;
  /** The target of the transfer that is under way takes the call. */
  take(call: Call, transfer: Transfer): Promise<void>;
  /** Of the timers of 90 s that the transfers of a call have started lets the first that still runs run out. */
  runOut(call: Call): Promise<void>;
  /** The other party transfers the call: asks this one to move to somebody else. */
  requestTransfer(call: Call): Promise<void>;

  /** A new user's agent, connected, on a client of its own. */
  connected(): Promise<Connected>;
  /** Long enough for whatever comes at once. */
  moment(): Promise<void>;
  /** A stream of a camera, to be started in calls. */
  localVideo(): Promise<LocalVideoStream>;
  /** A renderer of such a stream. */
  renderer(): Promise<VideoStreamRenderer>;

  /** Absent where nothing stands in for a `DeviceManager`. */
  readonly devices?: Devices;
}

export type ReachableState = Extract<CallState, 'Connected' | 'LocalHold' | 'RemoteHold'>;

export type TargetKind = 'participant' | 'call' | 'voicemail';

/** An agent, and what becomes of its connection to the service. */
export interface Connected {
  readonly agent: CallAgent;
  readonly client: CallClient;
  readonly credential: CommunicationTokenCredential;
  /** Its connection is lost, and resolves when the agent has heard of it. */
  readonly drop: () => Promise<void>;
  /** It is there again. */
  readonly restore: () => Promise<void>;
  /** The service refuses every token that the app has, until the SDK gives up. */
  readonly refuseTokens: () => Promise<void>;
}

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
