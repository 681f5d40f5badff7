import type * as Sdk from '@azure/communication-calling';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { thrownBy } from '../../support/thrown-by.js';
import * as testing from '../../../src/testing/index.js';

const bob = { communicationUserId: '8:acs:bob' };

/** The members of every fake that this file uses. */
interface AnyFake {
  readonly fakeName: string;
  readonly [member: string]: unknown;
  on(event: string, listener: (...payload: unknown[]) => void): void;
  off(event: string, listener: (...payload: unknown[]) => void): void;
  set(changes: object): void;
  emit(event: string, ...payload: unknown[]): void;
  listenerCount(event?: string): number;
  callsTo(method: string): unknown;
  answer(method: string, answer: (...args: unknown[]) => unknown): void;
}

const make = (name: string): AnyFake => {
  const Fake = (testing as unknown as Record<string, new (...needs: readonly unknown[]) => AnyFake>)[name];
  if (!Fake) {
    throw new Error(`there is no ${name}`);
  }
  // As the SDK's, it is made of a stream.
  return new Fake(...(name === 'FakeVideoStreamRenderer' ? [new testing.FakeLocalVideoStream()] : []));
};

/** An overload of `on`, or of `onCallInfoChanged`. */
const isOn = (member: ts.Node): member is ts.MethodSignature | ts.MethodDeclaration =>
  (ts.isMethodSignature(member) || ts.isMethodDeclaration(member)) &&
  /^on([A-Z]|$)/.test(member.name.getText());

/** The objects with events in the declarations of an SDK, and the names of their events. */
const declared = (sdk: string) => {
  const path = resolve(__dirname, `../../../node_modules/${sdk}/types/communication-calling.d.ts`);
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true);
  const types = file.statements.filter(ts.isTypeAliasDeclaration);
  const objects = file.statements.filter(
    (statement) => ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement),
  );
  const parentsOf = (object: ts.InterfaceDeclaration | ts.ClassDeclaration): readonly string[] =>
    (object.heritageClauses ?? []).flatMap(({ types }) =>
      types.map(({ expression }) => expression.getText()),
    );
  const eventOf = (type: ts.TypeNode | undefined): string =>
    type && ts.isTypeReferenceNode(type)
      ? eventOf(types.find(({ name }) => name.text === type.typeName.getText())?.type)
      : String(type?.getText().replace(/\W/g, ''));
  const eventsOf = (name: string): readonly string[] =>
    objects
      .filter((object) => object.name?.text === name)
      .flatMap((object) => [
        ...[...object.members].filter(isOn).map(({ parameters: [event] }) => eventOf(event?.type)),
        ...parentsOf(object).flatMap(eventsOf),
      ]);
  // `CallCommon` is the common part of `Call` and `TeamsCall`, and no object.
  const common = new Set(objects.flatMap(parentsOf));
  const sources = objects
    .map(({ name }) => String(name?.text))
    .filter((name) => !common.has(name))
    .map((name): [source: string, events: readonly string[]] => [name, eventsOf(name)])
    .filter(([, events]) => events.length > 0);
  const features = file.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .filter(({ name }) => name.getText() === 'Features')
    .flatMap(({ type }) => (type && ts.isTypeLiteralNode(type) ? [...type.members] : []))
    .map((member) => String(member.name?.getText()));
  return { sources, features };
};

describe.each(['@azure/communication-calling', 'acs-calling-1', 'acs-calling-1-40'])('of %s', (sdk) => {
  const { sources, features } = declared(sdk);

  it('finds all objects with events', () => {
    expect(sources.length).toBeGreaterThan(40);
    expect(sources).toContainEqual(['Transfer', ['stateChanged']]);
    expect(sources).toContainEqual(['TeamsCallInfo', ['callInfoChanged']]);
    expect(features).toContain('RaiseHand');
  });

  it.each(sources)('%s has a fake with all of its events', (source, events) => {
    expect(testing).toHaveProperty(`Fake${source}`);
    const fake = make(`Fake${source}`);
    for (const event of events) {
      const listener = jest.fn();
      fake.on(event, listener);
      fake.emit(event);
      fake.off(event, listener);
      fake.emit(event);
      // One call before `off`. Two more if `off` has attached the listener once more.
      expect([event, listener.mock.calls.length]).toEqual([event, unleavable.includes(event) ? 3 : 1]);
    }
    expect(fake.listenerCount()).toBe(2 * events.filter((event) => unleavable.includes(event)).length);
  });

  it('has no feature without a fake', () => {
    expect(Object.keys(testing.FakeFeatures).sort()).toEqual([...features, 'ActiveCallTransfer'].sort());
  });
});

/** The only ones of 43 events whose listeners can never be removed (observed with SDK 1.46.1 and 2.0.0 in Chromium). */
const unleavable = [
  'transferAccepted',
  'togetherModeStreamsUpdated',
  'togetherModeSceneUpdated',
  'togetherModeSeatingUpdated',
];

/** The fakes whose originals accept unknown event names (observed of transfers, read in the SDK of others). */
const lenient = [
  ...['FakeTransfer', 'FakeTransferCallFeature', 'FakeActiveCallTransferFeature', 'FakeRecordingInfo'],
  ...['FakeTranscriptionCallFeature', 'FakeCaptionsCallFeature', 'FakeCaptions', 'FakeTeamsCaptions'],
  ...['FakeRealTimeTextFeature', 'FakeRaiseHandCallFeature', 'FakeSpotlightCallFeature'],
  ...['FakeReactionCallFeature', 'FakeDominantSpeakersCallFeature', 'FakeCapabilitiesFeature'],
  ...['FakePPTLiveCallFeature', 'FakeBreakoutRoomsCallFeature', 'FakeMediaStatsCollector'],
  ...['FakeDebugInfoCallClientFeature', 'FakeDataChannelReceiver'],
];

/** The names of all fakes. */
const fakes = Object.keys(testing).filter(
  (name) => /^Fake[A-Z]/.test(name) && !['FakeFeatures', 'FakeObject', 'FakeSdkError'].includes(name),
);

describe.each(fakes)('%s', (name) => {
  const fake = make(name);
  const methods = Object.getOwnPropertyNames(fake).filter((member) => typeof fake[member] === 'function');
  const call = (method: string, ...args: unknown[]): unknown =>
    (fake[method] as (...args: unknown[]) => unknown)(...args);

  it('has its name', () => {
    expect(fake.fakeName).toMatch(new RegExp(`^${name}-\\d+$`));
    expect(fake.constructor.name).toBe(name);
  });

  it(
    lenient.includes(name) ? 'accepts an unknown event name' : 'throws 422 for an unknown event name',
    () => {
      const error = thrownBy(() => {
        fake.on('nonsense', jest.fn());
      });

      expect(error).toEqual(lenient.includes(name) ? undefined : expect.objectContaining({ code: 422 }));
    },
  );

  it('records the calls of each method, and gives the answer of the test', async () => {
    for (const method of methods) {
      const result = {};
      fake.answer(method, () => result);
      expect(await call(method, 'this', 'and that')).toBe(result);

      fake.answer(method, () => {
        throw new Error(`no ${method}`);
      });
      await expect(Promise.resolve().then(() => call(method))).rejects.toThrow(`no ${method}`);

      expect(fake.callsTo(method)).toEqual([['this', 'and that'], []]);
    }
    expect.assertions(3 * methods.length);
  });
});

/** A row: the fake, the changes to set, and the event that fires, with its payload. */
type Row = [name: string, changes: object, event: string, ...payload: unknown[]];

const stream = new testing.FakeRemoteVideoStream();
const participant = new testing.FakeRemoteParticipant();
const localVideo = new testing.FakeLocalVideoStream();
const localAudio = new testing.FakeLocalAudioStream();
const togetherStream = new testing.FakeTogetherModeVideoStream();
const recording = new testing.FakeRecordingInfo();
const room = new testing.FakeBreakoutRoom();
const audio = new testing.FakeRemoteAudioStream();
const camera: Sdk.VideoDeviceInfo = { id: 'c', name: 'Camera', deviceType: 'UsbCamera' };
const microphone: Sdk.AudioDeviceInfo = {
  id: 'm',
  name: 'Microphone',
  isSystemDefault: true,
  deviceType: 'Microphone',
};
const speaker: Sdk.AudioDeviceInfo = { ...microphone, id: 's', name: 'Speaker', deviceType: 'Speaker' };
const message: Sdk.DataChannelMessage = { sequenceNumber: 1, data: Uint8Array.of(1) };
const activeCall: Sdk.ActiveCallDetails = { callId: 'c', userJoinTime: new Date(0), participants: [] };
const access: Sdk.MediaAccess = { participant: bob, isAudioPermitted: false, isVideoPermitted: true };
const callerInfo: Sdk.CallerInfo = { identifier: undefined, displayName: 'Bob' };
const bad: Sdk.LatestDiagnosticValue = { value: true, valueType: 'DiagnosticFlag' };
const remoteDiagnostic = { participantId: 'p', rawId: '8:acs:bob', diagnostic: 'noNetwork', ...bad };
const { capabilities } = new testing.FakeCapabilitiesFeature();
const capable: Sdk.ParticipantCapabilities['raiseHand'] = { isPresent: true, reason: 'Capable' };
const seats = new Map();
const plus = <T>(...added: T[]) => ({ added, removed: [] });

const callRows = (name: string): Row[] => [
  [name, { state: 'Ringing' }, 'stateChanged'],
  [name, { id: 'other' }, 'idChanged'],
  [name, { isMuted: true }, 'isMutedChanged'],
  [name, { isIncomingAudioMuted: true }, 'isIncomingAudioMutedChanged'],
  [name, { isScreenSharingOn: true }, 'isScreenSharingOnChanged'],
  [name, { isLocalVideoStarted: true }, 'isLocalVideoStartedChanged'],
  [name, { remoteParticipants: [participant] }, 'remoteParticipantsUpdated', plus(participant)],
  [name, { localVideoStreams: [localVideo] }, 'localVideoStreamsUpdated', plus(localVideo)],
  [name, { localAudioStreams: [localAudio] }, 'localAudioStreamsUpdated', plus(localAudio)],
  [name, { remoteAudioStreams: [audio] }, 'remoteAudioStreamsUpdated', plus(audio)],
  [name, { role: 'Presenter' }, 'roleChanged'],
  [name, { callerInfo }, 'callerInfoChanged'],
  [name, { transferorInfo: callerInfo }, 'transferorInfoChanged'],
];

const incomingCallRows = (name: string): Row[] => [
  [name, { callerInfo }, 'callerInfoChanged'],
  [name, { transferorInfo: callerInfo }, 'transferorInfoChanged'],
  [name, { callEndReason: { code: 603 } }, 'callEnded', { callEndReason: { code: 603 } }],
];

const agentRows = (name: string, call: object): Row[] => [
  [name, { calls: [call] }, 'callsUpdated', plus(call)],
  [
    name,
    { connectionState: 'Disconnected' },
    'connectionStateChanged',
    { oldValue: 'Connected', newValue: 'Disconnected', reason: 'connectionIssue' },
  ],
];

const remoteVideoRows = (name: string): Row[] => [
  [name, { isAvailable: true }, 'isAvailableChanged'],
  [name, { isReceiving: true }, 'isReceivingChanged'],
  [name, { size: { width: 640, height: 480 } }, 'sizeChanged'],
];

const rows: Row[] = [
  ...callRows('FakeCall'),
  ...callRows('FakeTeamsCall'),
  ...incomingCallRows('FakeIncomingCall'),
  ...incomingCallRows('FakeTeamsIncomingCall'),
  ...agentRows('FakeCallAgent', new testing.FakeCall()),
  ...agentRows('FakeTeamsCallAgent', new testing.FakeTeamsCall()),
  ...remoteVideoRows('FakeRemoteVideoStream'),
  ...remoteVideoRows('FakeTogetherModeVideoStream'),
  ['FakeCallInfo', { threadId: 'thread' }, 'callInfoChanged'],
  ['FakeTeamsCallInfo', { threadId: 'thread' }, 'callInfoChanged'],
  ['FakeLobby', { participants: [participant] }, 'lobbyParticipantsUpdated', plus(participant)],
  ['FakeRemoteParticipant', { state: 'Connected' }, 'stateChanged'],
  ['FakeRemoteParticipant', { isMuted: true }, 'isMutedChanged'],
  ['FakeRemoteParticipant', { isSpeaking: true }, 'isSpeakingChanged'],
  ['FakeRemoteParticipant', { role: 'Presenter' }, 'roleChanged'],
  ['FakeRemoteParticipant', { displayName: 'Bob' }, 'displayNameChanged', { oldValue: '', newValue: 'Bob' }],
  ['FakeRemoteParticipant', { videoStreams: [stream] }, 'videoStreamsUpdated', plus(stream)],
  ['FakeTransfer', { state: 'Transferring' }, 'stateChanged'],
  [
    'FakeActiveCallTransferFeature',
    { activeCallDetails: [activeCall] },
    'activeCallsUpdated',
    { activeCallDetails: [activeCall] },
  ],
  ['FakeVolume', { level: 50 }, 'levelChanged'],
  ['FakeDeviceManager', { cameras: [camera] }, 'videoDevicesUpdated', plus(camera)],
  ['FakeDeviceManager', { microphones: [microphone] }, 'audioDevicesUpdated', plus(microphone)],
  ['FakeDeviceManager', { speakers: [speaker] }, 'audioDevicesUpdated', plus(speaker)],
  ['FakeDeviceManager', { selectedMicrophone: microphone }, 'selectedMicrophoneChanged'],
  ['FakeDeviceManager', { selectedSpeaker: speaker }, 'selectedSpeakerChanged'],
  ['FakeRecordingInfo', { state: 2 }, 'recordingStateChanged'],
  ['FakeRecordingCallFeature', { isRecordingActive: true }, 'isRecordingActiveChanged'],
  ['FakeRecordingCallFeature', { recordings: [recording] }, 'recordingsUpdated', plus(recording)],
  ['FakeTranscriptionCallFeature', { isTranscriptionActive: true }, 'isTranscriptionActiveChanged'],
  ['FakeCaptionsCallFeature', { captions: new testing.FakeTeamsCaptions() }, 'CaptionsKindChanged'],
  ['FakeCaptions', { isCaptionsFeatureActive: true }, 'CaptionsActiveChanged'],
  ['FakeCaptions', { activeSpokenLanguage: 'de' }, 'SpokenLanguageChanged'],
  ['FakeTeamsCaptions', { isCaptionsFeatureActive: true }, 'CaptionsActiveChanged'],
  ['FakeTeamsCaptions', { activeSpokenLanguage: 'de' }, 'SpokenLanguageChanged'],
  ['FakeTeamsCaptions', { activeCaptionLanguage: 'de' }, 'CaptionLanguageChanged'],
  [
    'FakeRaiseHandCallFeature',
    { raisedHands: [{ identifier: bob, order: 1 }] },
    'raisedHandEvent',
    { identifier: bob },
  ],
  [
    'FakeSpotlightCallFeature',
    { spotlightedParticipants: [{ identifier: bob }] },
    'spotlightChanged',
    plus({ identifier: bob }),
  ],
  ['FakeDominantSpeakersCallFeature', { dominantSpeakers: {} }, 'dominantSpeakersChanged'],
  [
    'FakeCapabilitiesFeature',
    { capabilities: { ...capabilities, raiseHand: capable } },
    'capabilitiesChanged',
    {
      oldValue: { raiseHand: capabilities.raiseHand },
      newValue: { raiseHand: capable },
      reason: 'RoleChanged',
    },
  ],
  [
    'FakeMediaAccessCallFeature',
    { othersMediaAccess: [access] },
    'mediaAccessChanged',
    { mediaAccesses: [access] },
  ],
  [
    'FakeMediaAccessCallFeature',
    { meetingMediaAccess: access },
    'meetingMediaAccessChanged',
    { meetingMediaAccess: access },
  ],
  ['FakeOptimalVideoCountCallFeature', { optimalVideoCount: 4 }, 'optimalVideoCountChanged'],
  ['FakePPTLiveCallFeature', { isActive: true }, 'isActiveChanged'],
  [
    'FakeTogetherModeCallFeature',
    { togetherModeStream: [togetherStream] },
    'togetherModeStreamsUpdated',
    plus(togetherStream),
  ],
  ['FakeTogetherModeCallFeature', { togetherModeSeatingMap: seats }, 'togetherModeSeatingUpdated', seats],
  [
    'FakeBreakoutRoomsCallFeature',
    { assignedBreakoutRooms: room },
    'breakoutRoomsUpdated',
    { type: 'assignedBreakoutRooms', data: room },
  ],
  [
    'FakeBreakoutRoomsCallFeature',
    { breakoutRooms: [room] },
    'breakoutRoomsUpdated',
    { type: 'breakoutRooms', data: [room] },
  ],
  [
    'FakeBreakoutRoomsCallFeature',
    { breakoutRoomsSettings: {} },
    'breakoutRoomsUpdated',
    { type: 'breakoutRoomsSettings', data: {} },
  ],
  [
    'FakeNetworkDiagnostics',
    { latest: { noNetwork: bad } },
    'diagnosticChanged',
    { diagnostic: 'noNetwork', ...bad },
  ],
  [
    'FakeMediaDiagnostics',
    { latest: { cameraFreeze: bad } },
    'diagnosticChanged',
    { diagnostic: 'cameraFreeze', ...bad },
  ],
  [
    'FakeRemoteDiagnostics',
    { latest: { diagnostics: [remoteDiagnostic] } },
    'diagnosticChanged',
    { diagnostics: [remoteDiagnostic] },
  ],
  [
    'FakeDebugInfoCallClientFeature',
    { isCallClientActiveInAnotherTab: true },
    'isCallClientActiveInAnotherTabChanged',
  ],
  ['FakeDataChannelReceiver', { messages: [message] }, 'messageReady'],
  ['FakeVideoEffectsFeature', { activeEffects: ['BackgroundBlur'] }, 'effectsStarted', ['BackgroundBlur']],
  [
    'FakeAudioEffectsFeature',
    { activeEffects: { echoCancellation: [], noiseSuppression: ['DeepNoiseSuppression'] } },
    'effectsStarted',
    { echoCancellation: [], noiseSuppression: ['DeepNoiseSuppression'] },
  ],
];

describe('set', () => {
  it.each(rows)('of %s %j fires %s', (name, changes, event, ...payload) => {
    const fake = make(name);
    const seen: unknown[] = [];
    const keys = Object.keys(changes);
    fake.on(event, (...args) => seen.push([keys.map((key) => fake[key]), args]));

    fake.set(changes);
    fake.set(changes);

    expect(seen).toEqual([[Object.values(changes), payload]]);
  });

  it('has a row for each event, except those without a property and those with tests of their own', () => {
    const others = declared('@azure/communication-calling').sources.flatMap(([source, events]) =>
      events
        .filter((event) => !rows.some(([name, , told]) => name === `Fake${source}` && told === event))
        .map((event) => `${source} ${event}`),
    );

    const testedByThemselves = [
      'ActiveCallTransferFeature noActiveCalls',
      'AudioEffectsFeature effectsStopped',
      'LocalAudioStream audioSourceChanged',
      'LocalVideoStream videoSourceChanged',
      'RaiseHandCallFeature loweredHandEvent',
      'VideoEffectsFeature effectsStopped',
    ];
    const ofNoProperty = [
      'AudioEffectsFeature effectsError',
      'Call mutedByOthers',
      'CallAgent handleIncomingCall',
      'CallAgent incomingCall',
      'Captions CaptionsReceived',
      'DataChannelCallFeature dataChannelReceiverCreated',
      'DataChannelReceiver close',
      'MediaStatsCollector sampleReported',
      'MediaStatsCollector summaryReported',
      'ReactionCallFeature reaction',
      'RealTimeTextFeature realTimeTextReceived',
      'TeamsCall mutedByOthers',
      'TeamsCallAgent incomingCall',
      'TeamsCaptions CaptionsReceived',
      'TogetherModeCallFeature togetherModeSceneUpdated',
      'TransferCallFeature transferAccepted',
      'VideoEffectsFeature effectsError',
      'VideoEffectsFeature fpsWarningThresholdReached',
      'VideoEffectsFeature timeForEffectsWarningReached',
      'WbLocalVideoStream sourceChanged',
    ];
    expect(others.sort()).toEqual([...testedByThemselves, ...ofNoProperty].sort());
  });
});
