/** Transfers of a call that was transferred before, or is being transferred. */
import type { CallState } from '@azure/communication-calling';
import {
  catchError,
  concat,
  EMPTY,
  ignoreElements,
  map,
  mergeMap,
  NEVER,
  of,
  timer,
  type Observable,
} from 'rxjs';
import type { Context } from 'rxjs-marbles/context';
import { marbles } from 'rxjs-marbles/jest';
import { InvalidArgumentError, TransferError, transferState$, type TransferTarget } from 'rx-acs-calling';
import {
  consultThenTransferTo,
  hangUpWhenTransferred,
  transferTo,
  withFeature,
  type TransferListConfig,
  type TransferUpdate,
} from 'rx-acs-calling/operators';
import {
  FakeCall,
  FakeCallAgent,
  FakeFeatures,
  FakeRemoteParticipant,
  FakeSdkError,
  listenerCount,
} from 'rx-acs-calling/testing';
import {
  phone,
  record,
  staged,
  transferring,
  updates$,
  user,
  voicemail,
  type Staging,
} from '../support/transferring';

const { communicationUserId } = user.targetParticipant;
const carol = { communicationUserId };
const DECLINED = { state: 'Failed', error: { code: 603, subCode: 0 } } as const;

/** Small letters: states of the first attempt, capitals of the second. */
const steps = {
  n: '1 None',
  t: '1 Transferring',
  d: '1 Transferred',
  f: '1 Failed',
  N: '2 None',
  T: '2 Transferring',
  D: '2 Transferred',
  F: '2 Failed',
};

const HELD = 'The call is still there, on hold (LocalHold).';

/** A call on hold, and its transfers. The second is born in the state of the first, which was declined, as in the SDK. */
const scene = (m: Context, { init, ...staging }: Staging = {}) =>
  staged(m, {
    init: { state: 'LocalHold', ...init },
    born: [{}, DECLINED],
    values: { f: DECLINED },
    ...staging,
  });

const stepOf = map(({ attempt, state }: TransferUpdate) => `${String(attempt)} ${state}`);

const transferOf = (
  call: FakeCall,
  to: TransferTarget | readonly TransferTarget[] = phone,
  config?: TransferListConfig,
): Observable<string> => updates$(call, to, config).pipe(stepOf);

const declined = (call: FakeCall, name = 'a phone number') =>
  new TransferError(`The transfer to ${name} failed with 603/0 (declined). ${HELD}`, {
    call,
    code: 603,
    subCode: 0,
    reason: 'declined',
  });

const noOutcome = (call: FakeCall, name = 'a phone number', how = HELD) =>
  new TransferError(
    `The transfer to ${name} has no outcome: the SDK has stopped waiting for it (408/0 (no outcome)). It may still go through. ${how}`,
    { call, code: 408, subCode: 0, reason: 'no-outcome' },
  );

const noTarget = (call: FakeCall, which: string, errors: readonly TransferError[]) => {
  const cause = errors.at(-1);
  const { code, subCode, reason = 'unknown' } = cause ?? {};
  return new TransferError(`No target took the call ${which} ${HELD}`, {
    call,
    code,
    subCode,
    reason,
    cause,
    errors,
  });
};

const underWay = (call: FakeCall) =>
  new TransferError(
    `A transfer of this call is under way already, so no other was requested. The call is still there (${call.state}). Follow the pipeline that transfers it, or try again after its outcome.`,
    { call, reason: 'under-way' },
  );

describe('a transfer behind a failed one of its call', () => {
  it(
    'is not taken for failed while its request is on its way',
    marbles((m) => {
      const { call, transfers } = scene(m, {
        first: '        -f--------  ',
        second: '       ------t-d-  ',
      });
      const expected = 'n(fN)-T-(D|)  ';

      m.expect(transferOf(call, [phone, user])).toBeObservable(expected, steps);
      m.flush();
      expect(listenerCount(call, ...transfers)).toBe(0);
    }),
  );

  it(
    'fails with a code of its own',
    marbles((m) => {
      const { call } = scene(m, {
        first: '        -f--------  ',
        second: '       ------t-b-  ',
      });
      const expected = 'n(fN)-T-(F#)  ';
      const busy = new TransferError(
        `The transfer to a Communication Services user failed with 486/560486 (busy). ${HELD}`,
        { call, code: 486, subCode: 560486, reason: 'busy' },
      );

      m.expect(transferOf(call, [phone, user])).toBeObservable(
        expected,
        steps,
        noTarget(
          call,
          '(2 of 2 tried): a phone number, 603/0 (declined); a Communication Services user, 486/560486 (busy).',
          [declined(call), busy],
        ),
      );
    }),
  );

  it(
    'is requested in a turn of its own, as the SDK sends nothing within the event of the failure',
    marbles((m) => {
      const { call, transfers, feature } = scene(m);
      const requests: number[] = [];
      m.hot('-x').subscribe(() => {
        transfers[0].set(DECLINED);
        requests.push(feature.callsTo('transfer').length);
      });

      m.expect(transferOf(call, [phone, user]), '^-!').toBeObservable('n(fN)', steps);
      m.flush();
      expect([...requests, feature.callsTo('transfer').length]).toEqual([1, 2]);
    }),
  );

  it(
    'is requested in a turn of its own also by a pipeline that begins within the error of the first',
    marbles((m) => {
      const { call, transfers, feature } = scene(m, {
        second: '       ------t-d-  ',
      });
      const requests: number[] = [];
      m.hot('-x').subscribe(() => {
        transfers[0].set(DECLINED);
        requests.push(feature.callsTo('transfer').length);
      });
      const expected = 'n(fn)-t-(d|)  ';

      const result = transferOf(call).pipe(catchError(() => transferOf(call, user)));

      m.expect(result).toBeObservable(expected, steps);
      m.flush();
      expect([...requests, feature.callsTo('transfer').length]).toEqual([1, 2]);
    }),
  );

  it(
    'is requested by a pipeline that begins 200 ms after the first has failed',
    marbles((m) => {
      const { call } = scene(m, {
        first: '        -f 207ms ---',
        second: '       -- 203ms t-d',
      });
      const expected = 'nf 199ms n---t-(d|)';

      const first = transferOf(call).pipe(catchError(() => EMPTY));
      const second = timer(200).pipe(mergeMap(() => transferOf(call, user)));

      m.expect(concat(first, second)).toBeObservable(expected, steps);
    }),
  );

  it(
    'is judged by its own events, though the SDK moves the first on with it',
    marbles((m) => {
      const { call, transfers } = scene(m, {
        first: '        -f----t-d-  ',
        second: '       ------t-d-  ',
      });
      const expected = 'n(fN)-T-(D|)  ';
      const states = { n: 'None', f: 'Failed' } as const;

      m.expect(transferOf(call, [phone, user])).toBeObservable(expected, steps);
      m.expect(transferState$(transfers[0])).toBeObservable('n(f|)', states);
      m.expect(transferState$(transfers[0]), '-------^').toBeObservable('-------(f|)', states);
    }),
  );

  it(
    'has no outcome when the SDK sends nothing in 5 s, as something else of the call may be in the way of the request',
    marbles((m) => {
      const { call, transfers } = scene(m, {
        first: '        -f----------',
      });
      const expected = 'n(fN) 4996ms (F#)';
      const notSent = new TransferError(
        `The transfer to a Communication Services user was not requested: the SDK has sent nothing in 5000 ms, since something else that was asked of the call has not settled. It may still go through. ${HELD}`,
        { call, code: 0, subCode: 0, reason: 'no-outcome' },
      );

      m.expect(transferOf(call, [phone, user, voicemail])).toBeObservable(
        expected,
        steps,
        noTarget(
          call,
          '(2 of 3 tried): a phone number, 603/0 (declined); a Communication Services user, 0/0 (no outcome). The last transfer may still go through, so no other target is tried.',
          [declined(call), notSent],
        ),
      );
      m.flush();
      expect(listenerCount(call, ...transfers)).toBe(0);
    }),
  );
});

describe('a transfer that the SDK stops waiting for (408/0)', () => {
  it(
    'may still go through: errs, and leaves the call on hold',
    marbles((m) => {
      const { call } = scene(m, {
        init: { state: 'Connected' },
        first: '        -t---o---',
      });
      const expected = 'nt---(f#)';

      m.expect(transferOf(call)).toBeObservable(expected, steps, noOutcome(call));
      m.flush();
      expect(call.callsTo('resume')).toEqual([]);
    }),
  );

  it(
    'ends a list, whatever tryNext says: two targets could get the call',
    marbles((m) => {
      const { call, feature } = scene(m, {
        init: { state: 'Connected' },
        first: '        -t---o---',
      });
      const expected = 'nt---(f#)';

      m.expect(transferOf(call, [phone, user], { tryNext: () => true })).toBeObservable(
        expected,
        steps,
        noTarget(
          call,
          '(1 of 2 tried): a phone number, 408/0 (no outcome). The last transfer may still go through, so no other target is tried.',
          [noOutcome(call)],
        ),
      );
      m.flush();
      expect(feature.callsTo('transfer')).toHaveLength(1);
      expect(call.callsTo('resume')).toEqual([]);
    }),
  );

  it(
    'is no failure of an attended transfer either: both calls stay as they are',
    marbles((m) => {
      const { call } = scene(m, {
        init: { state: 'Connected' },
        first: '           ---t-o---',
      });
      const consultation = new FakeCall({ state: 'Connected' });
      const agent = new FakeCallAgent({ calls: [call] }).answer('startCall', () => consultation);
      const complete = m.hot('--x------');
      const states: string[] = [];
      const errors: unknown[] = [];

      of(call)
        .pipe(
          withFeature(FakeFeatures.Transfer),
          consultThenTransferTo({ agent, target: carol, complete, cancel: NEVER }),
        )
        .subscribe({
          next: ({ state }) => states.push(state),
          error: (error: unknown) => errors.push(error),
        });
      m.flush();

      expect(states).toEqual(['Holding', 'Calling', 'Consulting', 'Transferring', 'Failed']);
      expect(errors).toEqual([
        noOutcome(call, 'another call', `${HELD} The consultation is still up (Connected).`),
      ]);
      expect([call.state, consultation.state]).toEqual(['LocalHold', 'Connected']);
    }),
  );
});

describe('a call that is sent in again while it is transferred', () => {
  it(
    'is requested once in one pipeline: a double click',
    marbles((m) => {
      const { call, feature } = scene(m, {
        first: '        ---t---d--',
      });
      const clicks = m.hot('-x-xx-x-|', { x: call });
      const expected = '    -n-t---d|';

      const result = clicks.pipe(withFeature(FakeFeatures.Transfer), transferTo(phone), stepOf);

      m.expect(result).toBeObservable(expected, steps);
      m.flush();
      expect(feature.callsTo('transfer')).toHaveLength(1);
    }),
  );

  it(
    'is not transferred again while its leg is hung up after the transfer',
    marbles((m) => {
      const { call, feature } = scene(m, {
        init: { hangUp: () => m.cold('-----(r|)') },
        first: '           --d-------',
      });
      const clicks = m.hot('x---x|    ', { x: call });
      const expected = '    n-d----|  ';

      const result = clicks.pipe(
        withFeature(FakeFeatures.Transfer),
        transferTo(phone),
        hangUpWhenTransferred(),
        stepOf,
      );

      m.expect(result).toBeObservable(expected, steps);
      m.flush();
      expect(feature.callsTo('transfer')).toHaveLength(1);
    }),
  );

  it(
    'errs in another pipeline, and leaves the first alone',
    marbles((m) => {
      const { call, feature } = scene(m, {
        first: '        --t-----d---',
      });
      const first = '        n-t-----(d|)';
      const second = '       ----#       ';

      m.expect(transferOf(call)).toBeObservable(first, steps);
      m.expect(timer(4).pipe(mergeMap(() => transferOf(call, [user, voicemail])))).toBeObservable(
        second,
        steps,
        underWay(call),
      );
      m.flush();
      expect(feature.callsTo('transfer')).toHaveLength(1);
      expect([...call.callsTo('hold'), ...call.callsTo('resume')]).toEqual([]);
    }),
  );

  it(
    'errs while a pipeline that was left has no outcome, and not after that',
    marbles((m) => {
      const { call } = scene(m, {
        first: '        --t---f-----',
        second: '       ---------t-d',
      });
      const firstSubs = '    ^--!        ';
      const first = '        n-t---------';
      const second = '       ----#       ';
      const third = '        -------n-t-(d|)';

      m.expect(transferOf(call), firstSubs).toBeObservable(first, steps);
      m.expect(timer(4).pipe(mergeMap(() => transferOf(call, user)))).toBeObservable(
        second,
        steps,
        underWay(call),
      );
      m.expect(timer(7).pipe(mergeMap(() => transferOf(call, user)))).toBeObservable(third, steps);
    }),
  );

  it(
    'calls the target once in one attended transfer, and errs in the blind one beside it',
    marbles((m) => {
      const { call, feature } = scene(m);
      const agent = new FakeCallAgent({ calls: [call] }).answer('startCall', () => new FakeCall());
      const config = { agent, target: carol, complete: NEVER, cancel: NEVER };
      const clicks = m.hot('-x-x-', { x: call });
      const subs = '        ^-----!';
      const attended = '    -(hr)-';
      const blind = '       --#  ';

      m.expect(
        clicks.pipe(
          withFeature(FakeFeatures.Transfer),
          consultThenTransferTo(config),
          map(({ state }) => state),
        ),
        subs,
      ).toBeObservable(attended, { h: 'Holding', r: 'Calling' });
      m.expect(timer(2).pipe(mergeMap(() => transferOf(call)))).toBeObservable(blind, steps, underWay(call));
      m.flush();
      expect(agent.callsTo('startCall')).toHaveLength(1);
      expect(feature.callsTo('transfer')).toHaveLength(0);
    }),
  );

  it(
    'can be consulted about again when the user has gone back to it',
    marbles((m) => {
      const { call } = scene(m);
      const agent = new FakeCallAgent({ calls: [call] }).answer('startCall', () => new FakeCall());
      const clicks = m.hot(' x--x---|  ', { x: call });
      const cancel = () => m.cold('-x');
      const states: string[] = [];

      clicks
        .pipe(
          withFeature(FakeFeatures.Transfer),
          consultThenTransferTo({ agent, target: carol, complete: NEVER, cancel: cancel() }),
        )
        .subscribe(({ state }) => states.push(state));
      m.flush();

      expect(states).toEqual(['Holding', 'Calling', 'Cancelled', 'Holding', 'Calling', 'Cancelled']);
    }),
  );
});

describe('a group call, which the SDK does not transfer', () => {
  const cause = new FakeSdkError({
    code: 400,
    subCode: 46051,
    message: 'Transfer is not supported in this call.',
  });
  const group = (state: CallState, remoteParticipants: readonly FakeRemoteParticipant[]) => {
    const scene = transferring({ state, remoteParticipants });
    scene.feature.answer('transfer', (...[target]) => {
      if (remoteParticipants.length > 2 || 'targetCallId' in target) {
        throw cause;
      }
      return scene.transfer;
    });
    return scene;
  };
  const guests = (count: number) => Array.from({ length: count }, () => new FakeRemoteParticipant());

  it(
    'is resumed, and the error says so in words',
    marbles((m) => {
      const { call } = group('Connected', guests(3));

      m.expect(transferOf(call)).toBeObservable(
        '#',
        steps,
        new TransferError(
          'The transfer to a phone number was not requested: the SDK does not transfer a group call (more than two other participants). The call is still there (Connected). Cause: Transfer is not supported in this call.',
          { call, cause, reason: 'not-supported' },
        ),
      );
      m.flush();
      expect(call.callsTo('resume')).toHaveLength(1);
    }),
  );

  it(
    'is not tried with another target',
    marbles((m) => {
      const { call, feature } = group('LocalHold', guests(3));
      const errors: unknown[] = [];

      transferOf(call, [phone, user]).subscribe({ error: (error: unknown) => errors.push(error) });
      m.flush();

      expect(errors).toMatchObject([{ code: 400, subCode: 46051, reason: 'not-supported' }]);
      expect(feature.callsTo('transfer')).toHaveLength(1);
    }),
  );

  it(
    'may be the target instead of the call: then the next target is tried',
    marbles((m) => {
      const { call, feature } = group('LocalHold', guests(1));
      const errors: unknown[] = [];

      transferOf(call, [{ targetCallId: 'a meeting' }, phone], { timeout: 5 }).subscribe({
        error: (error: unknown) => errors.push(error),
      });
      m.flush();

      expect(feature.callsTo('transfer')).toHaveLength(2);
      expect((errors[0] as Error).message).toContain(
        'tried before: another call, 400/46051 (not requested): the SDK does not transfer into a group call',
      );
    }),
  );
});

describe('a target with a label', () => {
  it(
    'has it in each update and in messages, and the SDK does not get it',
    marbles((m) => {
      const { call, feature } = scene(m, { first: '-f' });

      const { updates, errors } = record(
        updates$(call, [
          { ...phone, label: 'Front desk' },
          { ...user, label: '__proto__' },
        ]),
      );
      m.flush();

      expect(updates.slice(0, 3).map(({ label, target }) => [label, target])).toEqual([
        ['Front desk', phone],
        ['Front desk', phone],
        ['__proto__', user],
      ]);
      expect((errors[0] as Error).message).toContain(
        'Front desk, 603/0 (declined); __proto__, 0/0 (no outcome)',
      );
      expect(feature.callsTo('transfer').map(([target]) => target)).toEqual([phone, user]);
    }),
  );

  it.each(['', 7, null])('refuses %j as a label at once', (label) => {
    expect(() => transferTo({ ...phone, label: label as string })).toThrow(InvalidArgumentError);
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'takes no inherited name (%s) for a kind of target',
    (key) => {
      const target = JSON.parse(`{"${key}": "x", "targetParticipant": {"${key}": "x"}}`) as TransferTarget;

      expect(() => transferTo(target)).toThrow(InvalidArgumentError);
    },
  );
});

describe('the hold before a transfer', () => {
  it.each<readonly [name: string, holds: readonly string[], call: string, subs: string, expected: string]>([
    ['gets 10 s to settle once the call is on hold', ['---'], '-l', '^ 11s !', '- 10s n'],
    [
      'counts also when a further step of it fails, as with music on hold',
      ['---#'],
      '-l----',
      '^-----!',
      '---n--',
    ],
    [
      'is begun again when the call was resumed before it has settled',
      ['----(r|)', '(r|)'],
      '-lc--l--',
      '^------!',
      '-----n--',
    ],
  ])('%s', (_name, holds, states, subs, expected) => {
    marbles((m) => {
      const answers = [...holds];
      const { call } = scene(m, {
        init: { state: 'Connected', hold: () => m.cold(answers.shift() ?? '') },
        call: states,
      });

      m.expect(transferOf(call), subs).toBeObservable(expected, steps);
      m.flush();
      expect(call.callsTo('hold')).toHaveLength(holds.length);
    })();
  });

  it.each(['hold', 'resume'] as const)('waits for no %s() of a call that has ended', (request) => {
    marbles((m) => {
      const { call } = scene(m, {
        init: { state: 'Connected', [request]: () => NEVER },
        call: '         -l--X--',
        first: '        --f----',
      });
      const expected = '----(x|)';

      const ends = transferOf(call).pipe(
        ignoreElements(),
        catchError(() => of('over')),
      );

      m.expect(ends).toBeObservable(expected, { x: 'over' });
    })();
  });
});
