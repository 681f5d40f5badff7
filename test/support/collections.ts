/** Collections of letters, and a stream for each letter. */
import { Observable, Subject } from 'rxjs';

/** Collections for marbles. */
export const lists: Readonly<Record<string, readonly string[]>> = {
  o: [],
  a: ['a'],
  b: ['b'],
  c: ['c'],
  x: ['a', 'b'],
  y: ['b', 'a'],
  z: ['a', 'b', 'a'],
  t: ['a', 'b', 'c'],
};

/** Streams of letters that know which were asked for, and which have a subscriber. */
export const letterStreams = () => {
  const subjects = new Map<string, Subject<string>>();
  const active: string[] = [];
  const asked: string[] = [];
  const of_ = (element: string): Subject<string> => {
    const subject = subjects.get(element) ?? new Subject<string>();
    subjects.set(element, subject);
    return subject;
  };
  const project = (element: string): Observable<string> => {
    asked.push(element);
    return new Observable<string>((subscriber) => {
      active.push(element);
      subscriber.add(() => {
        active.splice(active.indexOf(element), 1);
      });
      subscriber.add(of_(element).subscribe(subscriber));
    });
  };
  return { of: of_, project, active, asked };
};
