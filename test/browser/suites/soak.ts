/**
 * Soak: 200 subscriptions to each stream, on the real SDK's objects. Heap and listeners do not grow, and the console stays
 * empty. The first check makes the streams, and keeps them in a variable of the module.
 */
import {
  LocalVideoStream,
  VideoStreamRenderer,
  type Call,
  type CallAgent,
} from '@azure/communication-calling';
import * as library from 'rx-acs-calling';
import * as logs from 'rx-acs-calling/logs';
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
  selectedMicrophone$,
  selectedSpeaker$,
  speakers$,
  transferAccepted$,
  transferState$,
  videoView$,
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
/** The number of measurements of the heap in the meantime. */
const LOOKS = 5;
/** The number of cycles before the first measurement, in which all code runs. */
const WARM_UP = 100;
/** The bytes that a cycle of all streams may leave on the heap. The SDK's own objects vary by a MB in the meantime. */
const LEFT_BY_CYCLE = 10_000;

/** Weak references to the subscriptions of all cycles. */
const subscriptions: WeakRef<object>[] = [];

type Streams = Readonly<Record<string, Observable<unknown>>>;

const heap = async (): Promise<number> => {
  const { gc } = globalThis as { readonly gc?: () => void };
  assert(gc, 'Chromium does not expose its garbage collector.');
  for (let i = 0; i < 4; i++) {
    gc();
    await wait(50);
  }
  return (performance as unknown as { readonly memory: { readonly usedJSHeapSize: number } }).memory
    .usedJSHeapSize;
};

/** Makes the objects of the streams. They live as long as the suite. */
async function makeObjects(client: CallClient) {
  const manager = await client.getDeviceManager();
  const [camera] = await manager.getCameras();
  assert(camera, 'There is no camera.');
  const video = new LocalVideoStream(camera);
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
  return { client, manager, video, agent, call, ended, participant, feature, transfer, recording, captions };
}

/** Operators on streams that do not end. */
const operatorsOf = (agent: CallAgent, call: Call): Streams => ({
  mergeEach: calls$(agent).pipe(mergeEach((each) => callState$(each))),
  combineEach: calls$(agent).pipe(combineEach((each) => remoteParticipants$(each))),
  whenConnected: of(call).pipe(whenConnected()),
});

/** Each public stream. */
const streamsOf = ({
  client,
  manager,
  video,
  agent,
  call,
  ended,
  participant,
  feature,
  transfer,
  recording,
  captions,
}: Awaited<ReturnType<typeof makeObjects>>): Streams => ({
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
  sdkLogs$: logs.sdkLogs$(),
  selectedMicrophone$: selectedMicrophone$(manager),
  selectedSpeaker$: selectedSpeaker$(manager),
  speakers$: speakers$(manager),
  transferAccepted$: transferAccepted$(feature),
  transferState$: transferState$(transfer),
  // Without a view, as each needs the camera: the suite of devices has views.
  videoView$: videoView$(() => new VideoStreamRenderer(video), {
    while: property$(recording, 'isRecordingActive'),
  }),
  ...operatorsOf(agent, call),
});

/** Subscribes to all streams and leaves them: at once, or after a microtask. */
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
    name: 'the soak has every public stream, on objects of the SDK',
    run: async () => {
      streams = streamsOf(await makeObjects(new CallClient()));
      const notHere = ['ActiveCallTransfer' in Features ? '' : 'activeCalls$'];
      assertEqual(
        Object.keys({ ...library, ...logs }).filter(
          (name) => name.endsWith('$') && !(name in streams) && !notHere.includes(name),
        ),
        [],
        'streams that are not soaked',
      );
    },
  },
  {
    name: '200 subscriptions to each stream change neither heap nor listeners, and write nothing to the console',
    run: async () => {
      const written: string[] = [];
      const { warn, error } = console;
      console.warn = console.error = (...args: readonly unknown[]) => {
        // The SDK itself writes about the network. Only lines of the library have its files on the stack.
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
        assertEqual(written, [], 'lines on the console');
      } finally {
        Object.assign(console, { warn, error });
      }
    },
  },
];
