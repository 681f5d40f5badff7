/** Transfers each call to somebody whom the user has talked to before. */
import type {
  Call,
  CallAgent,
  CallAgentKind,
  CallCommon,
  CallState,
  StartCallOptions,
  StartTeamsCallOptions,
  TeamsCall,
  TeamsCallAgent,
  Transfer,
  TransferCallFeature,
  TransferToCallOptions,
} from '@azure/communication-calling';
import type {
  CommunicationIdentifier,
  MicrosoftTeamsAppIdentifier,
  MicrosoftTeamsUserIdentifier,
  PhoneNumberIdentifier,
  UnknownIdentifier,
} from '@azure/communication-common';
import {
  catchError,
  combineLatest,
  concat,
  concatMap,
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  isObservable,
  map,
  merge,
  mergeMap,
  of,
  race,
  scan,
  startWith,
  Subject,
  switchMap,
  take,
  takeWhile,
  tap,
  throwError,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { callEnded$, callState$ } from '../src/streams/call.js';
import { endReason, inWords } from '../src/errors/codes.js';
import { after, milliseconds } from '../src/streams/internal/deadline.js';
import {
  CallEndedError,
  CallingTimeoutError,
  InvalidArgumentError,
  TransferError,
  type CallingError,
} from '../src/errors/errors.js';
import { codesOfReason, sentenceOf } from '../src/errors/read-error.js';
import { hangUp } from './internal/hang-up.js';
import { eachOnce } from './internal/one-transfer.js';
import { temporaryHold } from './internal/hold.js';
import { whyEnded } from './internal/reached.js';
import { nameOf } from '../src/streams/transfer.js';
import { transferEach } from './transferTo.js';
import type { WithFeature } from './withFeature.js';

/** A step of an attended transfer: what {@link consultThenTransferTo} emits, told apart by its `phase`. */
export type ConsultationUpdate<C extends CallCommon = CallCommon, D extends CallCommon = CallCommon> =
  /** The call is put on hold, once it is connected. */
  | ConsultationStep<C, 'Holding'>
  /** The target is called. */
  | (ConsultationStep<C, 'Calling'> & WithConsultation<D>)
  /** The user talks to the target. */
  | (ConsultationStep<C, 'Consulting'> & WithConsultation<D>)
  /** The SDK was asked for the transfer, which can no longer be called off. */
  | (ConsultationStep<C, 'Transferring' | 'Transferred'> &
      WithConsultation<D> & {
        /** The SDK's transfer. */
        readonly transfer: Transfer;
      })
  /** The user has called it off: the consultation has ended, and the call is no longer on hold. */
  | (ConsultationStep<C, 'Cancelled'> & Partial<WithConsultation<D>>)
  | (ConsultationStep<C, 'Failed'> &
      Partial<WithConsultation<D>> & {
        /** The SDK's transfer, if there was one already. */
        readonly transfer?: Transfer;
        /** Why there is no transfer: the error that the stream ends with after this update. */
        readonly error: CallingError;
      });

/** What all steps of an attended transfer have in common. */
export interface ConsultationStep<C extends CallCommon, Phase extends string> {
  /** The call that is to be transferred. */
  readonly call: C;
  /** How far it is. */
  readonly phase: Phase;
}

interface WithConsultation<D extends CallCommon> {
  /** The call with the target. */
  readonly consultation: D;
}

interface Decisions {
  /** The call is transferred when this emits. It is subscribed to for each call, until the transfer is requested. */
  readonly complete: Observable<unknown>;
  /** The user goes back to the call when this emits. It is subscribed to for each call, as `complete` is. */
  readonly cancel: Observable<unknown>;
  /** The SDK's options of the transfer. */
  readonly transferOptions?: TransferToCallOptions;
  /** How long the target may take to answer, in milliseconds; `Infinity` for as long as it rings. Default 120 000. */
  readonly answerTimeout?: number;
  /** How long the transfer itself may take, in milliseconds; `Infinity` for as long as it likes. Default 60 000. */
  readonly transferTimeout?: number;
}

/** What {@link consultThenTransferTo} takes. */
export interface ConsultationConfig extends Decisions {
  /** The agent of the calls. */
  readonly agent: CallAgent;
  /** Whom to call. */
  readonly target: CommunicationIdentifier;
  /** The SDK's options of `startCall`. A phone number needs an `alternateCallerId`. */
  readonly startCallOptions?: StartCallOptions;
}

/** What {@link consultThenTransferTo} takes for the calls of a Teams user. */
export interface TeamsConsultationConfig extends Decisions {
  /** The agent of the calls. */
  readonly agent: TeamsCallAgent;
  /** Whom to call. */
  readonly target:
    MicrosoftTeamsUserIdentifier | MicrosoftTeamsAppIdentifier | PhoneNumberIdentifier | UnknownIdentifier;
  /** The SDK's options of `startCall` with one callee. */
  readonly startCallOptions?: StartTeamsCallOptions;
}

/** A call feature of the SDK together with its call, as `withFeature(Features.Transfer)` gives it. */
type Transferable<C extends CallCommon> = WithFeature<C, TransferCallFeature>;

/** How long the SDK may take to put a call on hold, or to hang a consultation up, in milliseconds. */
const PATIENCE = 10_000;

/** How long the service may take to end the consultation after the transfer, in milliseconds. */
const GRACE = 2_000;

/**
 * Transfers each call after a talk with the target: the attended (consultative) transfer. Holds the call, calls the
 * target, and transfers the call into that second one, the consultation, when `complete` emits.
 *
 * - A call that is not connected yet is waited for. The transfer is requested once the consultation is connected
 *   (documented: both calls are), so a `complete` that comes earlier, at whatever time, is kept until then; there is
 *   no `Consulting` update in that case.
 * - `cancel` hangs the consultation up and takes the call off hold, also while it is just being put on hold. Emits
 *   `Cancelled` when that is done, and completes. A call that was on hold before all this stays so.
 * - The first of the two counts, but a `complete` only once the transfer is requested: that cannot be recalled.
 * - After the `Transferred` update the service ends the consultation. If it has not in 2 s, it is hung up. Then this
 *   completes. The first call is left to `hangUpWhenTransferred()`, which fits behind it; the SDK's documentation has
 *   the transferor hang it up.
 * - All that goes wrong before comes as a `Failed` update, after which the stream errs with its `error`. **The
 *   consultation is hung up and the call taken off hold before that**, or the message says what is still up or on hold:
 *   - {@link TransferError}, its `reason` that of the end of the consultation (`'declined'`, `'no-answer'`, `'busy'`,
 *     …; `'left'` when the target hung up while they talked) or of the failed transfer; `'hold-failed'`,
 *     `'resume-failed'` (only after `cancel`), `'not-called'` when `startCall` throws, `'complete-failed'` and
 *     `'cancel-failed'` when these err. A transfer that fails is not tried again: the user starts over.
 *   - {@link CallingTimeoutError} after `answerTimeout`; and after `transferTimeout`, which leaves both calls as they
 *     are, as the transfer may still go through. So does `reason: 'no-outcome'`, when the SDK stops waiting for it.
 *   - {@link CallEndedError} when the call ends first. A consultation that rings is hung up then; if it was answered,
 *     it stays up, as the two may have more to say. (If the transfer was under way, its outcome is waited for 2 s longer,
 *     and the consultation is left as it is.)
 *   - {@link HangUpError} or {@link CallingTimeoutError} when the consultation cannot be hung up after `cancel`; or after
 *     `Transferred`, which then is the last update.
 * - If neither `complete` nor `cancel` ever emits, the talk goes on until somebody leaves.
 * - Unsubscribing leaves both calls as they are: the first one on hold, the consultation up. Use `cancel` to get back.
 * - Ignores a call that comes again meanwhile: a double click. A second pipeline for it, blind or attended, errs at once
 *   with a {@link TransferError}, `reason: 'under-way'`, without a `Failed` update. Neither requests anything.
 * - **Holding ends screen sharing, and resuming does not bring it back.** Each failed transfer raises an
 *   `unhandledrejection` with a bare number inside the SDK, which cannot be prevented (docs/transfers.md).
 * - Each call has its own consultation, several side by side; `complete` and `cancel` are subscribed to for each. An
 *   error ends the whole stream, as with {@link transferTo}.
 *
 * ```
 * complete   --------o--       ---------       ------------
 * cancel     -----------       -----o---       ------------
 * target     --R--C----X       --R------       --R--(declines)
 * phase      hr---c--t-(d|)    hr---(x|)       hr---(f#)
 * ```
 *
 * (h: Holding, r: Calling, c: Consulting, t: Transferring, d: Transferred, x: Cancelled, f: Failed)
 *
 * @example Two buttons
 * ```ts
 * import { Features, type Call, type CallAgent } from '@azure/communication-calling';
 * import { consultThenTransferTo, hangUpWhenTransferred, withFeature } from 'rx-acs-calling/operators';
 * import { fromEvent, of } from 'rxjs';
 *
 * const consult = (agent: CallAgent, call: Call, communicationUserId: string) =>
 *   of(call).pipe(
 *     withFeature(Features.Transfer),
 *     consultThenTransferTo({
 *       agent,
 *       target: { communicationUserId },
 *       complete: fromEvent(document.querySelector('#transfer')!, 'click'),
 *       cancel: fromEvent(document.querySelector('#back')!, 'click'),
 *     }),
 *     hangUpWhenTransferred(),
 *   );
 * ```
 *
 * @example A phone number, with the time that it may ring
 * ```ts
 * import { Features, type Call, type CallAgent } from '@azure/communication-calling';
 * import { consultThenTransferTo, withFeature } from 'rx-acs-calling/operators';
 * import { of, type Observable } from 'rxjs';
 *
 * const consult = (agent: CallAgent, call: Call, complete: Observable<void>, cancel: Observable<void>) =>
 *   of(call)
 *     .pipe(
 *       withFeature(Features.Transfer),
 *       consultThenTransferTo({
 *         agent,
 *         target: { phoneNumber: '+15550100' },
 *         startCallOptions: { alternateCallerId: { phoneNumber: '+15550101' } },
 *         complete,
 *         cancel,
 *         answerTimeout: 30_000,
 *       }),
 *     )
 *     .subscribe({
 *       next: (update) => {
 *         console.log(update.phase);
 *       },
 *       error: (error: Error) => {
 *         console.log(error.message);
 *       },
 *     });
 * ```
 *
 * @param config The agent that the calls are of (the SDK transfers only into a call of the same agent), whom to call, the
 *   user's decisions, the SDK's options, and the times.
 */
export function consultThenTransferTo<C extends CallCommon>(
  config: ConsultationConfig,
): OperatorFunction<Transferable<C>, ConsultationUpdate<C, Call>>;
export function consultThenTransferTo<C extends CallCommon>(
  config: TeamsConsultationConfig,
): OperatorFunction<Transferable<C>, ConsultationUpdate<C, TeamsCall>>;
export function consultThenTransferTo<C extends CallCommon>(
  config: ConsultationConfig | TeamsConsultationConfig,
): OperatorFunction<Transferable<C>, ConsultationUpdate<C, Call | TeamsCall>> {
  const { target, transferOptions } = config;
  const name = nameOf({ targetParticipant: target });
  const answerTimeout = milliseconds('answerTimeout', config.answerTimeout ?? 120_000);
  const transferTimeout = milliseconds('transferTimeout', config.transferTimeout ?? 60_000);
  if (typeof (config.agent as Partial<CallAgent> | undefined)?.startCall !== 'function') {
    throw new InvalidArgumentError('agent must be a CallAgent or TeamsCallAgent.');
  }
  const complete = decision(config, 'complete');
  const cancel = decision(config, 'cancel');

  return eachOnce(({ call, feature, factory }: Transferable<C>) => {
    type Update = ConsultationUpdate<C, Call | TeamsCall>;
    /** What follows on the last step before it. */
    type Ending = () => Observable<Update>;

    const hold = temporaryHold(call, `be transferred to ${name}`);
    let consultation: Call | TeamsCall | undefined;
    let transfer: Transfer | undefined;
    let isOver = false;
    /** `startCall()` is running. It tells of the call before it returns it. */
    let isStarting = false;
    const started = new Subject<void>();
    let notHungUp: CallingError | undefined;

    const parties = () => ({ call, ...(consultation && { consultation }) });

    /** Ends the consultation and the hold, and completes when that has settled, however. */
    const tidied = (isCancelled: boolean): Observable<never> =>
      defer(() => {
        // When the caller is gone, the other two may go on talking.
        const isKept = !isCancelled && call.state === 'Disconnected' && isUp(consultation?.state);
        return concat(
          consultation && consultation.state !== 'Disconnected' && !isKept
            ? hangUp(consultation, CALLED_OFF, undefined, PATIENCE).pipe(
                catchError((error: unknown) => {
                  notHungUp = error as CallingError;
                  return EMPTY;
                }),
              )
            : EMPTY,
          hold.end(),
        );
      });

    const fail = (error: CallingError): Observable<Update> =>
      concat(
        of({ ...parties(), phase: 'Failed' as const, ...(transfer && { transfer }), error }),
        throwError(() => error),
      );

    /** Tidies up, and then makes the error, which says how the calls are by then. */
    const failing =
      (make: () => CallingError): Ending =>
      () =>
        concat(
          tidied(false),
          defer(() => fail(make())),
        );

    const transferError = (what: string, details: Omit<TransferErrorDetails, 'call'>): TransferError =>
      new TransferError(`${what} ${hold.state()} ${stateOf(consultation)}`, { ...details, call });

    const goBack: Ending = () =>
      concat(
        tidied(true),
        defer(() => {
          if (hold.isStuck()) {
            return fail(transferError('The transfer was called off.', { reason: 'resume-failed' }));
          }
          return notHungUp && consultation?.state !== 'Disconnected'
            ? fail(notHungUp)
            : of({ ...parties(), phase: 'Cancelled' as const });
        }),
      );

    const transferInto =
      (second: Call | TeamsCall): Ending =>
      () =>
        transferEach<C>(
          { targetCallId: () => second.id },
          { ...transferOptions, timeout: transferTimeout },
        )({
          call,
          feature,
          factory,
        }).pipe(
          tap((update) => {
            transfer = update.transfer;
          }),
          filter(({ state }) => state !== 'Failed'),
          map(({ state, transfer }) => ({
            call,
            consultation: second,
            transfer,
            phase: state === 'Transferred' ? state : ('Transferring' as const),
          })),
          distinctUntilChanged((before, { phase }) => before.phase === phase),
          catchError((error: unknown) => notTransferred(error as CallingError)),
          concatMap((update) =>
            update.phase === 'Transferred' ? concat(of(update), replaced(second)) : of(update),
          ),
        );

    const notTransferred = (error: CallingError): Observable<Update> => {
      if (error instanceof TransferError && error.reason !== 'no-outcome') {
        const { cause, code, subCode, resultCategories, reason } = error;
        const what = `The transfer to ${name} failed with ${inWords(code, subCode, reason)}.`;
        return failing(() => transferError(what, { cause, code, subCode, resultCategories, reason }))();
      }
      // The transfer may still go through, so all stays as it is.
      const message = `${error.message} ${stateOf(consultation)}`;
      switch (true) {
        case error instanceof CallingTimeoutError:
          return fail(new CallingTimeoutError(message, error.timeout));
        case error instanceof TransferError: {
          const { code, subCode, resultCategories, reason } = error;
          return fail(new TransferError(message, { call, code, subCode, resultCategories, reason }));
        }
        default:
          return fail(new CallEndedError(message, call));
      }
    };

    const held: Observable<Ending | undefined> = race(
      hold.begin().pipe(map(() => undefined)),
      callState$(call).pipe(
        filter(isUp),
        take(1),
        mergeMap(() => after(PATIENCE)),
        map(() =>
          failing(() =>
            transferError(
              `The call could not be transferred to ${name}, as it was not on hold after ${String(PATIENCE)} ms.`,
              { reason: 'hold-failed' },
            ),
          ),
        ),
      ),
    );

    const ended = callEnded$(call).pipe(
      map(() =>
        failing(
          () =>
            new CallEndedError(
              `The call ended with ${whyEnded(call)} before it could be transferred to ${name}. ${stateOf(consultation)}`,
              call,
            ),
        ),
      ),
    );

    const consulted = defer((): Observable<Update | Ending> => {
      try {
        isStarting = true;
        consultation = startCall(config);
      } catch (cause) {
        return of(
          failing(() =>
            transferError(`The call to ${name} could not be started: ${sentenceOf(cause)}`, {
              cause,
              reason: 'not-called',
            }),
          ),
        );
      } finally {
        isStarting = false;
        started.next();
      }
      const second = consultation;
      return callState$(second).pipe(
        scan<CallState, Progress>(progress, 'ringing'),
        startWith<Progress>('ringing'),
        distinctUntilChanged(),
        switchMap((reached): Observable<Update | Ending> => {
          switch (reached) {
            case 'ringing':
              return after(answerTimeout).pipe(
                map(() => unanswered),
                startWith({ call, phase: 'Calling' as const, consultation: second }),
              );
            case 'talking':
              return of({ call, phase: 'Consulting', consultation: second });
            default:
              return of(failing(() => over(second, reached)));
          }
        }),
      );
    });

    const unanswered = failing(
      () =>
        new CallingTimeoutError(
          `The call to ${name} was not answered in ${String(answerTimeout)} ms. ${hold.state()} ${stateOf(consultation)}`,
          answerTimeout,
        ),
    );

    const over = (second: CallCommon, reached: Progress): TransferError => {
      const details = codesOfReason(second.callEndReason);
      const { code, subCode, resultCategories } = details;
      const known = endReason(code, subCode, resultCategories) ?? 'unknown';
      // 0/0 is also what a call ends with when the other side has hung up.
      const reason = reached === 'left' && known === 'hung-up' ? 'left' : known;
      return transferError(
        `The call to ${name} ended with ${inWords(code, subCode, reason)} ${reached === 'left' ? 'before the call was transferred' : 'and was not answered'}.`,
        { ...details, reason },
      );
    };

    const steps = held.pipe(
      mergeMap((overdue): Observable<Update | Ending> => (overdue ? of(overdue) : merge(ended, consulted))),
      startWith({ call, phase: 'Holding' as const }),
    );

    const wrong = (which: 'complete' | 'cancel') => (cause: unknown) =>
      of(
        failing(() =>
          transferError(`The transfer was called off, as ${which} failed: ${sentenceOf(cause)}`, {
            cause,
            reason: `${which}-failed`,
          }),
        ),
      );

    const cancelled = cancel.pipe(
      map(() => goBack),
      catchError(wrong('cancel')),
    );
    const completed = complete.pipe(
      map(() => true),
      startWith(false),
      catchError(wrong('complete')),
    );

    return merge(
      cancelled,
      combineLatest([completed, steps]).pipe(
        map(([decided, step]): Update | Ending => {
          if (typeof decided === 'function') {
            return decided;
          }
          return decided && 'phase' in step && step.phase === 'Consulting'
            ? transferInto(step.consultation)
            : step;
        }),
        distinctUntilChanged(),
      ),
    ).pipe(
      catchError((error: unknown) => of(failing(() => error as CallingError))),
      // An ending hangs up, of which the calls tell at once: that is no further ending.
      filter(() => !isOver),
      takeWhile((step) => {
        isOver = typeof step === 'function';
        return !isOver;
      }, true),
      concatMap((step) => {
        if (typeof step !== 'function') {
          return of(step);
        }
        return isStarting ? started.pipe(take(1), mergeMap(step)) : step();
      }),
    );
  });
}

type TransferErrorDetails = ConstructorParameters<typeof TransferError>[1];

const CALLED_OFF = 'The transfer was called off, but hanging up the consultation';

/** Throws for what is no Observable; gives a decision that is made once. */
const decision = (config: Decisions, which: 'complete' | 'cancel'): Observable<unknown> => {
  const source: unknown = config[which];
  if (!isObservable(source)) {
    throw new InvalidArgumentError(`${which} must be an Observable.`);
  }
  return source.pipe(take(1));
};

const startCall = ({
  agent,
  target,
  startCallOptions,
}: ConsultationConfig | TeamsConsultationConfig): Call | TeamsCall =>
  isTeams(agent)
    ? // A list of callees would make it a group call.
      agent.startCall(target as TeamsConsultationConfig['target'], startCallOptions)
    : agent.startCall([target], startCallOptions);

const isTeams = (agent: CallAgent | TeamsCallAgent): agent is TeamsCallAgent =>
  // The SDK's enums exist at run time only in the SDK.
  (agent.kind satisfies `${CallAgentKind}` as string) === 'TeamsCallAgent';

const isUp = (state: CallState | undefined): boolean =>
  state === 'Connected' || state === 'LocalHold' || state === 'RemoteHold';

/** How far a consultation is: once it was answered, it stays so until it ends. */
type Progress = 'ringing' | 'talking' | 'unanswered' | 'left';

const progress = (before: Progress, state: CallState): Progress => {
  if (state === 'Disconnected') {
    return before === 'ringing' ? 'unanswered' : 'left';
  }
  return isUp(state) ? 'talking' : before;
};

const stateOf = (consultation: CallCommon | undefined): string =>
  consultation
    ? consultation.state === 'Disconnected'
      ? 'The consultation has ended.'
      : `The consultation is still up (${consultation.state}).`
    : 'There is no consultation.';

/** Completes when the consultation has ended, as it does when the service has replaced it; or else is hung up. */
const replaced = (consultation: CallCommon): Observable<never> =>
  race(callEnded$(consultation), after(GRACE)).pipe(
    mergeMap(() =>
      consultation.state === 'Disconnected'
        ? EMPTY
        : hangUp(
            consultation,
            'The transfer is through, but hanging up the consultation',
            undefined,
            PATIENCE,
          ),
    ),
  );
