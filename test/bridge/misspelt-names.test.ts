/** The compiler names the valid names when an app misspells one. */
import { problemsIn } from '../support/problems-in.js';

const imports = `
import type { Call, Captions, Lobby } from '@azure/communication-calling';
import { collection$, fromSdkEvent, property$ } from 'rx-acs-calling';
declare const call: Call;
declare const captions: Captions;
declare const lobby: Lobby;
`;

/** Each line of code, and names that its problem has to list. */
const rows: readonly (readonly [code: string, names: readonly string[]])[] = [
  [
    `property$(call, 'isMutd');`,
    [
      'state',
      'id',
      'isMuted',
      'isIncomingAudioMuted',
      'isScreenSharingOn',
      'isLocalVideoStarted',
      'role',
      'callerInfo',
      'transferorInfo',
    ],
  ],
  [
    `property$(captions, 'isCaptionsActive', 'CaptionsActiveChanged');`,
    ['isCaptionsFeatureActive', 'activeSpokenLanguage'],
  ],
  [`property$(captions, 'isCaptionsFeatureActive', 'captionsActiveChanged');`, ['CaptionsActiveChanged']],
  [
    `collection$(call, 'remoteParticipant');`,
    ['remoteParticipants', 'localVideoStreams', 'localAudioStreams', 'remoteAudioStreams'],
  ],
  [`collection$(lobby, 'participant', 'lobbyParticipantsUpdated');`, ['participants']],
  [`fromSdkEvent(call, 'stateChange');`, ['stateChanged', 'idChanged', 'isMutedChanged']],
];

const problems = problemsIn(
  rows.map(([code], i) => ({ name: `misspelt-${String(i)}.ts`, code: imports + code })),
);

it('gives one problem for each misspelt name', () => {
  expect(problems).toHaveLength(rows.length);
});

it.each(rows)('lists the valid names for %s', (code, names) => {
  const problem = problems.find((text) => text.includes(code)) ?? '';

  expect(names.filter((name) => !problem.includes(`"${name}"`))).toEqual([]);
});
