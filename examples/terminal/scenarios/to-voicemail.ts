import { map, switchMap } from 'rxjs';
import { calls$, callState$, remoteParticipants$ } from 'rx-acs-calling';
import { hangUpWhenTransferred, transferTo, withFeature } from 'rx-acs-calling/operators';
import { FakeFeatures as Features } from 'rx-acs-calling/testing';
import { answer, followed, names, startCall, talk } from '../app.js';
import { castOf } from '../cast.js';
import type { Scenario } from '../scenario.js';

/** Alice sends Bob to the voicemail of somebody who is away. */
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
        words: { Connected: 'Alice and Bob talk.' },
      },
      {
        name: 'Alice: transferTo',
        stream: transfer$.pipe(map(({ state }) => state)),
        expected: 'ntT|',
        words: {
          Transferring: 'Dave, a Teams user, is away: Alice transfers Bob to his voicemail.',
          Transferred: 'The transfer is through: Alice hangs up.',
        },
      },
      {
        name: 'Bob: remoteParticipants$',
        stream: bobsCall$.pipe(
          switchMap((call) => remoteParticipants$(call)),
          map(names),
        ),
        expected: 'AD',
        words: { Dave: "Bob hears Dave's voicemail." },
      },
    ];
  },
};
