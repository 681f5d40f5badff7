import { map, switchMap } from 'rxjs';
import { calls$, callState$, incomingCalls$, remoteParticipants$ } from 'rx-acs-calling';
import { hangUpWhenTransferred, transferTo, withFeature } from 'rx-acs-calling/operators';
import { FakeFeatures as Features } from 'rx-acs-calling/testing';
import { answer, followed, names, startCall, talk } from '../app.js';
import { castOf } from '../cast.js';
import type { Scenario } from '../scenario.js';

/** Alice hands Bob over to Emma, without asking her first. */
export const toParticipant: Scenario = {
  title: 'A transfer to a participant',
  code: 'transferTo({ targetParticipant }), hangUpWhenTransferred()',
  rows: (service) => {
    const { alice, bob, emma } = castOf(service);

    const alicesCall$ = alice.agent$.pipe(startCall(bob.identifier));
    const transfer$ = alicesCall$.pipe(
      talk(),
      withFeature(Features.Transfer),
      transferTo({ targetParticipant: emma.identifier }),
      hangUpWhenTransferred(),
    );

    const bobsCall$ = bob.agent$.pipe(answer(), followed());
    const emmasCall$ = emma.agent$.pipe(answer());

    return [
      {
        name: 'Alice: calls$.length',
        stream: alice.agent$.pipe(
          switchMap((agent) => calls$(agent)),
          map(({ length }) => String(length)),
        ),
        expected: '010',
      },
      {
        name: 'Alice: callState$',
        stream: alicesCall$.pipe(switchMap((call) => callState$(call))),
        expected: 'ncrCHdx|',
        words: {
          Ringing: 'Alice calls Bob.',
          Connected: 'Bob answers.',
          LocalHold: 'transferTo puts the call on hold, as the SDK transfers no other.',
          Disconnected: 'Alice has left the call.',
        },
      },
      {
        name: 'Alice: transferTo',
        stream: transfer$.pipe(map(({ state }) => state)),
        expected: 'ntT|',
        words: {
          Transferring: 'Alice transfers Bob to Emma.',
          Transferred: 'Emma has answered, the transfer is through: Alice hangs up.',
        },
      },
      {
        name: 'Bob: callState$',
        stream: bobsCall$.pipe(switchMap((call) => callState$(call))),
        expected: 'ChC',
      },
      {
        name: 'Bob: remoteParticipants$',
        stream: bobsCall$.pipe(
          switchMap((call) => remoteParticipants$(call)),
          map(names),
        ),
        expected: 'AE',
        words: { Emma: 'Bob, who follows his transfers, talks to Emma.' },
      },
      {
        name: 'Emma: incomingCalls$',
        stream: emma.agent$.pipe(
          switchMap((agent) => incomingCalls$(agent)),
          map(() => 'incoming call'),
        ),
        expected: 'i',
        words: { 'incoming call': "Emma's app rings." },
      },
      {
        name: 'Emma: callState$',
        stream: emmasCall$.pipe(switchMap((call) => callState$(call))),
        expected: 'C',
      },
    ];
  },
};
