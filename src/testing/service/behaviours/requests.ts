/**
 * Requests with an answer.
 */
import { AsyncSubject, EMPTY, type Observable } from 'rxjs';
import { FakeSdkError } from '../../fakes/fake-sdk-error.js';
import { takeFailure } from '../model/accounts.js';
import type { Refusal } from '../model/refusals.js';
import type { SimulatedRequest } from '../model/requests.js';
import type { Leg } from '../model/world.js';
import { settle } from '../transport/clock.js';
import { sendFrom, type Network } from '../transport/network.js';

/** Throws what the SDK throws, unless the request may go ahead. */
export function check(refusal: Refusal): void {
  if (refusal) {
    throw new FakeSdkError(refusal);
  }
}

/**
 * Asks the service for something. The answer comes whether or not anybody waits for it.
 *
 * @param perform What the service does; its result is the answer.
 * @param begin What the SDK does at once.
 */
export function request<T>(
  network: Network,
  { device }: Pick<Leg, 'device'>,
  name: SimulatedRequest,
  perform: () => T,
  begin?: () => void,
): Observable<T> {
  if (!device) {
    return EMPTY;
  }
  const outcome = new AsyncSubject<T>();
  const failure = takeFailure(device, name);
  if (!failure) {
    begin?.();
    sendFrom(network, device, () => {
      settle(outcome, perform);
    });
  } else if (failure !== 'hangs') {
    sendFrom(network, device, () => {
      outcome.error(new FakeSdkError(failure));
    });
  }
  return outcome;
}
