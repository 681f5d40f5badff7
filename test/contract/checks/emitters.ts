/**
 * The habits of the emitters, on a call, whose events have no argument, and on an agent, whose events have one.
 */
import type { Call } from '@azure/communication-calling';
import { assert, assertEqual, assertThrows, thrownBy } from '../assert.js';
import type { Check, World } from '../world.js';

type Listener = (...payload: readonly unknown[]) => void;

interface Emitter {
  readonly on: (listener: Listener) => void;
  readonly off: (listener: Listener) => void;
  /** Emits the event once. */
  readonly fire: () => Promise<void>;
}

/** Runs a check on an emitter of either kind, each with a call of its own. */
async function onEach(world: World, run: (emitter: Emitter) => Promise<void>): Promise<void> {
  const agent = await world.agent();
  const call = agent.startCall([world.somebody()]);
  await world.underWay(call);
  await run({
    on: (listener) => {
      call.on('stateChanged', listener);
    },
    off: (listener) => {
      call.off('stateChanged', listener);
    },
    fire: () => world.bring(call, call.state === 'Connected' ? 'LocalHold' : 'Connected'),
  });
  await world.lose(call);

  const calls: Call[] = [];
  await run({
    on: (listener) => {
      agent.on('callsUpdated', listener);
    },
    off: (listener) => {
      agent.off('callsUpdated', listener);
    },
    fire: () => {
      calls.push(agent.startCall([world.somebody()]));
      return Promise.resolve();
    },
  });
  await Promise.all(calls.map((started) => started.hangUp()));
}

/** A listener that logs its name, and may do something then. */
const logging =
  (log: string[], name: string, act?: () => void): Listener =>
  () => {
    log.push(name);
    act?.();
  };

export const emitters: readonly Check[] = [
  {
    name: 'a listener that is attached twice runs twice, and off removes one of the two',
    run: (world) =>
      onEach(world, async ({ on, off, fire }) => {
        const heard: string[] = [];
        const listener = logging(heard, 'x');
        on(listener);
        on(listener);
        await fire();
        assertEqual(heard.length, 2, 'after on, on');
        off(listener);
        await fire();
        assertEqual(heard.length, 3, 'after on, on, off');
        off(listener);
        await fire();
        assertEqual(heard.length, 3, 'after on, on, off, off');
      }),
  },
  {
    name: 'off removes the same function only, and ignores one that is not attached',
    run: (world) =>
      onEach(world, async ({ on, off, fire }) => {
        const heard: string[] = [];
        const listener = logging(heard, 'x');
        on(listener);
        off(logging(heard, 'x'));
        await fire();
        assertEqual(heard.length, 1, 'calls');
        off(listener);
        off(listener);
      }),
  },
  {
    name: 'a listener that is removed during a dispatch still runs that time, and not again',
    run: (world) =>
      onEach(world, async ({ on, off, fire }) => {
        const heard: string[] = [];
        const second = logging(heard, 'second');
        const first = logging(heard, 'first', () => {
          off(second);
        });
        on(first);
        on(second);
        await fire();
        await fire();
        assertEqual(heard, ['first', 'second', 'first'], 'calls');
        off(first);
      }),
  },
  {
    name: 'a listener that is added during a dispatch runs from the next event on',
    run: (world) =>
      onEach(world, async ({ on, off, fire }) => {
        const heard: string[] = [];
        const second = logging(heard, 'second');
        const first = logging(heard, 'first', () => {
          if (heard.length === 1) {
            on(second);
          }
        });
        on(first);
        await fire();
        assertEqual(heard, ['first'], 'calls for the first event');
        await fire();
        assertEqual(heard, ['first', 'first', 'second'], 'calls for both');
        off(first);
        off(second);
      }),
  },
  {
    name: 'a listener that throws is swallowed, and the listeners behind it miss that event',
    run: (world) =>
      onEach(world, async ({ on, off, fire }) => {
        const heard: string[] = [];
        const before = logging(heard, 'before');
        const bad = (): void => {
          throw new Error('The listener is bad.');
        };
        const behind = logging(heard, 'behind');
        [before, bad, behind].forEach(on);
        await fire();
        assertEqual(heard, ['before'], 'calls with the bad listener');
        off(bad);
        await fire();
        assertEqual(heard, ['before', 'before', 'behind'], 'calls without it');
        off(before);
        off(behind);
      }),
  },
  {
    name: 'an event inside a listener reaches all listeners before the outer event goes on',
    run: async (world) => {
      const agent = await world.agent();
      const heard: string[] = [];
      const inner: Call[] = [];
      const first = (): void => {
        if (heard.push('first') === 1) {
          inner.push(agent.startCall([world.somebody()]));
        }
      };
      const second = (): void => {
        heard.push(`second, ${String(agent.calls.length)} calls`);
      };
      agent.on('callsUpdated', first);
      agent.on('callsUpdated', second);
      const outer = agent.startCall([world.somebody()]);
      assertEqual(heard, ['first', 'first', 'second, 2 calls', 'second, 2 calls'], 'calls');
      agent.off('callsUpdated', first);
      agent.off('callsUpdated', second);
      await Promise.all([outer, ...inner].map((call) => call.hangUp()));
    },
  },
  {
    name: 'on and off throw 422 for an event that agents, calls or participants do not have',
    run: async (world) => {
      const agent = await world.agent();
      const call = agent.startCall([world.somebody()]);
      const [participant] = call.remoteParticipants;
      assert(participant, 'There is no participant.');
      for (const emitter of [agent, call, participant]) {
        const { on, off } = emitter as unknown as Record<'on' | 'off', (event: string, l: Listener) => void>;
        assertThrows(() => {
          on.call(emitter, 'nonsense', () => undefined);
        }, '422');
        assertThrows(() => {
          off.call(emitter, 'nonsense', () => undefined);
        }, '422');
      }
      await call.hangUp();
    },
  },
  {
    name: 'a transfer and its feature accept any event name',
    run: async (world) => {
      const call = (await world.agent()).startCall([world.somebody()]);
      const feature = call.feature(world.transferFeature);
      const transfer = feature.transfer({ targetParticipant: world.somebody() });
      for (const emitter of [feature, transfer]) {
        const { on, off } = emitter as unknown as Record<'on' | 'off', (event: string, l: Listener) => void>;
        const listener = (): void => undefined;
        on.call(emitter, 'nonsense', listener);
        off.call(emitter, 'nonsense', listener);
      }
      await call.hangUp();
    },
  },
  {
    name: 'on accepts only a function, and on and off need their this',
    run: async (world) => {
      const agent = await world.agent();
      const noListener = undefined as unknown as () => void;
      assert(
        thrownBy(() => {
          agent.on('callsUpdated', noListener);
        }) instanceof TypeError,
        'There was no TypeError for undefined.',
      );
      // eslint-disable-next-line @typescript-eslint/unbound-method -- the check expects the error
      const { on, off } = agent;
      for (const detached of [on, off]) {
        assert(
          thrownBy(() => {
            detached('callsUpdated', () => undefined);
          }) instanceof TypeError,
          'There was no TypeError without a this.',
        );
      }
    },
  },
  {
    name: 'the SDK warns of the eleventh listener of an event, its own included',
    except: {
      fakes: 'a fake does not write to the console: use listenerCount()',
      service: 'a fake does not write to the console: use listenerCount()',
    },
    run: async (world) => {
      const call = (await world.agent()).startCall([world.somebody()]);
      const warnings: string[] = [];
      const { warn } = console;
      console.warn = (...args: readonly unknown[]) => {
        warnings.push(String(args[0]));
      };
      try {
        for (let i = 0; i < 11; i++) {
          call.on('idChanged', () => undefined);
        }
      } finally {
        console.warn = warn;
      }
      await call.hangUp();
      assert(
        warnings.some((warning) => /MaxListenersExceededWarning.* 11 idChanged listeners/.test(warning)),
        `The warnings were: ${warnings.join(', ')}`,
      );
    },
  },
];
