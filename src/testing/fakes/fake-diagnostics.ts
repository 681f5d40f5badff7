/**
 * Fakes of the features about the quality of a call: diagnostics, statistics, the survey at the end.
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

/** The result of `getLatest()`, as a property that a test sets. */
export interface FakeLatest<L> {
  readonly latest: L;
}

type Latest = LatestMediaDiagnostics & LatestNetworkDiagnostics;

/** The diagnostics whose value has changed. */
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

/** A fake `NetworkDiagnostics`. Setting `latest` fires `diagnosticChanged` once for each value that changes. */
export const FakeNetworkDiagnostics: FakeClass<NetworkDiagnostics & FakeLatest<LatestNetworkDiagnostics>> =
  fakeClass('FakeNetworkDiagnostics', () => describeDiagnostics<keyof LatestNetworkDiagnostics>());
export type FakeNetworkDiagnostics = Fake<NetworkDiagnostics & FakeLatest<LatestNetworkDiagnostics>>;

/** A fake `MediaDiagnostics`. Setting `latest` fires `diagnosticChanged` once for each value that changes. */
export const FakeMediaDiagnostics: FakeClass<MediaDiagnostics & FakeLatest<LatestMediaDiagnostics>> =
  fakeClass('FakeMediaDiagnostics', () => describeDiagnostics<keyof LatestMediaDiagnostics>());
export type FakeMediaDiagnostics = Fake<MediaDiagnostics & FakeLatest<LatestMediaDiagnostics>>;

/** A fake `RemoteDiagnostics`. Setting `latest` fires `diagnosticChanged` with the new diagnostics. */
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

/** The parts of a {@link FakeUserFacingDiagnosticsFeature}. */
export interface FakeDiagnostics {
  readonly network: FakeNetworkDiagnostics;
  readonly media: FakeMediaDiagnostics;
  readonly remote: FakeRemoteDiagnostics;
}

/**
 * A fake `UserFacingDiagnosticsFeature`. Default: no problem.
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

/** A fake `MediaStatsCollector`. A test sends its reports with `emit('sampleReported', …)`. */
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

/** A fake `MediaStatsCallFeature`. Each `createCollector()` returns a new {@link FakeMediaStatsCollector}. */
export const FakeMediaStatsCallFeature: FakeFeatureClass<MediaStatsCallFeature> = fakeFeatureClass(
  'FakeMediaStatsCallFeature',
  () => ({
    properties: { name: 'MediaStats' },
    methods: { createCollector: () => new FakeMediaStatsCollector() },
  }),
);
export type FakeMediaStatsCallFeature = Fake<MediaStatsCallFeature>;

/** A fake `CallSurveyFeature`. `submitSurvey` resolves to the survey with its ids. */
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

/** A fake `DebugInfoCallClientFeature`. Default: the only tab, in a supported browser. */
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
