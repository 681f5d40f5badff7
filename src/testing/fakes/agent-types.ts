/**
 * The types of fake agents. A call knows its agent by these, and so needs no class of an agent.
 */
import type { CallAgentCommon, ConnectionStateChangedReason } from '@azure/communication-calling';
import type { WithAgentFeatures } from './fake-feature.js';
import type { Fake } from './fake-object.js';

/** The events that the SDK causes by itself, and its callback that the types leave out. */
export interface FakeAgentMembers {
  /**
   * Loses the connection for a reason. Default, as in the SDK: `'connectionIssue'`. An agent without a connection fires
   * `Disconnected` -> `Disconnected` for a new reason, and nothing for the same reason (observed with SDK 1.46.1 and 2.0.0
   * in Chromium). To get the connection back: `set({ connectionState: 'Connected' })`.
   */
  disconnect(reason?: ConnectionStateChangedReason): void;

  /**
   * Disposes of the agent as the SDK does after 11 refused tokens: the calls end, `connectionState` stays as it is, and no
   * `connectionStateChanged` fires. Only {@link onDisposed} tells the app. `dispose()` then rejects with 409/40203, that
   * of a Teams user's agent with 409/40204 (observed with SDK 1.46.1 and 2.0.0 in Chromium).
   */
  disposeSilently(): void;

  /**
   * Calls back once, after the app or the SDK has disposed of the agent: when the calls have ended, and before the promise
   * of `dispose()` resolves. Never calls back if the agent is already disposed of. An agent takes any number of callbacks,
   * and none can be removed. The SDK has this method from 1.36.1 on, but not in its types.
   */
  onDisposed(callback: () => void): void;
}

/** A fake of the agent `S`. */
export type FakeAgent<S extends CallAgentCommon> = Fake<S & WithAgentFeatures> & FakeAgentMembers;
