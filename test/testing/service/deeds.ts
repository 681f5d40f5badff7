/**
 * What the users of a run on a simulated service do, one function a deed.
 */
import { from } from 'rxjs';
import {
  FakeFeatures,
  type FakeCall,
  type FakeCallAgent,
  type FakeTransfer,
  type SimulatedCallingService,
  type SimulatedUser,
} from '../../../src/testing/index.js';
import { note, settle, watchAgent, watchTransfer, type Witness } from './witness.js';

/** Where all happens. */
export interface Place {
  readonly service: SimulatedCallingService;
  readonly witness: Witness;
  /** Each is a user on a device. */
  readonly seats: readonly { readonly user: SimulatedUser; readonly device: string }[];
  /** The agents of the seats. */
  readonly present: Map<number, FakeCallAgent>;
}

/** The seat that acts, and the seat of the other one. */
export interface Doers {
  readonly who: number;
  readonly whom: number;
}

type Act = (place: Place, doers: Doers) => void;

const callsOf = ({ present }: Place, who: number): readonly FakeCall[] =>
  (present.get(who)?.calls ?? []) as readonly FakeCall[];

const identifierOf = ({ seats }: Place, whom: number): SimulatedUser['identifier'] =>
  (seats[whom] as Place['seats'][number]).user.identifier;

/** Asks something of the first call. */
const ask =
  (name: string, request: (call: FakeCall, place: Place, doers: Doers) => PromiseLike<unknown>): Act =>
  (place, doers) => {
    const [call] = callsOf(place, doers.who);
    settle(place.witness, doers.who, name, call && request(call, place, doers));
  };

/** Answers one of the calls that ring, wherever that is. */
const answer =
  (name: 'accept' | 'reject'): Act =>
  ({ witness }, { who, whom }) => {
    const ringing = [...witness.rings].filter(([, { callEndReason }]) => !callEndReason);
    const [seat = who, incomingCall] = ringing[whom % ringing.length] ?? [];
    witness.rings.delete(seat);
    settle(witness, seat, name, incomingCall?.[name]());
  };

/** Transfers a call on hold; without one, puts a call on hold for the next time. */
const transferTo =
  (target: (place: Place, doers: Doers, held: FakeCall) => object): Act =>
  (place, doers) => {
    const { witness } = place;
    const { who } = doers;
    const own = callsOf(place, who);
    const held = own.find(({ state }) => state === 'LocalHold');
    if (held) {
      const transfer = held.feature(FakeFeatures.Transfer).transfer(target(place, doers, held) as never);
      watchTransfer(witness, who, transfer as FakeTransfer);
    } else {
      settle(witness, who, 'hold', own.find(({ state }) => state === 'Connected')?.hold());
    }
  };

const create: Act = ({ present, seats, service, witness }, { who }) => {
  const { device, user } = seats[who] as Place['seats'][number];
  from(service.callClient({ device }).createCallAgent(user.credential)).subscribe({
    next: (created) => {
      note(witness, who, 'agent');
      if (created !== present.get(who)) {
        present.set(who, created as FakeCallAgent);
        watchAgent(witness, who, created as FakeCallAgent);
      }
    },
    error: (error: unknown) => {
      note(witness, who, String(error));
    },
  });
};

export const acts = {
  create,
  dispose: ({ present, witness }, { who }) => {
    settle(witness, who, 'dispose', present.get(who)?.dispose());
  },
  call: (place, { who, whom }) => place.present.get(who)?.startCall([identifierOf(place, whom)]),
  join: ({ present }, { who }) => present.get(who)?.join({ groupId: 'group' }),
  meet: ({ present }, { who }) => present.get(who)?.join({ meetingLink: 'link' }),
  accept: answer('accept'),
  reject: answer('reject'),
  hangUp: ask('hangUp', (call) => call.hangUp()),
  hold: ask('hold', (call) => call.hold()),
  resume: ask('resume', (call) => call.resume()),
  mute: ask('mute', (call) => call.mute()),
  unmute: ask('unmute', (call) => call.unmute()),
  muteAll: ask('muteAll', (call) => call.muteAllRemoteParticipants()),
  add: (place, { who, whom }) => callsOf(place, who)[0]?.addParticipant(identifierOf(place, whom) as never),
  remove: ask('remove', (call, place, { whom }) => call.removeParticipant(identifierOf(place, whom))),
  admitAll: ask('admitAll', (call) => call.lobby.admitAll()),
  transfer: transferTo((place, { whom }) => ({ targetParticipant: identifierOf(place, whom) })),
  transferToCall: transferTo((place, { who }, held) => ({
    targetCallId: callsOf(place, who).find((second) => second !== held)?.id ?? '',
  })),
  transferToVoicemail: transferTo((place, { whom }) => ({
    targetParticipantVoicemail: identifierOf(place, whom),
  })),
} satisfies Readonly<Record<string, Act>>;

export type Deed = keyof typeof acts;
