import type { Call } from '@azure/communication-calling';
import { concatMap, map, of, switchMap, zip, type Observable } from 'rxjs';
import { hangUpWhenTransferred, transferTo, withFeature } from 'rx-acs-calling/operators';
import { FakeFeatures as Features } from 'rx-acs-calling/testing';
import { answer, followed, startCall, talk } from '../app.js';
import { castOf } from '../cast.js';
import { callCount, callStates, others } from '../rows.js';
import type { Row, Scenario } from '../scenario.js';

/** Transfers the first call into the second one, when both have talked. */
const transferInto = (call$: Observable<Call>, consultation$: Observable<Call>): Row => ({
  name: 'Alice: transferTo',
  stream: zip(call$, consultation$.pipe(talk())).pipe(
    switchMap(([call, consultation]) =>
      of(call).pipe(
        withFeature(Features.Transfer),
        // A function, called when the transfer starts: the id changes while a call is set up.
        transferTo({ targetCallId: () => consultation.id }),
        hangUpWhenTransferred(),
      ),
    ),
    map(({ state }) => state),
  ),
  expected: 'ntT|',
  words: {
    Transferring: 'Alice transfers Bob to the call with Emma.',
    Transferred: 'The transfer is through: Alice hangs up.',
  },
});

/** Alice asks Emma first, in a second call, and transfers Bob into that call. */
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
    const bobsCall$ = bob.agent$.pipe(answer(), followed());

    return [
      callCount('Alice', alice.agent$, '01210'),
      callStates('Alice: callState$(Bob)', alicesCall$, 'ncrCHdx|', {
        Connected: 'Alice and Bob talk.',
        LocalHold: 'Alice puts Bob on hold, and calls Emma.',
      }),
      callStates('Alice: callState$(Emma)', consultation$, 'ncrCx|', {
        Connected: 'Alice and Emma talk.',
        Disconnected: "The service takes Alice out of Emma's call.",
      }),
      transferInto(alicesCall$, consultation$),
      callStates('Bob: callState$', bobsCall$, 'ChC'),
      others('Bob', bobsCall$, 'AE', { Emma: 'Bob, who follows his transfers, talks to Emma.' }),
      callStates('Emma: callState$', emma.agent$.pipe(answer()), 'C'),
    ];
  },
};
