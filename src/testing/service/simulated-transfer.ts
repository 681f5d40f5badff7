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
import { FakeFeatures } from '../fakes/fake-features.js';
import { checkSize, checkTarget, isTransferable, type FakeTransfer } from '../fakes/fake-transfers.js';
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
  checkSize(transferor.call);
  const { transfers } = transferor;
  // The SDK looks the target call up among the agent's own before it requests anything.
  const isUnknown = 'targetCallId' in target && replaced?.endpoint !== transferor.endpoint;
  if (!transferee || isUnknown || !isTransferable(transferor.call)) {
    return network.made(transfers.refuse());
  }
  const transfer = network.made(transfers.request());
  const kind = kindOf(target);
  if (transferor.isTransferred || transferor.failing === kind) {
    // Merged with the one under way, or taken for the one that has just failed: nothing is sent.
    return transfer;
  }
  transferor.isTransferred = true;

  // The service has one outcome for a request. The SDK takes it for that of the newest one.
  let isSettled = false;
  const settle = (outcome: Parameters<FakeTransfer['set']>[0]): void => {
    if (!isSettled) {
      isSettled = true;
      transferor.tell(() => {
        conclude(network, transferor, kind, outcome);
      });
    }
  };

  const fail = (error: CallEndReason): void => {
    settle({ state: 'Failed', error });
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
          transferee.transferFeature?.emit('transferAccepted', { targetCall });
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
    } else if (isWatched(transferee)) {
      proceed();
    }
  };

  const failure = transferor.endpoint?.failureOf('transfer');
  transferor.endpoint?.send(() => {
    transfers.move({ state: 'Transferring' });
    if (transferor.endReason) {
      // The connection is lost for good, or the transferor was thrown out: the service never hears of it.
      conclude(network, transferor, kind, { state: 'Failed', error: endings.cancelled });
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
  startTimer(network, transferor, kind);
  return transfer;
}

/** How long the SDK waits for the outcome of a request, in milliseconds. */
const OUTCOME_TIME = 90_000;

/**
 * The SDK's own timer of a request. It is not cleared when the transfer ends, so that it can fail a later one (observed
 * with SDK 1.46.1 and 2.0.0 in Chromium). With the end of the call it has no effect any more.
 */
function startTimer(network: Network, transferor: Leg, kind: TransferKind): void {
  const timer = network.clock.schedule(() => {
    conclude(network, transferor, kind, { state: 'Failed', error: { code: 408, subCode: 0 } });
  }, OUTCOME_TIME);
  transferor.whenEnded.push(() => {
    timer.unsubscribe();
  });
}

/** Ends the transfer that is under way; none if the SDK has ended it already. */
function conclude(
  network: Network,
  transferor: Leg,
  kind: TransferKind,
  outcome: Parameters<FakeTransfer['set']>[0],
): void {
  if (!transferor.isTransferred) {
    return;
  }
  transferor.isTransferred = false;
  if (outcome.state === 'Failed') {
    // Until this turn is over the SDK takes a request of the same kind for the one that fails.
    transferor.failing = kind;
    network.clock.schedule(() => {
      transferor.failing = undefined;
    }, 0);
  }
  transferor.transfers.move(outcome);
}

/** The SDK makes a difference between these when one request follows another. */
export type TransferKind = keyof (TransferToParticipantLocator &
  TransferToCallLocator &
  TransferToVoicemailLocator);

const kindOf = (target: Target): TransferKind =>
  'targetParticipant' in target
    ? 'targetParticipant'
    : 'targetCallId' in target
      ? 'targetCallId'
      : 'targetParticipantVoicemail';

/** The SDK of the transferee accepts only if the app has looked up the transfer feature of that call. */
const isWatched = ({ call }: Leg): boolean =>
  (call?.callsTo('feature') ?? []).filter(
    ([factory]) => factory.callApiCtor === FakeFeatures.Transfer.callApiCtor,
    // The first look-up is that of the service itself.
  ).length > 1;
