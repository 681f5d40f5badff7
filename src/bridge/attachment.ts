/** Attaches the one listener of a hub to the SDK's object, and takes it off. */
import { failure, publish, readOf, type Hub } from './hubs.js';
import { Failure, NONE } from './queue.js';

/**
 * Attaches the listener of a hub that has seats, and takes off that of one that has none. `on` and `off` may subscribe
 * or unsubscribe in their turn: then it goes on until the two agree. Gives `false` if `on` threw.
 */
export const settle = (hub: Hub): boolean => {
  if (hub.isSettling || !isUnsettled(hub)) {
    return true;
  }
  hub.isSettling = true;
  let succeeds = true;
  for (let turn = 0; succeeds && isUnsettled(hub); turn++) {
    if (hub.attached !== false) {
      takeOff(hub);
    } else {
      succeeds = attach(hub);
      if (turn > 0) {
        // Something may have changed while the listener was off.
        publish(hub.head, (channel) => (channel.isState ? readOf(channel) : NONE));
      }
    }
  }
  hub.isSettling = false;
  return succeeds;
};

const isUnsettled = ({ size, attached, isLeavable }: Hub): boolean =>
  size > 0 ? attached !== true : attached === true && isLeavable;

/**
 * An `off` that throws leaves it open whether the listener is still there: the next subscription tries again. If that
 * throws too, the more likely counts, since a second listener would tell of each event twice.
 */
const takeOff = (hub: Hub): void => {
  const { attached } = hub;
  hub.attached = false;
  if (!isTakenOff(hub)) {
    hub.attached = attached === true ? 'probably' : attached === 'probably';
  }
};

const attach = (hub: Hub): boolean => {
  const { source, name, listener } = hub;
  try {
    hub.attached = true;
    source.on(name, listener);
    return true;
  } catch (cause) {
    // It may have thrown after it attached the listener.
    hub.attached = hub.isLeavable && !isTakenOff(hub) && 'hardly';
    publish(hub.head, () => new Failure(failure(name, cause)));
    return false;
  }
};

const isTakenOff = ({ source, name, listener }: Hub): boolean => {
  try {
    source.off(name, listener);
    return true;
  } catch {
    return false;
  }
};
