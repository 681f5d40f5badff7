/** A phone without its face: the streams that it shows, in words, and what its buttons do. Knows no framework. */
import type {
  Call,
  CallAgent,
  CallFeatureFactory,
  CallState,
  ConnectionState,
  RemoteParticipant,
  TransferCallFeature,
  TransferState,
} from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import { callState$, explain, remoteParticipants$, type Reason } from 'rx-acs-calling';
import { hangUpWhenTransferred, transferTo, withFeature } from 'rx-acs-calling/operators';
import {
  catchError,
  combineLatest,
  defer,
  from,
  map,
  mergeMap,
  of,
  Subject,
  type Observable,
  type ObservableInput,
} from 'rxjs';

export interface Person {
  readonly name: string;
  readonly identifier: CommunicationIdentifier;
}

/** What a phone needs: the SDK and its service, or a stand-in for both. */
export interface Service {
  readonly agent$: Observable<CallAgent>;
  readonly loadTransfer: () => Promise<CallFeatureFactory<TransferCallFeature>>;
}

/** A line of text. The tone decides the colour and the sign. */
export interface Line {
  readonly tone: 'good' | 'waiting' | 'held' | 'bad' | 'quiet';
  readonly text: string;
  /** For a developer: the same with its codes. */
  readonly detail?: string;
}

export type Phone = ReturnType<typeof makePhone>;

export const makePhone = ({ agent$, loadTransfer }: Service) => {
  const actions$ = new Subject<Observable<Line | undefined>>();
  /** Begins something, and shows what comes of it. */
  const act = (action: () => ObservableInput<Line | undefined>, problem: (reason: Reason) => string) => {
    const failed = (error: unknown): Line => {
      const { reason, message } = explain(error);
      return { tone: 'bad', text: problem(reason), detail: message };
    };
    actions$.next(defer(action).pipe(catchError((error: unknown) => of(failed(error)))));
  };

  return {
    agent$,
    /** What came of the last action: its progress, its success, or why it failed. */
    news$: actions$.pipe(mergeMap((action$) => action$)),

    call: (agent: CallAgent, { identifier }: Person) => {
      act(
        () => of(agent.startCall([identifier])).pipe(map(() => undefined)),
        () => 'The call could not be started.',
      );
    },

    hangUp: (call: Call) => {
      act(
        () => from(call.hangUp()).pipe(map(() => undefined)),
        () => 'The call could not be ended.',
      );
    },

    /** Transfers the call, and leaves it as soon as the target has it. */
    transfer: (call: Call, { name, identifier }: Person) => {
      const other = nameOf(call.remoteParticipants);
      act(
        () =>
          of(call).pipe(
            withFeature(loadTransfer),
            transferTo({ targetParticipant: identifier, label: name }),
            hangUpWhenTransferred(),
            map(({ state }) => progressOf(state, name, other)),
          ),
        (reason) =>
          `${whyNot(reason, name)} ${call.state === 'Disconnected' ? '' : `${other} is still here.`}`,
      );
    },
  };
};

const progressOf = (state: TransferState, name: string, other: string): Line =>
  state === 'Transferred'
    ? { tone: 'good', text: `${other} is with ${name} now.` }
    : { tone: 'waiting', text: `Handing ${other} over to ${name}…` };

const whyNot = (reason: Reason, name: string): string => {
  switch (reason) {
    case 'declined':
      return `${name} declined.`;
    case 'no-answer':
      return `${name} did not answer.`;
    case 'busy':
      return `${name} is busy.`;
    default:
      return `${name} could not be reached.`;
  }
};

/** How a call is, in words. */
export const lineOf = (state: CallState, others: readonly RemoteParticipant[]): Line => {
  const name = nameOf(others);
  switch (state) {
    case 'Connected':
      return { tone: 'good', text: `Talking to ${name}` };
    case 'LocalHold':
      return { tone: 'held', text: `${name} is on hold` };
    case 'RemoteHold':
      return { tone: 'held', text: `${name} has put you on hold` };
    case 'InLobby':
      return { tone: 'waiting', text: 'Waiting to be let in…' };
    case 'Disconnecting':
      return { tone: 'quiet', text: 'Hanging up…' };
    case 'Disconnected':
      return { tone: 'quiet', text: 'The call is over' };
    default:
      return { tone: 'waiting', text: state === 'Ringing' ? `Ringing at ${name}…` : `Calling ${name}…` };
  }
};

export const line$ = (call: Call): Observable<Line> =>
  combineLatest([callState$(call), remoteParticipants$(call)]).pipe(
    map(([state, others]) => lineOf(state, others)),
  );

/** Whether a call can be transferred now. */
export const isUp = ({ tone }: Line): boolean => tone === 'good' || tone === 'held';

const nameOf = ([other]: readonly RemoteParticipant[]): string => {
  if (!other) return 'somebody';
  const { displayName, identifier } = other;
  return displayName ?? ('phoneNumber' in identifier ? identifier.phoneNumber : 'somebody');
};

/** How the agent is, in words. */
export const connection = (state: ConnectionState): Line =>
  state === 'Connected' ? { tone: 'good', text: 'Ready' } : { tone: 'waiting', text: 'Connecting…' };

/** A person from what the user types: a phone number or the id of a user. */
export const personFrom = (text: string): Person => ({
  name: text,
  identifier: text.startsWith('+') ? { phoneNumber: text } : { communicationUserId: text },
});
