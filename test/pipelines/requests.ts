/**
 * The requests of transfers that the library makes of a call.
 */
import { fromEventPattern, map, merge, take, timer } from 'rxjs';
import type { Transfer } from '@azure/communication-calling';
import { FakeFeatures, type FakeCall } from '../../src/testing/index.js';
import type { Report } from './report.js';

/** Checks that a call has one transfer under way at a time and, in a scenario without faults, that each request is sent. */
export class Requests {
  /** The number of transfers that went through, as the app was told. */
  took = 0;
  readonly #newest = new WeakMap<FakeCall, Transfer>();
  readonly #watched = new WeakSet<FakeCall>();
  readonly #report: Report;
  readonly #patience: number;

  /** @param patience The longest time of a request to the service, in milliseconds. `Infinity` checks none. */
  constructor(report: Report, patience: number) {
    this.#report = report;
    this.#patience = patience;
  }

  watch(call: FakeCall): void {
    if (this.#watched.has(call)) {
      return;
    }
    this.#watched.add(call);
    const feature = call.feature(FakeFeatures.Transfer);
    const request = feature.transfer.bind(feature) as (...args: unknown[]) => Transfer;
    (feature as { transfer: unknown }).transfer = (...args: unknown[]) => {
      this.#expectNoneUnderWay(call);
      const transfer = request(...args);
      this.#newest.set(call, transfer);
      // Nothing is sent into a call that has ended.
      if (!('targetCallId' in (args[0] as object))) {
        this.#expectSent(transfer);
      }
      return transfer;
    };
  }

  #expectNoneUnderWay(call: FakeCall): void {
    const newest = this.#newest.get(call);
    this.#report.expect(
      !newest || newest.state === 'Failed' || newest.state === 'Transferred',
      `a transfer is requested while another is ${String(newest?.state)}`,
    );
  }

  #expectSent(transfer: Transfer): void {
    const { state, error } = transfer;
    if (this.#patience === Infinity || (state === 'Failed' && !error?.code && !error?.subCode)) {
      return;
    }
    const sent$ = fromEventPattern(
      (listener) => {
        transfer.on('stateChanged', listener);
      },
      (listener) => {
        transfer.off('stateChanged', listener);
      },
    ).pipe(map(() => true));
    merge(sent$, timer(this.#patience).pipe(map(() => false)))
      .pipe(take(1))
      .subscribe((isSent) => {
        this.#report.expect(isSent, 'a request for a transfer is not sent');
      });
  }
}

export const requestsOf = (call: FakeCall): number =>
  call.feature(FakeFeatures.Transfer).callsTo('transfer').length;
