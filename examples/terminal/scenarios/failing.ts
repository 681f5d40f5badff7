import type { Call } from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import { catchError, ignoreElements, map, share, type Observable } from 'rxjs';
import { TransferError } from 'rx-acs-calling';
import { hangUpWhenTransferred, transferTo, withFeature } from 'rx-acs-calling/operators';
import { FakeFeatures as Features } from 'rx-acs-calling/testing';
import { answer, decline, startCall, talk } from '../app.js';
import { castOf } from '../cast.js';
import { callCount, callStates, ringing } from '../rows.js';
import type { Scenario } from '../scenario.js';

const transferStates = (call$: Observable<Call>, targetParticipant: CommunicationIdentifier) =>
  call$.pipe(
    talk(),
    withFeature(Features.Transfer),
    transferTo({ targetParticipant }, { disableForwardingAndUnanswered: true }),
    hangUpWhenTransferred(),
    map(({ state }) => state),
  );

/** Goes on with the next transfer if nobody answered this one. */
const onNoAnswer = (transfer$: Observable<string>, next$: Observable<string>): Observable<string> =>
  transfer$.pipe(
    ignoreElements(),
    catchError((error: unknown) => {
      if (error instanceof TransferError && error.reason === 'no-answer') {
        return next$;
      }
      throw error;
    }),
  );

/** Alice tries Emma, who does not answer, and then Dave, who declines. */
export const failing: Scenario = {
  title: 'Transfers that fail',
  code: 'transferTo({ targetParticipant }), catchError(({ reason }) => …)',
  rows: (service) => {
    const { alice, bob, emma, dave } = castOf(service);

    const alicesCall$ = alice.agent$.pipe(startCall(bob.identifier));
    const toEmma$ = transferStates(alicesCall$, emma.identifier).pipe(share());
    const toDave$ = onNoAnswer(toEmma$, transferStates(alicesCall$, dave.identifier));

    return [
      callCount('Alice', alice.agent$, '01'),
      callStates('Alice: callState$', alicesCall$, 'ncrCHCHC', { Connected: 'Alice and Bob talk.' }),
      {
        name: 'Alice: transferTo(Emma)',
        stream: toEmma$,
        expected: 'ntF#',
        words: { Transferring: 'Alice transfers Bob to Emma, who does not answer.' },
      },
      {
        name: 'Alice: transferTo(Dave)',
        stream: toDave$,
        expected: 'ntF#',
        words: { Transferring: 'Alice transfers Bob to Dave, who declines.' },
      },
      callStates('Bob: callState$', bob.agent$.pipe(answer()), 'ChChC'),
      ringing('Emma', emma.agent$),
      { name: 'Dave: incomingCalls$', stream: dave.agent$.pipe(decline()), expected: 'iX' },
    ];
  },
};
