/**
 * Fakes of transfers: of a call to somebody else, and of a call from another device of the same user.
 */
import type {
  CallAgentCommon,
  CallCommon,
  Transfer,
  TransferCallFeature,
  TransferErrorCode,
  TransferState,
  TransferToCallLocator,
  TransferToParticipantLocator,
  TransferToVoicemailLocator,
} from '@azure/communication-calling';
import type {
  ActiveCallDetails,
  ActiveCallTransferFeature,
  ActiveMeetingDetails,
} from '../../bridge/sdk-types.js';
import { added } from './agent-calls.js';
import { FakeCallAgent, FakeTeamsCallAgent } from './fake-call-agent.js';
import { FakeCall, FakeTeamsCall } from './fake-call.js';
import { fakeFeatureClass, type FakeFeatureClass } from './fake-feature.js';
import { fakeClass, type Fake, type FakeChanges, type FakeClass } from './fake-object.js';
import { FakeSdkError } from './fake-sdk-error.js';

/**
 * A fake `Transfer`. Default: in state `None`.
 *
 * Like the SDK's, it accepts unknown event names (observed with SDK 1.46.1 and 2.0.0 in Chromium).
 *
 * @example
 * ```ts
 * import { FakeTransfer } from 'rx-acs-calling/testing';
 *
 * const transfer = new FakeTransfer();
 * transfer.set({ state: 'Transferring' });
 * transfer.set({ state: 'Failed', error: { code: 487, subCode: 10004 } });
 * ```
 */
export const FakeTransfer: FakeClass<Transfer> = fakeClass('FakeTransfer', () => ({
  events: { stateChanged: 'state' },
  properties: { state: 'None' },
  lenient: true,
}));
export type FakeTransfer = Fake<Transfer>;

/**
 * The transfers of one call. As in the SDK they share the state of the newest: an earlier one follows it, and a new one is
 * born in it (observed with SDK 1.46.1 and 2.0.0 in Chromium).
 */
export class FakeTransferHistory {
  readonly #transfers: { follow(changes: FakeChanges<Transfer>): void }[] = [];
  #state: TransferState = 'None';
  #error: TransferErrorCode | undefined;

  get state(): TransferState {
    return this.#state;
  }

  /** Makes a transfer that is requested, now or soon. */
  request(): FakeTransfer {
    const transfer = new HistoricTransfer(this.#state, this.#error, (changes) => {
      this.move(changes);
    });
    this.#transfers.push(transfer);
    return transfer;
  }

  /** Makes a transfer that the SDK does not request. It keeps the code of an earlier failure, or 0/0, and never moves. */
  refuse(): FakeTransfer {
    return new FakeTransfer({ state: 'Failed', error: this.#error ?? { code: 0, subCode: 0 } });
  }

  /** Changes all transfers of the call, the oldest first. */
  move(changes: FakeChanges<Transfer>): void {
    this.#state = changes.state ?? this.#state;
    this.#error = changes.error ?? this.#error;
    for (const transfer of [...this.#transfers]) {
      transfer.follow(changes);
    }
  }
}

class HistoricTransfer extends FakeTransfer {
  readonly #move: (changes: FakeChanges<Transfer>) => void;

  constructor(
    state: TransferState,
    error: TransferErrorCode | undefined,
    move: (changes: FakeChanges<Transfer>) => void,
  ) {
    super({ state, ...(state === 'Failed' && error && { error }) });
    this.#move = move;
  }

  override set(changes: FakeChanges<Transfer>): void {
    this.#move(changes);
  }

  follow(changes: FakeChanges<Transfer>): void {
    super.set(changes);
  }
}

/**
 * A fake `TransferCallFeature`. Its `transfer()` returns a {@link FakeTransfer}, which the test drives.
 *
 * If the call is not in `LocalHold`, or if the agent has no call with the `targetCallId`, the transfer is born `Failed` with
 * 0/0 and never fires. After a failed transfer of the call, the next one is born `Failed` with the same code, requested or
 * not: drive a requested one to `Transferring`. All transfers of a call follow the newest. `transfer()` throws 500/41001,
 * `transfer({})` throws 400/46052, and a call with more than two other participants throws 400/46051. Listeners of
 * `transferAccepted` can never be removed: `off` attaches the listener once more (all observed with SDK 1.46.1 and 2.0.0
 * in Chromium). A feature without a call behaves as on a call in `LocalHold`.
 *
 * @example
 * ```ts
 * import { FakeCall, FakeFeatures, FakeTransfer } from 'rx-acs-calling/testing';
 *
 * const call = new FakeCall({ state: 'Connected' });
 * const transfer = new FakeTransfer();
 * call.feature(FakeFeatures.Transfer).answer('transfer', () => transfer);
 * ```
 */
export const FakeTransferCallFeature: FakeFeatureClass<TransferCallFeature> = fakeFeatureClass(
  'FakeTransferCallFeature',
  ({ call, callAgent }) => {
    const history = new FakeTransferHistory();
    return {
      events: { transferAccepted: null },
      unleavable: ['transferAccepted'],
      properties: { name: 'Transfer' },
      methods: {
        transfer: (...args) => {
          checkTarget(args[0]);
          checkSize(call);
          return isTransferable(call) && isKnown(args[0], callAgent) ? history.request() : history.refuse();
        },
      },
      lenient: true,
    };
  },
);
export type FakeTransferCallFeature = Fake<TransferCallFeature>;

/** Throws the SDK's error for a group call. */
export function checkSize(call: CallCommon | undefined): void {
  if (call && call.remoteParticipants.length > 2) {
    throw new FakeSdkError({ code: 400, subCode: 46051, resultCategories: ['ExpectedError'] });
  }
}

/** Throws the SDK's error if there is no target, or if it names nobody. */
export function checkTarget(target: object | undefined): void {
  // An app in JavaScript may pass anything.
  if (!target) {
    throw new FakeSdkError({ code: 500, subCode: 41001 });
  }
  const { targetParticipant, targetCallId, targetParticipantVoicemail } = target as Partial<
    TransferToParticipantLocator & TransferToCallLocator & TransferToVoicemailLocator
  >;
  if (!targetParticipant && targetCallId === undefined && !targetParticipantVoicemail) {
    throw new FakeSdkError({ code: 400, subCode: 46052 });
  }
}

/** False for the id of a call that the agent does not have. */
const isKnown = (
  target: object,
  agent: Partial<CallAgentCommon> & { calls?: readonly CallCommon[] } = {},
): boolean =>
  !('targetCallId' in target) || agent.calls?.some(({ id }) => id === target.targetCallId) !== false;

/** The SDK transfers only a call on hold by the local user. */
export const isTransferable = (call: CallCommon | undefined): boolean => !call || call.state === 'LocalHold';

/** The result of `getActiveCallDetails()`, as a property that a test sets. */
export interface FakeActiveCalls {
  readonly activeCallDetails: readonly (ActiveCallDetails | ActiveMeetingDetails)[];
}

/**
 * A fake `ActiveCallTransferFeature`. Default: the user has no call on another device.
 *
 * Setting `activeCallDetails` fires `activeCallsUpdated`, or `noActiveCalls` if the list is empty. The event carries
 * `activeCallDetails`, though the types of the SDK say `activeCalls`. Without calls `getActiveCallDetails()` resolves to
 * `undefined` (read in SDK 1.46.1 and 2.0.0). `activeCallTransfer()` adds a call in state `None` to the agent.
 *
 * @example
 * ```ts
 * import { FakeCallAgent, FakeFeatures } from 'rx-acs-calling/testing';
 *
 * const feature = new FakeCallAgent().feature(FakeFeatures.ActiveCallTransfer);
 * feature.set({ activeCallDetails: [{ callId: 'on-the-phone', userJoinTime: new Date(), participants: [] }] });
 * ```
 */
export const FakeActiveCallTransferFeature: FakeFeatureClass<ActiveCallTransferFeature & FakeActiveCalls> =
  fakeFeatureClass('FakeActiveCallTransferFeature', ({ callAgent }) => ({
    events: {
      activeCallsUpdated: {
        activeCallDetails: (activeCallDetails) =>
          activeCallDetails.length > 0 ? [{ activeCallDetails } as never] : [],
      },
      noActiveCalls: { activeCallDetails: ({ length }) => (length > 0 ? [] : [undefined]) },
    },
    properties: { name: 'ActiveCallTransfer', activeCallDetails: [] },
    promises: {
      activeCallTransfer: () =>
        callAgent instanceof FakeTeamsCallAgent
          ? added(callAgent, new FakeTeamsCall())
          : added(callAgent instanceof FakeCallAgent ? callAgent : undefined, new FakeCall()),
      getActiveCallDetails() {
        return this.activeCallDetails.length > 0 ? [...this.activeCallDetails] : undefined;
      },
    },
    lenient: true,
  }));
export type FakeActiveCallTransferFeature = Fake<ActiveCallTransferFeature & FakeActiveCalls>;
