/**
 * A world, on which the contract is checked: the real SDK, or a replacement. A world makes the objects, and causes the events
 * that otherwise the network causes.
 */
import type {
  Call,
  CallAgent,
  CallClient,
  CallFeatureFactory,
  ParticipantRole,
  CallState,
  DeviceManager,
  LocalVideoStream,
  RemoteVideoStream,
  Transfer,
  TransferCallFeature,
  TransferToParticipantLocator,
  VideoStreamRenderer,
} from '@azure/communication-calling';
import type { CommunicationTokenCredential, CommunicationUserIdentifier } from '@azure/communication-common';

/** The real SDK, the fakes by themselves, and the fakes of the simulated service. */
export type WorldName = 'sdk' | 'fakes' | 'service';

export interface World {
  /** The version of the real SDK. Absent in other worlds. */
  readonly sdk?: string;
  newClient(): CallClient;
  /** The credential of a new user. */
  newCredential(): CommunicationTokenCredential;
  /** Another credential of the same user. */
  sameUser(credential: CommunicationTokenCredential): CommunicationTokenCredential;
  /** A credential whose token has these claims besides the necessary ones. */
  withClaims(claims: Readonly<Record<string, unknown>>): CommunicationTokenCredential;
  /** A client, and the credential of its agent. The same in each check, as an agent takes time to make. */
  readonly client: CallClient;
  readonly credential: CommunicationTokenCredential;
  /** The agent of `client`. A new one if it has been disposed of. */
  agent(): Promise<CallAgent>;

  /** A user who does not answer. */
  somebody(): CommunicationUserIdentifier;
  readonly transferFeature: CallFeatureFactory<TransferCallFeature>;
  /** Resolves when a started call rings, or tries to. */
  underWay(call: Call): Promise<void>;
  /** Ends a call that is under way, but not by `hangUp()`. Resolves at its end. */
  lose(call: Call): Promise<void>;
  /** Brings a call with one callee, which is under way, into a state. */
  bring(call: Call, state: ReachableState): Promise<void>;
  /** Changes properties of a connected call, all of them before the call looks at any. */
  change(call: Call, changes: CallChanges): Promise<void>;
  /** The microphone that a connected call uses fails. Resolves when the call shows it. */
  failMicrophone(call: Call): Promise<void>;
  /** A user joins a connected call, or leaves it. Resolves when the call shows it. */
  join(call: Call, user: CommunicationUserIdentifier): Promise<void>;
  leave(call: Call, user: CommunicationUserIdentifier): Promise<void>;

  /**
   * The target of a transfer, which does nothing until the world makes it. A target of kind `call` is another call of the
   * agent. The type is that of one kind, as no overload of the SDK's `transfer` accepts all kinds.
   */
  target(kind: TargetKind): Promise<TransferToParticipantLocator>;
  /** The number of transfers of a call that the service has been asked for. */
  sentTransfers(call: Call): number;
  /** The target of the transfer under way declines. Resolves when the transfer shows it. */
  decline(call: Call, transfer: Transfer): Promise<void>;
  /** The target of the transfer under way accepts the call. */
  take(call: Call, transfer: Transfer): Promise<void>;
  /** Each transfer of a call starts a timer of 90 s. Ends the first one that still runs. */
  runOut(call: Call): Promise<void>;
  /** The other party transfers the call to another user. */
  requestTransfer(call: Call): Promise<void>;

  /** The connected agent of a new user, on a client of its own. */
  connected(): Promise<Connected>;
  /** Resolves after everything that happens without a delay. */
  moment(): Promise<void>;
  /** A stream of a camera, to start in calls. */
  localVideo(): Promise<LocalVideoStream>;
  rendererOf(stream: LocalVideoStream | RemoteVideoStream): VideoStreamRenderer;
  /** Whether the camera sends to a view, a while after the last view has gone. */
  isCameraOn(): Promise<boolean>;
  /** The video of another user in a call. It is off. */
  remoteVideo(): Promise<RemoteVideo>;

  /** Absent in a world without a `DeviceManager`. */
  readonly devices?: Devices;
}

export type ReachableState = Extract<CallState, 'Connected' | 'LocalHold' | 'RemoteHold'>;

/** Properties of a call that the SDK looks at in one pass. */
export interface CallChanges {
  readonly id?: string;
  readonly state?: Extract<CallState, 'Connected' | 'RemoteHold'>;
  readonly isScreenSharingOn?: boolean;
  readonly isMuted?: boolean;
  readonly isIncomingAudioMuted?: boolean;
  readonly role?: Extract<ParticipantRole, 'Presenter' | 'Attendee'>;
}

export type TargetKind = 'participant' | 'call' | 'voicemail';

/** An agent, and control of its connection to the service. */
export interface Connected {
  readonly agent: CallAgent;
  readonly client: CallClient;
  readonly credential: CommunicationTokenCredential;
  /** Drops the connection. Resolves when the agent shows it. */
  readonly drop: () => Promise<void>;
  /** Restores the connection. */
  readonly restore: () => Promise<void>;
  /** The service plans a switch to another socket, and the SDK reports its registration meanwhile. */
  readonly planSwitch: () => Promise<void>;
  /** The other socket is open and registered. */
  readonly finishSwitch: () => Promise<void>;
  /** Refuses every token of the app, until the SDK gives up. */
  readonly refuseTokens: () => Promise<void>;
}

/** A remote video, and control of whether it is on. */
export interface RemoteVideo {
  readonly stream: RemoteVideoStream;
  readonly setAvailable: (isAvailable: boolean) => void;
  /** Ends its call. */
  readonly end: () => Promise<void>;
}

/** At least three microphones, of which the first is the default, and at least one camera and one speaker. */
export interface Devices {
  /** The manager of `client`. */
  readonly manager: () => Promise<DeviceManager>;
  /** The manager of another client, whose user has no permission yet, and gives none until `restore()`. */
  readonly unpermitted: () => Promise<DeviceManager>;
  /**
   * The manager of another client, whose user gives permission when asked. Until then the browser hides the devices, or
   * their names only.
   */
  readonly willing: (hidden: 'devices' | 'names') => Promise<DeviceManager>;
  /** Unplugs the microphones of these names. */
  readonly unplug: (isUnplugged: (name: string) => boolean) => void;
  /** Plugs all devices in again, and lets the user give permission. */
  readonly restore: () => void;
}

export interface Check {
  /** A sentence that is true of the SDK. */
  readonly name: string;
  /** The reason why a world cannot run the check. */
  readonly except?: Partial<Readonly<Record<WorldName, string>>>;
  readonly run: (world: World) => Promise<void>;
}
