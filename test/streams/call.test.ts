import type { CallEndReason, CallState } from '@azure/communication-calling';
import { map, merge, switchMap, tap } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { calls$, callEnded$, callState$, participantState$, remoteParticipants$ } from 'rx-acs-calling';
import { drive, FakeCall, FakeCallAgent, FakeRemoteParticipant, listenerCount } from 'rx-acs-calling/testing';

const CALL: Record<string, { state: CallState; callEndReason?: CallEndReason }> = {
  c: { state: 'Connecting' },
  r: { state: 'Ringing' },
  C: { state: 'Connected' },
  h: { state: 'LocalHold' },
  D: { state: 'Disconnecting' },
  X: { state: 'Disconnected', callEndReason: { code: 0, subCode: 5300 } },
};
const states = {
  n: 'None',
  c: 'Connecting',
  r: 'Ringing',
  C: 'Connected',
  h: 'LocalHold',
  D: 'Disconnecting',
  X: 'Disconnected',
} as const;
const ended = { e: { code: 0, subCode: 5300 }, u: undefined };

const ann = new FakeRemoteParticipant({ displayName: 'Ann' });
const bob = new FakeRemoteParticipant({ displayName: 'Bob' });

const PEOPLE = {
  a: { remoteParticipants: [ann] },
  b: { remoteParticipants: [ann, bob] },
  0: { remoteParticipants: [] },
};
const people = { a: [ann], b: [ann, bob], 0: [] };

describe('callState$', () => {
  it(
    'emits the state at once, then each change, and completes after Disconnected',
    marbles((m) => {
      const call = new FakeCall();
      drive(m.hot('       --c-r--C--h--C--D-X----', CALL), call);
      const expected = '  n-c-r--C--h--C--D-(X|) ';

      m.expect(callState$(call)).toBeObservable(expected, states);
      m.flush();
      expect(listenerCount(call)).toBe(0);
    }),
  );

  it(
    'emits the current state to a late subscriber',
    marbles((m) => {
      const call = new FakeCall();
      drive(m.hot('       --c--C----X---', CALL), call);
      const late = '      -------^------';
      const expected = '  -------C--(X|)';

      m.expect(callState$(call), late).toBeObservable(expected, states);
    }),
  );

  it(
    'emits Disconnected and completes for a call that has ended',
    marbles((m) => {
      const call = new FakeCall({ state: 'Disconnected' });

      m.expect(callState$(call)).toBeObservable('(X|)', states);
      m.flush();
      expect(listenerCount(call)).toBe(0);
    }),
  );

  it(
    'lets go of the call when the subscriber leaves',
    marbles((m) => {
      const call = new FakeCall();
      drive(m.hot('       --c--C----X', CALL), call);
      const subs = '      ^--!       ';
      const expected = '  n-c-       ';

      m.expect(callState$(call), subs).toBeObservable(expected, states);
      m.flush();
      expect(listenerCount(call)).toBe(0);
    }),
  );

  it(
    'shows all subscribers the way to the end when one of them hangs up inside next',
    marbles((m) => {
      const call = new FakeCall();
      drive(m.hot('       --c--C-------', CALL), call);
      const hangsUp = callState$(call).pipe(
        tap((state) => {
          if (state === 'Connected') {
            void call.hangUp();
          }
        }),
      );
      const expected = '  n-c--(CDX|)  ';

      m.expect(hangsUp).toBeObservable(expected, states);
      m.expect(callState$(call)).toBeObservable(expected, states);
      m.flush();
      expect(listenerCount(call)).toBe(0);
    }),
  );

  it(
    'comes to Disconnected only after the call has left calls$',
    marbles((m) => {
      const call = new FakeCall({ state: 'Connected' });
      const agent = new FakeCallAgent({ calls: [call] });
      drive(m.hot('       ----X----', CALL), call);
      const expected = '  (1C)(0X)-';

      const count$ = calls$(agent).pipe(map(({ length }) => length));
      m.expect(merge(count$, callState$(call))).toBeObservable(expected, { ...states, 0: 0, 1: 1 });
      m.flush();
      expect(listenerCount(call)).toBe(0);
    }),
  );
});

describe('callEnded$', () => {
  it(
    'emits why the call has ended, once it has, and completes',
    marbles((m) => {
      const call = new FakeCall();
      drive(m.hot('       --c--C--D-X----', CALL), call);
      const expected = '  ----------(e|) ';

      m.expect(callEnded$(call)).toBeObservable(expected, ended);
      m.flush();
      expect(listenerCount(call)).toBe(0);
    }),
  );

  it(
    'emits at once for a call that has already ended',
    marbles((m) => {
      const call = new FakeCall({ state: 'Disconnected', callEndReason: ended.e });

      m.expect(callEnded$(call)).toBeObservable('(e|)', ended);
      m.flush();
      expect(listenerCount(call)).toBe(0);
    }),
  );

  it(
    'emits undefined when the SDK gives no reason',
    marbles((m) => {
      const call = new FakeCall({ state: 'Disconnected' });

      m.expect(callEnded$(call)).toBeObservable('(u|)', ended);
    }),
  );

  it(
    'waits for the end, though the reason is there before',
    marbles((m) => {
      const call = new FakeCall({ state: 'Disconnecting', callEndReason: { code: 0, subCode: 0 } });
      drive(m.hot('       ---X----', CALL), call);
      const expected = '  ---(e|) ';

      m.expect(callEnded$(call)).toBeObservable(expected, ended);
    }),
  );

  it(
    'lets go of the call when the subscriber leaves',
    marbles((m) => {
      const call = new FakeCall();
      drive(m.hot('       --c--X', CALL), call);
      const subs = '      ^--!  ';
      const expected = '  ----  ';

      m.expect(callEnded$(call), subs).toBeObservable(expected);
      m.flush();
      expect(listenerCount(call)).toBe(0);
    }),
  );
});

describe('remoteParticipants$', () => {
  it(
    'emits the participants at once, then again whenever one joins or leaves',
    marbles((m) => {
      const call = new FakeCall();
      drive(m.hot('       --a--b--a--0-', PEOPLE), call);
      const subs = '      ^-----------!';
      const expected = '  0-a--b--a--0-';

      m.expect(remoteParticipants$(call), subs).toBeObservable(expected, people);
      m.flush();
      expect(listenerCount(call)).toBe(0);
    }),
  );

  it(
    'emits those who are there to a late subscriber',
    marbles((m) => {
      const call = new FakeCall();
      drive(m.hot('       --a--b--0-', PEOPLE), call);
      const late = '      ------^---';
      const expected = '  ------b-0-';

      m.expect(remoteParticipants$(call), late).toBeObservable(expected, people);
    }),
  );

  it(
    'is empty before the call comes to Disconnected, and goes on',
    marbles((m) => {
      const call = new FakeCall({ state: 'Connected', remoteParticipants: [ann] });
      drive(m.hot('       ----X---', CALL), call);
      const expected = '  (aC)(0X)';

      m.expect(merge(remoteParticipants$(call), callState$(call))).toBeObservable(expected, {
        ...states,
        ...people,
      });
    }),
  );
});

describe('participantState$', () => {
  const PARTICIPANT = {
    r: { state: 'Ringing' },
    C: { state: 'Connected' },
    h: { state: 'Hold' },
    X: { state: 'Disconnected' },
  } as const;
  const participantStates = {
    i: 'Idle',
    r: 'Ringing',
    C: 'Connected',
    h: 'Hold',
    X: 'Disconnected',
  } as const;

  it(
    'emits the state at once, then each change, and completes after Disconnected',
    marbles((m) => {
      const participant = new FakeRemoteParticipant();
      drive(m.hot('       --r--C--h--C--X----', PARTICIPANT), participant);
      const expected = '  i-r--C--h--C--(X|) ';

      m.expect(participantState$(participant)).toBeObservable(expected, participantStates);
      m.flush();
      expect(listenerCount(participant)).toBe(0);
    }),
  );

  it(
    'emits Disconnected and completes for a participant who has left',
    marbles((m) => {
      const participant = new FakeRemoteParticipant({ state: 'Disconnected' });

      m.expect(participantState$(participant)).toBeObservable('(X|)', participantStates);
      m.flush();
      expect(listenerCount(participant)).toBe(0);
    }),
  );

  it(
    'lets go of a participant who is no longer looked at',
    marbles((m) => {
      const one = new FakeRemoteParticipant();
      const two = new FakeRemoteParticipant({ state: 'Connected' });
      drive(m.hot('         --r--C-----', PARTICIPANT), one);
      const shown = m.hot(' 1------2---', { 1: one, 2: two });
      const expected = '    i-r--C-C---';

      m.expect(shown.pipe(switchMap(participantState$))).toBeObservable(expected, participantStates);
      m.flush();
      expect(listenerCount(one)).toBe(0);
      expect(listenerCount(two)).toBe(1);
    }),
  );
});
