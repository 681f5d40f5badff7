/**
 * The stage of an attended transfer, and one function for each event that moves it on. No RxJS and no SDK calls here.
 *
 * ```
 * Holding --onHeld--> Starting --onStarted--> Calling --onAnswered--> Consulting --onComplete--> Completing
 * ```
 *
 * `onCancel` leads to `Cancelling` from each of them, and a problem to `Failing`. The last three are final. An event
 * that has no meaning in a state leaves the stage as it is.
 */
import { departure, noStart, rejection, type Problem } from './problems.js';
import type { Consultation } from './types.js';

/** How far an attended transfer is: a union discriminated by `state`. */
export type Stage =
  | { readonly state: 'Holding'; readonly isCompleted: boolean }
  /** `startCall()` runs. An ending waits until it has returned, as the consultation must be hung up then. */
  | { readonly state: 'Starting'; readonly isCompleted: boolean; readonly ending?: Ending }
  | { readonly state: 'Calling'; readonly isCompleted: boolean; readonly consultation: Consultation }
  | { readonly state: 'Consulting' | 'Completing'; readonly consultation: Consultation }
  | (Ending & { readonly consultation?: Consultation });

type Ending = { readonly state: 'Cancelling' } | { readonly state: 'Failing'; readonly problem: Problem };

/** An event: gives the stage after it. */
export type StageEvent = (stage: Stage) => Stage;

export const initial: Stage = { state: 'Holding', isCompleted: false };

/** Whether only the ending is left to do. */
export const isFinal = ({ state }: Stage): boolean =>
  state === 'Completing' || state === 'Cancelling' || state === 'Failing';

/** The call arrives. Changes nothing. */
export const onArrival: StageEvent = (stage) => stage;

/** The call is on hold, and `startCall()` is called next. */
export const onHeld: StageEvent = (stage) =>
  stage.state === 'Holding' ? { ...stage, state: 'Starting' } : stage;

/** `startCall()` has returned. */
export const onStarted =
  (consultation: Consultation): StageEvent =>
  (stage) => {
    if (stage.state !== 'Starting') {
      return stage;
    }
    const { ending, ...started } = stage;
    return { ...started, state: 'Calling', consultation, ...ending };
  };

/** `startCall()` has thrown. */
export const onNotStarted =
  (cause: unknown): StageEvent =>
  (stage) =>
    stage.state === 'Starting' ? (stage.ending ?? { state: 'Failing', problem: noStart(cause) }) : stage;

/** The consultation is connected. */
export const onAnswered: StageEvent = (stage) =>
  stage.state === 'Calling' ? { ...stage, state: stage.isCompleted ? 'Completing' : 'Consulting' } : stage;

/** The consultation has ended. */
export const onEnded: StageEvent = (stage) =>
  onProblem(stage.state === 'Consulting' ? departure : rejection)(stage);

/** The user wants the transfer: at once while they talk, or else as soon as the target answers. */
export const onComplete: StageEvent = (stage) => {
  if (stage.state === 'Consulting') {
    return { ...stage, state: 'Completing' };
  }
  return 'isCompleted' in stage ? { ...stage, isCompleted: true } : stage;
};

/** The user wants to go back to the call. */
export const onCancel: StageEvent = (stage) => end(stage, { state: 'Cancelling' });

/** Something fails. */
export const onProblem =
  (problem: Problem): StageEvent =>
  (stage) =>
    end(stage, { state: 'Failing', problem });

/** Only the first ending counts. */
const end = (stage: Stage, ending: Ending): Stage => {
  if (isFinal(stage)) {
    return stage;
  }
  return stage.state === 'Starting' ? { ...stage, ending: stage.ending ?? ending } : { ...stage, ...ending };
};
