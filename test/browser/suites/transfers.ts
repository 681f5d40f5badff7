/**
 * Transfers by the operators through all layers of the SDK: the requests, and the updates for each target.
 */
import type { Call, CallAgent } from '@azure/communication-calling';
import {
  callAgent$,
  CallEndedError,
  transferAccepted$,
  TransferError,
  type TransferTarget,
} from 'rx-acs-calling';
import {
  consultThenTransferTo,
  hangUpWhenTransferred,
  transferTo,
  withFeature,
  type TransferUpdate,
} from 'rx-acs-calling/operators';
import { NEVER, of, Subject, type Observable } from 'rxjs';
import { assert, assertEqual, record, wait, type Check, type Recording } from '../check.js';
import { assertNoListenerLeft, listenersNow, watchListeners } from '../ledger.js';
import { legOf } from '../leg.js';
import {
  AzureCommunicationTokenCredential,
  CallClient,
  connected,
  createAgent,
  fakeToken,
  Features,
  somebody,
} from '../sdk.js';

const credential = new AzureCommunicationTokenCredential(fakeToken());
const agents: Recording<CallAgent> = record(callAgent$(() => createAgent(new CallClient(), credential)));

/** Long enough for the SDK's own work. */
const MOMENT = 100;

const participant = (): TransferTarget => ({ targetParticipant: somebody() });
const voicemail = (): TransferTarget => ({
  targetParticipantVoicemail: { microsoftTeamsUserId: crypto.randomUUID() },
});

const up = async (): Promise<Call> => connected(await agents.first);

const transfer = (
  call: Call,
  targets: TransferTarget | readonly TransferTarget[],
): Recording<TransferUpdate> =>
  record(
    of(call).pipe(
      withFeature(Features.Transfer),
      // The overloads of one target and of several differ in types only.
      transferTo(targets as readonly TransferTarget[]),
    ) as Observable<TransferUpdate>,
  );

const until = async (isReached: () => boolean, what: string): Promise<void> => {
  for (let i = 0; !isReached(); i++) {
    assert(i < 500, `It did not come to this: ${what}.`);
    await wait(10);
  }
};

/** Waits for the n-th request of a transfer, and ends that one. */
async function outcome(call: Call, n: number, code: number, subCode = 0): Promise<void> {
  const leg = legOf(call);
  await until(() => leg.transfers.length === n, `request ${String(n)}`);
  await wait(MOMENT);
  leg.complete({ code, subCode });
}

const told = (values: readonly TransferUpdate[]): readonly string[] =>
  values.map(({ attempt, state, ...rest }) => {
    const { code, subCode } = ('error' in rest ? rest.error : undefined) ?? {};
    return `${String(attempt)}: ${state}${code === undefined ? '' : ` ${String(code)}/${String(subCode)}`}`;
  });

const failure = async ({ end }: Recording<unknown>): Promise<TransferError> => {
  const error = await end;
  assert(error instanceof TransferError, `Expected a TransferError, got ${String(error)}`);
  return error;
};

export const checks: readonly Check[] = [
  {
    name: 'transferTo holds the call and follows the transfer to Transferred; then hangUpWhenTransferred hangs up',
    run: async () => {
      const call = await up();
      const result = record(
        of(call).pipe(
          withFeature(Features.Transfer),
          transferTo({ targetParticipant: somebody() }),
          hangUpWhenTransferred(),
        ),
      );
      await until(() => legOf(call).transfers.length === 1, 'a request');
      assertEqual(call.state, 'LocalHold', 'state of the call during the transfer');
      assertEqual(legOf(call).requests.includes('LeaveConversation'), false, 'hung up before');
      await outcome(call, 1, 0);
      assertEqual(await result.end, undefined, 'error');
      assertEqual(
        result.values.map(({ state }) => state),
        ['None', 'Transferring', 'Transferred'],
        'states',
      );
      assertEqual(call.state, 'Disconnected', 'state of the call');
      assertEqual(legOf(call).requests.filter((name) => name === 'LeaveConversation').length, 1, 'hang-ups');
    },
  },
  {
    name: 'transferTo resumes the call and errs with TransferError if the target declines',
    run: async () => {
      const call = await up();
      const result = transfer(call, participant());
      await outcome(call, 1, 603);
      const { code, subCode, call: about } = await failure(result);
      assertEqual({ code, subCode }, { code: 603, subCode: 0 }, 'codes');
      assert(about === call, 'The error is about another call.');
      assertEqual(told(result.values), ['1: None', '1: Transferring', '1: Failed 603/0'], 'updates');
      assertEqual(call.state, 'Connected', 'state of the call after the failure');
      await call.hangUp();
    },
  },
  {
    name: 'transferTo errs with CallEndedError if the call ends during the transfer',
    run: async () => {
      const call = await up();
      const result = transfer(call, participant());
      await until(() => result.values.at(-1)?.state === 'Transferring', 'Transferring');
      legOf(call).end({ code: 410, subCode: 3112 });
      const error = await result.end;
      assert(error instanceof CallEndedError, `Expected a CallEndedError, got ${String(error)}`);
      assertEqual([error.code, error.subCode], [410, 3112], 'codes');
      assert(error.call === call, 'The error is about another call.');
      assertEqual(told(result.values), ['1: None', '1: Transferring'], 'updates');
    },
  },
  {
    name: 'of three targets two decline and the third accepts: three requests, each with its own outcome',
    run: async () => {
      const call = await up();
      const targets = [participant(), participant(), participant()];
      const result = transfer(call, targets);
      await outcome(call, 1, 603);
      await outcome(call, 2, 486, 1);
      await outcome(call, 3, 0);
      assertEqual(await result.end, undefined, 'error');
      assertEqual(
        legOf(call).transfers.map(({ target }) => target),
        targets.map(
          (target) =>
            (target as { targetParticipant: { communicationUserId: string } }).targetParticipant
              .communicationUserId,
        ),
        'targets that were asked',
      );
      const seen = told(result.values);
      assertEqual(seen.at(-1), '3: Transferred', 'the last update');
      assertEqual(
        seen.filter((update) => update.includes('Failed')),
        ['1: Failed 603/0', '2: Failed 486/1'],
        'failures',
      );
      assertEqual(
        seen.filter((update) => update.includes('Transferring')),
        ['1: Transferring', '2: Transferring', '3: Transferring'],
        'requests',
      );
      await call.hangUp();
    },
  },
  {
    name: 'a list of participant, call and voicemail is tried in order, each by a request of its kind',
    run: async () => {
      const call = await up();
      const other = await up();
      const result = transfer(call, [participant(), { targetCallId: other.id }, voicemail(), participant()]);
      await outcome(call, 1, 603);
      await outcome(call, 2, 404, 2);
      await outcome(call, 3, 480, 3);
      await outcome(call, 4, 0);
      assertEqual(await result.end, undefined, 'error');
      assertEqual(
        legOf(call).transfers.map(({ kind }) => kind),
        ['participant', 'call', 'voicemail', 'participant'],
        'kinds',
      );
      assertEqual(
        told(result.values).filter((update) => update.includes('Failed')),
        ['1: Failed 603/0', '2: Failed 404/2', '3: Failed 480/3'],
        'failures',
      );
      await Promise.all([call.hangUp(), other.hangUp()]);
    },
  },
  {
    name: 'if no target accepts, the error names the codes of each target, and the call is resumed',
    run: async () => {
      const call = await up();
      const result = transfer(call, [participant(), voicemail(), participant()]);
      await outcome(call, 1, 603);
      await outcome(call, 2, 480, 3);
      await outcome(call, 3, 486, 1);
      const { message } = await failure(result);
      for (const codes of ['603/0', '480/3', '486/1']) {
        assert(message.includes(codes), `There is no ${codes} in: ${message}`);
      }
      assertEqual(legOf(call).transfers.length, 3, 'requests');
      assertEqual(call.state, 'Connected', 'state of the call');
      await call.hangUp();
    },
  },
  {
    name: 'a second pipeline 200 ms after a failed one sends its request, and gets its own outcome',
    run: async () => {
      const call = await up();
      const first = transfer(call, participant());
      await outcome(call, 1, 603);
      await failure(first);
      await wait(200);
      const second = transfer(call, participant());
      await outcome(call, 2, 486, 1);
      assertEqual((await failure(second)).code, 486, 'code of the second');
      assertEqual(
        told(second.values).filter((update) => update.includes('Failed')),
        ['1: Failed 486/1'],
        'failures',
      );
      await wait(200);
      const third = transfer(call, voicemail());
      await outcome(call, 3, 0);
      assertEqual(await third.end, undefined, 'error of the third');
      assertEqual(told(third.values).at(-1), '1: Transferred', 'the last update of the third');
      await call.hangUp();
    },
  },
  {
    name: 'a second pipeline inside the error of the first sends its request, too',
    run: async () => {
      const call = await up();
      let second: Recording<TransferUpdate> | undefined;
      of(call)
        .pipe(withFeature(Features.Transfer), transferTo({ targetParticipant: somebody() }))
        .subscribe({
          error: () => {
            second = transfer(call, participant());
          },
        });
      await outcome(call, 1, 603);
      await outcome(call, 2, 0);
      assert(second, 'The first did not err.');
      assertEqual(await second.end, undefined, 'error');
      assertEqual(told(second.values).at(-1), '1: Transferred', 'the last update');
      await call.hangUp();
    },
  },
  {
    name: 'the same failure twice in a row is a failure of both targets',
    run: async () => {
      const call = await up();
      const result = transfer(call, [participant(), participant()]);
      await outcome(call, 1, 603);
      await outcome(call, 2, 603);
      await failure(result);
      assertEqual(
        told(result.values).filter((update) => update.includes('Failed')),
        ['1: Failed 603/0', '2: Failed 603/0'],
        'failures',
      );
      assertEqual(legOf(call).transfers.length, 2, 'requests');
      await call.hangUp();
    },
  },
  {
    name: "408/0 of the SDK's own timer ends a list, and the error says that the transfer may still go through",
    run: async () => {
      const call = await up();
      const result = transfer(call, [participant(), participant()]);
      await outcome(call, 1, 603);
      await until(() => legOf(call).transfers.length === 2, 'the second request');
      await wait(MOMENT);
      // The timer of the first request, which the SDK has not cleared.
      legOf(call).runOut();
      const error = await result.end;
      assert(error instanceof Error, `There was no error: ${String(error)}`);
      assert(/may still/.test(error.message), error.message);
      assertEqual(legOf(call).transfers.length, 2, 'requests');
      await call.hangUp();
    },
  },
  {
    name: 'a group call is resumed, and the error says that the SDK cannot transfer it',
    run: async () => {
      const call = await up();
      const leg = legOf(call);
      leg.join({ id: somebody().communicationUserId }, { id: somebody().communicationUserId });
      await until(() => call.remoteParticipants.length === 3, 'three participants');
      const result = transfer(call, participant());
      const { code, subCode, message } = await failure(result);
      assertEqual([code, subCode], [400, 46051], 'codes');
      assert(/group|more than|participants/i.test(message), message);
      assertEqual([call.state, leg.transfers.length], ['Connected', 0], 'call and requests');
      await call.hangUp();
    },
  },
  {
    name: 'consultThenTransferTo can be repeated after a failure, and then transfers',
    run: async () => {
      const agent = await agents.first;
      const call = await up();
      const consult = async (code: number): Promise<Recording<unknown>> => {
        const known = [...agent.calls];
        const complete = new Subject<void>();
        const result = record(
          of(call).pipe(
            withFeature(Features.Transfer),
            consultThenTransferTo({ agent, target: somebody(), complete, cancel: NEVER }),
          ),
        );
        await until(() => agent.calls.some((other) => !known.includes(other)), 'a consultation');
        const consultation = agent.calls.find((other) => !known.includes(other));
        assert(consultation, 'There is no consultation.');
        await legOf(consultation).accept();
        const before = legOf(call).transfers.length;
        complete.next();
        await outcome(call, before + 1, code);
        return result;
      };
      const first = await consult(603);
      assertEqual((await failure(first)).code, 603, 'code of the first');
      await until(() => call.state === 'Connected', 'the call is resumed');
      const second = await consult(0);
      assertEqual(await second.end, undefined, 'error of the second');
      assertEqual(
        legOf(call).transfers.map(({ kind }) => kind),
        ['call', 'call'],
        'requests',
      );
      await Promise.all([...agent.calls].map((other) => other.hangUp()));
    },
  },
  {
    name: 'consultThenTransferTo with whileRinging: blind hangs up the consultation, and then requests a blind transfer',
    run: async () => {
      const agent = await agents.first;
      const call = await up();
      const target = somebody();
      const consult = async (code: number): Promise<readonly unknown[]> => {
        const known = [...agent.calls];
        const complete = new Subject<void>();
        const result = record(
          of(call).pipe(
            withFeature(Features.Transfer),
            consultThenTransferTo({ agent, target, complete, cancel: NEVER, whileRinging: 'blind' }),
          ),
        );
        await until(() => result.values.at(-1)?.state === 'Calling', 'the consultation');
        const consultation = agent.calls.find((other) => !known.includes(other));
        assert(consultation, 'There is no consultation.');
        await until(() => consultation.state === 'Connecting', 'the target is called');
        const before = legOf(call).transfers.length;
        complete.next();
        assertEqual(legOf(call).transfers.length, before, 'requests while the consultation is hung up');
        await outcome(call, before + 1, code);
        const error = await result.end;
        // 0/0, or 0/4501 if the service has not answered the request to start it.
        const ended = consultation.callEndReason?.code;
        assertEqual([consultation.state, ended], ['Disconnected', 0], 'the consultation');
        return [error, ...result.values.map(({ state }) => state)];
      };
      const [error, ...states] = await consult(603);
      assert(error instanceof TransferError, `Expected a TransferError, got ${String(error)}`);
      assertEqual([error.code, error.reason], [603, 'declined'], 'error of the first');
      assertEqual(states, ['Holding', 'Calling', 'Withdrawing', 'Transferring', 'Failed'], 'the first');
      assertEqual(call.state, 'Connected', 'state of the call after the failure');
      assertEqual(
        await consult(0),
        [undefined, 'Holding', 'Calling', 'Withdrawing', 'Transferring', 'Transferred'],
        'the second',
      );
      const kinds = legOf(call).transfers.map(({ kind, target: id }) => [kind, id]);
      const expected = ['participant', target.communicationUserId];
      assertEqual(kinds, [expected, expected], 'requests');
      await call.hangUp();
    },
  },
  {
    name: 'transferAccepted$ emits each event once after several subscriptions, with one listener',
    run: async () => {
      const call = await up();
      const feature = call.feature(Features.Transfer);
      watchListeners(feature);
      for (let i = 0; i < 3; i++) {
        record(transferAccepted$(feature)).subscription.unsubscribe();
      }
      const [one, other] = [record(transferAccepted$(feature)), record(transferAccepted$(feature))];
      assertEqual(listenersNow(feature, 'transferAccepted'), 1, 'listeners');
      for (let event = 1; event <= 2; event++) {
        legOf(call).requestTransfer(somebody().communicationUserId, somebody().communicationUserId);
        await until(() => one.values.length === event, 'an emission');
        await wait(MOMENT);
        assertEqual([one.values.length, other.values.length], [event, event], 'emissions');
      }
      one.subscription.unsubscribe();
      other.subscription.unsubscribe();
      const { calls } = await agents.first;
      await Promise.allSettled([...calls].map((each) => each.hangUp()));
    },
  },
  {
    name: 'no listener of the library is left, and there never were two for one event',
    run: () => {
      agents.subscription.unsubscribe();
      assertNoListenerLeft(['stateChanged', 'transferAccepted'], ['transferAccepted']);
      return Promise.resolve();
    },
  },
];
