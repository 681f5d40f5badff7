/**
 * What a stream for each element of a collection costs, beside what one would write by hand: to subscribe to all anew
 * whenever the collection changes.
 */
import { BehaviorSubject, merge, switchMap, type Observable } from 'rxjs';
import type { Call as SdkCall } from '@azure/communication-calling';
import { callState$ } from 'rx-acs-calling';
import { mergeEach } from 'rx-acs-calling/operators';
import { compare, type Work } from './measure.js';
import { Call } from './objects.js';
import { receive } from './received.js';
import { ns, ratio, type Row, type Table } from './table.js';

type Open = (collections: Observable<readonly Call[]>) => Observable<string>;

const stateOf = (call: Call): Observable<string> => callState$(call as unknown as SdkCall);

const byHand: Open = (collections) =>
  collections.pipe(switchMap((elements) => merge(...elements.map((element) => stateOf(element)))));

const ours: Open = (collections) => collections.pipe(mergeEach(stateOf));

const watch = (count: number, open: Open) => {
  const elements = Array.from({ length: count }, () => new Call());
  const collections = new BehaviorSubject<readonly Call[]>(elements);
  open(collections).subscribe(receive);
  return { elements, collections };
};

/** One event of one element, which says something new. */
const event = (count: number, open: Open): Work => {
  const { elements } = watch(count, open);
  const element = elements[count >> 1];
  return (times) => {
    for (let i = 1; i <= times; i++) {
      element?.setState(i % 2 ? 'Connected' : 'LocalHold');
    }
  };
};

/** One element leaves, or comes back, each time in a turn of its own. */
const change = (count: number, open: Open): Work => {
  const { elements, collections } = watch(count, open);
  const rest = elements.slice(1);
  return async (times) => {
    for (let i = 0; i < times; i++) {
      collections.next(collections.value === elements ? rest : elements);
      await Promise.resolve();
    }
  };
};

const line = async (work: string, count: number, make: (count: number, open: Open) => Work): Promise<Row> => {
  const { hand, each } = await compare({ hand: make(count, byHand), each: make(count, ours) });
  return [`${work}, among ${count.toLocaleString('en')}`, ns(hand.time), ns(each.time), ratio(each.ratio)];
};

/** A few elements, and so many that whatever grows with their number shows. */
export const each = async (): Promise<Table> => {
  const rows: Row[] = [];
  for (const count of [10, 10_000]) {
    rows.push(await line('one event of one element', count, event));
  }
  for (const count of [10, 10_000]) {
    rows.push(await line('one element leaves or returns', count, change));
  }
  return { head: ['work', 'switchMap and merge', 'mergeEach', 'ratio'], rows };
};
