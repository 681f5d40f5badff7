/**
 * Shows the changes of the model to the apps, on their fakes.
 */
import { beginDisposal, endDisposal } from '../../fakes/agent-life.js';
import { finishTransfer } from '../behaviours/transfers.js';
import type { Shown } from '../model/change.js';
import { infoOf, isOnDevice } from '../model/legs.js';
import type { Leg, Transfer } from '../model/world.js';
import { tellApp } from '../transport/network.js';
import { closeCall, failMicrophone, openCall, showCall } from './calls.js';
import {
  makeIncomingCall,
  openAnswered,
  showDeclined,
  showRingEnded,
  tellOfIncomingCall,
} from './incoming-calls.js';
import { introduce } from './participants.js';
import { agentOf, callOf, openLegsOf, surroundingsOf, type Stage } from './stage.js';

type Shows = {
  readonly [T in Shown['type']]: (stage: Stage, change: Shown & { readonly type: T }) => void;
};

/** How each change shows. Changes that the app hears of by the service wait for its connection (`tellApp`). */
const shows: Shows = {
  connected: (stage, { device }) => {
    agentOf(stage, device).set({ connectionState: 'Connected' });
  },
  disconnected: (stage, { device, reason }) => {
    agentOf(stage, device).disconnect(reason);
  },
  disposing: (stage, { device }) => {
    beginDisposal(agentOf(stage, device));
  },
  disposed: (stage, { device }) => {
    endDisposal(agentOf(stage, device));
  },
  callsClosed: (stage, { device, reason }) => {
    for (const leg of openLegsOf(stage, device)) {
      closeCall(stage, leg, reason);
    }
  },
  opened: (stage, { leg, callees }) => {
    openCall(stage, leg, { remoteParticipants: callees.map((callee) => introduce(stage, leg, callee)) });
  },
  connecting: (stage, { leg }) => {
    callOf(stage, leg)?.set({ state: 'Connecting' });
  },
  hangingUp: (stage, { leg }) => {
    callOf(stage, leg)?.set({ state: 'Disconnecting' });
  },
  holding: (stage, { leg }) => {
    // Ended before the hold, for good (observed with SDK 1.46.1 and 2.0.0 in Chromium).
    callOf(stage, leg)?.set({ isScreenSharingOn: false });
  },
  mutedItself: (stage, { leg }) => {
    callOf(stage, leg)?.set({ isMuted: leg.isMuted });
  },
  microphoneFailed: (stage, { leg }) => {
    failMicrophone(stage, leg);
  },
  updated: (stage, { leg }) => {
    tellApp(stage.network, leg, () => {
      showCall(stage, leg);
    });
  },
  ended: (stage, { leg, reason }) => {
    tellApp(stage.network, leg, () => {
      closeCall(stage, leg, reason);
    });
  },
  closed: (stage, { leg, reason }) => {
    closeCall(stage, leg, reason);
  },
  called: (stage, { ring }) => {
    makeIncomingCall(stage, ring);
  },
  rings: (stage, { ring }) => {
    tellOfIncomingCall(stage, ring);
  },
  answered: (stage, { leg, ring }) => {
    openAnswered(stage, ring, leg);
  },
  declined: (stage, { ring }) => {
    showDeclined(stage, ring);
  },
  ringEnded: (stage, { reason, ring }) => {
    tellApp(stage.network, ring, () => {
      showRingEnded(stage, ring, reason);
    });
  },
  handedOver: (stage, { leg, transfer }) => {
    tellApp(stage.network, leg, () => {
      handOver(stage, leg, transfer);
    });
  },
  transferMoved: (stage, { leg, outcome }) => {
    surroundingsOf(stage, leg).transfers.move(outcome);
  },
  transferSettled: (stage, { outcome, transfer }) => {
    tellApp(stage.network, transfer.transferor, () => {
      finishTransfer(stage.network, transfer, outcome);
    });
  },
};

export function show(stage: Stage, change: Shown): void {
  (shows[change.type] as (stage: Stage, change: Shown) => void)(stage, change);
}

/** The SDK of the transferee starts the new call, and hands it over to the app. */
function handOver(stage: Stage, leg: Leg, { transferee, transferor }: Transfer): void {
  const before = stage.calls.get(transferee);
  if (before && !leg.endReason && isOnDevice(leg) && !leg.device.isDisposed) {
    const targetCall = openCall(stage, leg, { transferorInfo: infoOf(transferor) });
    before.transferFeature.emit('transferAccepted', { targetCall });
  }
}
