/**
 * The types of the operators: what can be passed to them, and what comes out of a pipe. This file is compiled only,
 * against SDK 2.0.0, 1.46.1 (tsconfig.sdk1.json) and 1.40.1 (tsconfig.sdk1-40.json).
 */
/* eslint-disable rxjs-x/no-floating-observables -- nothing of it runs */
import {
  Features,
  type Call,
  type CallAgent,
  type CallCommon,
  type CallState,
  type IncomingCall,
  type RecordingCallFeature,
  type TeamsCall,
  type TeamsCallAgent,
  type TeamsIncomingCall,
  type Transfer,
  type TransferCallFeature,
} from '@azure/communication-calling';
import { expectTypeOf } from 'expect-type';
import { from, mergeMap, NEVER, of, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import {
  acceptIncomingCalls,
  combineEach,
  followTransfers,
  consultThenTransferTo,
  hangUpWhenTransferred,
  mergeEach,
  retryOnDisconnect,
  startCall,
  transferHere,
  transferTo,
  whenConnected,
  withFeature,
  type ConsultationUpdate,
  type TransferUpdate,
  type WithFeature,
} from '../../operators/index.js';
import {
  activeCalls$,
  activeCallTransfer,
  type ActiveCallTransferFeature,
  callAgent$,
  calls$,
  callState$,
  type IncomingCallError,
  type CallingError,
  type TransferError,
  type TransferLocator,
  type TransferTarget,
} from '../../src/index.js';

declare const call: Call;
declare const teamsCall: TeamsCall;
declare const anyCall: Call | TeamsCall;
declare const agent: CallAgent;

const bob = { targetParticipant: { communicationUserId: '8:acs:bob' } };

// withFeature keeps the kind of call, and knows the feature by its factory.
const transferable = of(call).pipe(withFeature(Features.Transfer));
expectTypeOf(transferable).toEqualTypeOf<Observable<WithFeature<Call, TransferCallFeature>>>();
expectTypeOf(of(teamsCall).pipe(withFeature(Features.Recording))).toEqualTypeOf<
  Observable<WithFeature<TeamsCall, RecordingCallFeature>>
>();

// @ts-expect-error -- not a feature
withFeature({});
// @ts-expect-error -- a feature of a client, not of a call
withFeature(Features.DebugInfo);
// @ts-expect-error -- no calls come in
of('call').pipe(withFeature(Features.Transfer));

// The pipeline: each operator knows what comes from the one before it, without a type argument.
expectTypeOf(
  of(call).pipe(withFeature(Features.Transfer), transferTo(bob), hangUpWhenTransferred()),
).toEqualTypeOf<Observable<TransferUpdate<Call>>>();
expectTypeOf(
  of(teamsCall).pipe(withFeature(Features.Transfer), transferTo(bob), hangUpWhenTransferred()),
).toEqualTypeOf<Observable<TransferUpdate<TeamsCall>>>();
expectTypeOf(of(anyCall).pipe(withFeature(Features.Transfer), transferTo(bob))).toEqualTypeOf<
  Observable<TransferUpdate<Call | TeamsCall>>
>();

// @ts-expect-error -- calls without the feature
of(call).pipe(transferTo(bob));
// @ts-expect-error -- another feature
of(call).pipe(withFeature(Features.Recording), transferTo(bob));
// @ts-expect-error -- no transfer yet
of(call).pipe(withFeature(Features.Transfer), hangUpWhenTransferred());

// An update is discriminated by its state: only a failed one has an error.
declare const update: TransferUpdate<Call>;
expectTypeOf(update.state).toEqualTypeOf<'None' | 'Transferring' | 'Transferred' | 'Failed'>();
expectTypeOf(update.call).toEqualTypeOf<Call>();
expectTypeOf(update.transfer).toEqualTypeOf<Transfer>();
expectTypeOf(update.target).toEqualTypeOf<TransferLocator>();
if (update.state === 'Failed') {
  expectTypeOf(update.error).toEqualTypeOf<TransferError>();
} else {
  expectTypeOf(update).not.toHaveProperty('error');
}
expectTypeOf<TransferUpdate['call']>().toEqualTypeOf<CallCommon>();

// transferTo takes each kind of target, with the options that the SDK has for that kind.
const customContext = { userToUser: 'account 4711' };
const people = [
  { communicationUserId: '8:acs:bob' },
  { phoneNumber: '+15550100' },
  { microsoftTeamsUserId: 'a-guid' },
];
from(people).subscribe((targetParticipant) => {
  transferable.pipe(
    transferTo({ targetParticipant }, { disableForwardingAndUnanswered: true, customContext, timeout: 1 }),
  );
});
transferable.pipe(transferTo({ targetCallId: 'id' }, { customContext, timeout: 1 }));
transferable.pipe(transferTo({ targetCallId: () => call.id }));
transferable.pipe(
  transferTo({ targetParticipantVoicemail: { microsoftTeamsUserId: 'a-guid' } }, { timeout: 1 }),
);

// And lists of any kinds, with the options of all of them.
const voicemail = { targetParticipantVoicemail: { microsoftTeamsUserId: 'a-guid' } };
expectTypeOf(
  transferable.pipe(
    transferTo([bob, { targetCallId: () => call.id }, voicemail], {
      disableForwardingAndUnanswered: true,
      customContext,
      timeout: 1,
      totalTimeout: 2,
      tryNext: (error, attempt) => {
        expectTypeOf(error).toEqualTypeOf<TransferError>();
        expectTypeOf(attempt).toEqualTypeOf<number>();
        return error.reason === 'busy';
      },
    }),
    hangUpWhenTransferred(),
  ),
).toEqualTypeOf<Observable<TransferUpdate<Call>>>();
declare const targets: readonly TransferTarget[];
transferable.pipe(transferTo(targets));
declare const anyTarget: TransferTarget;
transferable.pipe(transferTo(anyTarget, { disableForwardingAndUnanswered: true, timeout: 1 }));
declare const oneOrMore: TransferTarget | readonly TransferTarget[];
transferable.pipe(transferTo(oneOrMore, { totalTimeout: 1 }));
declare const personOrVoicemail:
  | { targetParticipant: { phoneNumber: string } }
  | { targetParticipantVoicemail: { microsoftTeamsUserId: string } };
transferable.pipe(transferTo(personOrVoicemail));
transferable.pipe(transferTo({ ...bob, label: 'Bob' }), hangUpWhenTransferred());
expectTypeOf(update.label).toEqualTypeOf<string | undefined>();
expectTypeOf<TransferLocator>().not.toHaveProperty('label');
// @ts-expect-error -- a label is a text
transferTo({ ...bob, label: 1 });
expectTypeOf(update.attempt).toEqualTypeOf<number>();
expectTypeOf(update.attempts).toEqualTypeOf<number>();
expectTypeOf(update.lastError).toEqualTypeOf<TransferError | undefined>();
if (update.state === 'Failed') {
  expectTypeOf(update.isFinal).toEqualTypeOf<boolean>();
  expectTypeOf(update.error.errors).toEqualTypeOf<readonly TransferError[]>();
}

// @ts-expect-error -- a list of one target is no target
transferTo([[bob]]);
// @ts-expect-error -- one of them is none
transferTo([bob, {}]);
// @ts-expect-error -- only for lists
transferTo(bob, { totalTimeout: 1 });
// @ts-expect-error -- only for lists
transferTo(bob, { tryNext: () => true });
// @ts-expect-error -- yes or no
transferTo([bob], { tryNext: () => 'yes' });

expectTypeOf<{ targetCallId: () => string }>().toExtend<TransferTarget>();
expectTypeOf<{ targetCallId: () => string }>().not.toExtend<TransferLocator>();

// @ts-expect-error -- there is no target in it
transferTo({});
// @ts-expect-error -- neither is this anybody
transferTo({ targetParticipant: {} });
// @ts-expect-error -- a participant is an identifier
transferTo({ targetParticipant: 'x' });
// @ts-expect-error -- an id is a string
transferTo({ targetCallId: 1 });
// @ts-expect-error -- also when it comes from a function
transferTo({ targetCallId: () => 1 });
// @ts-expect-error -- only Teams users have a voicemail
transferTo({ targetParticipantVoicemail: { communicationUserId: '8:acs:bob' } });
// @ts-expect-error -- one target, not two
transferTo({ targetParticipant: { phoneNumber: '+15550100' }, targetCallId: 'id' });
// @ts-expect-error -- misspelt
transferTo({ targetParticipants: { communicationUserId: '8:acs:bob' } });
// @ts-expect-error -- a call that is there already is not forwarded
transferTo({ targetCallId: 'id' }, { disableForwardingAndUnanswered: true });
// @ts-expect-error -- misspelt
transferTo(bob, { timeOut: 1 });
// @ts-expect-error -- milliseconds
transferTo(bob, { timeout: '1 s' });

expectTypeOf(hangUpWhenTransferred({ forEveryone: true })).toExtend<
  MonoTypeOperatorFunction<TransferUpdate>
>();
// @ts-expect-error -- misspelt
hangUpWhenTransferred({ forEverybody: true });

// consultThenTransferTo keeps the kind of call, gives the agent's own kind of consultation, and fits before
// hangUpWhenTransferred.
declare const teamsAgent: TeamsCallAgent;
const decisions = { complete: NEVER, cancel: NEVER };
const carol = { communicationUserId: '8:acs:carol' };
expectTypeOf(
  transferable.pipe(consultThenTransferTo({ agent, target: carol, ...decisions }), hangUpWhenTransferred()),
).toEqualTypeOf<Observable<ConsultationUpdate<Call, Call>>>();
const ofTeams = of(teamsCall).pipe(
  withFeature(Features.Transfer),
  consultThenTransferTo({ agent: teamsAgent, target: { microsoftTeamsUserId: 'a-guid' }, ...decisions }),
);
expectTypeOf(ofTeams).toEqualTypeOf<Observable<ConsultationUpdate<TeamsCall, TeamsCall>>>();
ofTeams.subscribe((step) => {
  if (step.state === 'Holding') {
    expectTypeOf(step).not.toHaveProperty('consultation');
  } else if (step.state === 'Transferred') {
    expectTypeOf(step.consultation).toEqualTypeOf<TeamsCall | undefined>();
    expectTypeOf(step.transfer).toEqualTypeOf<Transfer>();
  } else if (step.state === 'Consulting' || step.state === 'Withdrawing') {
    expectTypeOf(step.consultation).toEqualTypeOf<TeamsCall>();
  } else if (step.state === 'Failed') {
    expectTypeOf(step.error).toEqualTypeOf<CallingError>();
  }
});

// Blind and attended transfers tell their progress by the same states.
expectTypeOf<Exclude<TransferUpdate['state'], ConsultationUpdate['state']>>().toEqualTypeOf<'None'>();
const show = (update: ConsultationUpdate | TransferUpdate): void => {
  if (update.state === 'Transferring' || update.state === 'Transferred') {
    expectTypeOf(update.transfer).toEqualTypeOf<Transfer>();
  } else if (update.state === 'Failed') {
    expectTypeOf(update.error).toExtend<CallingError>();
  }
};
transferable.pipe(transferTo(bob)).subscribe(show);
ofTeams.subscribe(show);
transferable
  .pipe(consultThenTransferTo({ agent, target: carol, label: 'Carol', ...decisions }))
  .subscribe(show);

consultThenTransferTo({
  ...{ agent, target: carol, ...decisions },
  whileRinging: 'blind',
  transferOptions: { disableForwardingAndUnanswered: true, customContext },
});
// @ts-expect-error -- misspelt
consultThenTransferTo({ agent, target: carol, ...decisions, whileRing: 'blind' });
// @ts-expect-error -- no way to handle it
consultThenTransferTo({ agent, target: carol, ...decisions, whileRinging: 'queue' });
// @ts-expect-error -- the decisions are missing
consultThenTransferTo({ agent, target: carol });
// @ts-expect-error -- a Teams user calls no Communication Services user
consultThenTransferTo({ agent: teamsAgent, target: carol, ...decisions });
// @ts-expect-error -- an option of the SDK for a CallAgent
consultThenTransferTo({ agent: teamsAgent, target: { phoneNumber: '+1' }, startCallOptions: { alternateCallerId: { phoneNumber: '+1' } }, ...decisions }); // prettier-ignore

// retryOnDisconnect keeps the kind of agent.
expectTypeOf(callAgent$(() => Promise.resolve(agent)).pipe(retryOnDisconnect())).toEqualTypeOf<
  Observable<CallAgent>
>();
// @ts-expect-error -- no agents come in
of(call).pipe(retryOnDisconnect());

// The feature that the SDK does not declare, of either kind of agent.
const elsewhere = activeCallTransfer(agent, Features);
expectTypeOf(elsewhere).toEqualTypeOf<ActiveCallTransferFeature>();
expectTypeOf(activeCallTransfer).parameter(0).toEqualTypeOf<CallAgent | TeamsCallAgent>();
expectTypeOf(
  activeCalls$(elsewhere).pipe(
    mergeMap((calls) => calls),
    transferHere(elsewhere, { joinCallOptions: { audioOptions: { muted: true } } }),
  ),
).toEqualTypeOf<Observable<Call | TeamsCall>>();

// @ts-expect-error -- a feature of a call
transferHere(call.feature(Features.Transfer));
// @ts-expect-error -- misspelt
transferHere(elsewhere, { joinCallOption: {} });
// @ts-expect-error -- calls that are here already
of(call).pipe(transferHere(elsewhere));

// The operators over collections know the elements, and what comes of them.
expectTypeOf(calls$(agent).pipe(mergeEach((one) => callState$(one)))).toEqualTypeOf<Observable<CallState>>();
expectTypeOf(calls$(teamsAgent).pipe(combineEach((one) => of(one)))).toEqualTypeOf<
  Observable<readonly TeamsCall[]>
>();
expectTypeOf(of(['a']).pipe(mergeEach((letter) => [letter, 1]))).toEqualTypeOf<Observable<string | number>>();
// @ts-expect-error -- no collection
of(call).pipe(mergeEach((one) => callState$(one)));
// @ts-expect-error -- no stream
of([call]).pipe(combineEach((one) => one));

// whenConnected keeps the kind of call.
expectTypeOf(of(call).pipe(whenConnected())).toEqualTypeOf<Observable<Call>>();
expectTypeOf(of(teamsCall).pipe(whenConnected())).toEqualTypeOf<Observable<TeamsCall>>();
expectTypeOf(of(call).pipe(whenConnected(), withFeature(Features.Transfer), transferTo(bob))).toEqualTypeOf<
  Observable<TransferUpdate<Call>>
>();
// @ts-expect-error -- no calls come in
of(agent).pipe(whenConnected());

// acceptIncomingCalls gives the kind of call that the agent has.
expectTypeOf(of(agent).pipe(acceptIncomingCalls())).toEqualTypeOf<Observable<Call>>();
expectTypeOf(of(teamsAgent).pipe(acceptIncomingCalls({ callWaiting: 'hold' }))).toEqualTypeOf<
  Observable<TeamsCall>
>();
of(agent).pipe(
  acceptIncomingCalls({
    accept: (incomingCall) => {
      expectTypeOf(incomingCall).toEqualTypeOf<IncomingCall>();
      return Promise.resolve(true);
    },
    audioOptions: { muted: true },
    catchError: (error, incomingCall) => {
      expectTypeOf(error).toExtend<Error>();
      expectTypeOf<IncomingCallError['reason']>().toEqualTypeOf<
        'not-decided' | 'hold-failed' | 'accept-failed' | 'reject-failed'
      >();
      return incomingCall.accept();
    },
  }),
  whenConnected(),
);
of(teamsAgent).pipe(
  acceptIncomingCalls({
    accept: (incomingCall) => {
      expectTypeOf(incomingCall).toEqualTypeOf<TeamsIncomingCall>();
      return of(true);
    },
  }),
);
// @ts-expect-error -- misspelt
acceptIncomingCalls({ callWaiting: 'queue' });
// @ts-expect-error -- an answer is yes or no
of(agent).pipe(acceptIncomingCalls({ accept: () => 'yes' }));
// @ts-expect-error -- no agents come in
of('agent').pipe(acceptIncomingCalls());

// startCall gives the kind of call that the agent has, and takes the callees and options of that agent.
expectTypeOf(of(agent).pipe(startCall(carol))).toEqualTypeOf<Observable<Call>>();
const phone = { phoneNumber: '+15550100' };
expectTypeOf(
  of(agent).pipe(
    startCall([carol, phone] as const, {
      alternateCallerId: phone,
      audioOptions: { muted: true },
      timeout: 1,
    }),
    whenConnected(),
  ),
).toEqualTypeOf<Observable<Call>>();
expectTypeOf(
  of(teamsAgent).pipe(startCall([{ microsoftTeamsUserId: 'a-guid' }, phone], { threadId: 'a-thread' })),
).toEqualTypeOf<Observable<TeamsCall>>();
declare const anyAgent: CallAgent | TeamsCallAgent;
of(anyAgent).pipe(startCall(phone), whenConnected(), withFeature(Features.Transfer), transferTo(bob));
// @ts-expect-error -- a Teams user calls no Communication Services user
of(teamsAgent).pipe(startCall(carol));
// @ts-expect-error -- an option of the SDK for a CallAgent
of(teamsAgent).pipe(startCall(phone, { alternateCallerId: phone }));
// @ts-expect-error -- an option of the SDK for a TeamsCallAgent
of(agent).pipe(startCall(carol, { threadId: 'a-thread' }));
// @ts-expect-error -- misspelt
of(agent).pipe(startCall(carol, { timeOut: 1 }));
// @ts-expect-error -- milliseconds
of(agent).pipe(startCall(carol, { timeout: '1 s' }));
// @ts-expect-error -- nobody to call
of(agent).pipe(startCall());
// @ts-expect-error -- an identifier is no text
of(agent).pipe(startCall('8:acs:bob'));
// @ts-expect-error -- no agents come in
of('agent').pipe(startCall(carol));

// followTransfers keeps the kind of call.
expectTypeOf(transferable.pipe(followTransfers())).toEqualTypeOf<Observable<Call>>();
expectTypeOf(
  of(teamsCall).pipe(withFeature(Features.Transfer), followTransfers({ grace: 1_000 })),
).toEqualTypeOf<Observable<TeamsCall>>();
// @ts-expect-error -- another feature
of(call).pipe(withFeature(Features.Recording), followTransfers());
