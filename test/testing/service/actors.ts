/**
 * The users on the stage of a simulated service, and the states that they see, one letter each.
 */
import type { Call, CallAgent, IncomingCall, RemoteParticipant } from '@azure/communication-calling';
import { from, map, merge, mergeMap, startWith, switchMap, type Observable } from 'rxjs';
import { callState$, fromSdkEvent, incomingCalls$, participantState$ } from '../../../src/index.js';
import {
  FakeFeatures,
  type FakeCall,
  type FakeCallAgent,
  type SimulatedCallingService,
  type SimulatedUser,
} from '../../../src/testing/index.js';

// One letter a state, so that a marble string can show them.
export const letters = {
  None: 'n',
  Idle: 'o',
  Connecting: 'c',
  Ringing: 'r',
  Connected: 'C',
  LocalHold: 'H',
  RemoteHold: 'h',
  InLobby: 'l',
  Hold: 'H',
  Disconnecting: 'd',
  Disconnected: 'x',
  Transferring: 't',
  Transferred: 'T',
  Failed: 'F',
} as const;

export const letterOf = (state: string): string => letters[state as keyof typeof letters];

export interface Actor {
  readonly user: SimulatedUser;
  readonly agent: FakeCallAgent;
  /** All calls, in order, also those that have ended. */
  readonly calls: FakeCall[];
  readonly incoming: IncomingCall[];
  /** The states of all calls, and `i` for each incoming call. */
  readonly sees: Observable<string>;
  /** The states of all participants of all calls. */
  readonly seesOthers: Observable<string>;
}

/** A user on a device. The agent is there as soon as the service has made it. */
export function actorOf(service: SimulatedCallingService, user: SimulatedUser, device?: string): Actor {
  const client = service.callClient(device === undefined ? {} : { device });
  const agent$ = from(client.createCallAgent(user.credential));
  const agents: FakeCallAgent[] = [];
  const calls: FakeCall[] = [];
  const incoming: IncomingCall[] = [];
  agent$.subscribe((created) => {
    agents.push(created as FakeCallAgent);
    collect(created, calls, incoming);
  });
  const calls$ = agent$.pipe(
    switchMap((created) => fromSdkEvent(created, 'callsUpdated')),
    mergeMap(({ added }) => added),
  );
  return {
    user,
    get agent() {
      return agents[0] as FakeCallAgent;
    },
    calls,
    incoming,
    sees: merge(
      calls$.pipe(
        mergeMap((call) => callState$(call)),
        map(letterOf),
      ),
      ringsOf(agent$),
    ),
    seesOthers: calls$.pipe(
      mergeMap(othersIn),
      mergeMap((other) => participantState$(other)),
      map(letterOf),
    ),
  };
}

/** Collects the calls and incoming calls of an agent. */
function collect(agent: CallAgent, calls: FakeCall[], incoming: IncomingCall[]): void {
  agent.on('callsUpdated', ({ added }) => {
    calls.push(...(added as FakeCall[]));
    // The SDK accepts a transfer only for an app that has looked up the feature of that call.
    added.forEach((call) => call.feature(FakeFeatures.Transfer));
  });
  agent.on('incomingCall', ({ incomingCall }) => incoming.push(incomingCall));
}

const ringsOf = (agent$: Observable<CallAgent>): Observable<string> =>
  agent$.pipe(
    switchMap((agent) => incomingCalls$(agent)),
    map(() => 'i'),
  );

const othersIn = (call: Call): Observable<RemoteParticipant> =>
  fromSdkEvent(call, 'remoteParticipantsUpdated').pipe(
    mergeMap(({ added }) => added),
    startWith(...call.remoteParticipants),
  );

/** Who is in a call of an actor, beside the actor. */
export const partiesOf = ({ calls }: Actor, index = 0): readonly unknown[] | undefined =>
  calls[index]?.remoteParticipants.map(({ identifier }) => identifier);

/** Why the first call of an actor has ended. */
export const reasonOf = ({ calls }: Actor): unknown => calls[0]?.callEndReason;
