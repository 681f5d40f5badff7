/** An attended transfer on fakes: what each of them does in marbles, and the updates that come of it. */
import type { CallState, TransferErrorCode, TransferState } from '@azure/communication-calling';
import { map, NEVER, of, tap, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import {
  consultThenTransferTo,
  withFeature,
  type ConsultationConfig,
  type ConsultationUpdate,
} from 'rx-acs-calling/operators';
import {
  drive,
  FakeCall,
  FakeCallAgent,
  FakeFeatures,
  FakeTransfer,
  listenerCount,
} from 'rx-acs-calling/testing';

type Marbles = Parameters<Parameters<typeof marbles>[0]>[0];

export const carol = { communicationUserId: '8:acs:carol' };

export const CALL: Record<string, { state: CallState; callEndReason?: { code: number; subCode: number } }> = {
  k: { state: 'Connecting' },
  r: { state: 'Ringing' },
  c: { state: 'Connected' },
  l: { state: 'LocalHold' },
  X: { state: 'Disconnected', callEndReason: { code: 0, subCode: 0 } },
  D: { state: 'Disconnected', callEndReason: { code: 603, subCode: 0 } },
  N: { state: 'Disconnected', callEndReason: { code: 487, subCode: 10004 } },
  B: { state: 'Disconnected', callEndReason: { code: 486, subCode: 560486 } },
  L: { state: 'Disconnected', callEndReason: { code: 408, subCode: 10057 } },
};

export const TRANSFER: Record<string, { state: TransferState; error?: TransferErrorCode }> = {
  t: { state: 'Transferring' },
  d: { state: 'Transferred' },
  f: { state: 'Failed', error: { code: 404, subCode: 10202 } },
};

/** One letter a state. */
export const STATES = {
  h: 'Holding',
  r: 'Calling',
  c: 'Consulting',
  w: 'Withdrawing',
  t: 'Transferring',
  d: 'Transferred',
  x: 'Cancelled',
  f: 'Failed',
} as const;

/** Sentences of messages: the target, and the state of the call and of the consultation. */
export const NAME = 'a Communication Services user';
export const RESUMED = 'The call is still there (Connected).';
export const HELD = 'The call is still there, on hold (LocalHold).';
export const ENDED = 'The consultation has ended.';
export const UP = 'The consultation is still up (Connected).';
export const NONE = 'There is no consultation.';

/** The error of a decision. */
export const NO_BUTTON = new Error('no button');

/**
 * A call, the consultation that its agent starts, and the transfer of the one into the other. To hold or resume the
 * call takes 1 frame.
 */
export const stage = (m: Marbles, state: CallState = 'Connected') => {
  const call = new FakeCall({ state });
  const settling =
    (next: CallState, settled = '-(o|)') =>
    () =>
      m.cold(settled).pipe(
        tap(() => {
          call.set({ state: next });
        }),
      );
  call.answer('hold', settling('LocalHold')).answer('resume', settling('Connected'));
  const consultation = new FakeCall();
  const agent = new FakeCallAgent({ calls: [call] }).answer('startCall', () => consultation);
  const transfer = new FakeTransfer();
  const feature = call.feature(FakeFeatures.Transfer).answer('transfer', () => transfer);
  const listeners = () => listenerCount(call, consultation, agent, transfer, feature);
  return { call, consultation, agent, transfer, feature, settling, listeners };
};

export type Staged = ReturnType<typeof stage>;

export const updatesOf = (
  { call, agent }: Pick<Staged, 'call' | 'agent'>,
  config: Partial<ConsultationConfig> = {},
): Observable<ConsultationUpdate> =>
  of(call).pipe(
    withFeature(FakeFeatures.Transfer),
    consultThenTransferTo({ agent, target: carol, complete: NEVER, cancel: NEVER, ...config }),
  );

export const statesOf = (staged: Pick<Staged, 'call' | 'agent'>, config?: Partial<ConsultationConfig>) =>
  updatesOf(staged, config).pipe(map(({ state }) => state));

/** What happens, in marbles. The order of the keys is the order within a frame. */
interface Plot {
  readonly call?: string;
  readonly consultation?: string;
  readonly transfer?: string;
  readonly complete?: string;
  readonly cancel?: string;
}

/** What happens, and what comes of it. */
export interface Play extends Plot {
  /** The state that the call begins in. */
  readonly from?: CallState;
  readonly config?: Partial<ConsultationConfig>;
  /** Changes how the fakes answer, or adds expectations. */
  readonly before?: (staged: Staged, m: Marbles) => void;
  readonly subscription?: string;
  readonly states: string;
  readonly error?: (staged: Staged) => Error;
  readonly after?: (staged: Staged) => void;
}

/** Makes the plot happen. Gives the decisions in it. */
const perform = (m: Marbles, staged: Staged, plot: Plot): Partial<ConsultationConfig> => {
  const decisions: Record<string, Observable<unknown>> = {};
  for (const [who, what] of Object.entries(plot) as [keyof Plot, string][]) {
    if (who === 'complete' || who === 'cancel') {
      decisions[who] = m.hot(what, {}, NO_BUTTON);
    } else if (who === 'transfer') {
      drive(m.hot(what, TRANSFER), staged.transfer);
    } else {
      drive(m.hot(what, CALL), staged[who]);
    }
  }
  return decisions;
};

/** A test of the states of an attended transfer. Nothing is attached to the fakes at its end. */
export const plays = ({ from, config, before, subscription, states, error, after, ...plot }: Play) =>
  marbles((m) => {
    const staged = stage(m, from);
    before?.(staged, m);
    const decisions = perform(m, staged, plot);

    m.expect(statesOf(staged, { ...config, ...decisions }), subscription?.trim()).toBeObservable(
      states,
      STATES,
      error?.(staged),
    );
    m.flush();
    after?.(staged);
    expect(staged.listeners()).toBe(0);
  });

/** The updates of an attended transfer, its error if it erred, and whether it is over. */
export const outcomeOf = (updates$: Observable<ConsultationUpdate>) => {
  const outcome = { updates: [] as ConsultationUpdate[], errors: [] as unknown[], completions: 0 };
  updates$.subscribe({
    next: (update) => outcome.updates.push(update),
    error: (error: unknown) => outcome.errors.push(error),
    complete: () => {
      outcome.completions += 1;
    },
  });
  return outcome;
};

/** How often the call and the consultation were hung up. */
export const hangUps = ({ call, consultation }: Staged) =>
  [call, consultation].map((some) => some.callsTo('hangUp').length);
