/**
 * `followTransfers` on the simulated service: Alice is transferred, and follows.
 */
import { map, mergeMap, timer, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import {
  followTransfers,
  hangUpWhenTransferred,
  transferTo,
  withFeature,
  type TransferUpdate,
} from '../../operators/index.js';
import {
  endings,
  FakeFeatures,
  listenerCount,
  type SimulatedCallingServiceConfig,
} from '../../src/testing/index.js';
import type { TransferTarget } from '../../src/index.js';
import { letters, type Actor } from '../testing/service/actors.js';
import { Scene } from '../testing/service/scene.js';

/** `shown` emits the number of each call that alice is shown. Her call with bob is 0, and is up from frame 7 on. */
const stage = (config?: SimulatedCallingServiceConfig) => {
  const scene = new Scene(config);
  const { alice, bob, carol } = scene.users();
  scene.at(3, () => scene.call(alice, bob));
  scene.at(6, () => bob.incoming[0]?.accept());
  const shown: Observable<string> = timer(4).pipe(
    mergeMap(() => alice.calls.slice(0, 1)),
    withFeature(FakeFeatures.Transfer),
    followTransfers({ grace: 6, timeout: 30 }),
    map((call) => String(alice.calls.indexOf(call))),
  );
  /** Transfers the nth call of an actor at a frame, and hangs up. */
  const transferred = (frame: number, actor: Actor, target: TransferTarget, index = 0) =>
    timer(frame).pipe(
      mergeMap(() => actor.calls.slice(index, index + 1)),
      withFeature(FakeFeatures.Transfer),
      transferTo(target as { targetCallId: () => string }),
      hangUpWhenTransferred(),
      map(({ state }: TransferUpdate) => letters[state]),
    );
  const toCarol = { targetParticipant: carol.user.identifier };
  return { scene, alice, bob, carol, shown, transferred, toCarol };
};

const endStates = ({ calls }: Actor) => calls.map(({ state }) => state);

const nothingLeft = (...actors: readonly Actor[]): void => {
  const calls = actors.flatMap((actor) => actor.calls);
  expect(listenerCount(...calls, ...calls.map((call) => call.feature(FakeFeatures.Transfer)))).toBe(0);
};

describe('followTransfers on the simulated service', () => {
  it(
    'moves to the call with the target, and lets the transferor hang up',
    marbles((m) => {
      const { scene, alice, bob, carol, shown, transferred, toCarol } = stage();
      scene.at(14, () => carol.incoming[0]?.accept());
      scene.at(30, () => carol.calls[0]?.hangUp());

      m.expect(transferred(9, bob, toCarol)).toBeObservable('----------nt---T|');
      m.expect(shown).toBeObservable('                      ----0----------1---------------|');
      m.flush();
      expect(alice.calls.map((call) => call.callsTo('hangUp'))).toEqual([[], []]);
      expect(endStates(alice)).toEqual(['Disconnected', 'Disconnected']);
      nothingLeft(alice, bob, carol);
    }),
  );

  it.each([
    ['is answered', ['Disconnected', 'Connected']],
    ['is declined', ['Disconnected', 'Disconnected']],
  ] as const)('shows the ringing call when the transferor hangs up at once, and it %s', (how, states) => {
    marbles((m) => {
      const { scene, alice, bob, carol, shown, toCarol } = stage();
      scene.at(8, () => bob.calls[0]?.hold());
      scene.at(10, () => {
        scene.transfer(bob.calls[0], toCarol);
      });
      scene.at(13, () => bob.calls[0]?.hangUp());
      scene.at(17, () => (how === 'is answered' ? carol.incoming[0]?.accept() : carol.incoming[0]?.reject()));

      m.expect(shown, '^-----------------------!').toBeObservable(
        how === 'is answered' ? '----0---------1---------' : '----0---------1---|',
      );
      m.flush();
      expect(endStates(alice)).toEqual(states);
      nothingLeft(alice, bob, carol);
    })();
  });

  it(
    'hangs the old call up when the transferor does not',
    marbles((m) => {
      const { scene, alice, bob, carol, shown, toCarol } = stage();
      scene.at(8, () => bob.calls[0]?.hold());
      scene.at(10, () => {
        scene.transfer(bob.calls[0], toCarol);
      });
      scene.at(14, () => carol.incoming[0]?.accept());
      scene.at(30, () => alice.calls[1]?.hangUp());

      m.expect(shown).toBeObservable('   ----0----------1---------------|');
      m.expect(bob.sees).toBeObservable('-----icC-H------------x');
      m.flush();
      expect(alice.calls.map((call) => call.callsTo('hangUp').length)).toEqual([1, 1]);
      nothingLeft(alice, bob, carol);
    }),
  );

  it(
    'moves to the call that the transferor had with the target',
    marbles((m) => {
      const { scene, alice, bob, carol, shown, transferred } = stage();
      scene.at(8, () => scene.call(bob, carol));
      scene.at(11, () => carol.incoming[0]?.accept());
      const toCall = { targetCallId: () => bob.calls[1]?.id ?? 'none' };

      m.expect(transferred(14, bob, toCall)).toBeObservable('---------------ntT|');
      m.expect(shown).toBeObservable('                       ----0------------1');
      m.flush();
      expect(endStates(alice)).toEqual(['Disconnected', 'Connected']);
      expect(endStates(bob)).toEqual(['Disconnected', 'Disconnected']);
      expect(endStates(carol)).toEqual(['Connected']);
    }),
  );

  it(
    'moves to the voicemail of the target',
    marbles((m) => {
      const { scene, alice, bob, shown, transferred } = stage();
      const dave = { microsoftTeamsUserId: 'dave' };
      scene.service.createUser(dave, { voicemail: true });
      const toVoicemail = { targetParticipantVoicemail: dave };

      m.expect(transferred(9, bob, toVoicemail)).toBeObservable('----------ntT|');
      m.expect(shown).toBeObservable('                           ----0-------1');
      m.flush();
      expect(endStates(alice)).toEqual(['Disconnected', 'Connected']);
    }),
  );

  it.each([
    ['declines', 14],
    ['does not answer', undefined],
  ] as const)('stays with the call when the target %s', (_, rejects) => {
    marbles((m) => {
      const { scene, alice, bob, carol, shown, toCarol } = stage();
      scene.at(8, () => bob.calls[0]?.hold());
      scene.at(10, () => {
        scene.transfer(bob.calls[0], toCarol);
      });
      if (rejects) {
        scene.at(rejects, () => carol.incoming[0]?.reject());
      }
      scene.at(30, () => bob.calls[0]?.hangUp());

      m.expect(shown).toBeObservable('----0--------------------------|');
      m.flush();
      expect(alice.calls[0]?.callsTo('hangUp')).toEqual([]);
      expect(alice.calls[0]?.callEndReason).toMatchObject(endings.hungUp);
      nothingLeft(alice, bob, carol);
    })();
  });

  it(
    'goes on over several transfers',
    marbles((m) => {
      const { scene, alice, bob, carol, shown, transferred, toCarol } = stage();
      const dave = scene.actor({ communicationUserId: '8:acs:dave' });
      scene.at(14, () => carol.incoming[0]?.accept());
      scene.at(26, () => dave.incoming[0]?.accept());
      scene.at(36, () => dave.calls[0]?.hangUp());
      const toDave = { targetParticipant: dave.user.identifier };

      m.expect(transferred(9, bob, toCarol)).toBeObservable('   ----------nt---T|');
      m.expect(transferred(20, carol, toDave)).toBeObservable('---------------------nt----T|');
      m.expect(shown).toBeObservable('                        ----0----------1-----------2---------|');
      m.flush();
      expect(alice.calls.flatMap((call) => call.callsTo('hangUp'))).toEqual([]);
      for (const actor of [alice, bob, carol, dave]) {
        expect(new Set(endStates(actor))).toEqual(new Set(['Disconnected']));
      }
      nothingLeft(alice, bob, carol, dave);
    }),
  );

  it(
    'moves on after the network was lost for a while in the middle of a transfer',
    marbles((m) => {
      const { scene, alice, bob, carol, shown, transferred, toCarol } = stage();
      scene.service.script([{ at: 12, fault: 'networkLoss', user: alice.user, for: 6 }]);
      scene.at(14, () => carol.incoming[0]?.accept());

      m.expect(transferred(9, bob, toCarol)).toBeObservable('----------nt---T|');
      m.expect(shown).toBeObservable('                       ----0--------------1');
      m.flush();
      expect(endStates(alice)).toEqual(['Disconnected', 'Connected']);
    }),
  );

  it(
    'completes when the network is lost for good in the middle of a transfer',
    marbles((m) => {
      const { scene, alice, bob, carol, shown, toCarol } = stage();
      scene.service.script([{ at: 17, fault: 'networkLoss', user: alice.user, for: 200 }]);
      scene.at(8, () => bob.calls[0]?.hold());
      scene.at(10, () => {
        scene.transfer(bob.calls[0], toCarol);
      });
      scene.at(14, () => carol.incoming[0]?.accept());

      m.expect(shown).toBeObservable('----0----------1-----------|');
      m.flush();
      expect(endStates(alice)).toEqual(['Disconnected', 'Disconnected']);
      nothingLeft(alice, bob, carol);
    }),
  );
});
