/** The service in memory, with three other people: so the app needs no account. */
import type { Call, CallAgent } from '@azure/communication-calling';
import { callAgent$, callState$, incomingCalls$, remoteParticipants$ } from 'rx-acs-calling';
import { acceptIncomingCalls, followTransfers, shareAgent, withFeature } from 'rx-acs-calling/operators';
import { FakeFeatures, SimulatedCallingService } from 'rx-acs-calling/testing';
import { combineLatest, delay, map, mergeMap, of, startWith, switchMap, type Observable } from 'rxjs';

const service = new SimulatedCallingService({ latency: 150 });

const signIn = (name: string) => {
  const { identifier, credential } = service.createUser(
    { communicationUserId: `8:acs:${name}` },
    { displayName: name },
  );
  const client = service.callClient({ device: name });
  return { identifier, agent$: callAgent$(() => client.createCallAgent(credential)).pipe(shareAgent()) };
};

/** Accepts each call after a second, and lets others transfer it. */
const pickUp = (agent$: Observable<CallAgent>) =>
  agent$.pipe(
    acceptIncomingCalls({ accept: () => of(true).pipe(delay(1_000)) }),
    withFeature(FakeFeatures.Transfer),
    followTransfers(),
    switchMap(inWords),
  );

const inWords = (call: Call) =>
  combineLatest([callState$(call), remoteParticipants$(call)]).pipe(
    map(([state, others]) => {
      const name = others[0]?.displayName ?? 'somebody';
      const talk = state === 'RemoteHold' ? `${name} has put them on hold` : `Talking to ${name}`;
      return state === 'Disconnected' ? 'Free' : talk;
    }),
  );

/** Declines each call after a second and a half. */
const decline = (agent$: Observable<CallAgent>) =>
  agent$.pipe(
    switchMap((agent) => incomingCalls$(agent)),
    delay(1_500),
    mergeMap((incomingCall) => incomingCall.reject()),
    map(() => 'Free'),
  );

const person = (name: string, about: string, live: (agent$: Observable<CallAgent>) => Observable<string>) => {
  const { identifier, agent$ } = signIn(name);
  return { name, about, identifier, doing$: live(agent$).pipe(startWith('Free')) };
};

export const { agent$ } = signIn('Alice');
export const people = [
  person('Bob', 'picks up', pickUp),
  person('Carol', 'picks up', pickUp),
  person('Dave', 'declines every call', decline),
];
export const loadTransfer = () => Promise.resolve(FakeFeatures.Transfer);
