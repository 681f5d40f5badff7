import { marbles } from 'rxjs-marbles/jest';
import { tap } from 'rxjs';
import { transferAccepted$, transferState$ } from 'rx-acs-calling';
import {
  drive,
  FakeCall,
  FakeFeatures,
  FakeTransfer,
  FakeTransferCallFeature,
  listenerCount,
} from 'rx-acs-calling/testing';

const TRANSFER = {
  t: { state: 'Transferring' },
  d: { state: 'Transferred' },
  f: { state: 'Failed', error: { code: 487, subCode: 10004 } },
} as const;
const states = { n: 'None', t: 'Transferring', d: 'Transferred', f: 'Failed' } as const;

describe('transferState$', () => {
  it(
    'emits each state, and completes after Transferred',
    marbles((m) => {
      const transfer = new FakeTransfer();
      drive(m.hot('       --t----d----', TRANSFER), transfer);
      const expected = '  n-t----(d|) ';

      m.expect(transferState$(transfer)).toBeObservable(expected, states);
      m.flush();
      expect(listenerCount(transfer)).toBe(0);
    }),
  );

  it(
    'emits each state, and completes after Failed: what that means is for operators to say',
    marbles((m) => {
      const transfer = new FakeTransfer();
      drive(m.hot('       --t----f----', TRANSFER), transfer);
      const expected = '  n-t----(f|) ';

      m.expect(transferState$(transfer)).toBeObservable(expected, states);
      m.flush();
      expect(listenerCount(transfer)).toBe(0);
    }),
  );

  it(
    'completes at once for a transfer that was refused: it is born Failed, and no event tells of it',
    marbles((m) => {
      const call = new FakeCall({ state: 'Connecting' });
      const transfer = call
        .feature(FakeFeatures.Transfer)
        .transfer({ targetParticipant: { communicationUserId: '8:acs:bob' } });

      m.expect(transferState$(transfer)).toBeObservable('(f|)', states);
      m.flush();
      expect(listenerCount(transfer as FakeTransfer)).toBe(0);
    }),
  );

  it(
    'emits the current state to a late subscriber, and the last one to one who comes after the end',
    marbles((m) => {
      const transfer = new FakeTransfer();
      drive(m.hot('              --t----d-----', TRANSFER), transfer);
      const late = '             ----^--------';
      const tooLate = '          ---------^---';

      m.expect(transferState$(transfer), late).toBeObservable('   ----t--(d|)  ', states);
      m.expect(transferState$(transfer), tooLate).toBeObservable('---------(d|)', states);
    }),
  );

  it(
    'has the error of the transfer in place when it emits Failed',
    marbles((m) => {
      const transfer = new FakeTransfer();
      drive(m.hot('       --f', TRANSFER), transfer);
      const errors: unknown[] = [];

      transferState$(transfer)
        .pipe(tap(() => errors.push(transfer.error)))
        .subscribe();
      m.flush();

      expect(errors).toEqual([undefined, { code: 487, subCode: 10004 }]);
    }),
  );

  it(
    'lets go of the transfer when the subscriber leaves',
    marbles((m) => {
      const transfer = new FakeTransfer();
      drive(m.hot('       --t----d', TRANSFER), transfer);
      const subs = '      ^---!   ';
      const expected = '  n-t--   ';

      m.expect(transferState$(transfer), subs).toBeObservable(expected, states);
      m.flush();
      expect(listenerCount(transfer)).toBe(0);
    }),
  );
});

describe('transferAccepted$', () => {
  const [a, b] = [new FakeCall(), new FakeCall()];

  it(
    'emits the new call of each transfer that the transferee has accepted, and goes on',
    marbles((m) => {
      const feature = new FakeTransferCallFeature();
      m.hot('             --a---b-', { a, b }).subscribe((targetCall) => {
        feature.emit('transferAccepted', { targetCall });
      });
      const subs = '      ^------!';
      const expected = '  --a---b-';

      m.expect(transferAccepted$(feature), subs).toBeObservable(expected, { a, b });
      m.flush();
      expect(listenerCount(feature)).toBe(0);
    }),
  );

  it(
    'does not emit the call of a transfer that was accepted before the subscription',
    marbles((m) => {
      const feature = new FakeTransferCallFeature();
      m.hot('             --a---b-', { a, b }).subscribe((targetCall) => {
        feature.emit('transferAccepted', { targetCall });
      });
      const late = '      ---^----';
      const expected = '  ------b-';

      m.expect(transferAccepted$(feature), late).toBeObservable(expected, { b });
    }),
  );
});
