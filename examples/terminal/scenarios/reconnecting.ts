import type { CallAgent, ConnectionStateChangedReason } from '@azure/communication-calling';
import { delay, filter, from, map, skip, switchMap, take, tap, zip, type Observable } from 'rxjs';
import { callAgent$, connectionState$ } from 'rx-acs-calling';
import { retryOnDisconnect, shareAgent } from 'rx-acs-calling/operators';
import { answer, PAUSE, shared, startCall } from '../app.js';
import { castOf } from '../cast.js';
import { callCount, callStates } from '../rows.js';
import type { Row, Scenario } from '../scenario.js';

/** The reasons that break the first connections, in order. */
const REASONS: readonly ConnectionStateChangedReason[] = ['connectionIssue', 'invalidToken'];

/** Breaks each connection but the last one, after a moment. */
const breakdowns = (
  connected$: Observable<unknown>,
  disconnect: (reason: ConnectionStateChangedReason) => void,
): Row => ({
  name: 'Network: disconnect',
  stream: zip(from(REASONS), connected$.pipe(delay(PAUSE))).pipe(
    map(([reason]) => reason),
    tap(disconnect),
  ),
  expected: 'IK|',
  words: {
    connectionIssue:
      "Alice's agent loses its connection for good. It is disposed of; after a back-off there is a new one.",
    invalidToken:
      "The new agent's token has expired. Time does not help, but a new token: there is no back-off.",
  },
});

const connectionOf = (agent$: Observable<CallAgent>) =>
  agent$.pipe(
    switchMap((agent) => connectionState$(agent)),
    shared(),
  );

/** Alice's agent is replaced when it loses its connection, and Bob can call her again. */
export const reconnecting: Scenario = {
  title: 'An agent that loses its connection, twice',
  code: 'callAgent$(() => client.createCallAgent(credential)), retryOnDisconnect()',
  rows: (service) => {
    const { alice, bob } = castOf(service);
    const client = service.callClient();

    const agent$ = callAgent$(() => client.createCallAgent(alice.user.credential)).pipe(
      // The wait is a random part of the back-off. Here it is always half, so the picture has a fixed length.
      retryOnDisconnect({ delay: 400, reconnectTimeout: 300, random: () => 0.5 }),
      shareAgent(),
    );
    const connection$ = connectionOf(agent$);
    const connected$ = connection$.pipe(filter((state) => state === 'Connected'));
    const bobsCall$ = connected$.pipe(
      skip(REASONS.length),
      take(1),
      switchMap(() => bob.agent$),
      startCall(alice.identifier),
    );

    return [
      { name: 'Alice: retryOnDisconnect', stream: agent$.pipe(map(() => 'agent')), expected: 'aaa' },
      { name: 'Alice: connectionState$', stream: connection$, expected: 'xCxxCxxC' },
      breakdowns(connected$, (reason) => {
        service.disconnect(alice.user, reason);
      }),
      callCount('Bob', bob.agent$, '01'),
      callStates('Bob: callState$', bobsCall$, 'ncrC', {
        Ringing: 'Bob reaches Alice at her third agent.',
      }),
      callStates('Alice: callState$', agent$.pipe(answer()), 'C', { Connected: 'Alice answers.' }),
    ];
  },
};
