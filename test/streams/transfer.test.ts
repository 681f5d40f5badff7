import { marbles } from 'rxjs-marbles/jest';
import { tap } from 'rxjs';
import { SdkError, transferAccepted$, transferState$ } from 'rx-acs-calling';
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

  it.each([
    ['with 0/0', { error: { code: 0, subCode: 0 } }],
    ['without an error', {}],
  ])('completes at once for a transfer that is born Failed %s, as no earlier one has that', (_how, init) => {
    marbles((m) => {
      m.expect(transferState$(new FakeTransfer({ state: 'Failed', ...init }))).toBeObservable('(f|)', states);
    })();
  });

  it(
    'goes on for a transfer that is born Failed behind an earlier one of its call, when its request is sent',
    marbles((m) => {
      const transfer = new FakeTransfer(TRANSFER.f);
      drive(m.hot('       --t----d----', TRANSFER), transfer);
      const expected = '  f-t----(d|) ';

      m.expect(transferState$(transfer)).toBeObservable(expected, states);
      m.flush();
      expect(listenerCount(transfer)).toBe(0);
    }),
  );

  it(
    'tells of a second failure behind an earlier one, and completes then',
    marbles((m) => {
      const transfer = new FakeTransfer(TRANSFER.f);
      drive(m.hot('       --t----f----', TRANSFER), transfer);
      const expected = '  f-t----(f|) ';

      m.expect(transferState$(transfer)).toBeObservable(expected, states);
    }),
  );

  it(
    'completes after 5 s for a transfer that has failed before the first subscription',
    marbles((m) => {
      const transfer = new FakeTransfer(TRANSFER.f);

      m.expect(transferState$(transfer)).toBeObservable('f 4999ms |', states);
      m.flush();
      expect(listenerCount(transfer)).toBe(0);
    }),
  );

  it(
    'completes at once for a late subscriber of a transfer that was seen to fail',
    marbles((m) => {
      const transfer = new FakeTransfer();
      drive(m.hot('              --t----f-----', TRANSFER), transfer);
      const late = '             ---------^---';

      m.expect(transferState$(transfer)).toBeObservable('         n-t----(f|)  ', states);
      m.expect(transferState$(transfer), late).toBeObservable('   ---------(f|)', states);
    }),
  );

  it(
    'keeps to the failure that it has seen, though the SDK lets a transfer follow the later ones of its call',
    marbles((m) => {
      const transfer = new FakeTransfer();
      drive(m.hot('              --f--t--d----', TRANSFER), transfer);
      const late = '             ------^------';

      m.expect(transferState$(transfer)).toBeObservable('         n-(f|)      ', states);
      m.expect(transferState$(transfer), late).toBeObservable('   ------(f|)  ', states);
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

it('transferState$ throws at once when it is given no SDK object', () => {
  expect(() => transferState$(undefined as unknown as FakeTransfer)).toThrow(SdkError);
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
