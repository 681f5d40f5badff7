import type { ConnectionStateChangedReason } from '@azure/communication-calling';
import { delay, filter, from, map, skip, switchMap, take, tap, zip } from 'rxjs';
import { callAgent$, calls$, callState$, connectionState$ } from 'rx-acs-calling';
import { retryOnDisconnect, shareAgent } from 'rx-acs-calling/operators';
import { answer, PAUSE, shared, startCall } from '../app.js';
import { castOf } from '../cast.js';
import type { Scenario } from '../scenario.js';

/** Alice's agent is replaced when it loses its connection, and she can be called again. */
export const reconnecting: Scenario = {
  title: 'An agent that loses its connection, twice',
  code: 'callAgent$(() => client.createCallAgent(credential)), retryOnDisconnect()',
  rows: (service) => {
    const { alice, bob } = castOf(service);
    const client = service.callClient();

    const agent$ = callAgent$(() => client.createCallAgent(alice.user.credential)).pipe(
      // Each wait is a random part of the back-off; here always half of it, so that the picture has a fixed length.
      retryOnDisconnect({ delay: 400, reconnectTimeout: 300, random: () => 0.5 }),
      shareAgent(),
    );
    const connection$ = agent$.pipe(
      switchMap((agent) => connectionState$(agent)),
      shared(),
    );

    // What the network does: each connection but the last one breaks after a moment.
    const connected$ = connection$.pipe(filter((state) => state === 'Connected'));
    const reasons: readonly ConnectionStateChangedReason[] = ['connectionIssue', 'invalidToken'];
    const breakdowns$ = zip(from(reasons), connected$.pipe(delay(PAUSE))).pipe(
      map(([reason]) => reason),
      tap((reason) => {
        service.disconnect(alice.user, reason);
      }),
    );

    const bobsCall$ = connected$.pipe(
      skip(reasons.length),
      take(1),
      switchMap(() => bob.agent$),
      startCall(alice.identifier),
    );

    return [
      {
        name: 'Alice: retryOnDisconnect',
        stream: agent$.pipe(map(() => 'agent')),
        expected: 'aaa',
      },
      {
        name: 'Alice: connectionState$',
        stream: connection$,
        expected: 'xCxxCxxC',
      },
      {
        name: 'Network: disconnect',
        stream: breakdowns$,
        expected: 'IK|',
        words: {
          connectionIssue:
            "Alice's agent loses its connection for good. It is disposed of; after a back-off there is a new one.",
          invalidToken:
            "The new agent's token has expired. Time does not help, but a new token: there is no back-off.",
        },
      },
      {
        name: 'Bob: calls$.length',
        stream: bob.agent$.pipe(
          switchMap((agent) => calls$(agent)),
          map(({ length }) => String(length)),
        ),
        expected: '01',
      },
      {
        name: 'Bob: callState$',
        stream: bobsCall$.pipe(switchMap((call) => callState$(call))),
        expected: 'ncrC',
        words: { Ringing: 'Bob reaches Alice at her third agent.' },
      },
      {
        name: 'Alice: callState$',
        stream: agent$.pipe(
          answer(),
          switchMap((call) => callState$(call)),
        ),
        expected: 'C',
        words: { Connected: 'Alice answers.' },
      },
    ];
  },
};
