import { concatMap, map, of, switchMap, zip } from 'rxjs';
import { calls$, callState$, remoteParticipants$ } from 'rx-acs-calling';
import { hangUpWhenTransferred, transferTo, withFeature } from 'rx-acs-calling/operators';
import { FakeFeatures as Features } from 'rx-acs-calling/testing';
import { answer, followed, names, startCall, talk } from '../app.js';
import { castOf } from '../cast.js';
import type { Scenario } from '../scenario.js';

/** Alice asks Emma first, in a call of its own, and brings Bob and Emma together in it. */
export const toCall: Scenario = {
  title: 'A transfer to another call',
  code: 'transferTo({ targetCallId: () => consultation.id }), hangUpWhenTransferred()',
  rows: (service) => {
    const { alice, bob, emma } = castOf(service);

    const alicesCall$ = alice.agent$.pipe(startCall(bob.identifier));
    const consultation$ = alicesCall$.pipe(
      talk(),
      concatMap((call) => call.hold()),
      switchMap(() => alice.agent$),
      startCall(emma.identifier),
    );
    // The id is asked for when the transfer starts: while a call is set up it changes.
    const transfer$ = zip(alicesCall$, consultation$.pipe(talk())).pipe(
      switchMap(([call, consultation]) =>
        of(call).pipe(
          withFeature(Features.Transfer),
          transferTo({ targetCallId: () => consultation.id }),
          hangUpWhenTransferred(),
        ),
      ),
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
        expected: '01210',
      },
      {
        name: 'Alice: callState$(Bob)',
        stream: alicesCall$.pipe(switchMap((call) => callState$(call))),
        expected: 'ncrCHdx|',
        words: { Connected: 'Alice and Bob talk.', LocalHold: 'Alice puts Bob on hold, and calls Emma.' },
      },
      {
        name: 'Alice: callState$(Emma)',
        stream: consultation$.pipe(switchMap((call) => callState$(call))),
        expected: 'ncrCx|',
        words: {
          Connected: 'Alice and Emma talk.',
          Disconnected: "The service takes Alice out of Emma's call.",
        },
      },
      {
        name: 'Alice: transferTo',
        stream: transfer$.pipe(map(({ state }) => state)),
        expected: 'ntT|',
        words: {
          Transferring: 'Alice transfers Bob to the call with Emma.',
          Transferred: 'The transfer is through: Alice hangs up.',
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
        name: 'Emma: callState$',
        stream: emmasCall$.pipe(switchMap((call) => callState$(call))),
        expected: 'C',
      },
    ];
  },
};
