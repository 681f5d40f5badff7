/** The compiler names a misspelt key in the arguments of an operator, and the key that is meant. */
import { problemsIn, type Module } from '../support/problems-in';

const bob = '{ targetParticipant: { phoneNumber: "+1" } }';

const ofTransferTo: readonly (readonly [argument: string, problem: string])[] = [
  ['{ targetParticpant: { phoneNumber: "+1" } }', misspelt('targetParticpant', 'targetParticipant')],
  ['{ targetCalId: "id" }', misspelt('targetCalId', 'targetCallId')],
  [
    '{ targetVoicemail: { microsoftTeamsUserId: "id" } }',
    unknown('targetVoicemail', 'OneTarget | TargetList'),
  ],
  [
    '{ targetParticipantVoicemal: { microsoftTeamsUserId: "id" } }',
    misspelt('targetParticipantVoicemal', 'targetParticipantVoicemail'),
  ],
  ['{ targetParticipant: { fonNumber: "+1" } }', unknown('fonNumber', 'CommunicationIdentifier')],
  ['{ targetCallId: "id", lable: "Bob" }', misspelt('lable', 'label', 'OtherCall')],
  [
    '[{ targetParticpant: { phoneNumber: "+1" } }]',
    misspelt('targetParticpant', 'targetParticipant', 'OneTarget'),
  ],
  [`${bob}, { timeOut: 1 }`, misspelt('timeOut', 'timeout', 'TransferConfig')],
  [
    `[${bob}], { totalTimeOut: 1 }`,
    misspelt('totalTimeOut', 'totalTimeout', 'TransferToParticipantOptions & TransferListConfig'),
  ],
  [`${bob}, { totalTimeout: 1 }`, unknown('totalTimeout', 'TransferConfig')],
];

const ofOthers: readonly (readonly [code: string, problem: string])[] = [
  [
    'of(agent).pipe(startCall(bob, { timeOut: 1 }))',
    misspelt('timeOut', 'timeout', 'StartCallOptions & StartCallConfig'),
  ],
  [
    'of(agent).pipe(startCall(bob, { audioOption: {} }))',
    misspelt('audioOption', 'audioOptions', 'StartCallOptions & StartCallConfig'),
  ],
  [
    'of(teamsAgent).pipe(startCall(phone, { threadID: "" }))',
    misspelt('threadID', 'threadId', 'StartTeamsGroupCallOptions & StartCallConfig'),
  ],
  [
    'consultThenTransferTo({ agent, target: bob, complete: NEVER, cancel: NEVER, whileRing: "blind" })',
    misspelt('whileRing', 'whileRinging', 'ConsultationConfig'),
  ],
  [
    'of(agent).pipe(acceptIncomingCalls({ callWaitng: "wait" }))',
    misspelt('callWaitng', 'callWaiting', 'AcceptIncomingCallsConfig<CallAgent>'),
  ],
];

function misspelt(key: string, meant: string, type = 'OneTarget | TargetList'): string {
  return `Object literal may only specify known properties, but '${key}' does not exist in type '${type}'. Did you mean to write '${meant}'?`;
}

function unknown(key: string, type: string): string {
  return `Object literal may only specify known properties, and '${key}' does not exist in type '${type}'.`;
}

const cases = [
  ...ofTransferTo.map(([argument, problem]) => [`transferTo(${argument})`, problem] as const),
  ...ofOthers,
];

const SETTING = `
  import type { CallAgent, TeamsCallAgent } from '@azure/communication-calling';
  import { acceptIncomingCalls, consultThenTransferTo, startCall, transferTo } from 'rx-acs-calling/operators';
  import { NEVER, of } from 'rxjs';
  declare const agent: CallAgent;
  declare const teamsAgent: TeamsCallAgent;
  declare const bob: { communicationUserId: string };
  declare const phone: { phoneNumber: string };
`;

describe('a misspelt key in an argument', () => {
  const modules = cases.map(([code], index): Module => ({
    name: `case-${String(index)}.ts`,
    code: `${SETTING}${code};`,
  }));
  const problems = problemsIn(modules);

  it.each(cases.map(([code, problem], index) => ({ code, problem, index })))(
    'is named: $code',
    ({ problem, index }) => {
      const own = problems.filter((text) => text.includes(`/case-${String(index)}.ts:`));

      expect(own).toHaveLength(1);
      expect(own[0]?.split('\n').at(-1)?.trim()).toBe(problem);
    },
  );

  it('and nothing else is wrong', () => {
    expect(problems).toHaveLength(cases.length);
  });
});
