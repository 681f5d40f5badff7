/** Follows a call from one transfer to the next: turns what the SDK tells into events, and does their tasks. */
import type { CallCommon } from '@azure/communication-calling';
import {
  BehaviorSubject,
  catchError,
  concat,
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  map,
  merge,
  mergeMap,
  of,
  takeUntil,
  throwError,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { callEnded$, callState$ } from '../../../src/streams/call.js';
import { after } from '../../../src/streams/internal/deadline.js';
import { transferAccepted$ } from '../../../src/streams/transfer.js';
import { hangUp } from '../hang-up.js';
import { keepMuted$ } from '../keep-muted.js';
import { connected } from '../reached.js';
import type { Transferable } from '../transfer/types.js';
import {
  begin,
  changed,
  failureOf,
  handedOver,
  isOver,
  notHungUp,
  overdue,
  type FollowedCalls,
  type Step,
  type Task,
} from './state.js';

export interface Settings<C extends CallCommon> {
  /** In milliseconds. */
  readonly grace: number;
  /** In milliseconds. */
  readonly timeout: number;
  readonly keepMuted: boolean;
  /** Looks up the transfer feature of a new call. */
  readonly lookUp: OperatorFunction<C, Transferable<C>>;
}

interface Following<C extends CallCommon> extends Settings<C> {
  readonly calls$: BehaviorSubject<FollowedCalls<C>>;
}

/** Emits the call to show: the first one, then the new call of each transfer. See `followTransfers`. */
export const follow$ = <C extends CallCommon>(first: Transferable<C>, settings: Settings<C>): Observable<C> =>
  defer(() => {
    const calls$ = new BehaviorSubject(begin(first.call));
    return concat(
      attend$({ ...settings, calls$ }, first, of(first.call)).pipe(takeUntil(calls$.pipe(filter(isOver)))),
      defer(() => {
        const failure = failureOf(calls$.value);
        // eslint-disable-next-line rxjs-x/throw-error -- it is an error of `hangUp`
        return failure ? throwError(() => failure.error) : EMPTY;
      }),
    );
  });

/** Moves the calls on, and does the tasks of the step. The calls are up to date before the first task begins. */
const handle$ = <C extends CallCommon>(
  following: Following<C>,
  event: (calls: FollowedCalls<C>) => Step<C>,
): Observable<C> =>
  defer(() => {
    const { calls, tasks } = event(following.calls$.value);
    following.calls$.next(calls);
    return merge(...tasks.map((task) => perform$(following, task)));
  });

const perform$ = <C extends CallCommon>(following: Following<C>, task: Task<C>): Observable<C> => {
  switch (task.do) {
    case 'attend':
      return attendNew$(following, task.call);
    case 'show':
      return of(task.call);
    case 'leave':
      return leave$(following, task.call);
    case 'give up':
      return hangUp$(
        following,
        task.call,
        `The new call of a transfer was not connected after ${String(following.timeout)} ms`,
      );
  }
};

/** Listens to a call for as long as the stream goes on: the SDK may tell of its transfer after its end. */
const attend$ = <C extends CallCommon>(
  following: Following<C>,
  { call, feature }: Transferable<C>,
  emission$: Observable<C> = EMPTY,
): Observable<C> =>
  merge(
    // The SDK makes the new call with the agent of the old one: it is of the same kind (SDK 1.46.1 and 2.0.0).
    (transferAccepted$(feature) as Observable<C>).pipe(
      mergeMap((next) => handle$(following, (calls) => handedOver(calls, next))),
    ),
    emission$,
    callState$(call).pipe(mergeMap((state) => handle$(following, (calls) => changed(calls, call, state)))),
  );

const attendNew$ = <C extends CallCommon>(following: Following<C>, call: C): Observable<C> =>
  merge(
    // First, so that the call is muted before it is emitted.
    following.keepMuted ? keepMuted$(call, shown$(following)) : EMPTY,
    of(call).pipe(
      following.lookUp,
      mergeMap((transferable) => attend$(following, transferable)),
    ),
    after(following.timeout).pipe(
      mergeMap(() => handle$(following, (calls) => overdue(calls, call))),
      takeUntil(callEnded$(call)),
    ),
  );

/** The newest one each time: an event inside `next` may have moved the calls on. */
const shown$ = <C extends CallCommon>({ calls$ }: Following<C>): Observable<C> =>
  calls$.pipe(
    map(() => calls$.value.shown),
    distinctUntilChanged(),
  );

/** Hangs up a call that was left, unless the transferor ends it within the grace. */
const leave$ = <C extends CallCommon>(following: Following<C>, call: C): Observable<C> =>
  defer(() =>
    connected.includes(call.state) || call.state === 'Disconnecting'
      ? after(following.grace)
      : // A call that was never connected is not the transferor's to end.
        of(0),
  ).pipe(
    mergeMap(() => hangUp$(following, call, 'The transfer is through')),
    takeUntil(callEnded$(call)),
  );

/** Hangs up a call. A failure must not cost the user the other calls: it is kept for the end. */
const hangUp$ = <C extends CallCommon>(following: Following<C>, call: C, occasion: string): Observable<C> =>
  hangUp(call, `${occasion}, but hanging up this leg`).pipe(
    catchError((error: unknown) => handle$(following, (calls) => notHungUp(calls, call, error))),
  );
