/**
 * Soak: 200 times each stream is subscribed to and left, on the real SDK's objects. The heap and the listeners stay as
 * they were, and nothing is written to the console.
 */
import * as library from 'rx-acs-calling';
import {
  activeCalls$,
  activeCallTransfer,
  callAgent$,
  callEnded$,
  calls$,
  callState$,
  cameras$,
  collection$,
  connectionState$,
  deviceManager$,
  devicePermission$,
  fromSdkEvent,
  incomingCalls$,
  microphones$,
  participantState$,
  property$,
  remoteParticipants$,
  sdkLogs$,
  selectedMicrophone$,
  selectedSpeaker$,
  speakers$,
  transferAccepted$,
  transferState$,
} from 'rx-acs-calling';
import { combineEach, mergeEach, whenConnected } from 'rx-acs-calling/operators';
import { NEVER, of, type Observable } from 'rxjs';
import { assert, assertEqual, note, record, wait, type Check } from '../check.js';
import { listenersLeft, watchListeners } from '../ledger.js';
import { legOf } from '../leg.js';
import {
  AzureCommunicationTokenCredential,
  CallClient,
  connected,
  createAgent,
  fakeToken,
  Features,
  somebody,
  startCall,
} from '../sdk.js';

const CYCLES = 200;
/** How often the heap is looked at meanwhile. */
const LOOKS = 5;
/** Before the first look, so that all code has run. */
const WARM_UP = 100;
/** What a cycle of all streams may leave on the heap, in bytes: the SDK's own objects come and go by a MB meanwhile. */
const LEFT_BY_CYCLE = 10_000;

/** The subscriptions of all cycles, as long as something holds them. */
const subscriptions: WeakRef<object>[] = [];

type Streams = Readonly<Record<string, Observable<unknown>>>;

const heap = async (): Promise<number> => {
  const { gc } = globalThis as { readonly gc?: () => void };
  assert(gc, 'Chromium does not let the garbage be collected.');
  for (let i = 0; i < 4; i++) {
    gc();
    await wait(50);
  }
  return (performance as unknown as { readonly memory: { readonly usedJSHeapSize: number } }).memory
    .usedJSHeapSize;
};

/** Each public stream, on objects that live as long as the suite. */
async function streamsOf(client: CallClient): Promise<Streams> {
  const manager = await client.getDeviceManager();
  const agent = await createAgent(client, new AzureCommunicationTokenCredential(fakeToken()));
  const call = await connected(agent);
  const ended = startCall(agent);
  await ended.hangUp();
  const [participant] = call.remoteParticipants;
  assert(participant, 'There is no participant.');
  await call.hold();
  const feature = call.feature(Features.Transfer);
  const transfer = feature.transfer({ targetParticipant: somebody() });
  await wait(100);
  assertEqual(
    [call.state, transfer.state, legOf(call).transfers.length],
    ['LocalHold', 'Transferring', 1],
    'call',
  );
  const recording = call.feature(Features.Recording);
  const captions = call.feature(Features.Captions);
  [manager, feature, transfer, recording, captions].forEach(watchListeners);
  return {
    ...('ActiveCallTransfer' in Features && {
      activeCalls$: activeCalls$(activeCallTransfer(agent, Features)),
    }),
    callAgent$: callAgent$(() => NEVER),
    callEnded$: callEnded$(call),
    'callEnded$ of an ended call': callEnded$(ended),
    calls$: calls$(agent),
    callState$: callState$(call),
    cameras$: cameras$(manager),
    collection$: collection$(recording, 'recordings'),
    connectionState$: connectionState$(agent),
    deviceManager$: deviceManager$(client),
    devicePermission$: devicePermission$(manager),
    fromSdkEvent: fromSdkEvent(captions, 'CaptionsKindChanged'),
    incomingCalls$: incomingCalls$(agent),
    microphones$: microphones$(manager),
    participantState$: participantState$(participant),
    property$: property$(recording, 'isRecordingActive'),
    remoteParticipants$: remoteParticipants$(call),
    sdkLogs$: sdkLogs$(),
    selectedMicrophone$: selectedMicrophone$(manager),
    selectedSpeaker$: selectedSpeaker$(manager),
    speakers$: speakers$(manager),
    transferAccepted$: transferAccepted$(feature),
    transferState$: transferState$(transfer),
    mergeEach: calls$(agent).pipe(mergeEach((each) => callState$(each))),
    combineEach: calls$(agent).pipe(combineEach((each) => remoteParticipants$(each))),
    whenConnected: of(call).pipe(whenConnected()),
  };
}

/** Subscribes to all and leaves them: at once, or after what comes in a microtask. */
async function cycle(streams: Streams, i: number): Promise<void> {
  const recordings = Object.values(streams).map((stream) => record(stream));
  if (i % 2) {
    await Promise.resolve();
  }
  recordings.forEach(({ subscription }) => {
    subscriptions.push(new WeakRef(subscription));
    subscription.unsubscribe();
  });
  if (i % 10 === 0) {
    await wait(0);
  }
}

let streams: Streams;

export const checks: readonly Check[] = [
  {
    name: 'every public stream is among those that are soaked, on objects of the SDK',
    run: async () => {
      streams = await streamsOf(new CallClient());
      const notHere = ['ActiveCallTransfer' in Features ? '' : 'activeCalls$'];
      assertEqual(
        Object.keys(library).filter(
          (name) => name.endsWith('$') && !(name in streams) && !notHere.includes(name),
        ),
        [],
        'streams that are not soaked',
      );
    },
  },
  {
    name: '200 times subscribed to and left, all streams leave the heap and the listeners as they were, and the console empty',
    run: async () => {
      const written: string[] = [];
      const { warn, error } = console;
      console.warn = console.error = (...args: readonly unknown[]) => {
        // The SDK writes of its own about the network. What comes by way of the library has its files on the stack.
        if (new Error().stack?.includes('/dist/')) {
          written.push(args.map(String).join(' '));
        }
      };
      try {
        for (let i = 0; i < WARM_UP; i++) {
          await cycle(streams, i);
        }
        const listeners = listenersLeft();
        const heaps = [await heap()];
        for (let i = 1; i <= CYCLES; i++) {
          await cycle(streams, i);
          if (i % (CYCLES / LOOKS) === 0) {
            heaps.push(await heap());
          }
        }
        note(
          `${String(Object.keys(streams).length)} streams, heap ${heaps.map((size) => (size / 1e6).toFixed(2)).join(', ')} MB`,
        );
        assertEqual(listenersLeft(), listeners, 'listeners');
        assertEqual(
          listeners.filter((label) => !label.endsWith(' transferAccepted')),
          [],
          'listeners that are left',
        );
        assertEqual(subscriptions.filter((ref) => ref.deref()).length, 0, 'subscriptions on the heap');
        const grown = (heaps.at(-1) ?? 0) - (heaps[0] ?? 0);
        assert(grown < CYCLES * LEFT_BY_CYCLE, `The heap has grown by ${String(grown)} B.`);
        assertEqual(written, [], 'what was written to the console');
      } finally {
        Object.assign(console, { warn, error });
      }
    },
  },
];
