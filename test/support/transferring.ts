/** A call whose transfers a test draws as marbles. */
import type {
  Call,
  CallState,
  Transfer,
  TransferErrorCode,
  TransferState,
} from '@azure/communication-calling';
import { catchError, EMPTY, of, type Observable } from 'rxjs';
import type { Context } from 'rxjs-marbles/context';
import { type TransferTarget } from 'rx-acs-calling';
import {
  transferTo,
  withFeature,
  type TransferListConfig,
  type TransferUpdate,
} from 'rx-acs-calling/operators';
import { drive, FakeCall, FakeFeatures, FakeTransfer, type FakeInit } from 'rx-acs-calling/testing';

export const phone = { targetParticipant: { phoneNumber: '+15550100' } };
export const user = { targetParticipant: { communicationUserId: '8:acs:carol' } };
export const teamsUser = { targetParticipant: { microsoftTeamsUserId: 'carol' } };
export const voicemail = { targetParticipantVoicemail: { microsoftTeamsUserId: 'carol' } };

export type TransferStates = Readonly<Record<string, { state: TransferState; error?: TransferErrorCode }>>;
export const TRANSFER: TransferStates = {
  n: { state: 'None' },
  t: { state: 'Transferring' },
  d: { state: 'Transferred' },
  f: { state: 'Failed', error: { code: 487, subCode: 10004 } },
  b: { state: 'Failed', error: { code: 486, subCode: 560486 } },
  i: { state: 'Failed', error: { code: 495, subCode: 4507 } },
  e: { state: 'Failed', error: { code: 603, subCode: 0 } },
  o: { state: 'Failed', error: { code: 408, subCode: 0 } },
};

export const CALL: Readonly<
  Record<string, { state: CallState; callEndReason?: { code: number; subCode: number } }>
> = {
  c: { state: 'Connected' },
  l: { state: 'LocalHold' },
  r: { state: 'RemoteHold' },
  y: { state: 'InLobby' },
  g: { state: 'Connecting' },
  D: { state: 'Disconnecting' },
  X: { state: 'Disconnected', callEndReason: { code: 0, subCode: 0 } },
};

/** What happens to a call and to its transfers, in marbles. */
export interface Staging {
  readonly init?: FakeInit<Call>;
  readonly call?: string;
  readonly first?: string;
  readonly second?: string;
  readonly third?: string;
  /** The state that each transfer is born in. */
  readonly born?: readonly FakeInit<Transfer>[];
  /** Further states of the transfers. */
  readonly values?: TransferStates;
}

/** A connected call, and the transfers that it gives one after the other. */
export const transferring = (init: FakeInit<Call> = {}, born: readonly FakeInit<Transfer>[] = []) => {
  const call = new FakeCall({ state: 'Connected', ...init });
  const transfers = [
    new FakeTransfer(born[0]),
    new FakeTransfer(born[1]),
    new FakeTransfer(born[2]),
  ] as const;
  const remaining = [...transfers];
  const feature = call
    .feature(FakeFeatures.Transfer)
    .answer('transfer', () => remaining.shift() ?? new FakeTransfer());
  return { call, transfers, transfer: transfers[0], feature };
};

/** The same, driven from marbles. */
export const staged = (
  m: Context,
  { init, call: states, first, second, third, born, values }: Staging = {},
) => {
  const scene = transferring(init, born);
  if (states !== undefined) {
    drive(m.hot(states, CALL), scene.call);
  }
  [first, second, third].forEach((diagram, index) => {
    const transfer = scene.transfers[index];
    if (diagram !== undefined && transfer) {
      drive(m.hot(diagram, { ...TRANSFER, ...values }), transfer);
    }
  });
  return scene;
};

/** The updates of a transfer of this call. */
export const updates$ = (
  call: FakeCall,
  to: TransferTarget | readonly TransferTarget[],
  config?: TransferListConfig,
): Observable<TransferUpdate> => of(call).pipe(withFeature(FakeFeatures.Transfer), transferTo(to, config));

/** All updates and errors of a stream, in arrays that fill as it goes on. */
export const record = <T>(stream: Observable<T>) => {
  const updates: T[] = [];
  const errors: unknown[] = [];
  stream.subscribe({
    next: (update) => updates.push(update),
    error: (error: unknown) => errors.push(error),
  });
  return { updates, errors };
};

/** The targets that the SDK was asked to transfer a call to. */
export const requestedOf = (call: FakeCall): readonly unknown[] =>
  call
    .feature(FakeFeatures.Transfer)
    .callsTo('transfer')
    .map(([target]) => target);

/** Leaves out the error that a stream ends with. */
export const ignoreError = <T>(stream: Observable<T>): Observable<T> => stream.pipe(catchError(() => EMPTY));
