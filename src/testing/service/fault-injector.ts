/**
 * Lets faults happen on the simulated service.
 */
import type { Network } from './conversation.js';
import { endings } from './endings.js';
import type { Account } from './simulated-account.js';
import { failures, type SimulatedFault } from './simulated-faults.js';
import { muteFailed } from './simulated-mute.js';
import type { Registrar } from './simulated-registrar.js';

export function inject(
  network: Network,
  registrar: Registrar,
  account: Account,
  fault: SimulatedFault,
): void {
  const { device } = fault;
  const endpoints = account.endpointsOn(device);
  const concern = { device };
  switch (fault.fault) {
    case 'networkLoss':
      account.outages.add(concern);
      network.clock.schedule(() => {
        account.outages.delete(concern);
        for (const endpoint of account.endpointsOn(device)) {
          registrar.connect(endpoint);
        }
      }, fault.for);
      for (const endpoint of endpoints) {
        registrar.lose(endpoint);
      }
      break;
    case 'connectionLoss':
      for (const endpoint of endpoints) {
        endpoint.isCut = true;
        registrar.lose(endpoint);
      }
      break;
    case 'invalidToken':
      if (fault.for !== undefined) {
        account.refusals.add(concern);
        network.clock.schedule(() => account.refusals.delete(concern), fault.for);
      }
      for (const endpoint of endpoints) {
        registrar.refuse(endpoint);
      }
      break;
    case 'silentDisposal':
      for (const endpoint of endpoints) {
        registrar.disposeSilently(endpoint);
      }
      break;
    case 'microphoneFails':
      for (const leg of network.legs) {
        if (leg.endpoint && endpoints.includes(leg.endpoint)) {
          muteFailed(leg);
        }
      }
      break;
    case 'answerElsewhere':
      for (const leg of network.legs) {
        if (leg.party === account.user) {
          leg.ringing?.answeredBySomebody(endings.answeredElsewhere);
        }
      }
      break;
    case 'callDrop':
      for (const leg of network.legs) {
        if (leg.call && leg.endpoint && endpoints.includes(leg.endpoint)) {
          leg.conversation.end(leg, fault.reason ?? endings.dropped, endings.abruptDisconnect);
        }
      }
      break;
    case 'requestFails':
      account.fail({ device, request: fault.request, error: fault.error ?? failures[fault.request] });
      break;
    case 'requestHangs':
      account.fail({ device, request: fault.request, error: 'hangs' });
      break;
  }
}
