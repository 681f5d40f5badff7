/**
 * Fakes of the data channel between the parties of a call.
 */
import type {
  DataChannelCallFeature,
  DataChannelMessage,
  DataChannelReceiver,
  DataChannelSender,
} from '@azure/communication-calling';
import { fakeFeatureClass, type FakeFeatureClass } from './fake-feature.js';
import { difference } from './comparing.js';
import { fakeClass, type Fake, type FakeClass } from './fake-object.js';
import { nextId } from './next-id.js';

/** The messages that have arrived and are not yet read, as a property that a test sets. */
export interface FakeInbox {
  readonly messages: readonly DataChannelMessage[];
}

let channels = 0;

/**
 * A fake `DataChannelReceiver`. Setting `messages` fires `messageReady` for each new message. `readMessage()` removes the
 * first one and returns it.
 */
export const FakeDataChannelReceiver: FakeClass<DataChannelReceiver & FakeInbox> = fakeClass(
  'FakeDataChannelReceiver',
  () => ({
    events: {
      messageReady: { messages: (now, before) => difference(now, before).added.map(() => undefined) },
      close: null,
    },
    properties: {
      channelId: ++channels,
      senderParticipantIdentifier: {
        kind: 'communicationUser',
        communicationUserId: nextId('8:acs:user'),
      },
      messages: [],
    },
    methods: {
      readMessage() {
        const [message, ...messages] = this.messages;
        this.set({ messages });
        return message;
      },
    },
    lenient: true,
  }),
);
export type FakeDataChannelReceiver = Fake<DataChannelReceiver & FakeInbox>;

/** A fake `DataChannelSender`. `callsTo('sendMessage')` has the sent messages. */
export const FakeDataChannelSender: FakeClass<DataChannelSender> = fakeClass('FakeDataChannelSender', () => ({
  properties: { channelId: ++channels, maxMessageSize: 65_536 },
  methods: { setParticipants: () => undefined, close: () => undefined },
  promises: { sendMessage: () => undefined },
}));
export type FakeDataChannelSender = Fake<DataChannelSender>;

/**
 * A fake `DataChannelCallFeature`. Its senders are {@link FakeDataChannelSender}s. A test adds a receiver with `emit`.
 *
 * @example
 * ```ts
 * import { FakeCall, FakeDataChannelReceiver, FakeFeatures } from 'rx-acs-calling/testing';
 *
 * const feature = new FakeCall({ state: 'Connected' }).feature(FakeFeatures.DataChannel);
 * const receiver = new FakeDataChannelReceiver();
 * feature.emit('dataChannelReceiverCreated', receiver);
 * receiver.set({ messages: [{ sequenceNumber: 1, data: Uint8Array.of(1, 2) }] }); // messageReady fires
 * ```
 */
export const FakeDataChannelCallFeature: FakeFeatureClass<DataChannelCallFeature> = fakeFeatureClass(
  'FakeDataChannelCallFeature',
  () => ({
    events: { dataChannelReceiverCreated: null },
    properties: { name: 'DataChannel' },
    methods: {
      createDataChannelSender: ({ channelId }) =>
        new FakeDataChannelSender(channelId === undefined ? {} : { channelId }),
    },
  }),
);
export type FakeDataChannelCallFeature = Fake<DataChannelCallFeature>;
