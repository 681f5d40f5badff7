/**
 * Fakes of a call's transfer feature and of one transfer.
 */
import type {
  CallAgentCommon,
  CallCommon,
  CallFeatureFactory,
  Transfer,
  TransferCallFeature,
} from '@azure/communication-calling';
import { FakeObject, type FakeInit } from './fake-object.js';
import { FakeSdkError } from './fake-sdk-error.js';

/**
 * A fake `Transfer`, in state `None` unless said otherwise.
 *
 * Like the SDK's it lets unknown event names pass (observed with SDK 1.46.1 and 2.0.0 in Chromium).
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
export class FakeTransfer extends FakeObject<Transfer> implements Transfer {
  constructor(init?: FakeInit<Transfer>) {
    super(
      {
        events: { stateChanged: 'state' },
        properties: { state: 'None' },
        methods: {},
        promises: {},
        lenient: true,
      },
      init,
    );
  }
}

/** What `call.feature()` hands to the constructor of a feature; a test needs none of it. */
export interface FakeFeatureContext {
  readonly call?: CallCommon;
  readonly callAgent?: CallAgentCommon;
}

/**
 * A fake `TransferCallFeature`. Its `transfer()` returns a {@link FakeTransfer} for the test to drive.
 *
 * On a call that is not on hold by the local user the transfer is born `Failed` with 0/0 and never fires;
 * `transfer()` throws 500/41001 and `transfer({})` 400/46052 (observed with SDK 1.46.1 and 2.0.0 in Chromium).
 * A feature that was made without a call takes it for on hold.
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
export class FakeTransferCallFeature extends FakeObject<TransferCallFeature> implements TransferCallFeature {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- taken out, so that it is no property of the fake
  constructor({ call, callAgent, ...init }: FakeFeatureContext & FakeInit<TransferCallFeature> = {}) {
    super(
      {
        events: { transferAccepted: null },
        properties: { name: 'Transfer' },
        methods: {
          transfer: (...args) => {
            checkTarget(args[0]);
            return isTransferable(call)
              ? new FakeTransfer()
              : new FakeTransfer({ state: 'Failed', error: { code: 0, subCode: 0 } });
          },
          dispose: () => undefined,
        },
        promises: {},
        lenient: true,
      },
      init,
    );
  }
}

/** Throws what the SDK throws for a target that is none. */
export function checkTarget(target: object | undefined): void {
  // An app in JavaScript may pass anything.
  if (!target) {
    throw new FakeSdkError({ code: 500, subCode: 41001 });
  }
  if (!(
    'targetParticipant' in target ||
    'targetCallId' in target ||
    'targetParticipantVoicemail' in target
  )) {
    throw new FakeSdkError({ code: 400, subCode: 46052 });
  }
}

export const isTransferable = (call: CallCommon | undefined): boolean => !call || call.state === 'LocalHold';

/**
 * Stands in for the SDK's `Features`, of which a fake call knows these.
 *
 * @example
 * ```ts
 * import { FakeCall, FakeFeatures } from 'rx-acs-calling/testing';
 *
 * const feature = new FakeCall({ state: 'Connected' }).feature(FakeFeatures.Transfer);
 * const transfer = feature.transfer({ targetParticipant: { communicationUserId: '8:acs:bob' } });
 * ```
 */
export const FakeFeatures: { readonly Transfer: CallFeatureFactory<FakeTransferCallFeature> } = {
  Transfer: { callApiCtor: FakeTransferCallFeature },
};
