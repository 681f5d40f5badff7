/**
 * What the simulated service does with a transfer.
 */
import type {
  CallEndReason,
  TransferToCallLocator,
  TransferToParticipantLocator,
  TransferToParticipantOptions,
  TransferToVoicemailLocator,
} from '@azure/communication-calling';
import type { Conversation, Leg, Network } from './conversation.js';
import { endings } from './endings.js';
import { FakeFeatures } from './fake-features.js';
import { checkTarget, FakeTransfer, isTransferable } from './fake-transfers.js';
import { ring } from './ringing.js';

type Target = TransferToParticipantLocator | TransferToCallLocator | TransferToVoicemailLocator;

/** Transfers the party at the other end of the transferor's leg. */
export function transferLeg(
  network: Network,
  transferor: Leg,
  target: Target,
  options: TransferToParticipantOptions = {},
): FakeTransfer {
  checkTarget(target);
  const transferee = transferor.conversation.othersOf(transferor).find(({ isUp }) => isUp);
  const replaced =
    'targetCallId' in target
      ? [...network.legs].find(({ call }) => call?.id === target.targetCallId)
      : undefined;
  // The SDK looks the target call up among the agent's own before it requests anything.
  const isUnknown = 'targetCallId' in target && replaced?.endpoint !== transferor.endpoint;
  if (!transferee || transferor.isTransferred || isUnknown || !isTransferable(transferor.call)) {
    return network.made(new FakeTransfer({ state: 'Failed', error: { code: 0, subCode: 0 } }));
  }
  const transfer = network.made(new FakeTransfer());
  transferor.isTransferred = true;

  let isSettled = false;
  const settle = (outcome: Parameters<FakeTransfer['set']>[0]): void => {
    if (!isSettled) {
      isSettled = true;
      transferor.tell(() => {
        transfer.set(outcome);
      });
    }
  };

  const fail = (error: CallEndReason): void => {
    if (!isSettled) {
      transferor.isTransferred = false;
      settle({ state: 'Failed', error });
    }
  };

  /**
   * Brings the transferee into another conversation. The SDK there accepts by itself: it starts the new call, and hands
   * it over before anybody has answered (observed with SDK 1.46.1 and 2.0.0 in Chromium).
   */
  const join = (conversation: Conversation): Leg => {
    const leg = conversation.add(transferee.party, transferee.endpoint);
    leg.state = 'Connected';
    leg.isBeginning = true;
    const unlessOver = (act: () => void) => (): void => {
      if (!leg.endReason) {
        act();
      }
    };
    leg.tell(
      unlessOver(() => {
        const { endpoint } = leg;
        if (endpoint && !endpoint.isDisposed && transferee.call) {
          const targetCall = network.open(leg, endpoint, { transferorInfo: transferor.info });
          transferee.call.feature(FakeFeatures.Transfer).emit('transferAccepted', { targetCall });
        }
      }),
    );
    // As with any call that is started: it is under way when the service has heard of it, and then it rings.
    network.clock.schedule(
      unlessOver(() => {
        conversation.render();
        network.clock.schedule(
          unlessOver(() => {
            leg.isBeginning = false;
            conversation.render();
          }),
        );
      }),
    );
    // A leg that ends well all the same ends before there is anybody at the other end.
    leg.whenEnded.push((reason) => {
      fail(reason.code ? reason : endings.cancelled);
    });
    return leg;
  };

  /** The other side is there: the transferee's new call is connected. */
  const succeed = (leg: Leg): void => {
    leg.isBeginning = false;
    leg.conversation.render();
    settle({ state: 'Transferred' });
  };

  const toParticipant = ({ targetParticipant }: TransferToParticipantLocator): void => {
    const conversation = network.converse();
    const leg = join(conversation);
    const targetLeg = conversation.add(network.party(targetParticipant));
    targetLeg.whenConnected.push(() => {
      succeed(leg);
    });
    network.clock.schedule(() => {
      ring(network, targetLeg, {
        ...options,
        callerInfo: transferee.info,
        transferorInfo: transferor.info,
      });
    });
  };

  const toCall = (): void => {
    if (replaced && replaced !== transferor && replaced.isUp && network.legs.has(replaced)) {
      const leg = join(replaced.conversation);
      replaced.conversation.end(replaced, endings.hungUp);
      succeed(leg);
    } else {
      fail(endings.replacementNotFound);
    }
  };

  const toVoicemail = ({ targetParticipantVoicemail }: TransferToVoicemailLocator): void => {
    const party = network.party(targetParticipantVoicemail);
    if (party.voicemail) {
      const conversation = network.converse();
      const leg = join(conversation);
      conversation.add(party).state = 'Connected';
      succeed(leg);
    } else {
      fail(endings.notRegistered);
    }
  };

  /** The transferee is asked to make the other call, which it must be able and willing to do. */
  const unlessCalledOff = (proceed: () => void) => (): void => {
    if (transferee.hangsUp) {
      fail(endings.cancelled);
    } else if (!transferee.endpoint?.isReachable) {
      fail(endings.unreachable);
    } else {
      proceed();
    }
  };

  const failure = transferor.endpoint?.failureOf('transfer');
  transferor.endpoint?.send(() => {
    transfer.set({ state: 'Transferring' });
    if (transferor.endReason) {
      // The connection is lost for good, or the transferor was thrown out: the service never hears of it.
      transfer.set({ state: 'Failed', error: endings.cancelled });
    } else if (failure) {
      if (failure !== 'hangs') {
        fail(failure);
      }
    } else if ('targetParticipant' in target) {
      unlessCalledOff(() => {
        toParticipant(target);
      })();
    } else if ('targetCallId' in target) {
      network.clock.schedule(unlessCalledOff(toCall));
    } else {
      network.clock.schedule(
        unlessCalledOff(() => {
          toVoicemail(target);
        }),
      );
    }
  });
  return transfer;
}
