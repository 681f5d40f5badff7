/**
 * How a transfer goes on, and ends.
 */
import type { CallEndReason } from '@azure/communication-calling';
import type { Change, Changes } from './change.js';
import { exclude, include, patch } from './draft.js';
import { endings } from './endings.js';
import { addLeg, isUp, othersOf, render } from './legs.js';
import type {
  Conversation,
  Leg,
  Transfer,
  TransferKind,
  TransferOutcome,
  TransferTarget,
  World,
} from './world.js';

/** The party that a transferor transfers. */
export const transfereeOf = (transferor: Leg): Leg | undefined => othersOf(transferor).find(isUp);

/**
 * A request for a transfer; `undefined` if the SDK sends none, as it merges it with the one under way, or takes it for
 * the one that has just failed.
 */
export function beginTransfer(
  transferor: Leg,
  transferee: Leg,
  { kind }: Pick<TransferTarget, 'kind'>,
): Transfer | undefined {
  if (transferor.isTransferred || transferor.failing === kind) {
    return undefined;
  }
  patch(transferor, { isTransferred: true });
  return { transferor, transferee, kind, joined: undefined, called: undefined, isSettled: false };
}

/** Adds the transferee to the new conversation, where its call has just been started. */
export const addTransferee = (world: World, { transferee }: Transfer, conversation: Conversation): Leg =>
  addLeg(world, conversation, transferee.party, transferee.device, { state: 'Connected', isBeginning: true });

/** From now on the transfer depends on the transferee's new leg. */
export function awaitTransferee(world: World, transfer: Transfer, joined: Leg): void {
  patch(transfer, { joined });
  include(world.transfers, transfer);
}

/** From now on the transfer depends on the target's answer, too. */
export function awaitTarget(transfer: Transfer, called: Leg): void {
  patch(transfer, { called });
}

/** Tells the transferor of the outcome, the first one only. */
export function* settle(world: World, transfer: Transfer, outcome: TransferOutcome): Changes {
  if (!transfer.isSettled) {
    patch(transfer, { isSettled: true });
    exclude(world.transfers, transfer);
    yield { type: 'transferSettled', transfer, outcome };
  }
}

export const fail = (world: World, transfer: Transfer, error: CallEndReason): Changes =>
  settle(world, transfer, { state: 'Failed', error });

/** The other side is there: the transferee's new call is connected. */
export function* succeed(world: World, transfer: Transfer, joined: Leg): Changes {
  yield* begun(joined);
  yield* settle(world, transfer, { state: 'Transferred' });
}

/** A call that has just been started learns how it goes on. */
export function* begun(leg: Leg): Changes {
  patch(leg, { isBeginning: false });
  yield* render(leg.conversation);
}

/** When a target answers, the transfers to it succeed. */
export function* succeedBy(world: World, called: Leg): Changes {
  for (const transfer of [...world.transfers]) {
    if (transfer.called === called && transfer.joined) {
      yield* succeed(world, transfer, transfer.joined);
    }
  }
}

/** When a transferee leaves the new conversation, its transfer fails. */
export function* failBy(world: World, joined: Leg, reason: CallEndReason): Changes {
  for (const transfer of [...world.transfers]) {
    if (transfer.joined === joined) {
      // A leg that ends without an error ends all the same before there is anybody at the other end.
      yield* fail(world, transfer, reason.code ? reason : endings.cancelled);
    }
  }
}

/** Another leg takes the place of the target's. */
export function passOn(world: World, before: Leg, after: Leg): void {
  for (const transfer of world.transfers) {
    if (transfer.called === before) {
      patch(transfer, { called: after });
    }
  }
}

/** The SDK of the transferor ends the transfer that is under way. `undefined` if it has ended it already. */
export function conclude(transferor: Leg, kind: TransferKind, outcome: TransferOutcome): Change | undefined {
  if (!transferor.isTransferred) {
    return undefined;
  }
  // Until this turn is over the SDK takes a request of the same kind for the one that fails.
  patch(transferor, { isTransferred: false, ...(outcome.state === 'Failed' && { failing: kind }) });
  return { type: 'transferMoved', leg: transferor, outcome };
}

/** The turn is over in which a transfer has failed. */
export function forgetFailure(transferor: Leg): void {
  patch(transferor, { failing: undefined });
}
