/**
 * Fakes of the features of a meeting that draw attention: raised hands, spotlight, reactions, dominant speakers.
 *
 * A request of a fake (raise a hand, spotlight, permit) changes nothing by itself. In the SDK the service answers it with an
 * event, and a test does so with `set`.
 */
import type {
  DominantSpeakersCallFeature,
  RaisedHand,
  RaiseHandCallFeature,
  ReactionCallFeature,
  SpotlightCallFeature,
  SpotlightedParticipant,
} from '@azure/communication-calling';
import { fakeFeatureClass, type FakeFeatureClass } from './fake-feature.js';
import type { Fake } from './fake-object.js';
import { rawId } from './identifiers.js';

/** The hands that `getRaisedHands()` returns, as a property that a test sets. */
export interface FakeRaisedHands {
  readonly raisedHands: readonly RaisedHand[];
}

/** The users whose hand is up in `a`, but not in `b`. */
const onlyIn = (a: readonly RaisedHand[], b: readonly RaisedHand[]) =>
  a
    .filter((hand) => !b.some(({ identifier }) => rawId(identifier) === rawId(hand.identifier)))
    .map(({ identifier }) => ({ identifier }));

/**
 * A fake `RaiseHandCallFeature`. Default: no hand is up.
 *
 * Setting `raisedHands` fires one `raisedHandEvent` for each new hand, and one `loweredHandEvent` for each that is gone.
 *
 * @example
 * ```ts
 * import { FakeCall, FakeFeatures } from 'rx-acs-calling/testing';
 *
 * const feature = new FakeCall({ state: 'Connected' }).feature(FakeFeatures.RaiseHand);
 * const identifier = { communicationUserId: '8:acs:bob' };
 * feature.set({ raisedHands: [{ identifier, order: 1 }] }); // raisedHandEvent fires
 * feature.set({ raisedHands: [] }); // loweredHandEvent fires
 * ```
 */
export const FakeRaiseHandCallFeature: FakeFeatureClass<RaiseHandCallFeature & FakeRaisedHands> =
  fakeFeatureClass('FakeRaiseHandCallFeature', () => ({
    events: {
      raisedHandEvent: { raisedHands: (now, before) => onlyIn(now, before) },
      loweredHandEvent: { raisedHands: (now, before) => onlyIn(before, now) },
    },
    properties: { name: 'RaiseHand', raisedHands: [] },
    methods: {
      getRaisedHands() {
        return [...this.raisedHands];
      },
    },
    promises: {
      raiseHand: () => undefined,
      lowerHand: () => undefined,
      lowerHands: () => undefined,
      lowerAllHands: () => undefined,
    },
    lenient: true,
  }));
export type FakeRaiseHandCallFeature = Fake<RaiseHandCallFeature & FakeRaisedHands>;

/** The participants that `getSpotlightedParticipants()` returns, as a property that a test sets. */
export interface FakeSpotlight {
  readonly spotlightedParticipants: readonly SpotlightedParticipant[];
}

/** A fake `SpotlightCallFeature`. Setting `spotlightedParticipants` fires `spotlightChanged`. */
export const FakeSpotlightCallFeature: FakeFeatureClass<SpotlightCallFeature & FakeSpotlight> =
  fakeFeatureClass('FakeSpotlightCallFeature', () => ({
    events: { spotlightChanged: 'spotlightedParticipants' },
    properties: { name: 'Spotlight', maxParticipantsToSpotlight: 7, spotlightedParticipants: [] },
    methods: {
      getSpotlightedParticipants() {
        return [...this.spotlightedParticipants];
      },
    },
    promises: {
      startSpotlight: () => undefined,
      stopSpotlight: () => undefined,
      stopAllSpotlight: () => undefined,
    },
    lenient: true,
  }));
export type FakeSpotlightCallFeature = Fake<SpotlightCallFeature & FakeSpotlight>;

/** A fake `ReactionCallFeature`. A test sends the reactions of others with `emit('reaction', …)`. */
export const FakeReactionCallFeature: FakeFeatureClass<ReactionCallFeature> = fakeFeatureClass(
  'FakeReactionCallFeature',
  () => ({
    events: { reaction: null },
    properties: { name: 'Reaction' },
    promises: { sendReaction: () => undefined },
    lenient: true,
  }),
);
export type FakeReactionCallFeature = Fake<ReactionCallFeature>;

/** A fake `DominantSpeakersCallFeature`. Default: nobody speaks. */
export const FakeDominantSpeakersCallFeature: FakeFeatureClass<DominantSpeakersCallFeature> =
  fakeFeatureClass('FakeDominantSpeakersCallFeature', () => ({
    events: { dominantSpeakersChanged: 'dominantSpeakers' },
    properties: { name: 'DominantSpeakers', dominantSpeakers: { speakersList: [], timestamp: new Date(0) } },
    lenient: true,
  }));
export type FakeDominantSpeakersCallFeature = Fake<DominantSpeakersCallFeature>;
