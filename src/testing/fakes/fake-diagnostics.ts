/**
 * Fakes of what tells how well a call goes: diagnostics, statistics, the survey at the end.
 */
import type {
  CallSurveyFeature,
  DebugInfoCallClientFeature,
  LatestMediaDiagnostics,
  LatestNetworkDiagnostics,
  MediaDiagnostics,
  MediaStatsCallFeature,
  MediaStatsCollector,
  NetworkDiagnostics,
  RemoteDiagnostics,
  RemoteParticipantDiagnosticsData,
  UserFacingDiagnosticsFeature,
} from '@azure/communication-calling';
import { fakeFeatureClass, type FakeFeatureClass } from './fake-feature.js';
import { difference } from './comparing.js';
import { fakeClass, type Fake, type FakeClass } from './fake-object.js';
import { nextId } from './next-id.js';

/** What `getLatest()` gives. */
export interface FakeLatest<L> {
  readonly latest: L;
}

type Latest = LatestMediaDiagnostics & LatestNetworkDiagnostics;

/** The diagnostics whose value is another now. */
const changed = <D extends keyof Latest>(now: Pick<Latest, D>, before: Pick<Latest, D>) =>
  (Object.keys(now) as D[]).flatMap((diagnostic) => {
    const latest = now[diagnostic];
    return latest && latest.value !== before[diagnostic]?.value ? [{ diagnostic, ...latest }] : [];
  });

const describeDiagnostics = <D extends keyof Latest>() => ({
  events: {
    diagnosticChanged: { latest: (now: Pick<Latest, D>, before: Pick<Latest, D>) => changed<D>(now, before) },
  },
  properties: { latest: {} },
  methods: {
    getLatest(this: FakeLatest<Pick<Latest, D>>) {
      return { ...this.latest };
    },
  },
});

/** A fake `NetworkDiagnostics`. Setting `latest` fires `diagnosticChanged`, once for each that has another value. */
export const FakeNetworkDiagnostics: FakeClass<NetworkDiagnostics & FakeLatest<LatestNetworkDiagnostics>> =
  fakeClass('FakeNetworkDiagnostics', () => describeDiagnostics<keyof LatestNetworkDiagnostics>());
export type FakeNetworkDiagnostics = Fake<NetworkDiagnostics & FakeLatest<LatestNetworkDiagnostics>>;

/** A fake `MediaDiagnostics`. Setting `latest` fires `diagnosticChanged`, once for each that has another value. */
export const FakeMediaDiagnostics: FakeClass<MediaDiagnostics & FakeLatest<LatestMediaDiagnostics>> =
  fakeClass('FakeMediaDiagnostics', () => describeDiagnostics<keyof LatestMediaDiagnostics>());
export type FakeMediaDiagnostics = Fake<MediaDiagnostics & FakeLatest<LatestMediaDiagnostics>>;

/** A fake `RemoteDiagnostics`. Setting `latest` fires `diagnosticChanged` with the diagnostics that are new in it. */
export const FakeRemoteDiagnostics: FakeClass<
  RemoteDiagnostics & FakeLatest<RemoteParticipantDiagnosticsData>
> = fakeClass('FakeRemoteDiagnostics', () => ({
  events: {
    diagnosticChanged: {
      latest(now, before) {
        const { added } = difference(now.diagnostics, before.diagnostics);
        return added.length > 0 ? [{ diagnostics: added }] : [];
      },
    },
  },
  properties: { isSendingDiagnosticsEnabled: false, latest: { diagnostics: [] } },
  methods: {
    getLatest() {
      return this.latest;
    },
    startSendingDiagnostics() {
      this.set({ isSendingDiagnosticsEnabled: true });
    },
    stopSendingDiagnostics() {
      this.set({ isSendingDiagnosticsEnabled: false });
    },
  },
}));
export type FakeRemoteDiagnostics = Fake<RemoteDiagnostics & FakeLatest<RemoteParticipantDiagnosticsData>>;

/** What a {@link FakeUserFacingDiagnosticsFeature} consists of. */
export interface FakeDiagnostics {
  readonly network: FakeNetworkDiagnostics;
  readonly media: FakeMediaDiagnostics;
  readonly remote: FakeRemoteDiagnostics;
}

/**
 * A fake `UserFacingDiagnosticsFeature`: no trouble unless said otherwise.
 *
 * @example
 * ```ts
 * import { FakeCall, FakeFeatures } from 'rx-acs-calling/testing';
 *
 * const { network } = new FakeCall({ state: 'Connected' }).feature(FakeFeatures.UserFacingDiagnostics);
 * network.set({ latest: { noNetwork: { value: true, valueType: 'DiagnosticFlag' } } });
 * ```
 */
export const FakeUserFacingDiagnosticsFeature: FakeFeatureClass<
  UserFacingDiagnosticsFeature & FakeDiagnostics
> = fakeFeatureClass('FakeUserFacingDiagnosticsFeature', () => ({
  properties: {
    name: 'Diagnostics',
    network: new FakeNetworkDiagnostics(),
    media: new FakeMediaDiagnostics(),
    remote: new FakeRemoteDiagnostics(),
  },
}));
export type FakeUserFacingDiagnosticsFeature = Fake<UserFacingDiagnosticsFeature & FakeDiagnostics>;

/** A fake `MediaStatsCollector`. What it reports comes by `emit('sampleReported', …)`. */
export const FakeMediaStatsCollector: FakeClass<MediaStatsCollector> = fakeClass(
  'FakeMediaStatsCollector',
  () => ({
    events: { sampleReported: null, summaryReported: null },
    methods: {
      dispose() {
        this.removeAllListeners();
      },
    },
    lenient: true,
  }),
);
export type FakeMediaStatsCollector = Fake<MediaStatsCollector>;

/** A fake `MediaStatsCallFeature`. Each `createCollector()` gives another {@link FakeMediaStatsCollector}. */
export const FakeMediaStatsCallFeature: FakeFeatureClass<MediaStatsCallFeature> = fakeFeatureClass(
  'FakeMediaStatsCallFeature',
  () => ({
    properties: { name: 'MediaStats' },
    methods: { createCollector: () => new FakeMediaStatsCollector() },
  }),
);
export type FakeMediaStatsCallFeature = Fake<MediaStatsCallFeature>;

/** A fake `CallSurveyFeature`: what is submitted comes back with its ids. */
export const FakeCallSurveyFeature: FakeFeatureClass<CallSurveyFeature> = fakeFeatureClass(
  'FakeCallSurveyFeature',
  ({ call }) => ({
    properties: { name: 'CallSurvey' },
    promises: {
      submitSurvey: (survey) => ({
        ...survey,
        id: nextId('survey'),
        callId: call?.id ?? nextId('call'),
        localParticipantId: nextId('participant'),
      }),
    },
  }),
);
export type FakeCallSurveyFeature = Fake<CallSurveyFeature>;

/** A fake `DebugInfoCallClientFeature`: the only tab, in a supported browser, unless said otherwise. */
export const FakeDebugInfoCallClientFeature: FakeFeatureClass<DebugInfoCallClientFeature> = fakeFeatureClass(
  'FakeDebugInfoCallClientFeature',
  () => ({
    events: { isCallClientActiveInAnotherTabChanged: 'isCallClientActiveInAnotherTab' },
    properties: { name: 'DebugInfo', isCallClientActiveInAnotherTab: false },
    promises: {
      getEnvironmentInfo: () => ({
        environment: { platform: 'Fake', browser: 'Fake', browserVersion: '1' },
        isSupportedPlatform: true,
        isSupportedBrowser: true,
        isSupportedBrowserVersion: true,
        isSupportedEnvironment: true,
      }),
    },
    lenient: true,
  }),
);
export type FakeDebugInfoCallClientFeature = Fake<DebugInfoCallClientFeature>;
