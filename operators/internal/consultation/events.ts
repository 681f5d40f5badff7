/** The events of an attended transfer, up to its ending. */
import type { CallState } from '@azure/communication-calling';
import {
  catchError,
  concat,
  defer,
  distinctUntilChanged,
  filter,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  race,
  switchMap,
  take,
  type Observable,
  type MonoTypeOperatorFunction,
} from 'rxjs';
import type { CallingError } from '../../../src/errors/errors.js';
import { callEnded$, callState$ } from '../../../src/streams/call.js';
import { after } from '../../../src/streams/internal/deadline.js';
import { dial } from '../dial.js';
import { isUp, PATIENCE, type AttendedTransfer } from './attended-transfer.js';
import { decisionFailure, endOfCall, noAnswer, noHold, problemOf } from './problems.js';
import type { Settings } from './settings.js';
import {
  onAnswered,
  onArrival,
  onCancel,
  onComplete,
  onEnded,
  onHeld,
  onNotStarted,
  onProblem,
  onStarted,
  type StageEvent,
} from './state.js';
import type { Consultation } from './types.js';

type Events = Observable<StageEvent>;

/** Emits all events. The decisions come first: a `cancel` made beforehand then prevents everything else. */
export const events$ = (attended: AttendedTransfer): Events =>
  merge(
    decision$('cancel', onCancel, attended),
    decision$('complete', onComplete, attended),
    concat(of(onArrival), hold$(attended), consult$(attended)).pipe(orProblem),
  );

const decision$ = (which: 'complete' | 'cancel', event: StageEvent, settings: Settings): Events =>
  settings[which].pipe(
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

const consult$ = (attended: AttendedTransfer): Events =>
  merge(
    callEnded$(attended.call).pipe(
      map(() => onProblem(endOfCall)),
      // By itself: an error here must not unsubscribe from a startCall() that runs.
      orProblem,
    ),
    concat(of(onHeld), call$(attended)),
  );

/** Calls the target, and follows that call. */
const call$ = (settings: Settings): Events =>
  defer(() => {
    let consultation: Consultation;
    try {
      consultation = dial(settings.agent, settings.target, settings.startCallOptions);
    } catch (cause) {
      return of(onNotStarted(cause));
    }
    return concat(of(onStarted(consultation)), progress$(consultation, settings.answerTimeout));
  });

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
