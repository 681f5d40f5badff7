/**
 * The least that passes for objects of the SDK: on the emitter that the SDK itself is built on (the npm package
 * `events`), and with its habit of letting no listener's error out.
 */
import { EventEmitter } from 'events';

type Listener = (payload?: unknown) => void;

class Emitter {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  on(event: 'stateChanged' | 'callsUpdated' | 'happened', listener: Listener): void {
    this.#emitter.on(event, listener);
  }

  off(event: 'stateChanged' | 'callsUpdated' | 'happened', listener: Listener): void {
    this.#emitter.off(event, listener);
  }

  emit(event: 'stateChanged' | 'callsUpdated' | 'happened', payload?: unknown): void {
    try {
      this.#emitter.emit(event, payload);
    } catch {
      // The SDK swallows it.
    }
  }

  listenerCount(): number {
    return this.#emitter.eventNames().reduce((sum, event) => sum + this.#emitter.listenerCount(event), 0);
  }
}

/** Has a state, like a call, a participant or a transfer. */
export class Stateful<State> extends Emitter {
  state: State;

  constructor(state: State) {
    super();
    this.state = state;
  }

  set(state: State): void {
    this.state = state;
    this.emit('stateChanged');
  }
}

/** Has a list that is changed in place, like an agent. */
export class Listing extends Emitter {
  readonly calls: number[];
  readonly #length: number;

  constructor(length: number) {
    super();
    this.#length = length;
    this.calls = Array.from({ length }, (_, i) => i);
  }

  /** Takes the last element out, or puts it back. */
  update(): void {
    if (this.calls.length === this.#length) {
      this.calls.pop();
    } else {
      this.calls.push(0);
    }
    this.emit('callsUpdated');
  }
}
