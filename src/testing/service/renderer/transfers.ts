/**
 * The transfers of a call, as its app sees them.
 */
import type {
  TransferToCallLocator,
  TransferToParticipantLocator,
  TransferToParticipantOptions,
  TransferToVoicemailLocator,
} from '@azure/communication-calling';
import type { FakeCall } from '../../fakes/fake-call.js';
import { FakeFeatures } from '../../fakes/fake-features.js';
import {
  checkSize,
  checkTarget,
  isTransferable,
  type FakeTransfer,
  type FakeTransferCallFeature,
} from '../../fakes/fake-transfers.js';
import { requestTransfer } from '../behaviours/transfers.js';
import { partyOf } from '../model/accounts.js';
import { transfereeOf } from '../model/transfers.js';
import type { Leg, TransferTarget } from '../model/world.js';
import { callOf, remember, surroundingsOf, type Stage } from './stage.js';

type Target = TransferToParticipantLocator | TransferToCallLocator | TransferToVoicemailLocator;

/** The feature of a call. That it is looked up here counts as the first time. */
export const makeTransferFeature = (stage: Stage, leg: Leg, call: FakeCall): FakeTransferCallFeature =>
  remember(stage, call.feature(FakeFeatures.Transfer)).answer('transfer', (...[target, options]) =>
    transfer(stage, leg, call, target, options),
  );

/** Transfers the party at the other end of the call. */
function transfer(
  stage: Stage,
  leg: Leg,
  call: FakeCall,
  target: Target,
  options: TransferToParticipantOptions = {},
): FakeTransfer {
  checkTarget(target);
  const transferee = transfereeOf(leg);
  const aim = targetOf(stage, target);
  checkSize(call);
  const { transfers } = surroundingsOf(stage, leg);
  // The SDK looks the target call up among the agent's own before it requests anything.
  const isUnknown = aim.kind === 'targetCallId' && aim.call?.device !== leg.device;
  if (!transferee || isUnknown || !isTransferable(call)) {
    return remember(stage, transfers.refuse());
  }
  const requested = remember(stage, transfers.request());
  requestTransfer(stage.network, leg, transferee, aim, options);
  return requested;
}

/** The target as the service knows it. */
function targetOf(stage: Stage, target: Target): TransferTarget {
  const { world } = stage.network;
  if ('targetCallId' in target) {
    const call = [...world.legs].find((leg) => callOf(stage, leg)?.id === target.targetCallId);
    return { kind: 'targetCallId', call };
  }
  return 'targetParticipant' in target
    ? { kind: 'targetParticipant', party: partyOf(world, target.targetParticipant) }
    : { kind: 'targetParticipantVoicemail', party: partyOf(world, target.targetParticipantVoicemail) };
}

/** The SDK of a transferee accepts only if the app has looked up the transfer feature of that call. */
export const acceptsTransfers = (stage: Stage, leg: Leg): boolean =>
  (callOf(stage, leg)?.callsTo('feature') ?? []).filter(
    ([factory]) => factory.callApiCtor === FakeFeatures.Transfer.callApiCtor,
    // The first look-up is that of the service itself.
  ).length > 1;
