/**
 * A run on a simulated service: users on several devices who do things at random, while faults happen.
 */
import fc from 'fast-check';
import { VirtualTimeScheduler } from 'rxjs';
import {
  FakeSdkError,
  SimulatedCallingService,
  type SimulatedFault,
  type SimulatedUser,
} from '../../../src/testing/index.js';
import { acts, type Deed, type Doers, type Place } from './deeds.js';
import { outcome } from './scene.js';
import { newWitness, note, type Seen } from './witness.js';

/** When nobody does anything any more, in milliseconds. */
export const END = 2_000;

/** How often each deed is to be done, in proportion. */
const frequencies: Readonly<Record<Deed, number>> = {
  create: 1,
  dispose: 1,
  join: 1,
  meet: 1,
  hangUp: 1,
  resume: 1,
  mute: 1,
  unmute: 1,
  muteAll: 1,
  add: 1,
  remove: 1,
  admitAll: 1,
  transferToCall: 2,
  transferToVoicemail: 1,
  transfer: 2,
  hold: 2,
  call: 4,
  accept: 4,
  reject: 1,
};

const deeds = (Object.keys(frequencies) as Deed[]).flatMap((deed) =>
  Array.from({ length: frequencies[deed] }, () => deed),
);

export interface Step extends Doers {
  readonly at: number;
  readonly deed: Deed;
}

export const step = fc.record<Step>({
  at: fc.integer({ min: 0, max: END }),
  deed: fc.constantFrom(...deeds),
  who: fc.nat(4),
  whom: fc.nat(4),
});

/** What is left of a run when it is over. */
export interface Run extends Seen {
  readonly service: SimulatedCallingService;
}

interface Stage extends Place {
  readonly scheduler: VirtualTimeScheduler;
  readonly users: readonly SimulatedUser[];
}

/** Alice on one device, bob and carol on two each, and a meeting of alice's. */
function setStage(): Stage {
  const scheduler = new VirtualTimeScheduler();
  const service = new SimulatedCallingService({
    scheduler,
    latency: [10, 60],
    ringTimeout: 300,
    reconnectTimeout: 200,
  });
  const alice = service.createUser({ communicationUserId: '8:acs:alice' });
  const bob = service.createUser({ communicationUserId: '8:acs:bob' }, { busyOnBusy: true });
  const carol = service.createUser({ communicationUserId: '8:acs:carol' }, { voicemail: true });
  service.createMeeting({ meetingLink: 'link' }, { organizer: alice, lobby: true });
  return {
    scheduler,
    service,
    users: [alice, bob, carol],
    seats: [alice, bob, bob, carol, carol].map((user, index) => ({ user, device: String(index % 3) })),
    present: new Map(),
    witness: newWitness(() => scheduler.now()),
  };
}

function attempt(stage: Stage, { deed, ...doers }: Doers & { readonly deed: Deed }): void {
  try {
    acts[deed](stage, doers);
  } catch (error) {
    // What the SDK throws at once is a part of the run; anything else is a mistake of the service.
    if (!(error instanceof FakeSdkError)) {
      throw error;
    }
    note(stage.witness, doers.who, error.message);
  }
}

/** Ends all that is left, and lets go of it. */
function finish({ scheduler, witness: { agents, letGo } }: Stage): void {
  for (const agent of agents) {
    // Rejects for one that is disposed of already, by a fault of the SDK.
    outcome(agent.dispose()).subscribe();
  }
  scheduler.flush();
  letGo.forEach((release) => {
    release();
  });
}

export function play(
  steps: readonly Step[],
  script: (users: readonly SimulatedUser[]) => readonly SimulatedFault[],
): Run {
  const stage = setStage();
  const { scheduler, seats, service, users, witness } = stage;
  service.script(script(users));
  seats.forEach((_, who) => {
    attempt(stage, { deed: 'create', who, whom: who });
  });
  for (const next of steps) {
    scheduler.schedule(() => {
      attempt(stage, next);
    }, next.at);
  }
  scheduler.flush();
  finish(stage);
  return { ...witness, service };
}
