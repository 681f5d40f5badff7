/**
 * A run on a simulated service: users on several devices who do things at random, while faults happen.
 */
import fc from 'fast-check';
import { from, VirtualTimeScheduler, type ObservableInput } from 'rxjs';
import {
  FakeFeatures,
  FakeSdkError,
  SimulatedCallingService,
  type FakeCall,
  type FakeCallAgent,
  type FakeIncomingCall,
  type FakeTransfer,
  type SimulatedFault,
  type SimulatedUser,
} from '../../../src/testing/index.js';
import { outcome } from './scene.js';

/** When nobody does anything any more, in milliseconds. */
export const END = 2_000;

/** Each deed as often as it is to be done. */
const deeds = [
  ...([
    'create',
    'dispose',
    'join',
    'meet',
    'hangUp',
    'resume',
    'mute',
    'unmute',
    'muteAll',
    'add',
    'remove',
  ] as const),
  ...([
    'admitAll',
    'transferToCall',
    'transferToCall',
    'transferToVoicemail',
    'transfer',
    'transfer',
  ] as const),
  ...([
    'hold',
    'hold',
    'call',
    'call',
    'call',
    'call',
    'accept',
    'accept',
    'accept',
    'accept',
    'reject',
  ] as const),
];

export interface Step {
  readonly at: number;
  readonly deed: (typeof deeds)[number];
  /** Which of the agents does it, and to whom. */
  readonly who: number;
  readonly whom: number;
}

export const step = fc.record<Step>({
  at: fc.integer({ min: 0, max: END }),
  deed: fc.constantFrom(...deeds),
  who: fc.nat(4),
  whom: fc.nat(4),
});

/** What is left of a run when it is over. */
export interface Run {
  readonly service: SimulatedCallingService;
  /** What was seen, and when. */
  readonly trace: readonly string[];
  readonly agents: readonly FakeCallAgent[];
  readonly calls: readonly { readonly call: FakeCall; readonly states: readonly string[] }[];
  /** Those that were accepted have a call with their id. */
  readonly incoming: readonly FakeIncomingCall[];
  readonly transfers: readonly { readonly transfer: FakeTransfer; readonly states: readonly string[] }[];
  readonly unsettled: ReadonlySet<object>;
}

interface Emitter {
  on(event: string, listener: (payload: never) => void): void;
  off(event: string, listener: (payload: never) => void): void;
}

export function play(
  steps: readonly Step[],
  script: (users: readonly SimulatedUser[]) => readonly SimulatedFault[],
): Run {
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
  const seats = [alice, bob, bob, carol, carol].map((user, index) => ({ user, device: String(index % 3) }));

  const trace: string[] = [];
  const agents: FakeCallAgent[] = [];
  const present = new Map<number, FakeCallAgent>();
  const calls: { readonly call: FakeCall; readonly states: string[] }[] = [];
  const incoming: FakeIncomingCall[] = [];
  const rings = new Map<number, FakeIncomingCall>();
  const transfers: { readonly transfer: FakeTransfer; readonly states: string[] }[] = [];
  const unsettled = new Set<object>();
  const letGo: (() => void)[] = [];

  const note = (who: number, text: string): void => {
    trace.push(`${String(scheduler.now())} ${String(who)} ${text}`);
  };
  const listen = (source: object, event: string, listener: (payload: never) => void): void => {
    const emitter = source as Emitter;
    emitter.on(event, listener);
    letGo.push(() => {
      emitter.off(event, listener);
    });
  };
  const settle = (who: number, name: string, promise: ObservableInput<unknown> | undefined): void => {
    const request = {};
    unsettled.add(request);
    outcome(promise).subscribe({
      next: (result) => {
        note(who, `${name} ${result}`);
      },
      complete: () => unsettled.delete(request),
    });
  };
  const watch = (who: number, agent: FakeCallAgent): void => {
    agents.push(agent);
    listen(agent, 'connectionStateChanged', () => {
      note(who, agent.connectionState);
    });
    listen(agent, 'incomingCall', ({ incomingCall }: { readonly incomingCall: FakeIncomingCall }) => {
      incoming.push(incomingCall);
      rings.set(who, incomingCall);
      note(who, 'incoming call');
    });
    listen(agent, 'callsUpdated', ({ added }: { readonly added: readonly FakeCall[] }) => {
      for (const call of added) {
        const states: string[] = [];
        calls.push({ call, states });
        listen(call, 'stateChanged', () => {
          states.push(call.state);
          note(who, call.state);
        });
        listen(call, 'mutedByOthers', () => {
          note(who, 'muted by others');
        });
      }
    });
  };
  /** Transfers what is on hold; without that, puts something on hold for the next time. */
  const transfer = (who: number, target: (held: FakeCall) => object): void => {
    const own = (present.get(who)?.calls ?? []) as readonly FakeCall[];
    const held = own.find(({ state }) => state === 'LocalHold');
    if (!held) {
      settle(who, 'hold', own.find(({ state }) => state === 'Connected')?.hold());
      return;
    }
    const started = held.feature(FakeFeatures.Transfer).transfer(target(held) as never) as FakeTransfer;
    const states: string[] = [];
    transfers.push({ transfer: started, states });
    note(who, `transfer ${started.state}`);
    listen(started, 'stateChanged', () => {
      states.push(started.state);
      note(who, `transfer ${started.state} ${JSON.stringify(started.error)}`);
    });
  };

  const act = ({ deed, who, whom }: Step): void => {
    const seat = seats[who] ?? { user: alice, device: '0' };
    const other = (seats[whom] ?? seat).user.identifier;
    const agent = present.get(who);
    const [call] = (agent?.calls ?? []) as readonly FakeCall[];
    switch (deed) {
      case 'create':
        from(service.callClient({ device: seat.device }).createCallAgent(seat.user.credential)).subscribe({
          next: (created) => {
            note(who, 'agent');
            if (created !== present.get(who)) {
              present.set(who, created as FakeCallAgent);
              watch(who, created as FakeCallAgent);
            }
          },
          error: (error: unknown) => {
            note(who, String(error));
          },
        });
        break;
      case 'dispose':
        settle(who, deed, agent?.dispose());
        break;
      case 'call':
        agent?.startCall([other]);
        break;
      case 'join':
        agent?.join({ groupId: 'group' });
        break;
      case 'meet':
        agent?.join({ meetingLink: 'link' });
        break;
      case 'accept':
      case 'reject': {
        const ringing = [...rings].filter(([, { callEndReason }]) => !callEndReason);
        const [seatOfCall, incomingCall] = ringing[whom % ringing.length] ?? [];
        rings.delete(seatOfCall ?? who);
        settle(seatOfCall ?? who, deed, incomingCall?.[deed]());
        break;
      }
      case 'hangUp':
      case 'hold':
      case 'resume':
      case 'mute':
      case 'unmute':
        settle(who, deed, call?.[deed]());
        break;
      case 'muteAll':
        settle(who, deed, call?.muteAllRemoteParticipants());
        break;
      case 'add':
        call?.addParticipant(other as never);
        break;
      case 'remove':
        settle(who, deed, call?.removeParticipant(other));
        break;
      case 'admitAll':
        settle(who, deed, call?.lobby.admitAll());
        break;
      case 'transfer':
        transfer(who, () => ({ targetParticipant: other }));
        break;
      case 'transferToCall':
        transfer(who, (held) => ({ targetCallId: agent?.calls.find((second) => second !== held)?.id ?? '' }));
        break;
      case 'transferToVoicemail':
        transfer(who, () => ({ targetParticipantVoicemail: other }));
        break;
    }
  };
  const attempt = (next: Step): void => {
    try {
      act(next);
    } catch (error) {
      // What the SDK throws at once is a part of the run; anything else is a mistake of the service.
      if (!(error instanceof FakeSdkError)) {
        throw error;
      }
      note(next.who, error.message);
    }
  };

  service.script(script([alice, bob, carol]));
  seats.forEach((_, who) => {
    attempt({ at: 0, deed: 'create', who, whom: who });
  });
  for (const next of steps) {
    scheduler.schedule(() => {
      attempt(next);
    }, next.at);
  }
  scheduler.flush();
  for (const agent of agents) {
    // Rejects for one that is disposed of already, by a fault of the SDK.
    outcome(agent.dispose()).subscribe();
  }
  scheduler.flush();
  letGo.forEach((release) => {
    release();
  });
  return { service, trace, agents, calls, incoming, transfers, unsettled };
}
