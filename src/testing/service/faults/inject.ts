/**
 * Lets faults happen on the simulated service.
 */
import {
  connectDevice,
  cutDevice,
  disposeSilently,
  loseDevice,
  refuseDevice,
} from '../behaviours/devices.js';
import { addFailure, devicesOn, suffer } from '../model/accounts.js';
import { end } from '../model/conversations.js';
import { endings } from '../model/endings.js';
import { failures } from '../model/requests.js';
import { answeredBySomebody } from '../model/ringing.js';
import type { Account, Device, Leg } from '../model/world.js';
import { schedule } from '../transport/clock.js';
import { apply, type Network } from '../transport/network.js';
import type { SimulatedFault } from './faults.js';

type FaultOf<F extends SimulatedFault['fault']> = Extract<SimulatedFault, { readonly fault: F }>;

type Injections = {
  readonly [F in SimulatedFault['fault']]: (network: Network, account: Account, fault: FaultOf<F>) => void;
};

const injections: Injections = {
  networkLoss: takeNetwork,
  connectionLoss: (network, account, { device }) => {
    forEachDevice(account, device, (each) => {
      cutDevice(network, each);
    });
  },
  invalidToken: refuseToken,
  silentDisposal: (network, account, { device }) => {
    forEachDevice(account, device, (each) => {
      disposeSilently(network, each);
    });
  },
  microphoneFails: (network, account, { device }) => {
    for (const leg of legsOf(network, devicesOn(account, device))) {
      network.apps.show({ type: 'microphoneFailed', leg });
    }
  },
  answerElsewhere: (network, { party }) => {
    for (const leg of network.world.legs) {
      if (leg.party === party && leg.ringing) {
        apply(network, answeredBySomebody(network.world, leg.ringing, endings.answeredElsewhere));
      }
    }
  },
  callDrop: (network, account, { device, reason = endings.dropped }) => {
    for (const leg of legsOf(network, devicesOn(account, device))) {
      if (leg.isOpen) {
        apply(network, end(network.world, leg, reason, endings.abruptDisconnect));
      }
    }
  },
  requestFails: (_, account, { device, request, error = failures[request] }) => {
    addFailure(account, { device, request, error });
  },
  requestHangs: (_, account, { device, request }) => {
    addFailure(account, { device, request, error: 'hangs' });
  },
};

export function inject(network: Network, account: Account, fault: SimulatedFault): void {
  (injections[fault.fault] as (network: Network, account: Account, fault: SimulatedFault) => void)(
    network,
    account,
    fault,
  );
}

/** The devices as they are now: some may be disposed of on the way. */
function forEachDevice(account: Account, name: string | undefined, act: (device: Device) => void): void {
  devicesOn(account, name).forEach(act);
}

/** The legs on some devices, as there are when their turn comes. */
function* legsOf({ world }: Network, devices: readonly Device[]): Generator<Leg> {
  for (const leg of world.legs) {
    if (leg.device && devices.includes(leg.device)) {
      yield leg;
    }
  }
}

function takeNetwork(network: Network, account: Account, fault: FaultOf<'networkLoss'>): void {
  const { device } = fault;
  const recover = suffer(account, 'outages', { device });
  schedule(
    network.clock,
    () => {
      recover();
      forEachDevice(account, device, (each) => {
        connectDevice(network, each);
      });
    },
    fault.for,
  );
  forEachDevice(account, device, (each) => {
    loseDevice(network, each);
  });
}

function refuseToken(network: Network, account: Account, fault: FaultOf<'invalidToken'>): void {
  const { device } = fault;
  if (fault.for !== undefined) {
    schedule(network.clock, suffer(account, 'refusals', { device }), fault.for);
  }
  forEachDevice(account, device, (each) => {
    refuseDevice(network, each);
  });
}
