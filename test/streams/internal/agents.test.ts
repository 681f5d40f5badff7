import { marbles } from 'rxjs-marbles/jest';
import { endLingering, linger } from '../../../src/streams/internal/lingering-agents.js';
import { isGone, whenDisposed$ } from '../../../src/streams/internal/agents.js';
import { FakeCall, FakeCallAgent } from 'rx-acs-calling/testing';

/** An agent whose callbacks a test calls. */
const watchedAgent = () => {
  const callbacks: (() => void)[] = [];
  return {
    callbacks,
    agent: {
      dispose: () => Promise.resolve(),
      onDisposed: (callback: () => void) => callbacks.push(callback),
    },
  };
};

describe('the disposal of an agent', () => {
  it('is told by one callback, however many ask', () => {
    const { agent, callbacks } = watchedAgent();
    const ends: string[] = [];

    whenDisposed$(agent).subscribe({ complete: () => ends.push('early') });
    whenDisposed$(agent).subscribe({ complete: () => ends.push('late') });
    expect([callbacks.length, isGone(agent), ends]).toEqual([1, false, []]);

    callbacks[0]?.();
    whenDisposed$(agent).subscribe({ complete: () => ends.push('after') });
    expect([callbacks.length, isGone(agent), ends]).toEqual([1, true, ['early', 'late', 'after']]);
  });

  it(
    'never comes from an agent without the callback, or one that refuses it',
    marbles((m) => {
      const without = { dispose: () => Promise.resolve() };
      const refusing = {
        ...without,
        onDisposed: () => {
          throw new Error('no');
        },
      };

      m.expect(whenDisposed$(without)).toBeObservable('-');
      m.expect(whenDisposed$(refusing)).toBeObservable('-');
    }),
  );
});

describe('the agents that are kept for a while', () => {
  it('end when they are in the way, but for those with calls', () => {
    const ended: string[] = [];
    const entries = {
      idle: new FakeCallAgent(),
      busy: new FakeCallAgent({ calls: [new FakeCall({ state: 'Connected' })] }),
      'without a list of calls': { dispose: () => Promise.resolve() },
      'not made yet': undefined,
    };
    const forget = Object.entries(entries).map(([name, agent]) =>
      linger({ agent: () => agent, end: () => ended.push(name) }),
    );

    expect(endLingering()).toBe(true);
    expect(ended).toEqual(['idle', 'without a list of calls', 'not made yet']);

    forget.forEach((leave) => {
      leave();
    });
    expect(endLingering()).toBe(false);
  });
});
