/**
 * Types of the SDK that not every supported version declares, so that this library compiles with each of them.
 *
 * They equal the SDK's own where it has them, so a value of one is a value of the other; test/types/sdk-types.ts
 * asserts it. The SDK has the features of agents from 1.42.1 on and `WbLocalVideoStream` from 1.46.1 on.
 */
import type * as Sdk from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';

interface ActiveCallDetailsCommon {
  callId: string;
  userJoinTime: Date;
}

/** A call that the user is in on another device. Equal to the SDK's own type, which is there from SDK 1.42.1 on. */
export interface ActiveCallDetails extends ActiveCallDetailsCommon {
  participants: CommunicationIdentifier[];
}

/** Says which Teams meeting it is. Equal to the SDK's own type, which is there from SDK 1.42.1 on. */
export interface TeamsMeetingCoordinatesLocator {
  threadId: string;
  organizerId: string;
  tenantId: string;
  messageId: string;
}

/** A Teams meeting that the user is in on another device. Equal to the SDK's own type, which is there from SDK 1.42.1 on. */
export interface ActiveMeetingDetails extends ActiveCallDetailsCommon {
  meetingLocator: TeamsMeetingCoordinatesLocator;
}

/** A listener of `activeCallsUpdated`. Equal to the SDK's own type, which is there from SDK 1.42.1 on. */
export type ActiveCallsUpdatedEvent = (args: {
  activeCalls: (ActiveCallDetails | ActiveMeetingDetails)[];
}) => void;

/** A listener of `noActiveCalls`. Equal to the SDK's own type, which is there from SDK 1.42.1 on. */
export type NoActiveCallsEvent = () => void;

/** A feature of an agent. Equal to the SDK's own type, which is there from SDK 1.42.1 on. */
export type CallAgentFeature = Sdk.BaseFeature;

/** How a call is moved to this device. Equal to the SDK's own type, which is there from SDK 1.42.1 on. */
export interface ActiveCallTransferOptions {
  isTransfer: boolean;
  joinCallOptions?: Sdk.JoinCallOptions;
}

/**
 * The feature of an agent that moves the user's calls between devices. Equal to the SDK's own type, which is there
 * from SDK 1.42.1 on. An earlier SDK has no such feature: `activeCallTransfer()` throws.
 */
export interface ActiveCallTransferFeature extends CallAgentFeature {
  activeCallTransfer(
    activeCall: ActiveCallDetails | ActiveMeetingDetails,
    options?: ActiveCallTransferOptions,
  ): Promise<Sdk.Call | Sdk.TeamsCall>;
  getActiveCallDetails(): Promise<(ActiveCallDetails | ActiveMeetingDetails)[] | undefined>;
  on(event: 'activeCallsUpdated', listener: ActiveCallsUpdatedEvent): void;
  on(event: 'noActiveCalls', listener: NoActiveCallsEvent): void;
  off(event: 'activeCallsUpdated', listener: ActiveCallsUpdatedEvent): void;
  off(event: 'noActiveCalls', listener: NoActiveCallsEvent): void;
}

/**
 * The SDK's own class from SDK 1.46.1 on, else its public members. An interface of ours would not pass for the class,
 * since that has private members.
 */
export type WbLocalVideoStream = typeof Sdk extends {
  WbLocalVideoStream: new (...args: never) => infer Stream;
}
  ? Stream
  : // Without a name, so that an app's own declarations need none.
    {
      getVideoTrack(): Promise<MediaStreamTrack>;
      switchSource(source: Sdk.VideoDeviceInfo | MediaStream): Promise<void>;
      on(event: 'sourceChanged', listener: (track: MediaStreamTrack) => void): void;
      off(event: 'sourceChanged', listener: (track: MediaStreamTrack) => void): void;
      dispose(): void;
    };
