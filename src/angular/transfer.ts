/** The transfer of a component, as signals. */
import { DestroyRef, inject, NgZone, signal, untracked, type Signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { CallCommon, CallFeatureFactory, TransferCallFeature } from '@azure/communication-calling';
import { finalize, of, Subject, type ObservableInput, type OperatorFunction } from 'rxjs';
import {
  consultThenTransferTo,
  type ConsultationConfig,
  type ConsultationUpdate,
} from '../../operators/consultThenTransferTo.js';
import { hangUpWhenTransferred } from '../../operators/hangUpWhenTransferred.js';
import { transferTo, type TransferListConfig, type TransferUpdate } from '../../operators/transferTo.js';
import { withFeature, type WithFeature } from '../../operators/withFeature.js';
import type { TransferTarget } from '../streams/transfer.js';
import { assertCaller } from './assert-caller.js';
import { inZone } from './in-zone.js';

type Factory = CallFeatureFactory<TransferCallFeature>;
type Transferable = WithFeature<CallCommon, TransferCallFeature>;
type Update = TransferUpdate | ConsultationUpdate;

/** What {@link injectTransfer} gives: one transfer at a time. A start while one runs does nothing: it is a double click. */
export interface InjectedTransfer {
  /** The latest update of the transfer that runs, or of the last one. */
  readonly update: Signal<Update | undefined>;
  /** The error of the last transfer, until the next one starts. */
  readonly error: Signal<unknown>;
  /** Whether a transfer runs, until this leg is hung up. */
  readonly isRunning: Signal<boolean>;
  /** Transfers a call to a target, or to the first of a list that takes it, then hangs this leg up. */
  readonly to: (
    call: CallCommon,
    target: TransferTarget | readonly TransferTarget[],
    options?: TransferListConfig,
  ) => void;
  /** Calls the target first: the attended transfer. Then `complete()` or `cancel()` decides. */
  readonly consult: (call: CallCommon, config: Omit<ConsultationConfig, 'complete' | 'cancel'>) => void;
  /** Transfers the call into the consultation. */
  readonly complete: () => void;
  /** Hangs the consultation up and resumes the call. */
  readonly cancel: () => void;
}

/**
 * Gives a transfer as signals, and functions to start one. Destroying the component stops the following, and leaves
 * the calls as they are: a transfer cannot be recalled.
 *
 * @example
 * ```ts
 * import { computed, input } from '@angular/core';
 * import type { Call } from '@azure/communication-calling';
 * import { injectTransfer } from 'rx-acs-calling/angular';
 *
 * const loadFeature = () => import('@azure/communication-calling').then(({ Features }) => Features.Transfer);
 *
 * export class TransferButton {
 *   readonly call = input.required<Call>();
 *   readonly transfer = injectTransfer(loadFeature);
 *   readonly text = computed(() => this.transfer.update()?.state ?? 'Transfer');
 *
 *   transferTo(communicationUserId: string) {
 *     this.transfer.to(this.call(), { targetParticipant: { communicationUserId } });
 *   }
 * }
 * ```
 *
 * @param feature `Features.Transfer` of the SDK, or a function that loads it at the first transfer.
 */
export function injectTransfer(feature: Factory | (() => ObservableInput<Factory>)): InjectedTransfer {
  assertCaller(injectTransfer);
  const [zone, destroyRef] = [inject(NgZone), inject(DestroyRef)];
  const update = signal<Update | undefined>(undefined);
  const error = signal<unknown>(undefined);
  const isRunning = signal(false);
  const [complete, cancel] = [new Subject<void>(), new Subject<void>()];

  const start = (call: CallCommon, pipeline: OperatorFunction<Transferable, Update>): void => {
    if (untracked(isRunning)) {
      return;
    }
    update.set(undefined);
    error.set(undefined);
    isRunning.set(true);
    of(call)
      .pipe(
        withFeature(feature),
        pipeline,
        hangUpWhenTransferred(),
        inZone(zone),
        finalize(() => {
          isRunning.set(false);
        }),
        takeUntilDestroyed(destroyRef),
      )
      .subscribe({
        next: (value) => {
          update.set(value);
        },
        error: (cause: unknown) => {
          error.set(cause);
        },
      });
  };
  return {
    update: update.asReadonly(),
    error: error.asReadonly(),
    isRunning: isRunning.asReadonly(),
    to: (call, target, options) => {
      start(call, transferTo(target, options));
    },
    consult: (call, config) => {
      start(call, consultThenTransferTo({ ...config, complete, cancel }));
    },
    complete: () => {
      complete.next();
    },
    cancel: () => {
      cancel.next();
    },
  };
}
