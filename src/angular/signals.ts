/** The agent of an injector, as signals. */
import { ErrorHandler, inject, signal, type Signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { CallAgent, ConnectionState, TeamsCallAgent } from '@azure/communication-calling';
import { map, of, switchMap, type Observable } from 'rxjs';
import { calls$, connectionState$ } from '../streams/call-agent.js';
import { assertCaller } from './assert-caller.js';
import { injectProvided, type AgentStatus } from './calling.js';

type Agent = CallAgent | TeamsCallAgent;

/**
 * Gives the agent that is provided here, `undefined` while there is none. Reading it never throws.
 *
 * @example
 * ```ts
 * import { injectCallAgent } from 'rx-acs-calling/angular';
 *
 * export class Dialer {
 *   private readonly agent = injectCallAgent();
 *
 *   dial(phoneNumber: string) {
 *     this.agent()?.startCall([{ phoneNumber }]);
 *   }
 * }
 * ```
 */
export function injectCallAgent<A extends Agent = CallAgent>(): Signal<A | undefined> {
  return injectLatest<A, A | undefined>(
    injectCallAgent,
    undefined,
    map(({ agent }) => agent),
  );
}

/**
 * Gives the connection state of the agent; `Disconnected` while there is none.
 *
 * @example
 * ```ts
 * import { computed } from '@angular/core';
 * import { injectConnectionState } from 'rx-acs-calling/angular';
 *
 * export class StatusBar {
 *   private readonly state = injectConnectionState();
 *   readonly text = computed(() => (this.state() === 'Connected' ? 'Ready' : 'Connecting …'));
 * }
 * ```
 */
export function injectConnectionState(): Signal<ConnectionState> {
  return injectLatest<Agent, ConnectionState>(
    injectConnectionState,
    'Disconnected',
    switchMap(({ agent }) => (agent ? connectionState$(agent) : of<ConnectionState>('Disconnected'))),
  );
}

/**
 * Gives the calls of the agent; none while there is no agent.
 *
 * @example
 * ```ts
 * import { computed } from '@angular/core';
 * import { injectCalls } from 'rx-acs-calling/angular';
 *
 * export class CallList {
 *   readonly calls = injectCalls();
 *   readonly isBusy = computed(() => this.calls().length > 0);
 * }
 * ```
 */
export function injectCalls<A extends Agent = CallAgent>(): Signal<readonly A['calls'][number][]> {
  return injectLatest<A, readonly A['calls'][number][]>(
    injectCalls,
    [],
    switchMap(({ agent }) => (agent ? calls$(agent) : of([]))),
  );
}

/**
 * Gives the error for which there is no agent any more; `undefined` while there is hope. A signal of its own, as reading
 * a signal in a template must not throw.
 *
 * `injectCalling().restart()` clears it and makes a new agent.
 *
 * @example
 * ```ts
 * import { computed } from '@angular/core';
 * import { explain } from 'rx-acs-calling';
 * import { injectCalling, injectCallingError } from 'rx-acs-calling/angular';
 *
 * export class ErrorBar {
 *   private readonly calling = injectCalling();
 *   private readonly error = injectCallingError();
 *   readonly text = computed(() => (this.error() === undefined ? '' : explain(this.error()).message));
 *
 *   tryAgain() {
 *     this.calling.restart();
 *   }
 * }
 * ```
 */
export function injectCallingError(): Signal<unknown> {
  return injectLatest<Agent, unknown>(
    injectCallingError,
    undefined,
    map(({ error }) => error),
  );
}

/** Shows the latest value until the injector of the caller is destroyed. An error of the SDK goes to the app's `ErrorHandler`. */
const injectLatest = <A extends Agent, T>(
  caller: () => unknown,
  initial: T,
  project: (status$: Observable<AgentStatus<A>>) => Observable<T>,
): Signal<T> => {
  assertCaller(caller);
  const errors = inject(ErrorHandler);
  const latest = signal(initial);
  injectProvided<A>()
    .status$.pipe(project, takeUntilDestroyed())
    .subscribe({
      next: (value) => {
        latest.set(value);
      },
      error: (error: unknown) => {
        errors.handleError(error);
      },
    });
  return latest.asReadonly();
};
