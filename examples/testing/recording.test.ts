import type { RecordingCallFeature } from '@azure/communication-calling';
import { property$ } from 'rx-acs-calling';
import { withFeature } from 'rx-acs-calling/operators';
import { FakeCall, fakeFeatureClass } from 'rx-acs-calling/testing';
import { of, switchMap } from 'rxjs';

const MyRecordingFeature = fakeFeatureClass<RecordingCallFeature>('MyRecordingFeature', () => ({
  events: { isRecordingActiveChanged: 'isRecordingActive', recordingsUpdated: 'recordings' },
  properties: {
    name: 'Recording',
    isRecordingActive: false,
    isTeamsConsentRequired: false,
    recordings: [],
  },
  promises: { grantTeamsConsent: () => undefined },
}));

it('shows that the call is recorded', () => {
  const features = { Recording: { callApiCtor: MyRecordingFeature } };
  const call = new FakeCall({ state: 'Connected' });
  const shown: boolean[] = [];

  const subscription = of(call)
    .pipe(
      withFeature(features.Recording),
      switchMap(({ feature }) => property$(feature, 'isRecordingActive')),
    )
    .subscribe((isRecorded) => shown.push(isRecorded));
  const recording = call.feature(features.Recording);
  recording.set({ isRecordingActive: true });
  subscription.unsubscribe();

  expect(shown).toEqual([false, true]);
  expect(recording.listenerCount()).toBe(0);
});
