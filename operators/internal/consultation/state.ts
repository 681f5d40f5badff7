/**
 * The stage of an attended transfer, and one function for each event that moves it on. No RxJS and no SDK calls here.
 *
 * ```
 * Holding --onHeld--> Starting --onStarted--> Calling --onAnswered--> Consulting --onComplete--> Completing
 *                                             Calling --onWithdrawal--> Withdrawing --onWithdrawn--> CompletingBlind
 * ```
 *
 * `onCancel` leads to `Cancelling` from each of them, and a problem to `Failing`. These two, `Completing` and
 * `CompletingBlind` are final. An event that has no meaning in a state leaves the stage as it is.
 */
import { departure, noStart, rejection, type Problem } from './problems.js';
import type { Consultation, WhileRinging } from './types.js';

/** How far an attended transfer is: a union discriminated by `state`. */
export type Stage =
  | (Decided & { readonly state: 'Holding' })
  /** `startCall()` runs. An ending waits until it has returned, as the consultation must be hung up then. */
  | (Decided & { readonly state: 'Starting'; readonly ending?: Ending })
  | (Decided & { readonly state: 'Calling'; readonly consultation: Consultation })
  /** The consultation is being hung up, for a blind transfer. An ending waits until that has settled. */
  | { readonly state: 'Withdrawing'; readonly consultation: Consultation; readonly ending?: Ending }
  | { readonly state: 'Consulting' | 'Completing'; readonly consultation: Consultation }
  | ((Ending | { readonly state: 'CompletingBlind' }) & { readonly consultation?: Consultation });

interface Decided {
  /** What an early `complete` is to lead to, if there was one. */
  readonly completion?: WhileRinging;
}

type Ending = { readonly state: 'Cancelling' } | { readonly state: 'Failing'; readonly problem: Problem };

/** An event: gives the stage after it. */
export type StageEvent = (stage: Stage) => Stage;

export const initial: Stage = { state: 'Holding' };

/** Whether only the ending is left to do. */
export const isFinal = ({ state }: Stage): boolean =>
  state === 'Completing' || state === 'CompletingBlind' || state === 'Cancelling' || state === 'Failing';

/** The call arrives. Changes nothing. */
export const onArrival: StageEvent = (stage) => stage;

/** The call is on hold, and `startCall()` is called next, unless the user no longer wants to talk to the target. */
export const onHeld: StageEvent = (stage) => {
  if (stage.state !== 'Holding') {
    return stage;
  }
  return stage.completion === 'blind' ? { state: 'CompletingBlind' } : { ...stage, state: 'Starting' };
};

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
  stage.state === 'Calling'
    ? { state: stage.completion ? 'Completing' : 'Consulting', consultation: stage.consultation }
    : stage;

/** The consultation has ended. */
export const onEnded: StageEvent = (stage) =>
  onProblem(stage.state === 'Consulting' ? departure : rejection)(stage);

/** The user wants the transfer: at once while they talk, or else as soon as the target answers, or blind. */
export const onComplete =
  (completion: WhileRinging): StageEvent =>
  (stage) => {
    switch (stage.state) {
      case 'Consulting':
        return { ...stage, state: 'Completing' };
      case 'Holding':
      case 'Starting':
      case 'Calling':
        return { ...stage, completion };
      default:
        return stage;
    }
  };

/** The consultation is hung up next, as the user does not wait for the target. */
export const onWithdrawal: StageEvent = (stage) =>
  stage.state === 'Calling' ? { state: 'Withdrawing', consultation: stage.consultation } : stage;

/** The consultation is hung up. */
export const onWithdrawn: StageEvent = (stage) =>
  stage.state === 'Withdrawing'
    ? { ...(stage.ending ?? { state: 'CompletingBlind' }), consultation: stage.consultation }
    : stage;

/** The consultation has not been hung up, or not by this user. */
export const onNotWithdrawn =
  (problem: Problem): StageEvent =>
  (stage) =>
    stage.state === 'Withdrawing'
      ? { ...(stage.ending ?? { state: 'Failing', problem }), consultation: stage.consultation }
      : stage;

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
  return stage.state === 'Starting' || stage.state === 'Withdrawing'
    ? { ...stage, ending: stage.ending ?? ending }
    : { ...stage, ...ending };
};
