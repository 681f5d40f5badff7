/** The page: one stream of all that it shows, one function that shows it, and the clicks. */
import type { Call, CallAgent } from '@azure/communication-calling';
import { calls$, connectionState$, explain } from 'rx-acs-calling';
import {
  catchError,
  combineLatest,
  concat,
  distinctUntilChanged,
  fromEvent,
  map,
  merge,
  of,
  shareReplay,
  startWith,
  switchMap,
  take,
  withLatestFrom,
  type Observable,
} from 'rxjs';
import * as real from './calling';
import { addChoice, addPerson, find, showLine } from './elements';
import { connection, isUp, line$, makePhone, type Line, type Phone } from './phone';
import * as simulation from './simulation';

interface View {
  readonly phone: Phone;
  readonly status?: Line;
  readonly agent?: CallAgent;
  readonly current?: { readonly call: Call; readonly line: Line } | undefined;
  readonly news?: Line | undefined;
  readonly failed?: boolean;
}

const phones = { simulated: makePhone(simulation), real: makePhone(real) };
const clicks = (id: string) => fromEvent(find(id), 'click');

const kind$ = merge(
  clicks('simulated').pipe(map((): keyof typeof phones => 'simulated')),
  clicks('real').pipe(map((): keyof typeof phones => 'real')),
).pipe(startWith<keyof typeof phones>('simulated'), distinctUntilChanged());

const current$ = (agent: CallAgent) =>
  calls$(agent).pipe(
    map(([call]) => call),
    distinctUntilChanged(),
    switchMap((call) => (call ? line$(call).pipe(map((line) => ({ call, line }))) : of(undefined))),
  );

const signedIn$ = (phone: Phone, agent: CallAgent): Observable<View> =>
  combineLatest({
    phone: of(phone),
    agent: of(agent),
    status: connectionState$(agent).pipe(map(connection)),
    current: current$(agent),
    news: phone.news$.pipe(startWith(undefined)),
  });

/** Without an agent: the error, and after a click another attempt. */
const viewOf$ = (phone: Phone): Observable<View> =>
  phone.agent$.pipe(
    switchMap((agent) => signedIn$(phone, agent)),
    startWith({ phone, status: { tone: 'waiting' as const, text: 'Signing in…' } }),
    catchError((error: unknown, again$) => {
      const news: Line = {
        tone: 'bad',
        text: 'The phone could not sign in.',
        detail: explain(error).message,
      };
      const retried$ = clicks('again').pipe(
        take(1),
        switchMap(() => again$),
      );
      return concat(of({ phone, news, failed: true }), retried$);
    }),
  );

const view$ = kind$.pipe(
  switchMap((kind) => viewOf$(phones[kind])),
  shareReplay({ bufferSize: 1, refCount: true }),
);

const callees = addChoice('callees', 'Call', simulation.people);
const targets = addChoice('targets', 'Transfer to', simulation.people);

const show = ({ status, agent, current, news, failed = false }: View): void => {
  showLine('status', status);
  find('idle').hidden = !agent || !!current;
  callees.show(status?.tone === 'good');
  showLine('call', current?.line);
  find('now').textContent = current?.line.text ?? '';
  targets.show(!!current && isUp(current.line) && news?.tone !== 'waiting', current?.line.text);
  showLine('news', news);
  find('text').textContent = news?.text ?? '';
  find('detail').textContent = news?.detail ?? '';
  find('again').hidden = !failed;
};

view$.subscribe(show);

kind$.subscribe((kind) => {
  document.body.dataset['kind'] = kind;
  for (const each of Object.keys(phones)) {
    find(each).ariaPressed = String(each === kind);
  }
});

callees.chosen$.pipe(withLatestFrom(view$)).subscribe(([callee, { phone, agent }]) => {
  if (agent) phone.call(agent, callee);
});

targets.chosen$.pipe(withLatestFrom(view$)).subscribe(([target, { phone, current }]) => {
  if (current) phone.transfer(current.call, target);
});

clicks('hang-up')
  .pipe(withLatestFrom(view$))
  .subscribe(([, { phone, current }]) => {
    if (current) phone.hangUp(current.call);
  });

for (const { name, about, doing$ } of simulation.people) {
  const doing = addPerson(name, about);
  kind$.pipe(switchMap((kind) => (kind === 'simulated' ? doing$ : of('')))).subscribe((text) => {
    doing.textContent = text;
  });
}
