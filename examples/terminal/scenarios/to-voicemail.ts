import { map } from 'rxjs';
import { hangUpWhenTransferred, transferTo, withFeature } from 'rx-acs-calling/operators';
import { FakeFeatures as Features } from 'rx-acs-calling/testing';
import { answer, followed, startCall, talk } from '../app.js';
import { castOf } from '../cast.js';
import { callCount, callStates, others } from '../rows.js';
import type { Scenario } from '../scenario.js';

/** Alice transfers Bob to the voicemail of Dave, who is away. */
export const toVoicemail: Scenario = {
  title: 'A transfer to voicemail',
  code: 'transferTo({ targetParticipantVoicemail }), hangUpWhenTransferred()',
  rows: (service) => {
    const { alice, bob, dave } = castOf(service);

    const alicesCall$ = alice.agent$.pipe(startCall(bob.identifier));
    const transfer$ = alicesCall$.pipe(
      talk(),
      withFeature(Features.Transfer),
      transferTo({ targetParticipantVoicemail: dave.identifier }),
      hangUpWhenTransferred(),
    );
    const bobsCall$ = bob.agent$.pipe(answer(), followed());

    return [
      callCount('Alice', alice.agent$, '010'),
      callStates('Alice: callState$', alicesCall$, 'ncrCHdx|', { Connected: 'Alice and Bob talk.' }),
      {
        name: 'Alice: transferTo',
        stream: transfer$.pipe(map(({ state }) => state)),
        expected: 'ntT|',
        words: {
          Transferring: 'Dave, a Teams user, is away: Alice transfers Bob to his voicemail.',
          Transferred: 'The transfer is through: Alice hangs up.',
        },
      },
      others('Bob', bobsCall$, 'AD', { Dave: "Bob hears Dave's voicemail." }),
    ];
  },
};
