/** Accepts the incoming calls of an agent: auto-answer. */
import type { AcceptCallOptions, CallAgent, TeamsCallAgent } from '@azure/communication-calling';
import {
  BehaviorSubject,
  catchError,
  concatMap,
  EMPTY,
  finalize,
  ignoreElements,
  merge,
  mergeMap,
  pipe,
  Subject,
  switchMap,
  tap,
  type MonoTypeOperatorFunction,
  type Observable,
  type ObservableInput,
  type OperatorFunction,
} from 'rxjs';
import { InvalidArgumentError, type CallingError } from '../src/errors/errors.js';
import { incomingCalls$, type IncomingCallOf } from '../src/streams/call-agent.js';
import { decline$ } from './internal/incoming/accept.js';
import { answer$ } from './internal/incoming/answer.js';
import { accepts$ } from './internal/incoming/decision.js';
import {
  accepted,
  callsOn,
  idle,
  isBusy,
  queued,
  settled,
  taken,
  waits,
  type Line,
} from './internal/incoming/line.js';
import { turns$ } from './internal/incoming/turns.js';

type CallWaiting = 'ring' | 'wait' | 'reject' | 'hold';

/** The settings of {@link acceptIncomingCalls}. `audioOptions` and `videoOptions` are the SDK's options of `accept`. */
export interface AcceptIncomingCallsConfig<A extends CallAgent | TeamsCallAgent> extends AcceptCallOptions {
  /**
   * Decides which calls to accept. Default: all. Called once for each call, when it rings. Of a promise or Observable
   * the first value counts, and none is a no. A refused call rings on, and the app can still answer it.
   */
  readonly accept?: (incomingCall: IncomingCallOf<A>) => boolean | ObservableInput<boolean>;
  /**
   * Handles a second call, one that is to be accepted while the user has a call of any state: outgoing, on hold, or
   * being accepted. `'ring'` lets it ring on, and the app can still answer it. `'wait'` does so too, and accepts it when the
   * user is free, if it still rings then: several in order of arrival. `'reject'` declines it, which ends the ringing on all
   * devices of the user. `'hold'` holds the other call and accepts. Default `'ring'`.
   */
  readonly callWaiting?: CallWaiting;
  /**
   * Handles a call that could not be accepted or declined, as the `catchError` of RxJS does: `() => EMPTY` goes on
   * without the call. By default the stream errs, and accepts no more calls.
   */
  readonly catchError?: (
    error: CallingError,
    incomingCall: IncomingCallOf<A>,
  ) => ObservableInput<A['calls'][number]>;
}

/**
 * Accepts the incoming calls of an agent, and emits each accepted call.
 *
 * ```
 * incomingCall          --a-------b----
 * accept()                --(x|)
 * acceptIncomingCalls   ----x----------     b rings on: callWaiting is 'ring'
 * ```
 *
 * Emits a call when `accept()` of the SDK has resolved, which is before the call is connected: see `whenConnected`.
 * Skips a call that is cancelled, or answered elsewhere or by the app, before it is accepted. A new agent, as after
 * `retryOnDisconnect`, replaces the one before. Never completes by itself.
 *
 * Errs with an {@link IncomingCallError} if `config.accept` fails, or the SDK does not accept, hold or decline a call;
 * with a {@link CallingTimeoutError} if holding and accepting take longer than 30 s. Use `config.catchError` to go on
 * after an error.
 *
 * Unsubscribing leaves the emitted calls as they are. It hangs up a call that is being accepted. The guide
 * `docs/incoming-calls.md` has the details.
 *
 * @example
 * ```ts
 * import type { CallAgent } from '@azure/communication-calling';
 * import { acceptIncomingCalls } from 'rx-acs-calling/operators';
 * import { EMPTY, type Observable } from 'rxjs';
 *
 * const autoAnswer = (agents: Observable<CallAgent>, isOfQueue: (caller?: string) => Promise<boolean>) =>
 *   agents.pipe(
 *     acceptIncomingCalls({
 *       accept: ({ callerInfo: { displayName } }) => isOfQueue(displayName),
 *       callWaiting: 'reject',
 *       catchError: (error) => {
 *         console.log(error.message);
 *         return EMPTY;
 *       },
 *     }),
 *   );
 * ```
 */
export function acceptIncomingCalls<A extends CallAgent | TeamsCallAgent>(
  config: AcceptIncomingCallsConfig<A> = {},
): OperatorFunction<A, A['calls'][number]> {
  const { callWaiting = 'ring' } = config;
  if (!['ring', 'wait', 'reject', 'hold'].includes(callWaiting)) {
    throw new InvalidArgumentError(
      `callWaiting must be 'ring', 'wait', 'reject' or 'hold', not ${callWaiting}.`,
    );
  }
  return switchMap((agent) => acceptedCalls$(agent, config));
}

type LineOf<A extends CallAgent | TeamsCallAgent> = Line<A['calls'][number], IncomingCallOf<A>>;

/** An agent, its line, and the calls to accept, one after the other. */
interface Desk<A extends CallAgent | TeamsCallAgent> {
  readonly agent: A;
  readonly line$: BehaviorSubject<LineOf<A>>;
  readonly queue$: Subject<IncomingCallOf<A>>;
}

const acceptedCalls$ = <A extends CallAgent | TeamsCallAgent>(
  agent: A,
  { accept = () => true, callWaiting = 'ring', catchError: rescue, ...options }: AcceptIncomingCallsConfig<A>,
): Observable<A['calls'][number]> => {
  type C = A['calls'][number];
  const desk: Desk<A> = { agent, line$: new BehaviorSubject<LineOf<A>>(idle), queue$: new Subject() };
  const { line$, queue$ } = desk;

  const rescued = (incomingCall: IncomingCallOf<A>, work$: Observable<C>): Observable<C> =>
    rescue ? work$.pipe(catchError((error: unknown) => rescue(error as CallingError, incomingCall))) : work$;

  const answered$ = queue$.pipe(
    concatMap((incomingCall) =>
      rescued(
        incomingCall,
        answer$<C>(incomingCall, () => callsOn(line$.value, agent.calls), options),
      ).pipe(tracked(line$)),
    ),
  );

  const decided$ = incomingCalls$(agent).pipe(
    mergeMap((incomingCall) =>
      rescued(
        incomingCall,
        accepts$(incomingCall, () => accept(incomingCall)).pipe(
          mergeMap(() => respond$(desk, incomingCall, callWaiting)),
        ),
      ),
    ),
  );

  return merge(answered$, callWaiting === 'wait' ? waited$(desk) : EMPTY, decided$);
};

/** Puts a call that the app accepts into the queue, lets it wait or ring, or declines it. */
const respond$ = <A extends CallAgent | TeamsCallAgent>(
  { agent, line$, queue$ }: Desk<A>,
  incomingCall: IncomingCallOf<A>,
  callWaiting: CallWaiting,
): Observable<never> => {
  if (callWaiting === 'wait') {
    // Also when the user is free: its turn comes at once, or after those that wait.
    line$.next(waits(line$.value, incomingCall));
  } else if (callWaiting === 'hold' || !isBusy(line$.value, agent.calls)) {
    line$.next(queued(line$.value));
    queue$.next(incomingCall);
  } else if (callWaiting === 'reject') {
    return decline$(incomingCall);
  }
  return EMPTY;
};

/** Puts each call that waits into the queue when it is its turn. */
const waited$ = <A extends CallAgent | TeamsCallAgent>({
  agent,
  line$,
  queue$,
}: Desk<A>): Observable<never> =>
  turns$(agent, line$).pipe(
    tap((incomingCall) => {
      line$.next(taken(line$.value, incomingCall));
      queue$.next(incomingCall);
    }),
    ignoreElements(),
  );

/** Keeps the line up to date while a call is accepted. */
const tracked = <C, I>(line$: BehaviorSubject<Line<C, I>>): MonoTypeOperatorFunction<C> =>
  pipe(
    tap((call) => {
      line$.next(accepted(line$.value, call));
    }),
    finalize(() => {
      line$.next(settled(line$.value));
    }),
  );
