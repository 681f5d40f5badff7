import { VirtualTimeScheduler } from 'rxjs';
import type { Shown } from '../../../../src/testing/service/model/change.js';
import { newClock } from '../../../../src/testing/service/transport/clock.js';
import {
  apply,
  hasTimer,
  newNetwork,
  startTimer,
  type Network,
} from '../../../../src/testing/service/transport/network.js';
import { legOf, talkOf } from '../model/worlds.js';

const networkOn = (scheduler: VirtualTimeScheduler, show: (change: Shown) => void): Network =>
  newNetwork({
    clock: newClock(scheduler, 1, 1),
    ringTimeout: 10,
    reconnectTimeout: 10,
    apps: { show, acceptsTransfers: () => true },
  });

it('shows each change before it asks for the next one', () => {
  const leg = legOf(talkOf({ alice: 'Connected' }), 'alice');
  const log: string[] = [];
  const network = networkOn(new VirtualTimeScheduler(), ({ type }) => log.push(type));
  apply(
    network,
    (function* () {
      log.push('first');
      yield { type: 'updated', leg } as const;
      log.push('second');
      yield { type: 'hangingUp', leg } as const;
    })(),
  );

  expect(log).toEqual(['first', 'updated', 'second', 'hangingUp']);
});

describe('the timers of an object', () => {
  it.each<[string, (network: Network, of: object) => void, readonly string[], boolean]>([
    ['run', () => undefined, ['short', 'long', 'other'], false],
    [
      'stop together, and no other does',
      (network, of) => {
        apply(network, [{ type: 'timersStopped', of }]);
      },
      ['short', 'other'],
      false,
    ],
    [
      'can be started again',
      (network, of) => {
        apply(network, [{ type: 'timersStopped', of }]);
        startTimer(network, of, () => undefined, 100);
      },
      ['short', 'other'],
      true,
    ],
  ])('%s', (_, act, expected, isRunning) => {
    const scheduler = new VirtualTimeScheduler();
    const network = networkOn(scheduler, () => undefined);
    const log: string[] = [];
    const of = {};
    for (const [name, delay, owner] of [
      ['short', 5, of],
      ['long', 20, of],
      ['other', 30, {}],
    ] as const) {
      startTimer(network, owner, () => log.push(name), delay);
    }
    scheduler.schedule(() => {
      act(network, of);
    }, 10);
    const running: boolean[] = [];
    scheduler.schedule(() => running.push(hasTimer(network, of)), 40);
    scheduler.flush();

    expect(log).toEqual(expected);
    expect(running).toEqual([isRunning]);
  });
});
