/**
 * Reads every event of the SDK from its declarations, in each of its versions, and writes a module that observes
 * each of them in the way that the documentation tells. What an SDK adds that cannot be observed fails here.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { problemsIn } from '../support/problems-in.js';

const root = resolve(__dirname, '../..');

const packages = ['@azure/communication-calling', 'acs-calling-1', 'acs-calling-1-40'];

/**
 * The events that break the rule of `<property>Changed` and `<collection>Updated`, by the interface that declares
 * them, and what each tells of: a `property`, a `collection[]`, or what a `method()` gives. One that tells of none
 * is no change of something that can be read, but an occurrence. What the SDK's own code does counts, in 1.46.1 and
 * 2.0.0, not the name.
 */
const irregular: Readonly<Record<string, readonly string[]>> = {
  // Hands on `{ activeCallDetails }`, though declared with `{ activeCalls }`.
  'ActiveCallTransferFeature.activeCallsUpdated': ['getActiveCallDetails()'],
  'ActiveCallTransferFeature.noActiveCalls': ['getActiveCallDetails()'],
  'AudioEffectsFeature.effectsError': [],
  'AudioEffectsFeature.effectsStarted': ['activeEffects'],
  'AudioEffectsFeature.effectsStopped': ['activeEffects'],
  // And of `breakoutRooms`, by the rule.
  'BreakoutRoomsCallFeature.breakoutRoomsUpdated': ['assignedBreakoutRooms', 'breakoutRoomsSettings'],
  'CallAgent.handleIncomingCall': [],
  'CallAgent.incomingCall': [],
  'CallCommon.mutedByOthers': [],
  // Raised when a call becomes a group call, or somebody comes from a phone or from Teams; not for `threadId`.
  'CallInfoCommon.callInfoChanged': [],
  'Captions.CaptionsActiveChanged': ['isCaptionsFeatureActive'],
  'Captions.CaptionsReceived': [],
  'Captions.SpokenLanguageChanged': ['activeSpokenLanguage'],
  'CaptionsCallFeature.CaptionsKindChanged': ['captions'],
  'DataChannelCallFeature.dataChannelReceiverCreated': [],
  'DataChannelReceiver.close': [],
  // `readMessage()` takes the message out of the queue.
  'DataChannelReceiver.messageReady': [],
  'DeviceManager.audioDevicesUpdated': ['getMicrophones()', 'getSpeakers()'],
  'DeviceManager.videoDevicesUpdated': ['getCameras()'],
  'IncomingCallCommon.callEnded': ['callEndReason'],
  'Lobby.lobbyParticipantsUpdated': ['participants[]'],
  'LocalAudioStream.audioSourceChanged': ['source'],
  'LocalVideoStream.videoSourceChanged': ['source'],
  'MediaAccessCallFeature.mediaAccessChanged': ['getAllOthersMediaAccess()'],
  'MediaAccessCallFeature.meetingMediaAccessChanged': ['getMeetingMediaAccess()'],
  'MediaDiagnostics.diagnosticChanged': ['getLatest()'],
  'MediaStatsCollector.sampleReported': [],
  'MediaStatsCollector.summaryReported': [],
  'NetworkDiagnostics.diagnosticChanged': ['getLatest()'],
  'RaiseHandCallFeature.loweredHandEvent': ['getRaisedHands()'],
  'RaiseHandCallFeature.raisedHandEvent': ['getRaisedHands()'],
  'ReactionCallFeature.reaction': [],
  'RealTimeTextFeature.realTimeTextReceived': [],
  'RecordingInfo.recordingStateChanged': ['state'],
  'RemoteDiagnostics.diagnosticChanged': ['getLatest()'],
  'SpotlightCallFeature.spotlightChanged': ['getSpotlightedParticipants()'],
  'TeamsCallAgent.incomingCall': [],
  'TeamsCaptions.CaptionLanguageChanged': ['activeCaptionLanguage'],
  'TeamsCaptions.CaptionsActiveChanged': ['isCaptionsFeatureActive'],
  'TeamsCaptions.CaptionsReceived': [],
  'TeamsCaptions.SpokenLanguageChanged': ['activeSpokenLanguage'],
  // Both hand on the seating; `sceneSize` is what the app has set.
  'TogetherModeCallFeature.togetherModeSceneUpdated': ['togetherModeSeatingMap'],
  'TogetherModeCallFeature.togetherModeSeatingUpdated': ['togetherModeSeatingMap'],
  'TogetherModeCallFeature.togetherModeStreamsUpdated': ['togetherModeStream[]'],
  'TransferCallFeature.transferAccepted': [],
  'VideoEffectsFeature.effectsError': [],
  'VideoEffectsFeature.effectsStarted': ['activeEffects'],
  'VideoEffectsFeature.effectsStopped': ['activeEffects'],
  'VideoEffectsFeature.fpsWarningThresholdReached': [],
  'VideoEffectsFeature.timeForEffectsWarningReached': [],
  // `getVideoTrack()` is no look at the track, but opens it.
  'WbLocalVideoStream.sourceChanged': [],
};

interface SourceEvent {
  readonly name: string;
  /** The type of its listeners, in the words of the declarations. */
  readonly listener: string;
  /** Its name with that of the interface that declares it. */
  readonly id: string;
  /** What it tells of by the rule. */
  readonly regular: string | undefined;
}

interface EventSource {
  readonly name: string;
  readonly events: readonly SourceEvent[];
}

interface Declarations {
  readonly module: string;
  readonly exports: readonly string[];
  readonly sources: readonly EventSource[];
}

type Declared = ts.InterfaceDeclaration | ts.ClassDeclaration | ts.TypeAliasDeclaration;

const isDeclared = (node: ts.Node): node is Declared =>
  ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node) || ts.isTypeAliasDeclaration(node);

/** Reads the event sources of some files of declarations, whatever else these need. */
const reader = (files: readonly string[]): ((file: string) => Omit<Declarations, 'module'>) => {
  const program = ts.createProgram(files, { noLib: true, noResolve: true, types: [] });
  const checker = program.getTypeChecker();

  const eventsOf = (declared: Declared): readonly SourceEvent[] => {
    const members = checker.getTypeAtLocation(declared).getProperties();
    const signatures = (member: ts.Symbol): readonly ts.Signature[] =>
      checker.getNonNullableType(checker.getTypeOfSymbol(member)).getCallSignatures();
    const isValue = (name: string): boolean =>
      members.some((member) => member.name === name && signatures(member).length === 0);
    const regular = (event: string): string | undefined => {
      const [, name = '', kind] = /^(.*)(Changed|Updated)$/.exec(event) ?? [];
      return isValue(name) ? `${name}${kind === 'Updated' ? '[]' : ''}` : undefined;
    };
    return members
      .filter(({ name }) => /^on([A-Z]|$)/.test(name))
      .flatMap(signatures)
      .map((signature) => {
        const { parameters, parent } = signature.getDeclaration();
        const [event, listener] = parameters;
        const type = event && checker.getTypeAtLocation(event);
        if (!type?.isStringLiteral() || !listener?.type || !isDeclared(parent) || !parent.name) {
          throw new Error(`not the declaration of an event: ${signature.getDeclaration().getText()}`);
        }
        const name = type.value;
        return {
          name,
          listener: listener.type.getText(),
          id: `${parent.name.text}.${name}`,
          regular: regular(name),
        };
      });
  };

  return (file) => {
    const declared = program.getSourceFile(file)?.statements.filter(isDeclared) ?? [];
    const nameOf = ({ name }: Declared): string => name?.text ?? '';
    return {
      exports: declared
        .filter(({ modifiers = [] }) => modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
        .map(nameOf),
      sources: declared
        .map((one) => ({ name: nameOf(one), events: eventsOf(one) }))
        .filter(({ events }) => events.length > 0),
    };
  };
};

const fileOf = (module: string): string =>
  resolve(root, 'node_modules', module, 'types/communication-calling.d.ts');

const read = reader(packages.map(fileOf));
const versions: readonly Declarations[] = packages.map((module) => ({ module, ...read(fileOf(module)) }));

const told = ({ id, regular }: SourceEvent): readonly string[] => [
  ...(regular === undefined ? [] : [regular]),
  ...(irregular[id] ?? []),
];

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(' | ') || 'never';

/** The statements that hold if an event source can be observed as documented. */
const claims = ({ name: source, events }: EventSource): readonly string[] => {
  const regulars = events.flatMap(({ regular = [] }) => regular);
  const equal = (actual: string, expected: string): string =>
    `expectTypeOf<${actual}>().toEqualTypeOf<${expected}>();`;
  const gives = (stream: string, value: string): string =>
    `expectTypeOf(${stream}).toEqualTypeOf<Observable<${value}>>();`;

  const ofEvent = ({ name, listener }: SourceEvent): readonly string[] => [
    equal(`SdkEventPayload<${source}, '${name}'>`, `Told<${listener}>`),
    gives(`fromSdkEvent(x, '${name}')`, `Told<${listener}>`),
  ];

  const ofValue = (value: string): string => {
    const tellers = events.filter((event) => told(event).includes(value));
    const key = value.replace(/\W+$/, '');
    const type = `${source}['${key}']`;
    const [teller] = tellers;
    if (value.endsWith('()') || tellers.length > 1) {
      const all = tellers.map(({ name }) => `fromSdkEvent(x, '${name}')`).join(', ');
      return gives(
        `merge(${all}, of(undefined)).pipe(map(() => x.${value}))`,
        value.endsWith('()') ? `ReturnType<${type}>` : type,
      );
    }
    const args = `x, '${key}'${teller?.regular === value ? '' : `, '${teller?.name ?? ''}'`}`;
    return value.endsWith('[]')
      ? gives(`collection$(${args})`, `readonly NonNullable<${type}>[number][]`)
      : gives(`property$(${args})`, type);
  };

  const isCollection = (value: string): boolean => value.endsWith('[]');
  return [
    equal(`SdkEvent<${source}>`, quoted(events.map(({ name }) => name))),
    equal(`SdkProperty<${source}>`, quoted(regulars.filter((value) => !isCollection(value)))),
    equal(
      `SdkCollection<${source}>`,
      quoted(regulars.filter(isCollection).map((value) => value.slice(0, -2))),
    ),
    ...events.flatMap(ofEvent),
    ...[...new Set(events.flatMap(told))].map(ofValue),
  ];
};

const check = ({ module, exports, sources }: Declarations): string =>
  [
    `import type { ${exports.join(', ')} } from '${module}';`,
    `import { expectTypeOf } from 'expect-type';`,
    `import { collection$, fromSdkEvent, property$ } from 'rx-acs-calling';`,
    `import type { SdkCollection, SdkEvent, SdkEventPayload, SdkProperty } from 'rx-acs-calling';`,
    `import { map, merge, of, type Observable } from 'rxjs';`,
    `type Told<Listener> = Listener extends (...args: infer Args) => void`,
    `  ? Args extends [] ? void : Args[0]`,
    `  : never;`,
    ...sources.map((source) => `(x: ${source.name}) => {\n  ${claims(source).join('\n  ')}\n};`),
  ].join('\n');

describe.each(versions)('the declarations of $module', ({ module, sources }) => {
  const events = sources.flatMap((source) => source.events);

  it('have the events that they had when this was written', () => {
    // What inherits an `on` is a source, too: 43 of the sources declare 94 of the events; 41 of them 91 in 1.40.1, which
    // has neither ActiveCallTransferFeature nor WbLocalVideoStream.
    const expected =
      module === 'acs-calling-1-40'
        ? { sources: 47, events: 127, declared: 91 }
        : { sources: 49, events: 130, declared: 94 };
    const declared = new Set(events.map(({ id }) => id)).size;
    expect({ sources: sources.length, events: events.length, declared }).toEqual(expected);
  });

  it('tell of each event what it is for, by its name or by the table', () => {
    expect(events.filter(({ id, regular }) => regular === undefined && !irregular[id])).toEqual([]);
  });
});

describe('each event of the SDK', () => {
  const known = versions.flatMap(({ sources }) => sources.flatMap(({ events }) => events));

  it('is in the table only if it is there and breaks the rule', () => {
    const exceptions = known.filter(({ id, regular }) => regular === undefined || irregular[id]?.length);

    expect(Object.keys(irregular).filter((id) => !exceptions.some((event) => event.id === id))).toEqual([]);
  });

  it('can be observed with the types that the SDK declares', () => {
    const modules = versions.map((version, index) => ({
      name: `sdk-${String(index)}.ts`,
      code: check(version),
    }));

    expect(problemsIn(modules)).toEqual([]);
  }, 60_000);

  it('is in the README if it breaks the rule and tells of a change', () => {
    const readme = readFileSync(resolve(root, 'README.md'), 'utf8');
    const changes = known.filter(({ id }) => irregular[id]?.length);

    expect(changes.filter(({ name }) => !readme.includes(name)).map(({ id }) => id)).toEqual([]);
  });
});
