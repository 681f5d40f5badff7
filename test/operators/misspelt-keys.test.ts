/** The compiler names a misspelt key in the arguments of `transferTo`, and the key that is meant. */
import { problemsIn, type Module } from '../support/problems-in';

const bob = '{ targetParticipant: { phoneNumber: "+1" } }';

const cases: readonly (readonly [argument: string, problem: string])[] = [
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

function misspelt(key: string, meant: string, type = 'OneTarget | TargetList'): string {
  return `Object literal may only specify known properties, but '${key}' does not exist in type '${type}'. Did you mean to write '${meant}'?`;
}

function unknown(key: string, type: string): string {
  return `Object literal may only specify known properties, and '${key}' does not exist in type '${type}'.`;
}

describe('a misspelt key in an argument of transferTo', () => {
  const modules = cases.map(([argument], index): Module => ({
    name: `case-${String(index)}.ts`,
    code: `import { transferTo } from 'rx-acs-calling/operators'; transferTo(${argument});`,
  }));
  const problems = problemsIn(modules);

  it.each(cases.map(([argument, problem], index) => ({ argument, problem, index })))(
    'is named: $argument',
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
