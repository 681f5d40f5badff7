import { VirtualTimeScheduler } from 'rxjs';
import { addAccount, changeDevice, newWorld } from '../../../../src/testing/service/model/accounts.js';
import type { Device } from '../../../../src/testing/service/model/world.js';
import { newClock, type Clock } from '../../../../src/testing/service/transport/clock.js';
import {
  catchUp,
  deliver,
  giveUp,
  newLink,
  send,
  tell,
  type Link,
} from '../../../../src/testing/service/transport/link.js';
import { deviceOf, partyNamed } from '../model/worlds.js';

interface Line {
  readonly clock: Clock;
  readonly link: Link;
  /** Notes that something happens, and when. */
  readonly note: (text: string) => () => void;
  readonly at: (time: number, act: () => void) => void;
}

/** What happens on a line, and when. The latencies are those of its requests, in order. */
function logOf(
  device: Partial<Device>,
  play: (line: Line) => void,
  latencies: readonly number[] = [10, 10, 10],
): readonly string[] {
  const scheduler = new VirtualTimeScheduler();
  const draws = latencies[Symbol.iterator]();
  const clock = newClock(scheduler, () => Number(draws.next().value), 1);
  const log: string[] = [];
  play({
    clock,
    link: newLink(deviceOf(addAccount(newWorld(), partyNamed('alice')), device)),
    note: (text) => () => {
      log.push(`${text} ${String(scheduler.now())}`);
    },
    at: (time, act) => {
      scheduler.schedule(act, time);
    },
  });
  scheduler.flush();
  return log;
}

const goOnline = ({ link }: Line): void => {
  changeDevice(link.device, { isOnline: true });
  catchUp(link);
  deliver(link);
};

describe('the news for an app', () => {
  it.each<[string, Partial<Device>, readonly string[]]>([
    ['come at once with a connection', {}, ['news 0']],
    ['wait for a connection', { isOnline: false }, ['news 30']],
    ['come at once to an agent that is disposed of', { isOnline: false, isDisposed: true }, ['news 0']],
  ])('%s', (_, device, log) => {
    expect(
      logOf(device, (line) => {
        tell(line.link, line.note('news'));
        line.at(30, () => {
          goOnline(line);
        });
      }),
    ).toEqual(log);
  });
});

describe('a request', () => {
  const offline: Partial<Device> = { isOnline: false };

  it.each<[string, Partial<Device>, readonly string[]]>([
    ['arrives when the latency has passed', {}, ['request 10']],
    ['waits for a connection', offline, ['request 30']],
    ['is dropped when the agent has been disposed of', { ...offline, isClosed: true }, ['request 10']],
  ])('%s', (_, device, log) => {
    expect(
      logOf(device, (line) => {
        send(line.clock, line.link, line.note('request'));
        line.at(30, () => {
          goOnline(line);
        });
      }),
    ).toEqual(log);
  });

  it.each<[string, Partial<Device>, readonly string[]]>([
    ['arrives with a connection', {}, ['request 10']],
    ['fails without a connection', offline, ['otherwise 10']],
  ])('that cannot wait %s', (_, device, log) => {
    expect(
      logOf(device, ({ clock, link, note }) => {
        send(clock, link, note('request'), note('otherwise'));
      }),
    ).toEqual(log);
  });

  it('never overtakes an earlier one', () => {
    expect(
      logOf(
        {},
        ({ clock, link, note }) => {
          for (const name of ['first', 'second', 'third']) {
            send(clock, link, note(name));
          }
        },
        [20, 5, 30],
      ),
    ).toEqual(['first 20', 'second 20', 'third 30']);
  });

  it('goes when there is nothing left to wait for', () => {
    expect(
      logOf(offline, ({ at, clock, link, note }) => {
        send(clock, link, note('request'));
        at(50, () => {
          giveUp(link);
        });
      }),
    ).toEqual(['request 50']);
  });
});
