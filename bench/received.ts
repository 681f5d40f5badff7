/** Takes all values that are received, so that no compiler can leave the delivery out. */
let received = 0;

/** A subscriber. */
export const receive = (value: unknown): void => {
  received += typeof value === 'string' ? value.length : 1;
};

/** A number that depends on all that was received. */
export const checksum = (): number => received;
