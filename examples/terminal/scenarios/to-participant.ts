import { map } from 'rxjs';
import { hangUpWhenTransferred, transferTo, withFeature } from 'rx-acs-calling/operators';
import { FakeFeatures as Features } from 'rx-acs-calling/testing';
import { answer, followed, startCall, talk } from '../app.js';
import { castOf } from '../cast.js';
import { callCount, callStates, others, ringing } from '../rows.js';
import type { Scenario } from '../scenario.js';

/** Alice transfers Bob to Emma, without asking her first. */
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

    return [
      callCount('Alice', alice.agent$, '010'),
      callStates('Alice: callState$', alicesCall$, 'ncrCHdx|', {
        Ringing: 'Alice calls Bob.',
        Connected: 'Bob answers.',
        LocalHold: 'transferTo puts the call on hold: the SDK transfers only held calls.',
        Disconnected: 'Alice has left the call.',
      }),
      {
        name: 'Alice: transferTo',
        stream: transfer$.pipe(map(({ state }) => state)),
        expected: 'ntT|',
        words: {
          Transferring: 'Alice transfers Bob to Emma.',
          Transferred: 'Emma has answered, the transfer is through: Alice hangs up.',
        },
      },
      callStates('Bob: callState$', bobsCall$, 'ChC'),
      others('Bob', bobsCall$, 'AE', { Emma: 'Bob, who follows his transfers, talks to Emma.' }),
      ringing('Emma', emma.agent$, { 'incoming call': "Emma's app rings." }),
      callStates('Emma: callState$', emma.agent$.pipe(answer()), 'C'),
    ];
  },
};
