/** The events of an attended transfer, up to its ending. */
import type { CallState } from '@azure/communication-calling';
import {
  catchError,
  concat,
  defer,
  distinctUntilChanged,
  EMPTY,
  endWith,
  filter,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  race,
  shareReplay,
  startWith,
  switchAll,
  switchMap,
  take,
  type Observable,
  type MonoTypeOperatorFunction,
} from 'rxjs';
import type { CallingError } from '../../../src/errors/errors.js';
import { callEnded$, callState$ } from '../../../src/streams/call.js';
import { after } from '../../../src/streams/internal/deadline.js';
import { dial } from '../dial.js';
import { isBeingSetUp } from '../reached.js';
import { hangUpConsultation, isUp, PATIENCE, type AttendedTransfer } from './attended-transfer.js';
import {
  decisionFailure,
  endOfCall,
  isHungUp,
  noAnswer,
  noHold,
  noWithdrawal,
  problemOf,
  rejection,
} from './problems.js';
import type { Settings } from './settings.js';
import {
  onAnswered,
  onArrival,
  onCancel,
  onComplete,
  onEnded,
  onHeld,
  onNotStarted,
  onNotWithdrawn,
  onProblem,
  onStarted,
  onWithdrawal,
  onWithdrawn,
  type StageEvent,
} from './state.js';
import type { Consultation } from './types.js';

type Events = Observable<StageEvent>;

/** Emits all events. The decisions come first: a `cancel` made beforehand then prevents everything else. */
export const events$ = (attended: AttendedTransfer): Events =>
  defer(() => {
    const complete$ = attended.complete.pipe(shareReplay({ bufferSize: 1, refCount: true }));
    return merge(
      decision$('cancel', attended.cancel, onCancel),
      decision$('complete', complete$, onComplete(attended.whileRinging)),
      concat(of(onArrival), hold$(attended), consult$(attended, complete$)).pipe(orProblem),
    );
  });

const decision$ = (which: 'complete' | 'cancel', decided$: Observable<unknown>, event: StageEvent): Events =>
  decided$.pipe(
    map(() => event),
    catchError((cause: unknown) => of(onProblem(decisionFailure(which, cause)))),
  );

/** Puts the call on hold, and completes when it is. */
const hold$ = ({ call, hold }: AttendedTransfer): Events =>
  race(
    hold.begin().pipe(ignoreElements()),
    callState$(call).pipe(
      filter(isUp),
      take(1),
      mergeMap(() => after(PATIENCE)),
      map(() => onProblem(noHold)),
    ),
  );

const consult$ = (attended: AttendedTransfer, complete$: Observable<unknown>): Events =>
  merge(
    callEnded$(attended.call).pipe(
      map(() => onProblem(endOfCall)),
      // By itself: an error here must not unsubscribe from a startCall() that runs.
      orProblem,
    ),
    concat(of(onHeld), call$(attended, complete$)),
  );

/** Calls the target, and follows that call. */
const call$ = (settings: Settings, complete$: Observable<unknown>): Events =>
  defer(() => {
    let consultation: Consultation;
    try {
      consultation = dial(settings.agent, settings.target, settings.startCallOptions);
    } catch (cause) {
      return of(onNotStarted(cause));
    }
    return concat(
      of(onStarted(consultation)),
      withdrawals$(consultation, settings, complete$).pipe(
        startWith(progress$(consultation, settings.answerTimeout)),
        // Once it is being hung up, its other progress no longer counts.
        switchAll(),
      ),
    );
  });

/** Emits what to do when the user does not wait for a target that still rings. */
const withdrawals$ = (
  consultation: Consultation,
  { whileRinging }: Settings,
  complete$: Observable<unknown>,
): Observable<Events> =>
  complete$.pipe(
    // Asks the call itself: a call that is answered is not hung up, though its event may not have come yet.
    filter(() => whileRinging === 'blind' && isBeingSetUp(consultation)),
    map(() => withdraw$(consultation)),
    catchError(() => EMPTY),
  );

/** Hangs up the consultation. The target may have declined it in the meantime: then there is no blind transfer. */
const withdraw$ = (consultation: Consultation): Events =>
  concat(
    of(onWithdrawal),
    defer(() => hangUpConsultation(consultation, 'The transfer was to be blind')).pipe(
      endWith(undefined),
      map(() => (isHungUp(consultation) ? onWithdrawn : onNotWithdrawn(rejection))),
      catchError((cause: unknown) => of(onNotWithdrawn(noWithdrawal(cause)))),
    ),
  );

const progress$ = (consultation: Consultation, answerTimeout: number): Events =>
  callState$(consultation).pipe(
    map(eventOf),
    distinctUntilChanged(),
    // The timer runs from the first state on, and no longer than the target may still answer.
    switchMap((event) => (event ? of(event) : after(answerTimeout).pipe(map(() => onProblem(noAnswer))))),
  );

/** Nothing while it rings. */
const eventOf = (state: CallState): StageEvent | undefined => {
  if (state === 'Disconnected') {
    return onEnded;
  }
  return isUp(state) ? onAnswered : undefined;
};

/** Makes an error an event. */
const orProblem: MonoTypeOperatorFunction<StageEvent> = catchError((error: unknown) =>
  of(onProblem(problemOf(error as CallingError))),
);
