import { thrownBy } from '../../support/thrown-by.js';
import {
  FakeAudioEffectsFeature,
  FakeCall,
  FakeCallAgent,
  FakeCallClient,
  FakeCaptionsCallFeature,
  FakeDataChannelReceiver,
  FakeFeatures,
  FakeLocalAudioStream,
  FakeLocalVideoStream,
  FakeMediaAccessCallFeature,
  FakeMediaStatsCallFeature,
  FakeNetworkDiagnostics,
  FakeRaiseHandCallFeature,
  FakeRemoteAudioStream,
  FakeRemoteDiagnostics,
  FakeSpotlightCallFeature,
  FakeTeamsCall,
  FakeTeamsCallAgent,
  FakeTeamsCaptions,
  FakeTransferCallFeature,
  FakeVideoEffectsFeature,
} from '../../../src/testing/index.js';
import type { BaseFeature, CallFeature } from '@azure/communication-calling';

type Listening = BaseFeature & { listenerCount(): number; on(event: string, listener: () => void): void };

/** An object with features. */
interface Owner {
  feature(factory: unknown): Listening;
}

const { DebugInfo, VideoEffects, AudioEffects, ActiveCallTransfer, ...callFeatures } = FakeFeatures;

const ways: [way: string, owner: object, factory: object][] = [
  ...Object.entries(callFeatures).map(([name, factory]): [string, object, object] => [
    `${name} of a call`,
    new FakeCall(),
    factory,
  ]),
  ['Transfer of a Teams call', new FakeTeamsCall(), FakeFeatures.Transfer],
  ['DebugInfo of a client', new FakeCallClient(), DebugInfo],
  ['VideoEffects of a stream', new FakeLocalVideoStream(), VideoEffects],
  ['AudioEffects of a stream', new FakeLocalAudioStream(), AudioEffects],
  ['ActiveCallTransfer of an agent', new FakeCallAgent(), ActiveCallTransfer],
  ['ActiveCallTransfer of a Teams agent', new FakeTeamsCallAgent(), ActiveCallTransfer],
];

describe.each(ways)('%s', (_, owner, factory) => {
  const { feature } = { feature: (of: unknown) => (owner as Owner).feature(of) };

  it('is one instance for each constructor, also with several factories', () => {
    expect(feature(factory)).toBe(feature({ ...factory }));
    expect(feature(factory)).toBeInstanceOf(Object.values(factory)[0]);
  });

  it('has no property for its owner, and has a name', () => {
    expect(Object.keys(feature(factory))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(call|callAgent|callClient|streamInstance)$/)]),
    );
    expect(feature(factory).name).not.toBe('');
  });

  it('throws 500/41001 for a wrong factory', () => {
    for (const wrong of [undefined, {}, { otherApiCtor: Object }]) {
      expect(thrownBy(() => feature(wrong))).toMatchObject({ code: 500, subCode: 41001 });
    }
  });
});

it('makes another feature for another call', () => {
  expect(new FakeCall().feature(FakeFeatures.Recording)).not.toBe(
    new FakeCall().feature(FakeFeatures.Recording),
  );
});

it('types each feature', () => {
  const call = new FakeCall();

  expect(call.feature(FakeFeatures.Recording).isRecordingActive).toBe(false);
  expect(call.feature(FakeFeatures.RaiseHand).raisedHands).toEqual([]);
  expect(call.feature(FakeFeatures.UserFacingDiagnostics).network.latest).toEqual({});
});

it('removes the listeners of a feature on dispose', () => {
  const feature = new FakeCall().feature(FakeFeatures.DominantSpeakers);
  feature.on('dominantSpeakersChanged', jest.fn());

  feature.dispose();

  expect(feature.listenerCount()).toBe(0);
  expect(feature.callsTo('dispose')).toEqual([[]]);
});

it('lets a test answer dispose', () => {
  const dispose = jest.fn();
  const feature = new FakeTransferCallFeature({ dispose });

  feature.dispose();

  expect(dispose).toHaveBeenCalledTimes(1);
});

it('accepts a feature of the test', () => {
  const mine: CallFeature = { name: 'Mine', dispose: jest.fn() };
  // `new` returns the result of a mocked constructor.
  const Mine = jest.fn(() => mine);

  expect(new FakeCall().feature({ callApiCtor: Mine as never })).toBe(mine);
});

describe('raising hands', () => {
  const [bob, carol] = [{ communicationUserId: '8:acs:bob' }, { communicationUserId: '8:acs:carol' }];

  it('fires an event for each raised or lowered hand', () => {
    const feature = new FakeRaiseHandCallFeature({ raisedHands: [{ identifier: bob, order: 1 }] });
    const seen: unknown[] = [];
    feature.on('raisedHandEvent', ({ identifier }) => seen.push(['up', identifier]));
    feature.on('loweredHandEvent', ({ identifier }) => seen.push(['down', identifier]));

    feature.set({ raisedHands: [{ identifier: carol, order: 1 }] });
    feature.set({ raisedHands: [{ identifier: { ...carol }, order: 2 }] });

    expect(seen).toEqual([
      ['up', carol],
      ['down', bob],
    ]);
    expect(feature.getRaisedHands()).toEqual([{ identifier: carol, order: 2 }]);
  });

  it('has no effect by itself', async () => {
    const feature = new FakeRaiseHandCallFeature();

    await feature.raiseHand();
    await feature.lowerAllHands();

    expect(feature.getRaisedHands()).toEqual([]);
  });
});

it('returns the participants in the spotlight', () => {
  const spotlightedParticipants = [{ identifier: { communicationUserId: '8:acs:bob' } }];
  const feature = new FakeSpotlightCallFeature();

  feature.set({ spotlightedParticipants });

  expect(feature.getSpotlightedParticipants()).toEqual(spotlightedParticipants);
});

it('returns the access to media', () => {
  const mine = { isAudioPermitted: false, isVideoPermitted: true };
  const feature = new FakeMediaAccessCallFeature();

  feature.set({
    othersMediaAccess: [{ ...mine, participant: { communicationUserId: '8:acs:bob' } }],
    meetingMediaAccess: mine,
  });

  expect(feature.getAllOthersMediaAccess()).toMatchObject([mine]);
  expect(feature.getMeetingMediaAccess()).toEqual(mine);
});

describe('captions', () => {
  it('start, stop and change their languages, with events', async () => {
    const captions = new FakeTeamsCaptions();
    const seen: unknown[] = [];
    for (const event of [
      'CaptionsActiveChanged',
      'SpokenLanguageChanged',
      'CaptionLanguageChanged',
    ] as const) {
      captions.on(event as never, () => {
        const { isCaptionsFeatureActive, activeSpokenLanguage, activeCaptionLanguage } = captions;
        seen.push([event, isCaptionsFeatureActive, activeSpokenLanguage, activeCaptionLanguage]);
      });
    }

    await captions.startCaptions({ spokenLanguage: 'en' });
    await captions.setSpokenLanguage('fr');
    await captions.setCaptionLanguage('de');
    await captions.stopCaptions();
    await captions.startCaptions();

    expect(seen).toEqual([
      ['CaptionsActiveChanged', true, 'en', ''],
      ['SpokenLanguageChanged', true, 'en', ''],
      ['SpokenLanguageChanged', true, 'fr', ''],
      ['CaptionLanguageChanged', true, 'fr', 'de'],
      ['CaptionsActiveChanged', false, 'fr', 'de'],
      ['CaptionsActiveChanged', true, 'fr', 'de'],
    ]);
  });

  it('are of the kind Captions by default', () => {
    const feature = new FakeCaptionsCallFeature();
    expect(feature.captions.kind).toBe('Captions');

    feature.set({ captions: new FakeTeamsCaptions() });
    expect(feature.captions.kind).toBe('TeamsCaptions');
  });
});

describe('diagnostics', () => {
  const bad = { value: true, valueType: 'DiagnosticFlag' } as const;

  it('fire for changed values only', () => {
    const network = new FakeNetworkDiagnostics({ latest: { noNetwork: bad } });
    const listener = jest.fn();
    network.on('diagnosticChanged', listener);

    network.set({ latest: { noNetwork: { ...bad }, networkReconnect: bad } });

    expect(listener.mock.calls).toEqual([[{ diagnostic: 'networkReconnect', ...bad }]]);
    expect(network.getLatest()).toEqual({ noNetwork: bad, networkReconnect: bad });
  });

  it('of the others fire for new ones, and not for removed ones', () => {
    const diagnostic = { participantId: 'p', rawId: '8:acs:bob', diagnostic: 'noNetwork', ...bad } as const;
    const remote = new FakeRemoteDiagnostics({ latest: { diagnostics: [diagnostic] } });
    const listener = jest.fn();
    remote.on('diagnosticChanged', listener);

    remote.set({ latest: { diagnostics: [] } });

    expect(listener).not.toHaveBeenCalled();
    expect(remote.getLatest()).toEqual({ diagnostics: [] });
  });

  it('are sent from start to stop', () => {
    const remote = new FakeRemoteDiagnostics();

    remote.startSendingDiagnostics();
    expect(remote.isSendingDiagnosticsEnabled).toBe(true);
    remote.stopSendingDiagnostics();
    expect(remote.isSendingDiagnosticsEnabled).toBe(false);
  });
});

it('collects statistics until the dispose of the collector', () => {
  const feature = new FakeMediaStatsCallFeature();
  const [first, second] = [feature.createCollector(), feature.createCollector()];
  expect(first).not.toBe(second);

  const listener = jest.fn();
  first.on('sampleReported', listener);
  first.dispose();

  expect((first as unknown as Listening).listenerCount()).toBe(0);
});

it('resolves to the survey with the id of the call', async () => {
  const call = new FakeCall();
  const survey = { overallRating: { score: 5 } };

  const response = await call.feature(FakeFeatures.CallSurvey).submitSurvey(survey);

  expect(response).toMatchObject({ ...survey, callId: call.id });
});

it('runs in a supported browser', async () => {
  const info = await new FakeCallClient().feature(FakeFeatures.DebugInfo).getEnvironmentInfo();

  expect(info).toMatchObject({ isSupportedEnvironment: true });
});

describe('a data channel', () => {
  it('returns message after message', () => {
    const messages = [1, 2].map((sequenceNumber) => ({ sequenceNumber, data: Uint8Array.of() }));
    const receiver = new FakeDataChannelReceiver();
    const ready = jest.fn();
    receiver.on('messageReady', ready);

    receiver.set({ messages });

    expect([receiver.readMessage(), receiver.readMessage(), receiver.readMessage()]).toEqual([
      ...messages,
      undefined,
    ]);
    expect(ready).toHaveBeenCalledTimes(2);
  });

  it('has a sender with the given channel, or with a new one', () => {
    const feature = new FakeCall().feature(FakeFeatures.DataChannel);

    expect(feature.createDataChannelSender({ channelId: 4711 }).channelId).toBe(4711);
    expect(feature.createDataChannelSender({}).channelId).not.toBe(
      feature.createDataChannelSender({}).channelId,
    );
  });
});

describe('effects', () => {
  it('of a video fire when they start and when they stop', async () => {
    const feature = new FakeVideoEffectsFeature();
    const seen: unknown[] = [];
    feature.on('effectsStarted', (effects) => seen.push(['started', effects]));
    feature.on('effectsStopped', (effects) => seen.push(['stopped', effects]));

    await feature.startEffects({ name: 'BackgroundBlur' } as never);
    expect(feature.activeEffects).toEqual(['BackgroundBlur']);
    await feature.stopEffects();

    expect(feature.activeEffects).toEqual([]);
    expect(seen).toEqual([
      ['started', ['BackgroundBlur']],
      ['stopped', ['BackgroundBlur']],
    ]);
  });

  it('of an audio fire with the effects that are active then', async () => {
    const feature = new FakeAudioEffectsFeature();
    const seen: unknown[] = [];
    feature.on('effectsStarted', (effects) => seen.push(['started', effects]));
    feature.on('effectsStopped', (effects) => seen.push(['stopped', effects]));

    await feature.startEffects({
      echoCancellation: 'BrowserEchoCancellation',
      noiseSuppression: { name: 'DeepNoiseSuppression' } as never,
    });
    await feature.stopEffects({});
    await feature.stopEffects({ noiseSuppression: true });

    const echoCancellation = ['BrowserEchoCancellation'];
    expect(seen).toEqual([
      ['started', { echoCancellation, noiseSuppression: ['DeepNoiseSuppression'] }],
      ['stopped', { echoCancellation, noiseSuppression: [] }],
    ]);
  });
});

describe('a stream', () => {
  it('fires with itself for another source', async () => {
    const [video, audio] = [new FakeLocalVideoStream(), new FakeLocalAudioStream()];
    const listener = jest.fn();
    video.on('videoSourceChanged', listener);
    audio.on('audioSourceChanged', listener);
    const camera = { id: 'c', name: 'Front', deviceType: 'UsbCamera' } as const;
    const microphone = { id: 'm', name: 'Desk', isSystemDefault: false, deviceType: 'Microphone' } as const;

    await video.switchSource(camera);
    await audio.switchSource(microphone);

    expect([video.source, audio.source]).toEqual([camera, microphone]);
    expect(listener.mock.calls).toEqual([[{ source: video }], [{ source: audio }]]);
  });

  it('has one volume', async () => {
    for (const stream of [new FakeLocalAudioStream(), new FakeRemoteAudioStream()]) {
      expect(await stream.getVolume()).toBe(await stream.getVolume());
    }
    expect(await new FakeRemoteAudioStream().getVolume()).not.toBe(
      await new FakeRemoteAudioStream().getVolume(),
    );
  });
});

describe('the transfer of a call from another device', () => {
  const activeCall = { callId: 'phone', userJoinTime: new Date(0), participants: [] };

  it('fires when there are calls, and when there are none left', async () => {
    const feature = new FakeCallAgent().feature(FakeFeatures.ActiveCallTransfer);
    const seen: unknown[] = [];
    feature.on('activeCallsUpdated', (...args) => seen.push(args));
    feature.on('noActiveCalls', (...args) => seen.push(args));
    expect(await feature.getActiveCallDetails()).toBeUndefined();

    feature.set({ activeCallDetails: [activeCall] });
    expect(await feature.getActiveCallDetails()).toEqual([activeCall]);
    feature.set({ activeCallDetails: [] });

    expect(seen).toEqual([[{ activeCallDetails: [activeCall] }], []]);
  });

  it.each([
    ['call', new FakeCallAgent(), FakeCall],
    ['Teams call', new FakeTeamsCallAgent(), FakeTeamsCall],
  ])('adds a %s to the agent', async (_, agent, kind) => {
    const call = await agent.feature(FakeFeatures.ActiveCallTransfer).activeCallTransfer(activeCall);

    expect(call).toBeInstanceOf(kind);
    expect(agent.calls).toEqual([call]);
  });
});
