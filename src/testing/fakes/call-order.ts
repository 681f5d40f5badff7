/**
 * The order in which a call writes its properties and fires its events (observed with SDK 1.46.1 and 2.0.0 in Chromium).
 */
import type { CallCommon } from '@azure/communication-calling';
import { callEvents } from './call-description.js';
import { wholeReason } from './call-end-reason.js';
import { snapshotOf, type Fake, type FakeChanges } from './fake-object.js';
import { FakeRemoteParticipant } from './fake-remote-participant.js';

type Changes = FakeChanges<CallCommon>;

interface Calls {
  readonly calls: readonly CallCommon[];
  set(changes: { readonly calls?: readonly CallCommon[] }): void;
}

const withEvent: ReadonlySet<string | null> = new Set(Object.values(callEvents));

/**
 * The SDK looks at these in one pass, and fires their events in this order. It tells the mute with the state, if both
 * change.
 */
const pass = ['id', 'state', 'isScreenSharingOn', 'isMuted', 'isIncomingAudioMuted', 'role'];
const passWithState = ['id', 'state', 'isMuted', 'isScreenSharingOn', 'isIncomingAudioMuted', 'role'];

/**
 * The names of changed properties in the SDK's order, in steps. The first step has all properties without an event, each
 * further step has one property. A property of the pass takes the place of another one of the pass, all others keep theirs.
 */
export function stepsOf(names: readonly string[]): readonly (readonly string[])[] {
  const inPass = (names.includes('state') ? passWithState : pass).filter((name) => names.includes(name));
  const places = names.filter((name) => pass.includes(name));
  const steps = names
    .filter((name) => withEvent.has(name))
    .map((name) => [pass.includes(name) ? (inPass[places.indexOf(name)] ?? name) : name]);
  return [names.filter((name) => !withEvent.has(name)), ...steps];
}

/** Sets one property after the other: in the event of one, the next is still old. */
function setOneByOne(changes: Changes, set: (changes: Changes) => void): void {
  for (const names of stepsOf(Object.keys(changes))) {
    set(Object.fromEntries(names.map((name) => [name, changes[name as keyof Changes]])));
  }
}

/**
 * Sets properties of a call in the SDK's order. A call that ends first gets its reason, then loses its participants and
 * streams, then leaves its agent, and fires its `stateChanged` last.
 *
 * @param set The `set` of the base class.
 */
export function setInOrder(
  call: Fake<CallCommon> & { readonly agent: Calls | undefined },
  changes: Changes,
  set: (changes: Changes) => void,
): void {
  if (changes.state !== 'Disconnected' || call.state === 'Disconnected') {
    setOneByOne(changes, set);
    return;
  }
  const { state, callEndReason = wholeReason({ code: 0, subCode: 0 }), ...rest } = changes;
  set({ callEndReason });
  for (const participant of call.remoteParticipants) {
    if (participant instanceof FakeRemoteParticipant && participant.state !== 'Disconnected') {
      participant.set({ callEndReason, state: 'Disconnected' });
    }
  }
  const streams = { localVideoStreams: [], localAudioStreams: [], remoteAudioStreams: [] };
  setOneByOne({ remoteParticipants: [], ...streams, ...rest }, set);
  // The agent itself listens to its calls. A listener that is attached while the agent fires its event is too late.
  const tell = snapshotOf(call, 'stateChanged');
  call.write({ state });
  call.agent?.set({ calls: call.agent.calls.filter((other) => other !== call) });
  tell();
}
