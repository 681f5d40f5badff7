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

/** Throws the SDK's error of a refusal, if there is one. */
export function check(refusal: Refusal): void {
  if (refusal) {
    throw new FakeSdkError(refusal);
  }
}

/**
 * Asks the service for something. The answer comes whether or not anybody waits for it.
 *
 * @param perform Acts at the service; its result is the answer.
 * @param begin Acts at once, as the SDK does before it sends the request.
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
