/**
 * An app around the measurement: it watches six classes and sixteen properties through the streams that are measured,
 * so that no engine can compile these for a single class or property.
 */
import type { Observable } from 'rxjs';
import { Agent, Call, Captions, Devices, Participant, Transfer } from './objects.js';
import { receive } from './received.js';
import type { Watch } from './contestants.js';

const OBJECTS = 5;

interface Watched {
  readonly stream$: Observable<unknown>;
  /** Changes the property, and tells of it. */
  readonly change: (turn: number) => void;
}

type Emitter = Call | Participant | Transfer | Agent | Devices | Captions;

/** A property whose value is one of two by turns. */
const property = <Object_ extends Emitter, K extends keyof Object_ & string>(
  { property }: Watch,
  object: Object_,
  key: K,
  values: readonly [Object_[K], Object_[K]],
  event = `${key}Changed`,
): Watched => ({
  stream$: property(object, key, event),
  change: (turn) => {
    object[key] = values[turn % 2] as Object_[K];
    object.emit(event);
  },
});

const microphones = ['a', 'b'].map(
  (name) => ({ name, id: name, isSystemDefault: false, deviceType: 'Microphone' }) as const,
);

const ofCall = (watch: Watch): readonly Watched[] => {
  const call = new Call();
  const states = ['Connected', 'LocalHold'] as const;
  return [
    {
      stream$: watch.callState(call),
      change: (turn) => {
        call.setState(states[turn % 2] ?? 'None');
      },
    },
    property(watch, call, 'isMuted', [true, false]),
    property(watch, call, 'isScreenSharingOn', [true, false]),
    property(watch, call, 'id', ['a', 'b']),
    property(watch, call, 'role', ['Presenter', 'Attendee']),
  ];
};

const ofParticipant = (watch: Watch): readonly Watched[] => {
  const participant = new Participant();
  const states = ['Connected', 'Hold'] as const;
  return [
    {
      stream$: watch.participantState(participant),
      change: (turn) => {
        participant.setState(states[turn % 2] ?? 'Idle');
      },
    },
    property(watch, participant, 'isMuted', [true, false]),
    property(watch, participant, 'isSpeaking', [true, false]),
    property(watch, participant, 'displayName', ['Ann', 'Bob']),
  ];
};

const ofOthers = (watch: Watch): readonly Watched[] => {
  const [transfer, agent, call, devices, captions] = [
    new Transfer(),
    new Agent(),
    new Call(),
    new Devices(),
    new Captions(),
  ];
  const transferStates = ['None', 'Transferring'] as const;
  const connectionStates = ['Connected', 'Disconnected'] as const;
  return [
    {
      stream$: watch.transferState(transfer),
      change: (turn) => {
        transfer.setState(transferStates[turn % 2] ?? 'None');
      },
    },
    {
      stream$: watch.connectionState(agent),
      change: (turn) => {
        agent.setState(connectionStates[turn % 2] ?? 'Disconnected');
      },
    },
    {
      stream$: watch.calls(agent),
      change: () => {
        agent.toggle(call);
      },
    },
    property(watch, devices, 'selectedMicrophone', [microphones[0], microphones[1]]),
    property(watch, devices, 'selectedSpeaker', [microphones[0], microphones[1]]),
    property(watch, captions, 'isCaptionsFeatureActive', [true, false], 'CaptionsActiveChanged'),
    property(watch, captions, 'activeSpokenLanguage', ['en-us', 'de-de'], 'SpokenLanguageChanged'),
  ];
};

/** Subscribes to all of it, and gives a function that lets each property change once. */
export const crowd = (watch: Watch): (() => void) => {
  const all = Array.from({ length: OBJECTS }, () => [
    ...ofCall(watch),
    ...ofParticipant(watch),
    ...ofOthers(watch),
  ]).flat();
  for (const { stream$ } of all) {
    stream$.subscribe(receive);
  }
  let turn = 0;
  const change = (): void => {
    turn++;
    for (const watched of all) {
      watched.change(turn);
    }
  };
  for (let i = 0; i < 5_000; i++) {
    change();
  }
  return change;
};
