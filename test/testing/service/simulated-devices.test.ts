import type { CallEndReason } from '@azure/communication-calling';
import { merge } from 'rxjs';
import { endings } from '../../../src/testing/index.js';
import { partiesOf, type Actor } from './actors.js';
import { asked, onScene, Scene, staged } from './scene.js';

/** Alice calls bob, who has two devices, at frame 3. */
const onTwoDevices = staged(() => {
  const scene = new Scene();
  const { alice, bob, carol } = scene.users();
  const phone = scene.on(bob.user, 'phone');
  scene.at(3, () => scene.call(alice, bob));
  return { scene, alice, bob, carol, phone };
});

const reasonsOf = (...actors: readonly Actor[]): (CallEndReason | undefined)[] =>
  actors.map(({ incoming }) => incoming[0]?.callEndReason);

// The letters of scene.ts, as in the tests of calls.

describe('a user with several devices on the simulated service', () => {
  it(
    'has one agent on each',
    onTwoDevices((m, { bob, phone }) => {
      m.flush();
      expect(bob.agent).not.toBe(phone.agent);
      expect([bob.agent.connectionState, phone.agent.connectionState]).toEqual(['Connected', 'Connected']);
    }),
  );

  it(
    'is rung on all of them, and answers on one: the others end with 487/10003',
    onTwoDevices((m, { scene, alice, bob, phone }) => {
      scene.at(7, () => phone.incoming[0]?.accept());

      m.expect(alice.sees).toBeObservable('      ---ncr--C');
      m.expect(alice.seesOthers).toBeObservable('---c-r--C');
      m.expect(bob.sees).toBeObservable('        -----i---');
      m.expect(phone.sees).toBeObservable('      -----i-cC');
      m.flush();
      expect(reasonsOf(bob, phone)).toMatchObject([endings.answeredElsewhere, undefined]);
      expect(alice.calls[0]?.remoteParticipants).toHaveLength(1);
    }),
  );

  it(
    'answers on the one that the service hears first, when two answer at once',
    onTwoDevices((m, { scene, alice, bob, phone }) => {
      scene.at(7, () => bob.incoming[0]?.accept());
      const accepted = asked(7, () => phone.incoming[0]?.accept());

      m.expect(accepted).toBeObservable('  --------(o|)', { o: 'resolved' });
      m.expect(alice.sees).toBeObservable('---ncr--C');
      m.expect(bob.sees).toBeObservable('  -----i-cC');
      m.expect(phone.sees).toBeObservable('-----i-cx');
      m.flush();
      expect(phone.calls[0]?.callEndReason).toMatchObject(endings.answeredElsewhere);
      expect(alice.agent.calls[0]?.remoteParticipants[0]?.state).toBe('Connected');
    }),
  );

  it(
    'declines on all of them when it declines on one',
    onTwoDevices((m, { scene, alice, bob, phone }) => {
      scene.at(7, () => phone.incoming[0]?.reject());

      m.expect(alice.sees).toBeObservable('---ncr--x');
      m.flush();
      expect(alice.calls[0]?.callEndReason).toMatchObject(endings.declined);
      expect(reasonsOf(bob, phone)).toMatchObject([endings.declinedEverywhere, endings.declined]);
    }),
  );

  it(
    'has declined, though another device answers at once, when the service hears of that first',
    onTwoDevices((m, { scene, alice, bob, phone }) => {
      scene.at(7, () => bob.incoming[0]?.reject());
      scene.at(7, () => phone.incoming[0]?.accept());

      m.expect(alice.sees).toBeObservable('---ncr--x');
      m.expect(phone.sees).toBeObservable('-----i-cx');
      m.flush();
      expect(alice.calls[0]?.callEndReason).toMatchObject(endings.declined);
      expect(phone.calls[0]?.callEndReason).toMatchObject(endings.declinedEverywhere);
    }),
  );

  it(
    'does not answer on any of them',
    onTwoDevices((m, { alice, bob, phone }) => {
      m.expect(alice.sees).toBeObservable('---ncr---------x');
      m.flush();
      expect(reasonsOf(bob, phone)).toMatchObject([endings.noAnswer, endings.noAnswer]);
    }),
  );

  it(
    'goes on ringing on one when the other one leaves, and no more when both have left',
    onTwoDevices((m, { scene, alice, bob, phone }) => {
      scene.at(6, () => bob.agent.dispose());
      scene.at(9, () => phone.agent.dispose());

      m.expect(alice.sees).toBeObservable('---ncr----x');
      m.flush();
      expect(reasonsOf(bob, phone)).toMatchObject([endings.notRegistered, endings.notRegistered]);
    }),
  );

  it(
    'is one participant for the others, until the last device leaves',
    onScene((m, { scene, alice, bob }) => {
      const phone = scene.on(bob.user, 'phone');
      for (const { agent, frame } of [
        { agent: () => alice.agent, frame: 3 },
        { agent: () => bob.agent, frame: 5 },
        { agent: () => phone.agent, frame: 8 },
      ]) {
        scene.at(frame, () => agent().join({ groupId: 'group' }));
      }
      scene.at(12, () => bob.calls[0]?.hangUp());
      scene.at(15, () => phone.calls[0]?.hangUp());

      m.expect(alice.seesOthers).toBeObservable('------cC--------x');
      m.expect(bob.seesOthers).toBeObservable('  -------C-----x  ');
      m.expect(phone.seesOthers).toBeObservable('----------C-----x');
      m.flush();
      expect(alice.calls[0]?.remoteParticipants).toEqual([]);
    }),
  );
});

describe('a busy user on the simulated service', () => {
  const onBusyPhone = staged(() => {
    const scene = new Scene();
    const { alice, bob } = scene.users();
    const phone = scene.actor({ phoneNumber: '+15550100' }, { busyOnBusy: true });
    return { scene, alice, bob, phone };
  });

  it(
    'ends a second call with 486/560486, whether the first one rings or is up',
    onBusyPhone((m, { scene, alice, bob, phone }) => {
      scene.at(3, () => scene.call(alice, phone));
      scene.at(5, () => scene.call(bob, phone));
      scene.at(6, () => phone.incoming[0]?.accept());
      scene.at(9, () => scene.call(bob, phone));

      m.expect(bob.sees).toBeObservable('  -----ncx-ncx');
      m.expect(phone.sees).toBeObservable('-----icC----');
      m.flush();
      expect(bob.calls.map(({ callEndReason }) => callEndReason)).toMatchObject([endings.busy, endings.busy]);
    }),
  );

  it(
    'rings again after the first call',
    onBusyPhone((m, { scene, alice, bob, phone }) => {
      scene.at(3, () => scene.call(alice, phone));
      scene.at(6, () => phone.incoming[0]?.reject());
      scene.at(9, () => scene.call(bob, phone));

      m.expect(bob.sees).toBeObservable('  ---------ncr---------x');
      m.expect(phone.sees).toBeObservable('-----i-----i----------');
    }),
  );

  it(
    'rings all the same unless the user says otherwise',
    onScene((m, { scene, alice, bob, carol }) => {
      scene.talk(alice, bob);
      scene.at(8, () => scene.call(carol, bob));
      scene.at(11, () => bob.incoming[1]?.accept());

      m.expect(bob.sees).toBeObservable('  -----icC--icC');
      m.expect(carol.sees).toBeObservable('--------ncr-C');
    }),
  );
});

describe('a user whose calls are forwarded on the simulated service', () => {
  it(
    'does not ring: the call goes to another user, and the caller sees that one',
    onScene((m, { scene, alice, carol }) => {
      const dave = scene.actor({ communicationUserId: '8:acs:dave' }, { forwardTo: carol.user.identifier });
      scene.at(3, () => scene.call(alice, dave));
      scene.at(8, () => carol.incoming[0]?.accept());

      m.expect(alice.sees).toBeObservable('      ---ncr---C');
      m.expect(alice.seesOthers).toBeObservable('---c-(xr)C');
      m.expect(dave.sees).toBeObservable('       ---------');
      m.expect(carol.sees).toBeObservable('      -----i--cC');
      m.flush();
      expect(partiesOf(alice)).toEqual([carol.user.identifier]);
    }),
  );

  it(
    'rings at the last new user of a circle',
    onScene((m, { scene, alice }) => {
      const ids = ['dave', 'emma'].map((name) => ({ communicationUserId: `8:acs:${name}` }));
      const actors = ids.map((id, index) => scene.actor(id, { forwardTo: ids[1 - index] ?? id }));
      scene.at(3, () => scene.call(alice, ...actors.slice(0, 1)));

      m.expect(merge(...actors.slice(0, 1).map(({ sees }) => sees))).toBeObservable('------');
      m.expect(merge(...actors.slice(1).map(({ sees }) => sees))).toBeObservable('   -----i');
    }),
  );
});
