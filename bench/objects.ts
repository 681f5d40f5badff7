/**
 * Stand-ins for objects of the SDK: one class for each, on the emitter that the SDK itself is built on (the npm package
 * `events`), and with the SDK's habit of swallowing the errors of listeners.
 */
import type {
  AudioDeviceInfo,
  CallState,
  ConnectionState,
  RemoteParticipantState,
  TransferState,
} from '@azure/communication-calling';
import { EventEmitter } from 'events';

export type Listener = (payload?: unknown) => void;

class Emitter {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  on(event: string, listener: Listener): void {
    this.#emitter.on(event, listener);
  }

  off(event: string, listener: Listener): void {
    this.#emitter.off(event, listener);
  }

  emit(event: string, payload?: unknown): void {
    try {
      this.#emitter.emit(event, payload);
    } catch {
      // As the SDK does.
    }
  }

  listenerCount(): number {
    return this.#emitter.eventNames().reduce((sum, event) => sum + this.#emitter.listenerCount(event), 0);
  }
}

export class Participant extends Emitter {
  state: RemoteParticipantState = 'Idle';
  isMuted = false;
  isSpeaking = false;
  displayName = '';
  readonly videoStreams: readonly unknown[] = [];

  setState(state: RemoteParticipantState): void {
    this.state = state;
    this.emit('stateChanged');
  }
}

export class Call extends Emitter {
  readonly direction: string = 'Incoming';
  id = '';
  state: CallState = 'None';
  isMuted = false;
  isScreenSharingOn = false;
  role = 'Unknown';
  remoteParticipants: Participant[] = [];

  setState(state: CallState): void {
    this.state = state;
    this.emit('stateChanged');
  }
}

export class Transfer extends Emitter {
  readonly error: undefined;
  state: TransferState = 'None';

  setState(state: TransferState): void {
    this.state = state;
    this.emit('stateChanged');
  }
}

export class Agent extends Emitter {
  readonly kind: string = 'CallAgent';
  readonly displayName: string = '';
  connectionState: ConnectionState = 'Disconnected';
  readonly calls: Call[] = [];

  setState(state: ConnectionState): void {
    this.connectionState = state;
    this.emit('connectionStateChanged');
  }

  /** Takes the last call out, or puts it back: the list is changed in place. */
  toggle(call: Call): void {
    if (this.calls.at(-1) === call) {
      this.calls.pop();
    } else {
      this.calls.push(call);
    }
    this.emit('callsUpdated');
  }
}

export class Devices extends Emitter {
  readonly isSpeakerSelectionAvailable: boolean = true;
  selectedMicrophone: AudioDeviceInfo | undefined = undefined;
  selectedSpeaker: AudioDeviceInfo | undefined = undefined;
}

export class Captions extends Emitter {
  readonly kind: string = 'Captions';
  readonly supportedSpokenLanguages: readonly string[] = [];
  isCaptionsFeatureActive = false;
  activeSpokenLanguage = 'en-us';
}
