/**
 * Every event of every SDK object that can be made without a network: whether `off` removes the listener that `on` has
 * attached. The events come from the SDK's declarations, so the suite covers the events of a later SDK, too. The first check makes
 * the objects, and keeps them in a variable of the module.
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
  /** The object that holds the listeners, if it is another one. */
  readonly root?: unknown;
}

const declared = JSON.parse(
  document.getElementById('declared-events')?.textContent ?? '{}',
) as DeclaredEvents;

/** The objects that need a network, and why. */
const ABSENT: Readonly<Record<string, string>> = {
  Captions: 'the service decides which kind of captions a call has',
  DataChannelReceiver: 'another user has to send data',
  IncomingCallCommon: 'another user has to call',
  RecordingInfo: 'the service has to record',
  RemoteVideoStream: 'another user has to send video',
  TeamsCallAgent: 'it needs a Teams user',
  TeamsCaptions: 'the service decides which kind of captions a call has',
  TogetherModeVideoStream: 'a Teams meeting has to switch it on',
  WbLocalVideoStream: 'it needs the stream of a whiteboard',
};

const featureOf = (call: Call, name: keyof typeof Features): CallFeature =>
  call.feature(Features[name] as unknown as CallFeatureFactory<CallFeature>);

/** The features of a call, by the name of their interface. */
const FEATURES = {
  BreakoutRoomsCallFeature: 'BreakoutRooms',
  CapabilitiesFeature: 'Capabilities',
  CaptionsCallFeature: 'Captions',
  DataChannelCallFeature: 'DataChannel',
  DominantSpeakersCallFeature: 'DominantSpeakers',
  MediaAccessCallFeature: 'MediaAccess',
  OptimalVideoCountCallFeature: 'OptimalVideoCount',
  PPTLiveCallFeature: 'PPTLive',
  RaiseHandCallFeature: 'RaiseHand',
  ReactionCallFeature: 'Reaction',
  RealTimeTextFeature: 'RealTimeText',
  RecordingCallFeature: 'Recording',
  SpotlightCallFeature: 'Spotlight',
  TogetherModeCallFeature: 'TogetherMode',
  TranscriptionCallFeature: 'Transcription',
  TransferCallFeature: 'Transfer',
} as const satisfies Readonly<Record<string, keyof typeof Features>>;

const featuresOf = (call: Call): Readonly<Record<string, () => unknown>> =>
  Object.fromEntries(Object.entries(FEATURES).map(([source, name]) => [source, () => featureOf(call, name)]));

/** `call.info` has other names for `on` and `off`. */
const asSource = (info: unknown): Source => {
  const { onCallInfoChanged, offCallInfoChanged } = info as {
    onCallInfoChanged: Source['on'];
    offCallInfoChanged: Source['off'];
  };
  return { on: onCallInfoChanged.bind(info), off: offCallInfoChanged.bind(info), root: info };
};

/** Functions that give the object of each name. */
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
  return {
    ...featuresOf(call),
    ActiveCallTransferFeature: () => activeCallTransfer(agent, Features),
    AudioEffectsFeature: () => audio.feature(Features.AudioEffects),
    CallAgent: () => agent,
    CallCommon: () => call,
    CallInfoCommon: () => asSource(call.info),
    DebugInfoCallClientFeature: () => client.feature(Features.DebugInfo),
    DeviceManager: () => manager,
    Lobby: () => call.lobby,
    LocalAudioStream: () => audio,
    LocalVideoStream: () => video,
    MediaDiagnostics: () => diagnostics.media,
    MediaStatsCollector: () => call.feature(Features.MediaStats).createCollector(),
    NetworkDiagnostics: () => diagnostics.network,
    RemoteDiagnostics: () => diagnostics.remote,
    RemoteParticipant: () => call.remoteParticipants[0],
    Transfer: () => call.feature(Features.Transfer).transfer({ targetParticipant: somebody() }),
    VideoEffectsFeature: () => video.feature(Features.VideoEffects),
    Volume: () => volume,
  };
}

/** Properties that lead to other objects with events. */
const ELSEWHERE = /^_?(tsCall|call|callAgent|agent|callClient|logger|telemetry\w*|deviceManager)$/i;

/** Counts a listener in the emitters and lists of listeners of an object. */
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

/** The number of listeners after `on`, and after `off`: 1 and 0 if `off` works. */
function attached(source: Source, event: string): readonly number[] {
  const listener = (): void => undefined;
  source.on(event, listener);
  const on = held(source.root ?? source, listener);
  source.off(event, listener);
  const off = held(source.root ?? source, listener);
  return [on, off];
}

/** The counts of all events, with their object. */
const found: { readonly source: string; readonly event: string; readonly counts: readonly number[] }[] = [];
let all: Readonly<Record<string, () => unknown>>;

export const checks: readonly Check[] = [
  {
    name: 'the suite makes every object that the SDK declares with events, except those that need a network',
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
    name: 'on attaches a listener of each event once, where the suite can count it',
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
    name: 'off removes the listener, except for the few events that the bridge knows',
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
