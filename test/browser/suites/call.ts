/**
 * Calls that the real SDK starts. Without a network each is `Connecting` for a while, and then ends.
 */
import { VideoStreamRenderer, type Call, type CallAgent } from '@azure/communication-calling';
import {
  callAgent$,
  CallEndedError,
  CallingTimeoutError,
  callEnded$,
  calls$,
  callState$,
  fromSdkEvent,
  participantState$,
  property$,
  remoteParticipants$,
  SdkError,
  transferAccepted$,
  transferState$,
  videoView$,
} from 'rx-acs-calling';
import {
  combineEach,
  followTransfers,
  hangUpWhenTransferred,
  mergeEach,
  startCall as startCallOf,
  transferTo,
  whenConnected,
  withFeature,
} from 'rx-acs-calling/operators';
import { filter, firstValueFrom, map, of } from 'rxjs';
import { assert, assertEqual, record, wait, type Check, type Recording } from '../check.js';
import { assertNoListenerLeft, listenersNow, watchListeners } from '../ledger.js';
import { legOf } from '../leg.js';
import { remoteVideoOf } from '../remote-video.js';
import {
  AzureCommunicationTokenCredential,
  CallClient,
  connected,
  createAgent,
  fakeToken,
  Features,
  somebody,
  startCall,
  NO_NETWORK,
} from '../sdk.js';
import { socketOf } from '../socket.js';

const credential = new AzureCommunicationTokenCredential(fakeToken());
const agents = record(callAgent$(() => createAgent(new CallClient(), credential)));

const three = <T>(make: () => T): readonly [T, T, T] => [make(), make(), make()];
const leave = (...all: readonly Recording<unknown>[]): void => {
  all.forEach(({ subscription }) => {
    subscription.unsubscribe();
  });
};

const connecting = async (agent: CallAgent): Promise<Call> => {
  const call = startCall(agent);
  await firstValueFrom(callState$(call).pipe(filter((state) => state === 'Connecting')), {
    defaultValue: 'Disconnected',
  });
  return call;
};

export const checks: readonly Check[] = [
  {
    name: 'calls$ and callState$ follow a call from startCall to Disconnected; it leaves calls$ before its last state',
    run: async () => {
      const agent = await agents.first;
      const timeline: string[] = [];
      const states: Recording<string>[] = [];
      const follow = record(calls$(agent), ([call]) => {
        timeline.push(call ? 'in calls$' : 'not in calls$');
        if (call && states.length === 0) {
          // Inside the SDK's startCall, before it returns.
          states.push(...three(() => record(callState$(call))));
          states.push(record(callState$(call), (state) => timeline.push(state)));
        }
      });
      const others = three(() => record(calls$(agent)));
      assertEqual(listenersNow(agent, 'callsUpdated'), 1, 'listeners for callsUpdated');

      const call = startCall(agent);
      assertEqual(listenersNow(call, 'stateChanged'), 1, 'listeners for stateChanged');
      assertEqual(await Promise.all(states.map(({ end }) => end)), [null, null, null, null], 'errors');

      assertEqual(
        timeline,
        ['not in calls$', 'in calls$', 'None', 'Connecting', 'not in calls$', 'Disconnected'],
        'order',
      );
      for (const { values } of states) {
        assertEqual(values, ['None', 'Connecting', 'Disconnected'], 'states');
      }
      for (const { values } of [follow, ...others]) {
        assertEqual(
          values.map(({ length }) => length),
          [0, 1, 0],
          'calls',
        );
        assert(values[1]?.[0] === call, 'The list does not hold the call.');
      }
      assertEqual(listenersNow(call, 'stateChanged'), 0, 'listeners after the end');
      leave(follow, ...others);
      assertEqual(listenersNow(agent, 'callsUpdated'), 0, 'listeners after leaving');
    },
  },
  {
    name: 'mergeEach emits the last state of each call, in order, and then leaves it; combineEach does not show that state',
    run: async () => {
      const agent = await agents.first;
      const [lost, hungUp] = [startCall(agent), startCall(agent)];
      const nameOf = (call: Call) => (call === lost ? 'lost' : 'hung up');
      const timeline: string[] = [];
      const list = record(calls$(agent), (calls) => {
        timeline.push(`calls: ${calls.map(nameOf).join(' and ')}`);
      });
      const states = record(
        calls$(agent).pipe(
          mergeEach((call) => callState$(call).pipe(map((state) => `${nameOf(call)}: ${state}`))),
        ),
        (state) => timeline.push(state),
      );
      const participants = record(calls$(agent).pipe(mergeEach((call) => remoteParticipants$(call))));
      const latest = record(calls$(agent).pipe(combineEach((call) => callState$(call))));
      await Promise.all([hungUp.hangUp(), record(callState$(lost)).end]);

      const ends = timeline.filter((event) => /calls|Disconnected/.test(event));
      assertEqual(
        ends.slice(1),
        ['calls: lost', 'hung up: Disconnected', 'calls: ', 'lost: Disconnected'],
        'how the calls ended',
      );
      assert(!latest.values.flat().includes('Disconnected'), 'combineEach shows a call that has left.');
      assertEqual(latest.values.at(-1), [], 'latest states');
      await Promise.resolve();
      for (const call of [lost, hungUp]) {
        assertEqual(
          [listenersNow(call, 'stateChanged'), listenersNow(call, 'remoteParticipantsUpdated')],
          [0, 0],
          'listeners of a call that has left',
        );
      }
      leave(list, states, participants, latest);
    },
  },
  {
    name: 'whenConnected waits for a call, and errs with CallEndedError if the call ends',
    run: async () => {
      const agent = await agents.first;
      const up = await connecting(agent);
      const waiting = record(of(up).pipe(whenConnected()));
      assertEqual(waiting.values.length, 0, 'calls while it is connecting');
      await legOf(up).accept();
      assertEqual(await waiting.end, undefined, 'error');
      assert(waiting.values[0] === up, 'It did not emit the call.');
      await up.hangUp();

      const error = await record(of(startCall(agent)).pipe(whenConnected())).end;
      assert(error instanceof CallEndedError, `Expected a CallEndedError, got ${String(error)}`);
      assertEqual({ code: error.code, subCode: error.subCode }, NO_NETWORK, 'codes');
      assertEqual(listenersNow(up, 'stateChanged'), 0, 'listeners after the end');
    },
  },
  {
    name: 'startCall waits for a connected agent, follows one call to its end, and completes',
    run: async () => {
      const agent = await agents.first;
      const started = record(of(agent).pipe(startCallOf(somebody())));
      assertEqual([agent.connectionState, started.values.length], ['Disconnected', 0], 'before');
      const socket = socketOf(agent);
      socket.open();
      socket.register();
      const call = await started.first;
      assert(agent.calls.includes(call), 'The call is not one of the agent.');
      await legOf(call).accept();
      legOf(call).end({ code: 0, subCode: 0 });
      assertEqual(await started.end, undefined, 'error');
      assertEqual(
        [started.values.length, legOf(call).requests.includes('LeaveConversation')],
        [1, false],
        'calls and hang-ups',
      );
      assertEqual(listenersNow(call, 'stateChanged'), 0, 'listeners after the end');
    },
  },
  {
    name: 'startCall hangs up a call that is not connected in time, and one that is left before it is connected',
    run: async () => {
      const agent = await agents.first;
      const late = record(of(agent).pipe(startCallOf(somebody(), { timeout: 200 })));
      const [first] = [await late.first];
      const error = await late.end;
      assert(error instanceof CallingTimeoutError, `Expected a CallingTimeoutError, got ${String(error)}`);
      assertEqual(error.message, 'The call was not connected in 200 ms, so it was hung up.', 'message');
      assertEqual([first.state, first.callEndReason?.code], ['Disconnected', 0], 'the late call');

      const left = record(of(agent).pipe(startCallOf(somebody())));
      const second = await left.first;
      await firstValueFrom(callState$(second).pipe(filter((state) => state === 'Connecting')), {
        defaultValue: undefined,
      });
      left.subscription.unsubscribe();
      await record(callState$(second)).end;
      const { code, subCode } = second.callEndReason ?? {};
      assertEqual({ code, subCode }, { code: 0, subCode: 0 }, 'the reason of the call that was left');
    },
  },
  {
    name: 'startCall leaves a call alone that is connected, also in that moment, and errs with the codes of one that is not',
    run: async () => {
      const agent = await agents.first;
      const calls = record(of(agent).pipe(startCallOf(somebody())));
      const call = await calls.first;
      const once = record(of(call).pipe(whenConnected()), () => {
        calls.subscription.unsubscribe();
      });
      await legOf(call).accept();
      await once.end;
      await wait(100);
      assertEqual(
        [call.state, legOf(call).requests.includes('LeaveConversation')],
        ['Connected', false],
        'call',
      );
      await call.hangUp();

      const error = await record(of(agent).pipe(startCallOf(somebody()))).end;
      assert(error instanceof CallEndedError, `Expected a CallEndedError, got ${String(error)}`);
      assertEqual({ code: error.code, subCode: error.subCode }, NO_NETWORK, 'codes');
    },
  },
  {
    name: 'startCall errs with the codes of the SDK if that throws',
    run: async () => {
      const agent = await agents.first;
      const error = await record(of(agent).pipe(startCallOf({ communicationUserId: 'malformed' }))).end;
      assert(error instanceof SdkError, `Expected an SdkError, got ${String(error)}`);
      assertEqual([error.code, error.subCode], [422, 44004], 'codes');
      assertEqual(agent.calls.length, 0, 'calls');
    },
  },
  {
    name: 'callEnded$ gives the reason once, also to a late subscriber',
    run: async () => {
      const call = startCall(await agents.first);
      const inTime = three(() => record(callEnded$(call)));
      await Promise.all(inTime.map(({ end }) => end));
      const late = record(callEnded$(call));
      for (const { values } of [...inTime, late]) {
        assertEqual(
          values.map((reason) => ({ code: reason?.code, subCode: reason?.subCode })),
          [NO_NETWORK],
          'reasons',
        );
      }
    },
  },
  {
    name: 'remoteParticipants$ and participantState$ follow the callee until the call has ended',
    run: async () => {
      const call = startCall(await agents.first);
      const participants = three(() => record(remoteParticipants$(call)));
      const [callee] = call.remoteParticipants;
      assert(callee, 'There is no callee.');
      const states = three(() => record(participantState$(callee)));
      await Promise.all(states.map(({ end }) => end));
      for (const { values } of states) {
        assertEqual(values.at(-1), 'Disconnected', 'last state');
      }
      await record(callState$(call)).end;
      for (const { values } of participants) {
        assertEqual(
          values.map(({ length }) => length),
          [1, 0],
          'participants',
        );
        assert(values[0]?.[0] === callee, 'The list does not hold the callee.');
      }
      leave(...participants);
    },
  },
  {
    name: 'all subscribers see the same states if the first hangs up inside next',
    run: async () => {
      const call = startCall(await agents.first);
      let hungUp: Promise<void> | undefined;
      const all = [
        record(callState$(call), (state) => {
          if (state === 'Connecting') {
            hungUp = call.hangUp();
          }
        }),
        ...three(() => record(callState$(call))),
      ];
      await Promise.all(all.map(({ end }) => end));
      await hungUp;
      for (const { values } of all) {
        assertEqual(values, ['None', 'Connecting', 'Disconnecting', 'Disconnected'], 'states');
      }
      const { code, subCode } = (await record(callEnded$(call)).first) ?? {};
      assertEqual({ code, subCode }, { code: 0, subCode: 0 }, 'reason');
    },
  },
  {
    name: 'transferTo waits for a connecting call, and errs with CallEndedError if the call ends',
    run: async () => {
      const call = startCall(await agents.first);
      const transfer = record(
        of(call).pipe(
          withFeature(Features.Transfer),
          transferTo({ targetParticipant: somebody() }),
          hangUpWhenTransferred(),
        ),
      );
      assertEqual(listenersNow(call, 'stateChanged'), 1, 'listeners while it waits');
      const error = await transfer.end;
      assert(error instanceof CallEndedError, `Expected a CallEndedError, got ${String(error)}`);
      assert(error.call === call, 'The error is about another call.');
      assertEqual({ code: error.code, subCode: error.subCode }, NO_NETWORK, 'codes');
      assertEqual(transfer.values.length, 0, 'updates');
      assertEqual(listenersNow(call, 'stateChanged'), 0, 'listeners after the end');

      const late = record(
        of(call).pipe(withFeature(Features.Transfer), transferTo({ targetCallId: crypto.randomUUID() })),
      );
      assert((await late.end) instanceof CallEndedError, 'A transfer of the ended call did not err.');
    },
  },
  {
    name: 'followTransfers moves to the new call of a requested transfer, and hangs up the old one',
    run: async () => {
      const agent = await agents.first;
      const call = await connected(agent);
      const leg = legOf(call);
      const states: string[] = [];
      const shown = record(of(call).pipe(withFeature(Features.Transfer), followTransfers({ grace: 0 })));
      const feature = call.feature(Features.Transfer);
      watchListeners(feature);
      const accepted = record(transferAccepted$(feature), (target) => {
        states.push(target.state);
      });
      leg.requestTransfer(somebody().communicationUserId, somebody().communicationUserId);

      const next = (await accepted.first) as Call;
      assertEqual(states, ['None'], 'state of the new call in transferAccepted$');
      assert(agent.calls.includes(next), 'The new call is not among the calls of the agent.');
      assertEqual(shown.values.length, 1, 'calls shown before the new one is connected');
      await legOf(next).accept();
      assertEqual(await record(callState$(call)).end, undefined, 'the end of the old call');
      assertEqual(shown.values.length, 2, 'calls shown');
      assert(shown.values[0] === call && shown.values[1] === next, 'Other calls are shown.');
      assertEqual(
        [leg.outcomes[0]?.code, call.state],
        [0, 'Disconnected'],
        'outcome, and state of the old call',
      );
      leave(accepted);
      await next.hangUp();
      assertEqual(await shown.end, undefined, 'the end of both');
    },
  },
  {
    name: 'transferState$ ends at once for a transfer that starts as Failed',
    run: async () => {
      const call = startCall(await agents.first);
      const transfer = call.feature(Features.Transfer).transfer({ targetParticipant: somebody() });
      watchListeners(transfer);
      const states = record(transferState$(transfer));
      assertEqual(await states.end, undefined, 'error');
      assertEqual(states.values, ['Failed'], 'states');
      await call.hangUp();
    },
  },
  {
    name: 'an error of the SDK becomes an SdkError with its codes',
    run: async () => {
      const call = startCall(await agents.first);
      const unknownEvent = await record(fromSdkEvent(call, 'nonsense' as 'stateChanged')).end;
      assert(unknownEvent instanceof SdkError, `Expected an SdkError, got ${String(unknownEvent)}`);
      assertEqual(unknownEvent.code, 422, 'code for an unknown event');

      const notAFeature = { callApiCtor: () => undefined } as unknown as typeof Features.Transfer;
      const unknownFeature = await record(of(call).pipe(withFeature(notAFeature))).end;
      assert(unknownFeature instanceof SdkError, `Expected an SdkError, got ${String(unknownFeature)}`);
      const { code, subCode } = unknownFeature;
      assertEqual({ code, subCode }, { code: 500, subCode: 41001 }, 'codes for an unknown feature');
      await call.hangUp();
    },
  },
  {
    name: 'no listener of the library is left, and there never were two for one event',
    run: () => {
      leave(agents);
      assertNoListenerLeft(
        ['callsUpdated', 'stateChanged', 'remoteParticipantsUpdated', 'transferAccepted'],
        ['transferAccepted'],
      );
      return Promise.resolve();
    },
  },
  {
    name: 'videoView$ shows the video of a remote participant while it is on, and has none after the call',
    run: async () => {
      const call = await connected(await agents.first);
      const { stream, setAvailable } = remoteVideoOf(call);
      const views = record(
        videoView$(() => new VideoStreamRenderer(stream), { while: property$(stream, 'isAvailable') }),
      );
      const shown: (HTMLElement | undefined)[] = [];
      for (const isOn of [true, false, true]) {
        setAvailable(isOn);
        await wait(300);
        const view = views.values.at(-1);
        shown.push(view?.target);
        document.body.append(...(view ? [view.target] : []));
      }
      // Off before the SDK has made the view.
      setAvailable(false);
      setAvailable(true);
      setAvailable(false);
      setAvailable(true);
      await wait(300);
      await call.hangUp();
      await wait(300);
      assertEqual(
        views.values.map((view) => (view ? 'view' : 'none')),
        ['none', 'view', 'none', 'view', 'none', 'view', 'none'],
        'values',
      );
      assert(
        shown.every((target) => !target?.isConnected),
        'One is still in the page.',
      );
      assertEqual(await Promise.race([views.end, Promise.resolve('none yet')]), 'none yet', 'end');
      views.subscription.unsubscribe();
    },
  },
];
