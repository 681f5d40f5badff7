/** One agent for an injector, and the streams over it. */
import { isPlatformBrowser } from '@angular/common';
import {
  assertInInjectionContext,
  DestroyRef,
  inject,
  InjectionToken,
  Injector,
  NgZone,
  PLATFORM_ID,
  runInInjectionContext,
  type Provider,
} from '@angular/core';
import type { CallAgent, ConnectionState, TeamsCallAgent } from '@azure/communication-calling';
import {
  catchError,
  concat,
  EMPTY,
  ignoreElements,
  map,
  mergeMap,
  of,
  ReplaySubject,
  share,
  startWith,
  Subject,
  switchMap,
  take,
  takeUntil,
  throwError,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { retryOnDisconnect, type RetryOnDisconnectConfig } from '../../operators/retryOnDisconnect.js';
import { calls$, connectionState$, incomingCalls$, type IncomingCallOf } from '../streams/call-agent.js';
import { callAgent$, type CallAgentConfig } from '../streams/create-call-agent.js';
import { inZone } from './in-zone.js';

type Agent = CallAgent | TeamsCallAgent;

/** Settings of {@link provideCalling}. */
export interface CallingConfig<A extends Agent = CallAgent> extends CallAgentConfig {
  /**
   * Makes the agent. Runs in an injection context, outside the NgZone, and in the browser only: at the first use, after
   * a loss, and after `restart()`. So it is the place to load the SDK with `import()`.
   */
  readonly createAgent: () => ObservableInput<A | undefined>;
  /** How a lost agent is replaced: the settings of `retryOnDisconnect`; `false` for not at all. */
  readonly retry?: RetryOnDisconnectConfig | false;
}

/**
 * The agent of an injector, as streams. All of them err with the error of the agent when there is none for good, and
 * complete when the injector is destroyed. On a server they emit nothing.
 */
export interface Calling<A extends Agent = CallAgent> {
  /** The agent, and each one that replaces it. */
  readonly agent$: Observable<A>;
  /** The connection state of the agent. */
  readonly connectionState$: Observable<ConnectionState>;
  /** The calls of the agent, a new array for each change. */
  readonly calls$: Observable<readonly A['calls'][number][]>;
  /** Each incoming call. */
  readonly incomingCalls$: Observable<IncomingCallOf<A>>;
  /** Makes a new agent after an error: for a button "Try again". Does nothing while there is no error. */
  restart(): void;
}

/** How far the agent of an injector is: there is one, there is none for good, or there is none yet. */
export interface AgentStatus<A> {
  readonly agent?: A;
  readonly error?: unknown;
}

/** What the functions of this entry share: {@link Calling}, and the status that the signals show. */
interface Provided<A extends Agent> extends Calling<A> {
  readonly status$: Observable<AgentStatus<A>>;
}

const CALLING = /* @__PURE__ */ new InjectionToken<Provided<Agent>>(
  'rx-acs-calling: add provideCalling() to the providers of the app, a route or a component',
);

/**
 * Provides one agent to an app, a route or a component. It is made at the first use, replaced when it is lost, and
 * disposed of when the injector is destroyed.
 *
 * On a server no agent is made. Nothing keeps the app from becoming stable.
 *
 * @example
 * ```ts
 * import type { ApplicationConfig } from '@angular/core';
 * import { provideCalling } from 'rx-acs-calling/angular';
 *
 * export const appConfig: ApplicationConfig = {
 *   providers: [
 *     provideCalling({
 *       // Loads the SDK (7 MB) only when it is needed, and never on a server.
 *       createAgent: async () => {
 *         const { CallClient } = await import('@azure/communication-calling');
 *         const { AzureCommunicationTokenCredential } = await import('@azure/communication-common');
 *         const tokenRefresher = async () => {
 *           const response = await fetch('/token');
 *           if (!response.ok) {
 *             throw new Error(`The token server answered ${String(response.status)}.`);
 *           }
 *           return response.text();
 *         };
 *         return new CallClient().createCallAgent(new AzureCommunicationTokenCredential({ tokenRefresher }));
 *       },
 *     }),
 *   ],
 * };
 * ```
 *
 * @param config The settings, or a function that gives them: it runs in an injection context, so it may `inject()`.
 */
export function provideCalling<A extends Agent>(
  config: CallingConfig<A> | (() => CallingConfig<A>),
): Provider {
  return {
    provide: CALLING,
    useFactory: () => createCalling(typeof config === 'function' ? config() : config),
  };
}

/**
 * Gives the streams of the agent that is provided here.
 *
 * Values arrive inside the NgZone; the SDK is listened to outside.
 *
 * @example
 * ```ts
 * import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
 * import { injectCalling } from 'rx-acs-calling/angular';
 * import { acceptIncomingCalls } from 'rx-acs-calling/operators';
 *
 * export class Reception {
 *   constructor() {
 *     injectCalling().agent$.pipe(acceptIncomingCalls(), takeUntilDestroyed()).subscribe();
 *   }
 * }
 * ```
 */
export function injectCalling<A extends Agent = CallAgent>(): Calling<A> {
  assertInInjectionContext(injectCalling);
  return injectProvided<A>();
}

/** The same, with the status. For use in an injection context only. */
export const injectProvided = <A extends Agent>(): Provided<A> =>
  // Which agent it is only the app's `provideCalling` says.
  inject(CALLING) as unknown as Provided<A>;

const createCalling = <A extends Agent>(config: CallingConfig<A>): Provided<A> => {
  const zone = inject(NgZone);
  const restart$ = new Subject<void>();
  const status$ = keepStatus(createStatus$(config, restart$));
  const agent$ = status$.pipe(mergeMap(toAgent));
  const streamOf = <T>(project: (agent: A) => Observable<T>): Observable<T> =>
    agent$.pipe(switchMap(project), inZone(zone));
  return {
    status$: status$.pipe(inZone(zone)),
    agent$: agent$.pipe(inZone(zone)),
    connectionState$: streamOf((agent) => connectionState$(agent)),
    calls$: streamOf((agent) => calls$(agent)),
    incomingCalls$: streamOf((agent) => incomingCalls$(agent)),
    restart: () => {
      restart$.next();
    },
  };
};

/** Makes the agent. An error is a status too, after which `restart$` begins anew. */
const createStatus$ = <A extends Agent>(
  { createAgent, retry = {}, ...config }: CallingConfig<A>,
  restart$: Observable<unknown>,
): Observable<AgentStatus<A>> => {
  if (!isPlatformBrowser(inject(PLATFORM_ID))) {
    return EMPTY;
  }
  const injector = inject(Injector);
  const created$ = callAgent$<A>(() => runInInjectionContext(injector, createAgent), config);
  return (retry === false ? created$ : created$.pipe(retryOnDisconnect(retry))).pipe(
    map((agent): AgentStatus<A> => ({ agent })),
    startWith<AgentStatus<A>>({}),
    catchError((error: unknown, again$) =>
      concat(of<AgentStatus<A>>({ error }), restart$.pipe(take(1), ignoreElements()), again$),
    ),
  );
};

/** Subscribes once, at the first use, until the injector is destroyed. */
const keepStatus = <A>(status$: Observable<AgentStatus<A>>): Observable<AgentStatus<A>> => {
  const destroyed$ = new ReplaySubject<void>(1);
  inject(DestroyRef).onDestroy(() => {
    destroyed$.next();
  });
  // The last status is that there is no agent: a late subscriber does not get the one that has been disposed of.
  return concat(status$.pipe(takeUntil(destroyed$)), of<AgentStatus<A>>({})).pipe(
    share({ connector: () => new ReplaySubject(1), resetOnRefCountZero: false, resetOnComplete: false }),
  );
};

const toAgent = <A>({ agent, error }: AgentStatus<A>): Observable<A> => {
  if (agent) {
    return of(agent);
  }
  // eslint-disable-next-line rxjs-x/throw-error -- it is an error of `callAgent$` or `retryOnDisconnect`
  return error === undefined ? EMPTY : throwError(() => error);
};
