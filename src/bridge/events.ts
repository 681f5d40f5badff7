/**
 * Streams over any event, property or collection of an SDK object.
 */
import type { Observable } from 'rxjs';
import type {
  Arrays,
  SdkCollection,
  SdkElement,
  SdkEvent,
  SdkEventPayload,
  SdkProperty,
  SdkSource,
  Values,
} from './event-types.js';
import { observeEvent, observeState } from './observe.js';

/**
 * Emits what an event of an SDK object hands to its listeners, each time that it happens.
 *
 * Never completes, and remembers nothing: a late subscriber waits for the next event. Errs with an
 * {@link SdkError} if the SDK refuses the listener. However many subscribe, the SDK sees one listener.
 *
 * ```
 * event    --a--b-----c--
 * result   --a--b-----c--
 * late           ^----c--
 * ```
 *
 * @example
 * ```ts
 * import type { Call } from '@azure/communication-calling';
 * import { fromSdkEvent } from 'rx-acs-calling';
 *
 * const watch = (call: Call) =>
 *   fromSdkEvent(call, 'remoteParticipantsUpdated').subscribe(({ added }) => {
 *     console.log(`${String(added.length)} joined`);
 *   });
 * ```
 *
 * @param source The SDK's object.
 * @param event The name of one of its events; a name that its `on` does not declare does not compile.
 */
export function fromSdkEvent<S extends SdkSource, E extends SdkEvent<S>>(
  source: S,
  event: E,
): Observable<SdkEventPayload<S, E>> {
  return observeEvent(source, lookUp(event), '', (payload: SdkEventPayload<S, E>) => payload);
}

/**
 * Emits the current value of a property of an SDK object at once, then each change.
 *
 * Never completes. An event that leaves the value as it was emits nothing. Errs with an {@link SdkError} if the
 * SDK throws on reading. The SDK's convention, that the event is named `<property>Changed` and fires when the
 * property is already new, was observed with SDK 1.46.1 and 2.0.0. Where the SDK breaks it, name the event:
 * `property$(captions, 'isCaptionsFeatureActive', 'CaptionsActiveChanged')`.
 *
 * ```
 * event           --x--x-----x--
 * value           a-b--b-----a--
 * result          a-b--------a--
 * late subscriber      b-----a--
 * ```
 *
 * @example
 * ```ts
 * import type { Call } from '@azure/communication-calling';
 * import { property$ } from 'rx-acs-calling';
 *
 * const muted = (call: Call) => property$(call, 'isMuted');
 * ```
 *
 * @param source The SDK's object.
 * @param property The name of one of its properties that has a change event.
 * @param event The event that tells of a change; to be given only if it is not `<property>Changed`.
 */
export function property$<S extends SdkSource, K extends SdkProperty<S>>(
  source: S,
  property: K,
): Observable<S[K]>;
export function property$<S extends SdkSource, K extends Values<S>>(
  source: S,
  property: K,
  event: SdkEvent<S>,
): Observable<S[K]>;
export function property$<S extends SdkSource>(
  source: S,
  property: keyof S & string,
  event = `${property}Changed`,
): Observable<unknown> {
  return observeState(source, lookUp(event), property, (object) => object[property]);
}

/**
 * Emits the current elements of a collection of an SDK object at once, then again after each update.
 *
 * Each emission is an array of its own, never the SDK's: `agent.calls` is changed in place (observed with SDK
 * 1.46.1 and 2.0.0). An update that leaves the elements as they were emits nothing. Never completes. Errs with an
 * {@link SdkError} if the SDK throws on reading. The event is `<collection>Updated` unless you name another:
 * `collection$(call.lobby, 'participants', 'lobbyParticipantsUpdated')`.
 *
 * ```
 * event     -----+-----+-----
 * elements  []   [a]   [a,b]
 * result    x----y-----z-----
 * ```
 *
 * @example
 * ```ts
 * import type { Call } from '@azure/communication-calling';
 * import { collection$ } from 'rx-acs-calling';
 * import { map } from 'rxjs';
 *
 * const headCount = (call: Call) => collection$(call, 'remoteParticipants').pipe(map(({ length }) => length));
 * ```
 *
 * @param source The SDK's object.
 * @param collection The name of one of its collections that has an update event.
 * @param event The event that tells of an update; to be given only if it is not `<collection>Updated`.
 */
export function collection$<S extends SdkSource, K extends SdkCollection<S>>(
  source: S,
  collection: K,
): Observable<readonly SdkElement<S, K>[]>;
export function collection$<S extends SdkSource, K extends Arrays<S>>(
  source: S,
  collection: K,
  event: SdkEvent<S>,
): Observable<readonly SdkElement<S, K>[]>;
export function collection$<S extends SdkSource>(
  source: S,
  collection: keyof S & string,
  event = `${collection}Updated`,
): Observable<readonly unknown[]> {
  return observeState(
    source,
    lookUp(event),
    `${collection}[]`,
    (object) => [...((object[collection] ?? []) as readonly unknown[])],
    undefined,
    isSameList,
  );
}

/** Whether two lists have the same elements in the same order. */
export const isSameList = (before: readonly unknown[], now: readonly unknown[]): boolean =>
  now.length === before.length && now.every((element, i) => element === before[i]);

/** A name that was put together is slow to look up in each `on` and `off`, until it comes out of an object. */
const lookUp = <S extends SdkSource>(event: string): SdkEvent<S> => {
  for (event in { [event]: 0 });
  return event as SdkEvent<S>;
};
