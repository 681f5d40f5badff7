/**
 * Every event of every object of the SDK that can be made without a network: whether `off` takes off what `on` has
 * attached. The events are those that the SDK's declarations have, so those of a later SDK are looked at by themselves.
 */
import {
  LocalAudioStream,
  LocalVideoStream,
  type Call,
  type CallFeature,
  type CallFeatureFactory,
} from '@azure/communication-calling';
import { activeCallTransfer } from 'rx-acs-calling';
import { assert, assertEqual, note, type Check } from '../check.js';
import type { DeclaredEvents } from '../declared-events.js';
import {
  AzureCommunicationTokenCredential,
  CallClient,
  createAgent,
  fakeToken,
  Features,
  somebody,
} from '../sdk.js';
import { UNLEAVABLE_EVENTS } from '../unleavable.js';

type Listener = () => void;

interface Source {
  on(event: string, listener: Listener): void;
  off(event: string, listener: Listener): void;
  /** What holds the listeners, if it is another. */
  readonly root?: unknown;
}

const declared = JSON.parse(
  document.getElementById('declared-events')?.textContent ?? '{}',
) as DeclaredEvents;

/** Why there is none without a network. */
const ABSENT: Readonly<Record<string, string>> = {
  Captions: 'the service says which kind of captions a call has',
  DataChannelReceiver: 'somebody has to send data',
  IncomingCallCommon: 'somebody has to call',
  RecordingInfo: 'the service has to record',
  RemoteVideoStream: 'somebody has to send video',
  TeamsCallAgent: 'it takes a Teams user',
  TeamsCaptions: 'the service says which kind of captions a call has',
  TogetherModeVideoStream: 'a Teams meeting has to have it on',
  WbLocalVideoStream: 'it takes a stream of a whiteboard',
};

const featureOf = (call: Call, name: keyof typeof Features): CallFeature =>
  call.feature(Features[name] as unknown as CallFeatureFactory<CallFeature>);

/** `call.info` has `on` and `off` by names of their own. */
const asSource = (info: unknown): Source => {
  const { onCallInfoChanged, offCallInfoChanged } = info as {
    onCallInfoChanged: Source['on'];
    offCallInfoChanged: Source['off'];
  };
  return { on: onCallInfoChanged.bind(info), off: offCallInfoChanged.bind(info), root: info };
};

/** The object of each name, made when it is asked for. */
async function sources(): Promise<Readonly<Record<string, () => unknown>>> {
  const client = new CallClient();
  const manager = await client.getDeviceManager();
  const agent = await createAgent(client, new AzureCommunicationTokenCredential(fakeToken()));
  const call = agent.startCall([somebody()]);
  const [camera] = await manager.getCameras();
  const [microphone] = await manager.getMicrophones();
  assert(camera && microphone, 'There is no camera or no microphone.');
  const video = new LocalVideoStream(camera);
  const audio = new LocalAudioStream(microphone);
  const diagnostics = call.feature(Features.UserFacingDiagnostics);
  const volume = await audio.getVolume();
  const ofCall = (name: keyof typeof Features) => () => featureOf(call, name);
  return {
    ActiveCallTransferFeature: () => activeCallTransfer(agent, Features),
    AudioEffectsFeature: () => audio.feature(Features.AudioEffects),
    BreakoutRoomsCallFeature: ofCall('BreakoutRooms'),
    CallAgent: () => agent,
    CallCommon: () => call,
    CallInfoCommon: () => asSource(call.info),
    CapabilitiesFeature: ofCall('Capabilities'),
    CaptionsCallFeature: ofCall('Captions'),
    DataChannelCallFeature: ofCall('DataChannel'),
    DebugInfoCallClientFeature: () => client.feature(Features.DebugInfo),
    DeviceManager: () => manager,
    DominantSpeakersCallFeature: ofCall('DominantSpeakers'),
    Lobby: () => call.lobby,
    LocalAudioStream: () => audio,
    LocalVideoStream: () => video,
    MediaAccessCallFeature: ofCall('MediaAccess'),
    MediaDiagnostics: () => diagnostics.media,
    MediaStatsCollector: () => call.feature(Features.MediaStats).createCollector(),
    NetworkDiagnostics: () => diagnostics.network,
    OptimalVideoCountCallFeature: ofCall('OptimalVideoCount'),
    PPTLiveCallFeature: ofCall('PPTLive'),
    RaiseHandCallFeature: ofCall('RaiseHand'),
    ReactionCallFeature: ofCall('Reaction'),
    RealTimeTextFeature: ofCall('RealTimeText'),
    RecordingCallFeature: ofCall('Recording'),
    RemoteDiagnostics: () => diagnostics.remote,
    RemoteParticipant: () => call.remoteParticipants[0],
    SpotlightCallFeature: ofCall('Spotlight'),
    TogetherModeCallFeature: ofCall('TogetherMode'),
    TranscriptionCallFeature: ofCall('Transcription'),
    Transfer: () => call.feature(Features.Transfer).transfer({ targetParticipant: somebody() }),
    TransferCallFeature: ofCall('Transfer'),
    VideoEffectsFeature: () => video.feature(Features.VideoEffects),
    Volume: () => volume,
  };
}

/** What leads from an object to others, which have events of their own. */
const ELSEWHERE = /^_?(tsCall|call|callAgent|agent|callClient|logger|telemetry\w*|deviceManager)$/i;

/** How often a listener is held by what belongs to an object: emitters, and lists of listeners. */
function held(root: unknown, listener: Listener): number {
  const seen = new Set<unknown>();
  let count = 0;
  const look = (value: unknown, depth: number): void => {
    if (value === listener) {
      count++;
      return;
    }
    if (typeof value !== 'object' || value === null || depth > 5 || seen.has(value)) {
      return;
    }
    seen.add(value);
    const entries: readonly unknown[] =
      value instanceof Map
        ? [...value.values()]
        : value instanceof Set
          ? [...value]
          : Object.entries(value)
              .filter(([name]) => !ELSEWHERE.test(name))
              .map(([, part]: [string, unknown]) => part);
    entries.forEach((part) => {
      look(part, depth + 1);
    });
  };
  look(root, 0);
  return count;
}

/** What `on`, `off` and another `on` leave: 1, 0 and 1 where the event can be left. */
function attached(source: Source, event: string): readonly number[] {
  const listener = (): void => undefined;
  source.on(event, listener);
  const on = held(source.root ?? source, listener);
  source.off(event, listener);
  const off = held(source.root ?? source, listener);
  return [on, off];
}

/** What is found of all events, by the object that has them. */
const found: { readonly source: string; readonly event: string; readonly counts: readonly number[] }[] = [];
let all: Readonly<Record<string, () => unknown>>;

export const checks: readonly Check[] = [
  {
    name: 'every object that the SDK declares to have events is made here, or cannot be without a network',
    run: async () => {
      all = await sources();
      const names = Object.keys(declared);
      assert(names.length > 35, `Only ${String(names.length)} were found in the declarations.`);
      assertEqual(
        names.filter((name) => !(name in all) && !(name in ABSENT)),
        [],
        'objects that are not looked at',
      );
    },
  },
  {
    name: 'on attaches a listener of each event once, where it can be seen',
    run: () => {
      for (const [source, events] of Object.entries(declared)) {
        const object = all[source]?.();
        for (const event of object ? events : []) {
          found.push({ source, event, counts: attached(object as Source, event) });
        }
      }
      const events = found.map(({ event }) => event);
      note(
        `${String(events.length)} events of ${String(new Set(found.map(({ source }) => source)).size)} objects`,
      );
      assertEqual(
        found
          .filter(({ counts: [on] }) => on !== 1)
          .map(({ source, event, counts }) => [source, event, ...counts]),
        [],
        'events whose listener is not held once after on',
      );
      return Promise.resolve();
    },
  },
  {
    name: 'off takes the listener off, but of the few events that the bridge knows',
    run: () => {
      const cannotBeLeft = found.filter(({ counts: [, off] }) => off !== 0);
      assertEqual(
        cannotBeLeft.map(({ source, event, counts }) => [source, event, ...counts]).sort(),
        Object.entries(UNLEAVABLE_EVENTS)
          .flatMap(([source, events]) => events.map((event) => [source, event, 1, 2]))
          .sort(),
        'events that cannot be left',
      );
      return Promise.resolve();
    },
  },
];
