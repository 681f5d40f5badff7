import type { CommunicationIdentifier } from '@azure/communication-common';
import { catchError, ignoreElements, map, share, switchMap } from 'rxjs';
import { calls$, callState$, incomingCalls$, TransferError } from 'rx-acs-calling';
import { hangUpWhenTransferred, transferTo, withFeature } from 'rx-acs-calling/operators';
import { FakeFeatures as Features } from 'rx-acs-calling/testing';
import { answer, decline, startCall, talk } from '../app.js';
import { castOf } from '../cast.js';
import type { Scenario } from '../scenario.js';

/** Alice tries Emma, who does not answer, and then Dave, who declines. */
export const failing: Scenario = {
  title: 'Transfers that fail',
  code: 'transferTo({ targetParticipant }), catchError(({ reason }) => …)',
  rows: (service) => {
    const { alice, bob, emma, dave } = castOf(service);

    const alicesCall$ = alice.agent$.pipe(startCall(bob.identifier));
    const transferredTo = (targetParticipant: CommunicationIdentifier) =>
      alicesCall$.pipe(
        talk(),
        withFeature(Features.Transfer),
        transferTo({ targetParticipant }, { disableForwardingAndUnanswered: true }),
        hangUpWhenTransferred(),
        map(({ state }) => state),
      );
    const toEmma$ = transferredTo(emma.identifier).pipe(share());
    const toDave$ = toEmma$.pipe(
      ignoreElements(),
      catchError((error: unknown) => {
        if (error instanceof TransferError && error.reason === 'no-answer') {
          return transferredTo(dave.identifier);
        }
        throw error;
      }),
    );

    return [
      {
        name: 'Alice: calls$.length',
        stream: alice.agent$.pipe(
          switchMap((agent) => calls$(agent)),
          map(({ length }) => String(length)),
        ),
        expected: '01',
      },
      {
        name: 'Alice: callState$',
        stream: alicesCall$.pipe(switchMap((call) => callState$(call))),
        expected: 'ncrCHCHC',
        words: { Connected: 'Alice and Bob talk.' },
      },
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
      {
        name: 'Bob: callState$',
        stream: bob.agent$.pipe(
          answer(),
          switchMap((call) => callState$(call)),
        ),
        expected: 'ChChC',
      },
      {
        name: 'Emma: incomingCalls$',
        stream: emma.agent$.pipe(
          switchMap((agent) => incomingCalls$(agent)),
          map(() => 'incoming call'),
        ),
        expected: 'i',
      },
      {
        name: 'Dave: incomingCalls$',
        stream: dave.agent$.pipe(decline()),
        expected: 'iX',
      },
    ];
  },
};
