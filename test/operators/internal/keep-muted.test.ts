import { NEVER, throwError, type Observable } from 'rxjs';
import type { Context } from 'rxjs-marbles/context';
import { marbles } from 'rxjs-marbles/jest';
import {
  FakeCall,
  FakeLocalVideoStream,
  FakeSdkError,
  listenerCount,
  marbleHelpers,
} from 'rx-acs-calling/testing';
import { keepMuted$ } from '../../../operators/internal/keep-muted.js';

const mutes = { m: [] as [] };

/** A shown call `o`, a new call `n` that is being connected, and another one, `p`. */
const stage = (m: Context, init: ConstructorParameters<typeof FakeCall>[0] = {}) => {
  const calls = {
    o: new FakeCall({ state: 'Connected', ...init }),
    n: new FakeCall({ state: 'Connecting' }),
    p: new FakeCall({ state: 'Connected' }),
  };
  const { expectCalls } = marbleHelpers(m.scheduler);
  return {
    ...calls,
    shown: (when: string): Observable<FakeCall> => m.cold(when, calls),
    at: (when: string, action: (key: string) => unknown): void => {
      m.hot(when).subscribe(action);
    },
    mutes: (when: string): void => {
      expectCalls(calls.n, 'mute').toBe(when, mutes);
    },
  };
};

describe('keepMuted$', () => {
  it(
    'mutes the call while the user is muted in the shown call, until this call is shown',
    marbles((m) => {
      const { o, n, shown, at, mutes: mutesAt } = stage(m);
      const shown$ = shown('o-----n--');
      at('                  --m-u---m', (key) => {
        o.set({ isMuted: key === 'm' });
      });
      mutesAt('             --m------');
      const expected = '    ------|  ';

      m.expect(keepMuted$(n, shown$)).toBeObservable(expected);
      m.flush();
      expect([n.isMuted, listenerCount(o, n)]).toEqual([true, 0]);
    }),
  );

  it(
    'keeps the user muted when another call is shown in which the user is not muted',
    marbles((m) => {
      const { n, p, shown, at, mutes: mutesAt } = stage(m, { isMuted: true });
      n.answer('mute', () => NEVER);
      const shown$ = shown('o--p----n');
      at('                  ----r----', () => {
        n.set({ state: 'Ringing' });
      });
      at('                  ------mu-', (key) => {
        p.set({ isMuted: key === 'm' });
      });
      mutesAt('             m---m-m--');
      const expected = '    --------|';

      m.expect(keepMuted$(n, shown$)).toBeObservable(expected);
    }),
  );

  it.each<readonly [string, ConstructorParameters<typeof FakeCall>[0]]>([
    ['the user is not muted', {}],
    ['the camera is on', { isLocalVideoStarted: true }],
  ])('does nothing while %s', (_, init) => {
    marbles((m) => {
      const { n, shown, mutes: mutesAt } = stage(m, init);
      mutesAt('--');
      marbleHelpers(m.scheduler).expectCalls(n, 'stopVideo').toBe('--');

      m.expect(keepMuted$(n, shown('o-'))).toBeObservable('--');
    })();
  });

  it(
    'stops the camera, and not the screen sharing',
    marbles((m) => {
      const { n, shown } = stage(m);
      const [camera, screen] = [
        new FakeLocalVideoStream({ mediaStreamType: 'Video' }),
        new FakeLocalVideoStream({ mediaStreamType: 'ScreenSharing' }),
      ];
      n.set({ localVideoStreams: [screen, camera], isLocalVideoStarted: true });
      marbleHelpers(m.scheduler)
        .expectCalls(n, 'stopVideo')
        .toBe('s-', { s: [camera] });

      m.expect(keepMuted$(n, shown('o-'))).toBeObservable('--');
    }),
  );

  it(
    'never errs, and completes when the call ends',
    marbles((m) => {
      const { n, shown, at, mutes: mutesAt } = stage(m, { isMuted: true });
      n.answer('mute', () => throwError(() => new FakeSdkError({ code: 500, subCode: 41015 })));
      const shown$ = shown('o-----');
      at('                  -rdx--', (key) => {
        n.set({ state: key === 'r' ? 'Ringing' : key === 'd' ? 'Disconnecting' : 'Disconnected' });
      });
      mutesAt('             mm----');
      const expected = '    ---|  ';

      m.expect(keepMuted$(n, shown$)).toBeObservable(expected);
    }),
  );
});
