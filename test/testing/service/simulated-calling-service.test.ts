import type { CallAgent, CallClient } from '@azure/communication-calling';
import type { CommunicationTokenCredential } from '@azure/communication-common';
import {
  catchError,
  delay,
  filter,
  firstValueFrom,
  from,
  ignoreElements,
  map,
  mergeMap,
  tap,
  timer,
  VirtualTimeScheduler,
} from 'rxjs';
import { callState$, fromSdkEvent, property$ } from '../../../src/index.js';
import { FakeSdkError, SimulatedCallingService, type SimulatedUser } from '../../../src/testing/index.js';
import { partiesOf } from './actors.js';
import { asked, codesOf, onScene, outcome, staged } from './scene.js';
import { thrownBy } from '../../support/thrown-by.js';

const HUNG_UP = { code: 0, subCode: 0 };
const CANCELLED = { code: 487, subCode: 0 };
const DECLINED = { code: 603, subCode: 0 };
const NO_ANSWER = { code: 487, subCode: 10004 };
const NOT_REGISTERED = { code: 480, subCode: 10037 };
const REMOVED = { code: 0, subCode: 5300 };

// Each step takes one frame. In the marbles of scene.ts n, c, r, C, d, x are the states of a call from None to
// Disconnected, H is a hold from here, h one from there, and i an incoming call.

describe('a call on the simulated service', () => {
  it(
    'rings at the callee, and connects both when the callee accepts',
    onScene((m, { scene, alice, bob }) => {
      scene.at(3, () => scene.call(alice, bob));
      scene.at(7, () => bob.incoming[0]?.accept());

      m.expect(alice.sees).toBeObservable('      ---ncr--C');
      m.expect(alice.seesOthers).toBeObservable('---c-r--C');
      m.expect(bob.sees).toBeObservable('        -----i-cC');
      m.expect(bob.seesOthers).toBeObservable('  --------C');
      m.flush();
      expect(bob.incoming[0]?.callerInfo).toEqual({
        identifier: alice.user.identifier,
        displayName: 'Alice',
      });
      expect(bob.calls[0]).toMatchObject({
        id: bob.incoming[0]?.id,
        direction: 'Incoming',
        callerInfo: bob.incoming[0]?.callerInfo,
      });
    }),
  );

  it(
    'resolves accept with the call, once connected',
    onScene((m, { scene, alice, bob }) => {
      scene.at(3, () => scene.call(alice, bob));
      const accepted = timer(7).pipe(
        mergeMap(() => from(bob.incoming[0]?.accept() ?? [])),
        map((call) => call === bob.calls[0] && call.state),
      );

      m.expect(accepted).toBeObservable('--------(a|)', { a: 'Connected' });
    }),
  );

  it(
    'ends with 603/0 on both sides when the callee declines',
    onScene((m, { scene, alice, bob }) => {
      scene.at(3, () => scene.call(alice, bob));
      scene.at(7, () => bob.incoming[0]?.reject());

      m.expect(alice.sees).toBeObservable('      ---ncr--x');
      m.expect(alice.seesOthers).toBeObservable('---c-r--x');
      m.expect(bob.sees).toBeObservable('        -----i---');
      m.flush();
      expect(alice.calls[0]?.callEndReason).toMatchObject(DECLINED);
      expect(bob.incoming[0]?.callEndReason).toMatchObject(DECLINED);
    }),
  );

  it(
    'ends with 487/10004 on both sides when nobody answers in time',
    onScene((m, { scene, alice, bob }) => {
      scene.at(3, () => scene.call(alice, bob));

      m.expect(alice.sees).toBeObservable('---ncr---------x');
      m.expect(bob.sees).toBeObservable('  -----i----------');
      m.flush();
      expect(alice.calls[0]?.callEndReason).toMatchObject(NO_ANSWER);
      expect(bob.incoming[0]?.callEndReason).toMatchObject(NO_ANSWER);
    }),
  );

  it(
    'ends with 480/10037 when the callee has no agent, or is not known at all',
    onScene((m, { scene, alice }) => {
      const dave = scene.service.createUser({ communicationUserId: '8:acs:dave' });
      scene.at(3, () => scene.call(alice, dave));
      scene.at(7, () => alice.agent.startCall([{ phoneNumber: '+15550199' }]));

      m.expect(alice.sees).toBeObservable('---ncx-ncx');
      m.flush();
      expect(alice.calls.map(({ callEndReason }) => callEndReason)).toMatchObject([
        NOT_REGISTERED,
        NOT_REGISTERED,
      ]);
    }),
  );

  it(
    'ends with 487/0 at the callee when the caller hangs up before an answer',
    onScene((m, { scene, alice, bob }) => {
      scene.at(3, () => scene.call(alice, bob));
      scene.at(7, () => alice.calls[0]?.hangUp());

      m.expect(alice.sees).toBeObservable('---ncr-dx');
      m.expect(bob.sees).toBeObservable('  -----i---');
      m.flush();
      expect(alice.calls[0]?.callEndReason).toMatchObject(HUNG_UP);
      expect(bob.incoming[0]?.callEndReason).toMatchObject(CANCELLED);
    }),
  );

  it(
    'ends with 0/0 on both sides when one hangs up',
    onScene((m, { scene, alice, bob }) => {
      scene.talk(alice, bob);
      scene.at(9, () => bob.calls[0]?.hangUp());

      m.expect(alice.sees).toBeObservable('      ---ncr-C--x');
      m.expect(alice.seesOthers).toBeObservable('---c-r-C--x');
      m.expect(bob.sees).toBeObservable('        -----icC-dx');
      m.flush();
      expect(alice.calls[0]?.callEndReason).toMatchObject(HUNG_UP);
      expect(bob.calls[0]?.callEndReason).toMatchObject(HUNG_UP);
      expect(alice.agent.calls).toEqual([]);
      expect(bob.agent.calls).toEqual([]);
    }),
  );

  it(
    'ends with 0/560000 when a phone hangs up',
    onScene((m, { scene, alice }) => {
      const phone = scene.actor({ phoneNumber: '+15550100' });
      scene.talk(alice, phone);
      scene.at(8, () => phone.calls[0]?.hangUp());

      m.expect(alice.sees).toBeObservable('---ncr-C-x');
      m.flush();
      expect(alice.calls[0]?.callEndReason).toMatchObject({ code: 0, subCode: 560000 });
    }),
  );

  it(
    'resolves two hang-ups at the same time, and rejects one after the end with the codes of the end',
    onScene((m, { scene, alice, bob }) => {
      scene.at(3, () => scene.call(alice, bob));
      const hangUp = () => outcome(alice.calls[0]?.hangUp());

      m.expect(timer(7).pipe(mergeMap(hangUp))).toBeObservable(' --------(o|)', { o: 'resolved' });
      m.expect(timer(7).pipe(mergeMap(hangUp))).toBeObservable(' --------(o|)', { o: 'resolved' });
      m.expect(timer(10).pipe(mergeMap(hangUp))).toBeObservable('----------(e|)', { e: '0/0' });
      m.expect(alice.sees).toBeObservable('---ncr-dx');
    }),
  );

  it(
    'cannot be accepted or rejected once it has been answered, or has ended',
    onScene((m, { scene, alice, bob }) => {
      scene.talk(alice, bob);
      scene.at(9, () => scene.call(alice, bob));

      for (const [frame, index] of [
        [7, 0],
        [22, 1],
      ] as const) {
        const accept = asked(frame, () => bob.incoming[index]?.accept());
        const reject = asked(frame, () => bob.incoming[index]?.reject());
        const expected = `${String(frame)}ms (e|)`;
        m.expect(accept).toBeObservable(expected, { e: '400/41006' });
        m.expect(reject).toBeObservable(expected, { e: '400/41007' });
      }
    }),
  );

  it(
    'does not ring when the caller hangs up before that',
    onScene((m, { scene, alice, bob }) => {
      scene.at(3, () => scene.call(alice, bob));
      scene.at(4, () => alice.calls[0]?.hangUp());

      m.expect(alice.sees).toBeObservable('---ndx');
      m.expect(bob.sees).toBeObservable('  ------');
    }),
  );

  it(
    'ends for both when the caller hangs up as the callee accepts',
    onScene((m, { scene, alice, bob }) => {
      scene.at(3, () => scene.call(alice, bob));
      scene.at(6, () => alice.calls[0]?.hangUp());
      const accept = () => outcome(bob.incoming[0]?.accept());

      m.expect(timer(6).pipe(mergeMap(accept))).toBeObservable('-------(o|)', { o: 'resolved' });
      m.expect(alice.sees).toBeObservable('---ncrdx');
      m.expect(bob.sees).toBeObservable('  -----icx');
      m.flush();
      expect(bob.calls[0]?.callEndReason).toMatchObject(CANCELLED);
    }),
  );

  it(
    'is not begun by an agent that is disposed of at once',
    onScene((m, { scene, alice, bob }) => {
      scene.at(3, () => alice.agent.dispose());
      scene.at(3, () => scene.call(alice, bob));

      m.expect(alice.sees).toBeObservable('---n(dx)');
      m.expect(bob.sees).toBeObservable('  -----');
    }),
  );

  it(
    'hands the custom context of the caller to the callee',
    onScene((m, { scene, alice, bob }) => {
      const customContext = { voipHeaders: [{ key: 'order', value: '42' }] };
      scene.at(3, () => alice.agent.startCall([bob.user.identifier], { customContext }));

      m.flush();
      expect(bob.incoming[0]?.customContext).toEqual(customContext);
    }),
  );
});

describe('hold and resume on the simulated service', () => {
  it(
    'show as LocalHold here and RemoteHold there',
    onScene((m, { scene, alice, bob }) => {
      scene.talk(alice, bob);
      scene.at(8, () => alice.calls[0]?.hold());
      scene.at(11, () => alice.calls[0]?.resume());

      m.expect(alice.sees).toBeObservable('    ---ncr-C-H--C');
      m.expect(bob.sees).toBeObservable('      -----icC-h--C');
      m.expect(bob.seesOthers).toBeObservable('-------C-H--C');
    }),
  );

  it(
    'leave the call on hold until both have resumed',
    onScene((m, { scene, alice, bob }) => {
      scene.talk(alice, bob);
      scene.at(8, () => alice.calls[0]?.hold());
      scene.at(10, () => bob.calls[0]?.hold());
      scene.at(12, () => alice.calls[0]?.resume());
      scene.at(14, () => bob.calls[0]?.resume());

      m.expect(alice.sees).toBeObservable('---ncr-C-H---h-C');
      m.expect(bob.sees).toBeObservable('  -----icC-h-H---C');
    }),
  );

  it(
    'reject with 500/41033 and 500/41034 where there is nothing to hold or to resume',
    onScene((m, { scene, alice, bob }) => {
      scene.talk(alice, bob);
      scene.at(8, () => bob.calls[0]?.hangUp());

      const hold = (frame: number) => asked(frame, () => alice.calls[0]?.hold());
      const resume = asked(8, () => alice.calls[0]?.resume());

      m.expect(hold(5)).toBeObservable('-----(e|)    ', { e: '500/41033' });
      m.expect(resume).toBeObservable(' --------(e|) ', { e: '500/41034' });
      // Asked for in time, but the call ends before the service hears of it.
      m.expect(hold(8)).toBeObservable('---------(e|)', { e: '500/41033' });
    }),
  );
});

describe('a call of several on the simulated service', () => {
  it(
    'connects when the first callee accepts, and goes on until one party is left',
    onScene((m, { scene, alice, bob, carol }) => {
      scene.at(3, () => scene.call(alice, bob, carol));
      scene.at(6, () => bob.incoming[0]?.accept());
      scene.at(8, () => carol.incoming[0]?.accept());
      scene.at(10, () => alice.calls[0]?.hangUp());
      scene.at(13, () => bob.calls[0]?.hangUp());

      m.expect(alice.sees).toBeObservable('---ncr-C--dx   ');
      m.expect(bob.sees).toBeObservable('  -----icC-----dx');
      m.expect(carol.sees).toBeObservable('-----i--cC----x');
      m.flush();
      expect(carol.calls[0]?.callEndReason).toMatchObject(HUNG_UP);
    }),
  );

  it(
    'goes on without the callees that decline or do not answer',
    onScene((m, { scene, alice, bob, carol }) => {
      const dave = scene.actor({ communicationUserId: '8:acs:dave' });
      scene.at(3, () => scene.call(alice, bob, carol, dave));
      scene.at(6, () => bob.incoming[0]?.reject());
      scene.at(8, () => carol.incoming[0]?.accept());

      m.expect(alice.sees).toBeObservable('---ncr---C------');
      m.expect(bob.sees).toBeObservable('  -----i----------');
      m.expect(carol.sees).toBeObservable('-----i--cC------');
      m.expect(dave.sees).toBeObservable(' -----i----------');
      m.flush();
      expect(partiesOf(alice)).toEqual([carol.user.identifier]);
      expect(dave.incoming[0]?.callEndReason).toMatchObject(NO_ANSWER);
    }),
  );

  it(
    'ends for everyone when one hangs up for everyone',
    onScene((m, { scene, alice, bob, carol }) => {
      scene.at(3, () => scene.call(alice, bob, carol));
      scene.at(6, () => bob.incoming[0]?.accept());
      scene.at(6, () => carol.incoming[0]?.accept());
      scene.at(9, () => alice.calls[0]?.hangUp({ forEveryone: true }));

      m.expect(alice.sees).toBeObservable('---ncr-C-dx');
      m.expect(bob.sees).toBeObservable('  -----icC--x');
      m.expect(carol.sees).toBeObservable('-----icC--x');
      m.flush();
      expect([alice, bob, carol].map(({ calls }) => calls[0]?.callEndReason)).toMatchObject([
        HUNG_UP,
        REMOVED,
        REMOVED,
      ]);
    }),
  );

  it(
    'takes participants in, and removes them',
    onScene((m, { scene, alice, bob, carol }) => {
      scene.talk(alice, bob);
      scene.at(9, () => alice.calls[0]?.addParticipant({ communicationUserId: '8:acs:carol' }));
      scene.at(11, () => carol.incoming[0]?.accept());
      scene.at(14, () => alice.calls[0]?.removeParticipant({ communicationUserId: '8:acs:carol' }));

      m.expect(alice.seesOthers).toBeObservable('---c-r-C-or-C--x');
      m.expect(alice.sees).toBeObservable('      ---ncr-C--------');
      m.expect(bob.sees).toBeObservable('        -----icC--------');
      m.expect(carol.sees).toBeObservable('      ----------icC--x');
      m.flush();
      expect(carol.calls[0]?.callEndReason).toMatchObject(REMOVED);
      expect(alice.calls[0]?.remoteParticipants).toHaveLength(1);
    }),
  );

  it(
    'can be joined, and goes on with one',
    onScene((m, { scene, alice, bob }) => {
      scene.at(3, () => alice.agent.join({ groupId: 'group' }));
      scene.at(6, () => bob.agent.join({ groupId: 'group' }));
      scene.at(9, () => bob.calls[0]?.hangUp());

      m.expect(alice.sees).toBeObservable('      ---ncC------');
      m.expect(bob.sees).toBeObservable('        ------ncCdx-');
      m.expect(alice.seesOthers).toBeObservable('-------cC-x-');
      m.flush();
      expect(alice.calls[0]?.state).toBe('Connected');
    }),
  );
});

describe('an agent of the simulated service', () => {
  const create = (service: SimulatedCallingService, credential: CommunicationTokenCredential) =>
    from(service.callClient().createCallAgent(credential));

  /** What becomes of a creation at a frame: the number of the agent, or the codes. */
  const creations = () => {
    const agents: CallAgent[] = [];
    const numberOf = (agent: CallAgent): string =>
      String(agents.includes(agent) ? agents.indexOf(agent) + 1 : agents.push(agent));
    const at = (frame: number, client: CallClient, { credential }: SimulatedUser) =>
      timer(frame).pipe(
        mergeMap(() => from(client.createCallAgent(credential)).pipe(map(numberOf), catchError(codesOf))),
      );
    const disposeAt = (frame: number) => asked(frame, () => agents[0]?.dispose());
    return { agents, at, disposeAt };
  };

  const userAt = (latency: number) => () => {
    const service = new SimulatedCallingService({ latency });
    const client = service.callClient();
    return {
      service,
      client,
      alice: service.createUser({ communicationUserId: '8:acs:alice' }),
      ...creations(),
    };
  };
  const onUser = staged(userAt(1));
  const onSlowUser = staged(userAt(5));

  it(
    'is born Disconnected, and connects',
    onUser((m, { service, alice }) => {
      const seen = create(service, alice.credential).pipe(
        mergeMap((agent) =>
          fromSdkEvent(agent, 'connectionStateChanged').pipe(
            map(({ oldValue, newValue }) => `${oldValue} ${newValue}`),
          ),
        ),
      );

      m.expect(seen).toBeObservable('--c', { c: 'Disconnected Connected' });
    }),
  );

  it(
    'is the same for the same client until its dispose has settled',
    onUser((m, { alice, client, at, disposeAt }) => {
      m.expect(at(0, client, alice)).toBeObservable(' -(1|)         ');
      m.expect(at(5, client, alice)).toBeObservable(' -----(1|)     ');
      m.expect(disposeAt(7)).toBeObservable('         --------(o|)  ', { o: 'resolved' });
      m.expect(at(7, client, alice)).toBeObservable(' -------(1|)   ');
      m.expect(at(9, client, alice)).toBeObservable(' ----------(2|)');
    }),
  );

  it(
    'is the same for another client until its dispose is called',
    onUser((m, { service, alice, at, disposeAt }) => {
      m.expect(at(0, service.callClient(), alice)).toBeObservable(' -(1|)         ');
      m.expect(at(5, service.callClient(), alice)).toBeObservable(' -----(1|)     ');
      m.expect(disposeAt(7)).toBeObservable('                      --------(o|)  ', { o: 'resolved' });
      m.expect(at(7, service.callClient(), alice)).toBeObservable(' --------(2|)  ');
      m.expect(at(9, service.callClient(), alice)).toBeObservable(' ---------(2|) ');
    }),
  );

  it(
    'keeps another user from its client until its dispose has settled: 400/40008',
    onUser((m, { service, alice, client, at, disposeAt }) => {
      const bob = service.createUser({ communicationUserId: '8:acs:bob' });
      const values = { e: '400/40008', o: 'resolved' };

      m.expect(at(0, client, alice)).toBeObservable('-(1|)         ');
      m.expect(at(0, client, bob)).toBeObservable('  (e|)          ', values);
      m.expect(at(3, client, bob)).toBeObservable('  ---(e|)       ', values);
      m.expect(disposeAt(7)).toBeObservable('        --------(o|)  ', values);
      m.expect(at(7, client, bob)).toBeObservable('  -------(e|)   ', values);
      m.expect(at(9, client, bob)).toBeObservable('  ----------(2|)');
    }),
  );

  it(
    'is requested once in a moment: the second time rejects with 400/40008, or by another client with 409/40228',
    onUser((m, { service, alice, client, at }) => {
      m.expect(at(0, client, alice)).toBeObservable('              -(1|)');
      m.expect(at(0, client, alice)).toBeObservable('              (e|) ', { e: '400/40008' });
      m.expect(at(0, service.callClient(), alice)).toBeObservable('(e|) ', { e: '409/40228' });
    }),
  );

  it(
    'is handed out half-made to a second request, and cannot call yet',
    onSlowUser((m, { service, client, alice, agents, at }) => {
      const calls = [
        () => agents[0]?.startCall([{ communicationUserId: '8:acs:bob' }]),
        () => agents[0]?.join({ groupId: 'group' }),
      ];
      const errors: unknown[] = [];
      timer(3).subscribe(() => errors.push(...calls.map(thrownBy)));
      timer(6).subscribe(() => errors.push(...calls.map(thrownBy)));

      m.expect(at(0, client, alice)).toBeObservable('              -----(1|)');
      m.expect(at(2, client, alice)).toBeObservable('              --(1|)   ');
      m.expect(at(3, service.callClient(), alice)).toBeObservable('---(1|)  ');
      m.flush();
      const unmade = new FakeSdkError({ code: 500, subCode: 40208 });
      expect(errors).toEqual([unmade, unmade, undefined, undefined]);
    }),
  );

  it(
    'is never connected if it was handed out half-made and its creation fails',
    onSlowUser((m, { service, client, alice, agents, at }) => {
      service.script([{ fault: 'requestFails', request: 'createCallAgent', user: alice }]);

      m.expect(at(0, client, alice)).toBeObservable(' -----(e|)       ', { e: '408/40114' });
      m.expect(at(2, client, alice)).toBeObservable(' --(1|)          ');
      m.expect(at(6, client, alice)).toBeObservable(' -----------(2|) ');
      m.flush();
      expect(agents.map(({ connectionState }) => connectionState)).toEqual(['Disconnected', 'Connected']);
    }),
  );

  it(
    'arrives disposed of when that happens while it is made',
    onSlowUser((m, { service, client, alice, agents, at }) => {
      const disposal = asked(1, () => client.dispose());

      m.expect(at(0, client, alice)).toBeObservable('-----(1|)');
      m.expect(disposal).toBeObservable('            ------(o|)', { o: 'resolved' });
      m.flush();
      expect(agents[0]?.connectionState).toBe('Disconnected');
      expect(service.pending).toEqual([]);
    }),
  );

  it(
    'tells that it has no connection when it is made without a network',
    onUser((m, { service, alice }) => {
      service.script([{ fault: 'networkLoss', user: alice, for: 5 }]);
      const seen = create(service, alice.credential).pipe(
        mergeMap((agent) => fromSdkEvent(agent, 'connectionStateChanged')),
      );

      m.expect(seen).toBeObservable('--d---c', {
        d: { oldValue: 'Disconnected', newValue: 'Disconnected', reason: 'connectionIssue' },
        c: { oldValue: 'Disconnected', newValue: 'Connected' },
      });
    }),
  );

  it(
    'is not made for a token that belongs to no user, nor without a token',
    onUser((m, { service }) => {
      const credential = (getToken: CommunicationTokenCredential['getToken']) => ({
        getToken,
        dispose: jest.fn(),
      });
      const { credential: stranger } = new SimulatedCallingService().createUser({ id: 'stranger' });
      const failing = credential(() => {
        throw new Error('no token');
      });

      m.expect(outcome(create(service, stranger))).toBeObservable('(e|)', { e: '401/44111' });
      m.expect(outcome(create(service, failing))).toBeObservable(' (e|)', { e: '401/44110' });
    }),
  );

  it(
    'is not made by a client that is disposed of',
    onUser((m, { alice, client }) => {
      void client.dispose();

      m.expect(outcome(client.createCallAgent(alice.credential))).toBeObservable('(e|)', { e: '404/40012' });
    }),
  );

  it(
    'leaves its calls when disposed of, and a second time rejects with 409/40203',
    onScene((m, { scene, alice, bob, carol }) => {
      scene.talk(alice, bob);
      scene.at(3, () => scene.call(carol, bob));
      const dispose = () => outcome(bob.agent.dispose());

      m.expect(timer(8).pipe(mergeMap(dispose))).toBeObservable(' ---------(o|) ', { o: 'resolved' });
      m.expect(timer(10).pipe(mergeMap(dispose))).toBeObservable('----------(e|)', { e: '409/40203' });
      m.expect(alice.sees).toBeObservable('---ncr-C-x');
      m.expect(carol.sees).toBeObservable('---ncr---x');
    }),
  );

  it.each([
    ['connectionIssue', { code: 480, subCode: 10076 }],
    ['invalidToken', NOT_REGISTERED],
  ] as const)(
    'is disconnected by the service, and can no longer call or be called: %s',
    (reason, asCallee) => {
      onScene((m, { scene, alice, bob, carol }) => {
        const seen: unknown[] = [];
        scene.at(3, () => {
          bob.agent.on('connectionStateChanged', (change) => seen.push([bob.agent.connectionState, change]));
          scene.service.disconnect(bob.user, reason);
          scene.service.disconnect(alice.agent, reason);
        });
        scene.at(5, () => scene.call(alice, carol));
        scene.at(5, () => scene.call(carol, bob));

        m.expect(alice.sees).toBeObservable('-----ncx');
        m.expect(carol.sees).toBeObservable('-----ncx');
        m.flush();
        expect(seen).toEqual([['Disconnected', { oldValue: 'Connected', newValue: 'Disconnected', reason }]]);
        expect(alice.calls[0]?.callEndReason).toMatchObject({ code: 490, subCode: 4525 });
        expect(carol.calls[0]?.callEndReason).toMatchObject(asCallee);
      })();
    },
  );

  it(
    'returns a call after its dispose, too, which goes nowhere',
    onScene((m, { scene, alice, bob }) => {
      scene.at(3, () => alice.agent.dispose());
      scene.at(5, () => scene.call(alice, bob));

      m.expect(alice.sees).toBeObservable('-----ncx');
      m.expect(bob.sees).toBeObservable('  --------');
    }),
  );

  it(
    'cannot call its own user',
    onScene((m, { scene, alice }) => {
      const errors: unknown[] = [];
      scene.at(3, () => errors.push(thrownBy(() => scene.call(alice, alice))));

      m.flush();
      expect(errors).toEqual([expect.objectContaining({ code: 400, subCode: 40202 })]);
      expect(alice.calls).toEqual([]);
    }),
  );

  it(
    'gets a connected successor after a disconnect',
    onUser((m, { service, alice }) => {
      const states = timer(7).pipe(
        mergeMap(() => create(service, alice.credential)),
        mergeMap((agent) => property$(agent, 'connectionState')),
      );
      const disconnected = create(service, alice.credential).pipe(
        delay(3),
        mergeMap((agent) => {
          service.disconnect(agent, 'connectionIssue');
          return agent.dispose();
        }),
      );

      m.expect(disconnected.pipe(ignoreElements())).toBeObservable('-----|');
      m.expect(states).toBeObservable('--------dC', { d: 'Disconnected', C: 'Connected' });
    }),
  );
});

describe('time on the simulated service', () => {
  it('passes on the scheduler that it is given', () => {
    const scheduler = new VirtualTimeScheduler();
    const service = new SimulatedCallingService({ scheduler });
    const { credential } = service.createUser({ communicationUserId: '8:acs:alice' });
    const created = jest.fn();
    from(service.callClient().createCallAgent(credential)).pipe(tap(created)).subscribe();

    expect(created).not.toHaveBeenCalled();
    scheduler.flush();

    expect(created).toHaveBeenCalledTimes(1);
    expect(scheduler.now()).toBe(100);
  });

  it('is real by default, and everything can be awaited', async () => {
    const service = new SimulatedCallingService({ latency: 0 });
    const [alice, bob] = [
      service.createUser({ communicationUserId: '8:acs:alice' }),
      service.createUser({ communicationUserId: '8:acs:bob' }),
    ];
    const late = { defaultValue: undefined };
    const callee = await service.callClient().createCallAgent(bob.credential);
    const agent = await service.callClient().createCallAgent(alice.credential);
    await firstValueFrom(
      property$(agent, 'connectionState').pipe(filter((state) => state === 'Connected')),
      late,
    );
    callee.on('incomingCall', ({ incomingCall }) => void incomingCall.accept());

    const call = agent.startCall([bob.identifier]);
    await firstValueFrom(callState$(call).pipe(filter((state) => state === 'Connected')), late);
    await call.hangUp();

    expect(call.callEndReason).toMatchObject(HUNG_UP);
    await agent.dispose();
    await expect(agent.dispose()).rejects.toMatchObject({ code: 409, subCode: 40203 });
  });
});
