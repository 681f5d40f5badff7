/**
 * How the service carries out transfers.
 */
import { isReachable, takeFailure } from '../model/accounts.js';
import { end } from '../model/conversations.js';
import { endings } from '../model/endings.js';
import { addLeg, infoOf, isUp, newConversation, render } from '../model/legs.js';
import {
  addTransferee,
  awaitTarget,
  awaitTransferee,
  beginTransfer,
  begun,
  conclude,
  fail,
  forgetFailure,
  succeed,
} from '../model/transfers.js';
import type { Party } from '../model/users.js';
import type {
  Conversation,
  Failure,
  Introduction,
  Leg,
  Transfer,
  TransferKind,
  TransferOutcome,
  TransferTarget,
} from '../model/world.js';
import { schedule } from '../transport/clock.js';
import { apply, sendFrom, startTimer, type Network } from '../transport/network.js';
import { unlessEnded } from './calls.js';
import { ring } from './ringing.js';

/** The options of the transferor. */
export type TransferOptions = Pick<Introduction, 'customContext' | 'disableForwardingAndUnanswered'>;

/** How long the SDK waits for the outcome of a request, in milliseconds. */
const OUTCOME_TIME = 90_000;

/** Requests the transfer of a transferee, if the SDK has no reason to hold the request back. */
export function requestTransfer(
  network: Network,
  transferor: Leg,
  transferee: Leg,
  target: TransferTarget,
  options: TransferOptions,
): void {
  const { device } = transferor;
  const transfer = device && beginTransfer(transferor, transferee, target);
  if (!transfer) {
    return;
  }
  const failure = takeFailure(device, 'transfer');
  sendFrom(network, device, () => {
    receive(network, transfer, target, options, failure);
  });
  // The SDK's own timer. The SDK does not clear it when the transfer ends, so that it can fail a later one (observed with
  // SDK 1.46.1 and 2.0.0 in Chromium). With the end of the call it has no effect any more.
  startTimer(
    network,
    transferor,
    () => {
      finishTransfer(network, transfer, { state: 'Failed', error: { code: 408, subCode: 0 } });
    },
    OUTCOME_TIME,
  );
}

/** The request arrives. */
function receive(
  network: Network,
  transfer: Transfer,
  target: TransferTarget,
  options: TransferOptions,
  failure: Failure['error'] | undefined,
): void {
  const { transferor } = transfer;
  network.apps.show({ type: 'transferMoved', leg: transferor, outcome: { state: 'Transferring' } });
  if (transferor.endReason) {
    // The connection is lost for good, or the transferor was thrown out: the service never hears of it.
    finishTransfer(network, transfer, { state: 'Failed', error: endings.cancelled });
  } else if (!failure) {
    perform(network, transfer, target, options);
  } else if (failure !== 'hangs') {
    apply(network, fail(network.world, transfer, failure));
  }
}

function perform(
  network: Network,
  transfer: Transfer,
  target: TransferTarget,
  options: TransferOptions,
): void {
  const { clock } = network;
  switch (target.kind) {
    case 'targetParticipant':
      askTransferee(network, transfer, () => {
        transferToParty(network, transfer, target.party, options);
      });
      break;
    case 'targetCallId':
      schedule(clock, () => {
        askTransferee(network, transfer, () => {
          transferToCall(network, transfer, target.call);
        });
      });
      break;
    case 'targetParticipantVoicemail':
      schedule(clock, () => {
        askTransferee(network, transfer, () => {
          transferToVoicemail(network, transfer, target.party);
        });
      });
      break;
  }
}

/** The transferee is asked to make the other call, which it must be able and willing to do. */
function askTransferee(network: Network, transfer: Transfer, proceed: () => void): void {
  const { transferee } = transfer;
  const { apps, world } = network;
  if (transferee.hangsUp) {
    apply(network, fail(world, transfer, endings.cancelled));
  } else if (!transferee.device || !isReachable(transferee.device)) {
    apply(network, fail(world, transfer, endings.unreachable));
  } else if (apps.acceptsTransfers(transferee)) {
    proceed();
  }
}

function transferToParty(network: Network, transfer: Transfer, party: Party, options: TransferOptions): void {
  const { transferee, transferor } = transfer;
  const conversation = newConversation();
  bring(network, transfer, conversation);
  const called = addLeg(network.world, conversation, party, undefined);
  awaitTarget(transfer, called);
  schedule(network.clock, () => {
    ring(network, called, {
      ...options,
      callerInfo: infoOf(transferee),
      transferorInfo: infoOf(transferor),
    });
  });
}

function transferToCall(network: Network, transfer: Transfer, replaced: Leg | undefined): void {
  const { world } = network;
  if (replaced && replaced !== transfer.transferor && isUp(replaced) && world.legs.has(replaced)) {
    const joined = bring(network, transfer, replaced.conversation);
    apply(network, end(world, replaced, endings.hungUp));
    apply(network, succeed(world, transfer, joined));
  } else {
    apply(network, fail(world, transfer, endings.replacementNotFound));
  }
}

function transferToVoicemail(network: Network, transfer: Transfer, party: Party): void {
  const { world } = network;
  if (party.voicemail) {
    const conversation = newConversation();
    const joined = bring(network, transfer, conversation);
    addLeg(world, conversation, party, undefined, { state: 'Connected' });
    apply(network, succeed(world, transfer, joined));
  } else {
    apply(network, fail(world, transfer, endings.notRegistered));
  }
}

/**
 * Brings the transferee into another conversation. The SDK there accepts by itself: it starts the new call, and hands
 * it over before anybody has answered (observed with SDK 1.46.1 and 2.0.0 in Chromium).
 */
function bring(network: Network, transfer: Transfer, conversation: Conversation): Leg {
  const { apps, clock, world } = network;
  const leg = addTransferee(world, transfer, conversation);
  apps.show({ type: 'handedOver', leg, transfer });
  // As with any call that is started: it is under way when the service has heard of it, and then it rings.
  schedule(
    clock,
    unlessEnded(leg, () => {
      apply(network, render(conversation));
      schedule(
        clock,
        unlessEnded(leg, () => {
          apply(network, begun(leg));
        }),
      );
    }),
  );
  awaitTransferee(world, transfer, leg);
  return leg;
}

/** The SDK of the transferor takes an outcome for that of the newest request. */
export function finishTransfer(
  network: Network,
  { kind, transferor }: { readonly kind: TransferKind; readonly transferor: Leg },
  outcome: TransferOutcome,
): void {
  const change = conclude(transferor, kind, outcome);
  if (change && outcome.state === 'Failed') {
    schedule(
      network.clock,
      () => {
        forgetFailure(transferor);
      },
      0,
    );
  }
  apply(network, change ? [change] : []);
}
