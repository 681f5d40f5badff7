/**
 * What a whole transfer costs: hold, transfer, hang up. Once as a pipeline, once written with callbacks, which do the
 * same on the way that goes well: they give up after a time, notice that the call ends, and leave nothing attached.
 */
import type { Call as SdkCall, CallFeatureFactory, TransferCallFeature } from '@azure/communication-calling';
import { of } from 'rxjs';
import { hangUpWhenTransferred, transferTo, withFeature } from 'rx-acs-calling/operators';
import { compare, type Work } from './measure.js';
import { Call, Transfer } from './objects.js';
import { ns, ratio, type Table } from './table.js';

class TransferringCall extends Call {
  readonly transfer: Transfer = new Transfer();
  readonly #feature = { transfer: () => this.transfer };

  constructor() {
    super();
    this.state = 'Connected';
  }

  feature(): { transfer: () => Transfer } {
    return this.#feature;
  }

  hold(): Promise<void> {
    this.setState('LocalHold');
    return Promise.resolve();
  }

  hangUp(): Promise<void> {
    this.setState('Disconnected');
    return Promise.resolve();
  }

  /** The service does what it was asked for. */
  proceed(): void {
    this.transfer.setState('Transferring');
    this.transfer.setState('Transferred');
  }
}

const target = { targetParticipant: { communicationUserId: '8:acs:somebody' } };

const factory = { callApiCtor: Object } as unknown as CallFeatureFactory<TransferCallFeature>;

const asPipeline = (call: TransferringCall, done: () => void): void => {
  of(call as unknown as SdkCall)
    .pipe(withFeature(factory), transferTo(target), hangUpWhenTransferred())
    .subscribe({ complete: done });
  call.proceed();
};

const withCallbacks = (call: TransferringCall, done: () => void): void => {
  let transfer: Transfer | undefined;
  const stop = (): void => {
    clearTimeout(overdue);
    call.off('stateChanged', onCall);
    transfer?.off('stateChanged', onTransfer);
  };
  const overdue = setTimeout(stop, 180_000);
  const onTransfer = (): void => {
    if (transfer?.state === 'Transferred' || transfer?.state === 'Failed') {
      stop();
      if (transfer.state === 'Transferred' && call.state !== 'Disconnected') {
        const late = setTimeout(done, 30_000);
        call.hangUp().then(
          () => {
            clearTimeout(late);
            done();
          },
          () => undefined,
        );
      }
    }
  };
  const onCall = (): void => {
    if (call.state === 'Disconnected') {
      stop();
    } else if (call.state === 'LocalHold' && !transfer) {
      transfer = call.feature().transfer();
      transfer.on('stateChanged', onTransfer);
      onTransfer();
    }
  };
  call.on('stateChanged', onCall);
  call.hold().catch(stop);
  call.proceed();
};

const transferring =
  (transfer: (call: TransferringCall, done: () => void) => void): Work =>
  async (times) => {
    for (let i = 0; i < times; i++) {
      await new Promise<void>((resolve) => {
        transfer(new TransferringCall(), resolve);
      });
    }
  };

/** The two side by side. */
export const operators = async (): Promise<Table> => {
  const { plain, ours } = await compare({
    plain: transferring(withCallbacks),
    ours: transferring(asPipeline),
  });
  return {
    head: ['work', 'with callbacks', 'rx-acs-calling', 'ratio'],
    rows: [['hold, transfer, hang up', ns(plain.time), ns(ours.time), ratio(ours.ratio)]],
  };
};
