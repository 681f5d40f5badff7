/**
 * The four objects that most apps watch: a call, a participant, a transfer, an agent. A measurement does its work on all
 * of them, one after the other.
 */
import type { Observable } from 'rxjs';
import type { Watch } from './contestants.js';
import type { Work } from './measure.js';
import { Agent, Call, Participant, Transfer, type Listener } from './objects.js';
import { receive } from './received.js';

interface Subject {
  /** The stream of its state. */
  readonly open: (watch: Watch) => Observable<string>;
  /** Attaches a plain listener. */
  readonly listen: () => void;
  /** Attaches plain listeners, and takes each off at once. */
  readonly listenAndLeave: (times: number) => void;
  /** Changes the state so many times. */
  readonly change: (times: number) => void;
}

type Make = () => Subject;

interface Emitter {
  on(event: string, listener: Listener): void;
  off(event: string, listener: Listener): void;
}

/** A listener for each time, as an app would make it. */
const listening = (object: Emitter, event: string, read: () => string): Omit<Subject, 'open' | 'change'> => ({
  listen: () => {
    object.on(event, () => {
      receive(read());
    });
  },
  listenAndLeave: (times) => {
    for (let i = 0; i < times; i++) {
      const listener = (): void => {
        receive(read());
      };
      listener();
      object.on(event, listener);
      object.off(event, listener);
    }
  },
});

// Each has a loop of its own, so that nothing but the streams and listeners is shared by the classes.
export const call: Make = () => {
  const object = new Call();
  return {
    ...listening(object, 'stateChanged', () => object.state),
    open: (watch) => watch.callState(object),
    change: (times) => {
      for (let i = 0; i < times; i++) {
        object.setState(i % 2 ? 'Connected' : 'LocalHold');
      }
    },
  };
};

export const participant: Make = () => {
  const object = new Participant();
  return {
    ...listening(object, 'stateChanged', () => object.state),
    open: (watch) => watch.participantState(object),
    change: (times) => {
      for (let i = 0; i < times; i++) {
        object.setState(i % 2 ? 'Connected' : 'Hold');
      }
    },
  };
};

const transfer: Make = () => {
  const object = new Transfer();
  return {
    ...listening(object, 'stateChanged', () => object.state),
    open: (watch) => watch.transferState(object),
    change: (times) => {
      for (let i = 0; i < times; i++) {
        object.setState(i % 2 ? 'None' : 'Transferring');
      }
    },
  };
};

const agent: Make = () => {
  const object = new Agent();
  return {
    ...listening(object, 'connectionStateChanged', () => object.connectionState),
    open: (watch) => watch.connectionState(object),
    change: (times) => {
      for (let i = 0; i < times; i++) {
        object.setState(i % 2 ? 'Connected' : 'Disconnected');
      }
    },
  };
};

const makes: readonly Make[] = [call, participant, transfer, agent];

/** How many of them there are: so often is the work done each time. */
export const KINDS: number = makes.length;

const onAll = (subjects: readonly Subject[], work: (subject: Subject, times: number) => void): Work => {
  return (times) => {
    for (const subject of subjects) {
      work(subject, times);
    }
  };
};

const changing = (subjects: readonly Subject[]): Work =>
  onAll(subjects, (subject, times) => {
    subject.change(times);
  });

/** Changes of objects that have so many plain listeners each. */
export const changingListened = (listeners: number): Work => {
  const subjects = makes.map((make) => make());
  for (const subject of subjects) {
    for (let i = 0; i < listeners; i++) {
      subject.listen();
    }
  }
  return changing(subjects);
};

/** Changes of objects that have so many subscribers each. */
export const changingWatched = (watch: Watch, subscribers: number): Work => {
  const subjects = makes.map((make) => make());
  for (const subject of subjects) {
    const stream$ = subject.open(watch);
    for (let i = 0; i < subscribers; i++) {
      stream$.subscribe(receive);
    }
  }
  return changing(subjects);
};

/** Plain listeners that come and go, where `isFirst` says that the object has no other. */
export const listeningAndLeaving = (isFirst: boolean): Work => {
  const subjects = makes.map((make) => make());
  if (!isFirst) {
    for (const subject of subjects) {
      subject.listen();
    }
  }
  return onAll(subjects, (subject, times) => {
    subject.listenAndLeave(times);
  });
};

/** Subscribes and unsubscribes again and again. */
export const cycle = (stream$: Observable<unknown>, times: number): void => {
  for (let i = 0; i < times; i++) {
    stream$.subscribe(receive).unsubscribe();
  }
};

/** Subscribers that come and go, where `isFirst` says that the stream has no other. */
export const subscribingAndLeaving = (watch: Watch, isFirst: boolean): Work => {
  const streams = makes.map((make) => make().open(watch));
  if (!isFirst) {
    for (const stream$ of streams) {
      stream$.subscribe(receive);
    }
  }
  return (times) => {
    for (const stream$ of streams) {
      cycle(stream$, times);
    }
  };
};
