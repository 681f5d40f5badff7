/** Transfers each call to a target, or to the first of a list that takes it, blind, and follows the transfer to its end. */
import type {
  CallCommon,
  Transfer,
  TransferCallFeature,
  TransferState,
  TransferToCallLocator,
  TransferToCallOptions,
  TransferToParticipantLocator,
  TransferToParticipantOptions,
  TransferToVoicemailLocator,
  TransferToVoicemailOptions,
} from '@azure/communication-calling';
import {
  concat,
  concatMap,
  defer,
  EMPTY,
  merge,
  mergeMap,
  of,
  takeWhile,
  throwError,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { deadline, milliseconds } from '../src/streams/internal/deadline.js';
import { CallingTimeoutError, InvalidArgumentError, type TransferError } from '../src/errors/errors.js';
import { temporaryHold } from './internal/hold.js';
import { logger } from '../src/logs/logger.js';
import { otherTargetMayHelp } from './internal/other-target.js';
import { eachOnce } from './internal/one-transfer.js';
import {
  attempt$,
  endedMeanwhile,
  optionsFor,
  turnOf$,
  type FailedAttempt,
} from './internal/transfer-attempt.js';
import {
  nameOf,
  type TransferLocator,
  type TransferTarget,
  type TransferTargetLabel,
  type TransferToCurrentCallLocator,
} from '../src/streams/transfer.js';
import { inTurn, noTargetTook, type TriedTarget } from './internal/tried-targets.js';
import type { WithFeature } from './withFeature.js';

/** A step of a transfer: what {@link transferTo} emits. */
export type TransferUpdate<C extends CallCommon = CallCommon> =
  | TransferProgress<C, Exclude<TransferState, 'Failed'>>
  | (TransferProgress<C, 'Failed'> & {
      /**
       * Why the transfer failed. If it is final, the error that the stream ends with after this update, which for a
       * list of targets names them all.
       */
      readonly error: TransferError;
      /** Whether the stream ends with this. If not, the next target of the list is tried, unless the call has ended. */
      readonly isFinal: boolean;
    });

/** What all steps of a transfer have in common. */
export interface TransferProgress<C extends CallCommon, State extends TransferState> {
  /** The call that is transferred. */
  readonly call: C;
  /**
   * The SDK's transfer, one for each attempt. Use that of the newest update: the SDK lets the earlier ones of a call
   * follow the state of the newest (read in SDK 1.46.1 and 2.0.0).
   */
  readonly transfer: Transfer;
  /** Where the call is transferred to. */
  readonly target: TransferLocator;
  /** The label of the target, if it has one. */
  readonly label?: string;
  /** How far the transfer is. */
  readonly state: State;
  /** Which target of the list this is about, from 1. */
  readonly attempt: number;
  /** How many targets the list has: how many attempts there can be. */
  readonly attempts: number;
  /** Why the attempt before this one failed, if there was one. */
  readonly lastError?: TransferError;
}

/** The setting of {@link transferTo} that is not the SDK's own. */
export interface TransferConfig {
  /**
   * How long a transfer may take from the moment that the call arrives at the operator, in milliseconds, so
   * including the time until the call is connected; `Infinity` for as long as it likes. Default 180 000. For a list
   * of targets: each attempt, the later ones from the end of the one before.
   */
  readonly timeout?: number;
}

/** The settings of {@link transferTo} for a list of targets that are not the SDK's own. */
export interface TransferListConfig extends TransferConfig {
  /** How long all attempts together may take, in milliseconds from the arrival of the call. Default `Infinity`. */
  readonly totalTimeout?: number;
  /**
   * Whether the next target is to be tried after this error of attempt `attempt` (from 1). It is not asked after the
   * last one, nor after one that may still go through. By default yes if the failure is about the target, or of the service, and no if it is about this client
   * or the call: no network, no valid token, cancelled by the other party, answered elsewhere.
   */
  readonly tryNext?: (error: TransferError, attempt: number) => boolean;
}

/** Nothing for a target of one kind, which has an overload of its own with the options of that kind. */
type OfSeveralKinds<T> = [T] extends
  | [TransferToParticipantLocator]
  | [TransferToCallLocator]
  | [TransferToCurrentCallLocator]
  | [TransferToVoicemailLocator]
  ? never
  : unknown;

/** A call feature of the SDK together with its call, as `withFeature(Features.Transfer)` gives it. */
type Transferable<C extends CallCommon> = WithFeature<C, TransferCallFeature>;

/**
 * Transfers each call to a target, or to the first of a list of targets that takes it, and emits each step.
 *
 * - Waits for a call that is not connected yet. Puts a connected one on hold, since the SDK transfers only a call that
 *   is on hold by the local user (observed with SDK 1.46.1 and 2.0.0). Ends this hold before the `Failed` update.
 *   **Holding ends screen sharing, and resuming does not bring it back.**
 * - Completes after the `Transferred` update of the last call, once the source has completed.
 * - Errs with a {@link TransferError} after the `Failed` update, or when the SDK refuses the request; with a
 *   {@link CallEndedError} when the call has ended or ends first (if the transfer was under way, its outcome is
 *   waited for 2 s longer); with a {@link CallingTimeoutError} after `timeout`. The message tells the state of the call.
 * - A transfer without an outcome, after `timeout` or with `reason: 'no-outcome'`, may still go through: the call
 *   stays on hold.
 * - Ignores a call that comes again while it is transferred: a double click. A second pipeline for it errs at once with
 *   a {@link TransferError}, `reason: 'under-way'`. Neither requests anything.
 * - Each call's transfer runs by itself, several side by side. An error ends the whole stream: handle it for each call
 *   if the pipeline is to go on, as in the second example.
 * - Unsubscribing stops listening. It cannot recall a transfer (the SDK has no such call), and leaves the call on hold.
 * - Each failed transfer raises an `unhandledrejection` with a bare number inside the SDK, which cannot be prevented.
 *   The guide of transfers (docs/transfers.md) shows how to filter it.
 *
 * ```
 * transfer state   N--T-----D          N--T-----F            (call ends)
 * transferTo       n--t-----(d|)       n--t-----(f#)         n--t--#
 * ```
 *
 * @example
 * ```ts
 * import { Features, type Call } from '@azure/communication-calling';
 * import { transferTo, withFeature } from 'rx-acs-calling/operators';
 * import { of } from 'rxjs';
 *
 * const transfer = (call: Call, phoneNumber: string) =>
 *   of(call).pipe(withFeature(Features.Transfer), transferTo({ targetParticipant: { phoneNumber } }));
 * ```
 *
 * @example A pipeline that goes on when a transfer fails
 * ```ts
 * import { Features, type Call } from '@azure/communication-calling';
 * import { transferTo, withFeature } from 'rx-acs-calling/operators';
 * import { catchError, EMPTY, mergeMap, of, type Observable } from 'rxjs';
 *
 * const transferAll = (calls: Observable<Call>, communicationUserId: string) =>
 *   calls.pipe(
 *     mergeMap((call) =>
 *       of(call).pipe(
 *         withFeature(Features.Transfer),
 *         transferTo({ targetParticipant: { communicationUserId } }),
 *         catchError((error: Error) => {
 *           console.log(error.message);
 *           return EMPTY;
 *         }),
 *       ),
 *     ),
 *   );
 * ```
 *
 * ## A list of targets
 *
 * The targets of a list are tried in turn until one takes the call, voicemail typically last.
 *
 * - The next one is tried when one has failed for a reason that is about the target: nobody answered, declined, busy,
 *   offline, unreachable, blocked, not found, refused by the SDK, a failure of the service. `tryNext` decides
 *   otherwise. Set `disableForwardingAndUnanswered`, or a person's own forwarding or voicemail takes the call before
 *   the list goes on. Each target gets those of the SDK's options that there are for its kind.
 * - Each update tells its `attempt` of how many `attempts`, and as `lastError` why the attempt before failed. After a
 *   `Failed` update that is not `isFinal` the stream goes on. A request at which the SDK (or the function that gives
 *   the call id) throws is an attempt without a transfer, and so without updates: the next one has its `lastError`.
 * - The call stays on hold from the first attempt to the last, so its other party hears no blips; it is put on hold
 *   again if it was resumed meanwhile. If it ends between two attempts, the error is a {@link CallEndedError}.
 * - When no target has taken the call, the {@link TransferError} has the codes of the last failure, and all of them
 *   as `errors`.
 * - Two transfers are never under way. So an attempt that may still go through ends the list: after `timeout`, and with
 *   `reason: 'no-outcome'` when the SDK stops waiting, 90 s after the request **or after that of an earlier attempt**.
 *   Nor does the list go on if the SDK does not transfer this call at all (`'not-supported'`, a group call).
 *
 * ```
 * first target    N--T--F
 * second target         N--T--D
 * transferTo      n--t--(fn)--t--(d|)      (f: not final)
 * ```
 *
 * @example A blind transfer with voicemail as a fallback
 * ```ts
 * import { Features, type Call } from '@azure/communication-calling';
 * import { transferTo, withFeature } from 'rx-acs-calling/operators';
 * import { of } from 'rxjs';
 *
 * const reach = (call: Call, microsoftTeamsUserId: string, standIn: string) =>
 *   of(call).pipe(
 *     withFeature(Features.Transfer),
 *     transferTo(
 *       [
 *         { targetParticipant: { microsoftTeamsUserId } },
 *         { targetParticipant: { microsoftTeamsUserId: standIn } },
 *         { targetParticipantVoicemail: { microsoftTeamsUserId } },
 *       ],
 *       { disableForwardingAndUnanswered: true, totalTimeout: 300_000 },
 *     ),
 *   );
 * ```
 *
 * @param target A person or phone number, a call (its id, or a function that gives it when the transfer starts),
 *   or a person's voicemail; or a list of at least one of these. Each can have a `label`, for updates and messages.
 * @param options The SDK's options for that kind of target, and `timeout`; for a list also `totalTimeout` and
 *   `tryNext`.
 */
export function transferTo<C extends CallCommon>(
  target: TransferToParticipantLocator & TransferTargetLabel,
  options?: TransferToParticipantOptions & TransferConfig,
): OperatorFunction<Transferable<C>, TransferUpdate<C>>;
export function transferTo<C extends CallCommon>(
  target: (TransferToCallLocator | TransferToCurrentCallLocator) & TransferTargetLabel,
  options?: TransferToCallOptions & TransferConfig,
): OperatorFunction<Transferable<C>, TransferUpdate<C>>;
export function transferTo<C extends CallCommon>(
  target: TransferToVoicemailLocator & TransferTargetLabel,
  options?: TransferToVoicemailOptions & TransferConfig,
): OperatorFunction<Transferable<C>, TransferUpdate<C>>;
export function transferTo<C extends CallCommon>(
  targets: readonly TransferTarget[],
  options?: TransferToParticipantOptions & TransferListConfig,
): OperatorFunction<Transferable<C>, TransferUpdate<C>>;
export function transferTo<C extends CallCommon, T extends TransferTarget | readonly TransferTarget[]>(
  target: T & OfSeveralKinds<T>,
  options?: TransferToParticipantOptions & TransferListConfig,
): OperatorFunction<Transferable<C>, TransferUpdate<C>>;
export function transferTo<C extends CallCommon>(
  target: TransferTarget | readonly TransferTarget[],
  options?: TransferToParticipantOptions & TransferListConfig,
): OperatorFunction<Transferable<C>, TransferUpdate<C>> {
  return eachOnce(transferEach(target, options));
}

/** Gives the function that transfers a call, whether or not a pipeline does so already. Throws for bad arguments. */
export function transferEach<C extends CallCommon>(
  target: TransferTarget | readonly TransferTarget[],
  options: TransferToParticipantOptions & TransferListConfig = {},
): (transferable: Transferable<C>) => Observable<TransferUpdate<C>> {
  const {
    timeout: configured = 180_000,
    totalTimeout: configuredTotal = Infinity,
    tryNext = otherTargetMayHelp,
    ...sdkOptions
  } = options;
  const timeout = milliseconds('timeout', configured);
  const totalTimeout = milliseconds('totalTimeout', configuredTotal);
  const isList = Array.isArray(target);
  const targets = (isList ? (target as readonly TransferTarget[]) : [target as TransferTarget]).map(
    (one): NamedTarget => [one, nameOf(one)],
  );
  const [first] = targets;
  if (!first) {
    throw new InvalidArgumentError('A list of transfer targets needs at least one.');
  }

  return (transferable) => {
    const { call } = transferable;
    const hold = temporaryHold(call, 'be transferred');
    const tried: TriedTarget[] = [];

    const attempt = (index: number, [target, name]: NamedTarget): Observable<Step<C>> => {
      const common = {
        call,
        attempt: index + 1,
        attempts: targets.length,
        ...(index > 0 && { lastError: tried.at(-1)?.error as TransferError }),
      };
      const title = index > 0 ? `${name} (tried before: ${inTurn(tried)})` : name;
      const overdue = deadline(timeout, () => {
        logger.warning(
          `call ${call.id}: transfer to ${name} has no outcome after ${String(timeout)} ms (${call.state})`,
        );
        return new CallingTimeoutError(
          `The transfer to ${title} has no outcome after ${String(timeout)} ms. If it was requested it may still go through${isList ? ', so no other target is tried' : ''}. ${hold.state()}`,
          timeout,
        );
      });
      const steps = turnOf$(call).pipe(
        mergeMap(() => hold.begin(`be transferred to ${title}`)),
        mergeMap(() =>
          merge(attempt$(transferable, target, optionsFor(target, sdkOptions)), endedMeanwhile(call, title)),
        ),
      );
      let failure: FailedAttempt | undefined;
      return concat(
        merge(steps, overdue).pipe(
          takeWhile(({ state }) => state !== 'Transferred' && state !== 'Failed', true),
          mergeMap((step) => {
            if (step.state !== 'Failed') {
              return of({ ...common, ...step });
            }
            failure = step;
            return EMPTY;
          }),
        ),
        // Only now, when nothing listens to the failed transfer any more: it would follow the state of the next one.
        defer(() => (failure ? afterFailure(index, name, failure, common) : EMPTY)),
      );
    };

    const afterFailure = (
      index: number,
      name: string,
      { why, error, requested, mayGoThrough }: FailedAttempt,
      common: Omit<TransferProgress<C, 'Failed'>, 'transfer' | 'target' | 'state'>,
    ): Observable<Step<C>> => {
      const update = (details: { readonly error: TransferError; readonly isFinal: boolean }) =>
        // The SDK threw: there is no transfer to tell of.
        requested ? of({ ...common, ...requested, state: 'Failed' as const, ...details }) : EMPTY;
      const own = error(hold.state());
      tried.push({ name, why, error: own });
      const next = targets[index + 1];
      let thrown: { readonly cause: unknown } | undefined;
      try {
        if (next && !mayGoThrough && tryNext(own, index + 1)) {
          return concat(update({ error: own, isFinal: false }), attempt(index + 1, next));
        }
      } catch (cause) {
        thrown = { cause };
      }
      const giveUp = defer(() => {
        const last = isList
          ? noTargetTook(call, tried, targets.length, outcome(mayGoThrough), thrown)
          : error(hold.state());
        return concat(
          update({ error: last, isFinal: true }),
          throwError(() => last),
        );
      });
      // A transfer that may go through needs the hold.
      return of({ state: 'GivenUp', finally: mayGoThrough ? giveUp : concat(hold.end(), giveUp) });
    };

    const outcome = (mayGoThrough: boolean): string =>
      mayGoThrough
        ? `The last transfer may still go through, so no other target is tried. ${hold.state()}`
        : hold.state();

    const overdue = deadline(
      totalTimeout,
      () =>
        new CallingTimeoutError(
          `No target has taken the call after ${String(totalTimeout)} ms. The last transfer requested may still go through, so no other target is tried.${tried.length > 0 ? ` Tried before: ${inTurn(tried)}.` : ''} ${hold.state()}`,
          totalTimeout,
        ),
    );
    return merge(attempt(0, first), overdue).pipe(
      takeWhile(({ state }) => state !== 'Transferred' && state !== 'GivenUp', true),
      concatMap((step) => (step.state === 'GivenUp' ? step.finally : of(step))),
    );
  };
}

/** What the attempts emit: at last how to end, which no deadline may interrupt. */
type Step<C extends CallCommon> =
  TransferUpdate<C> | { readonly state: 'GivenUp'; readonly finally: Observable<TransferUpdate<C>> };

type NamedTarget = readonly [target: TransferTarget, name: string];
