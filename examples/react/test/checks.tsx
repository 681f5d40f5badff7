/** Checks of `useObservable` with React's development build, under StrictMode. The results go to the page's body. */
import { Activity, startTransition, useEffect, useMemo, useState } from 'react';
import { renderToString } from 'react-dom/server';
import { callAgent$, calls$, callState$, connectionState$ } from 'rx-acs-calling';
import { shareAgent } from 'rx-acs-calling/operators';
import { FakeCall, FakeCallAgent, FakeSdkError } from 'rx-acs-calling/testing';
import {
  BehaviorSubject,
  concat,
  defer,
  finalize,
  interval,
  lastValueFrom,
  map,
  NEVER,
  of,
  Subject,
  switchMap,
  take,
  tap,
  throwError,
  type Observable,
} from 'rxjs';
import { ErrorBoundary } from '../src/ErrorBoundary';
import { useObservable } from '../src/useObservable';
import { equal, openPage, shows, until } from './page';

const Text = ({ source$, initial = '-' }: { source$: Observable<string>; initial?: string }) =>
  useObservable(source$, initial);

/** A source that counts its subscriptions. */
const counted = <T,>(source$: Observable<T>) => {
  const count = { made: 0, open: 0 };
  const counted$ = defer(() => {
    count.made++;
    count.open++;
    return source$;
  }).pipe(finalize(() => count.open--));
  return { count, counted$ };
};

const checks: Record<string, () => Promise<void>> = {
  'makes one agent though StrictMode mounts twice, and disposes of it after the linger': async () => {
    const agent = new FakeCallAgent({ connectionState: 'Connected' });
    let made = 0;
    let mounted = 0;
    const agent$ = callAgent$(() => {
      made++;
      return of(agent);
    }).pipe(shareAgent({ linger: 300 }));
    const state$ = agent$.pipe(switchMap((it) => connectionState$(it)));
    const shown$ = agent$.pipe(switchMap((it) => calls$(it)));
    const Phone = () => {
      useEffect(() => void mounted++, []);
      return `${useObservable(state$, 'Disconnected')} ${useObservable(shown$, []).length}`;
    };

    const page = openPage(<Phone />);
    await shows(page, 'Connected 0');
    equal(mounted, 2, 'StrictMode mounts');
    agent.set({ calls: [new FakeCall()] });
    await shows(page, 'Connected 1');
    agent.set({ connectionState: 'Disconnected' });
    await shows(page, 'Disconnected 1');
    equal(made, 1, 'agents made');

    page.unmount();
    await until(() => agent.listenerCount() === 0, 'nothing listens to the agent');
    equal(agent.callsTo('dispose').length, 0, 'disposals at once');
    const left = performance.now();
    await until(() => agent.callsTo('dispose').length > 0, 'the agent is disposed of');
    equal(performance.now() - left > 200, true, 'after the linger');
    equal(agent.callsTo('dispose').length, 1, 'disposals');
  },

  'subscribes once for all components, and not at all without one': async () => {
    const value$ = new Subject<string>();
    const { count, counted$ } = counted(value$);
    const both = (
      <>
        <Text source$={counted$} />
        <Text source$={counted$} />
      </>
    );
    const page = openPage(both);
    await until(() => count.made === 2, 'StrictMode has mounted twice');
    equal(count.open, 1, 'subscriptions');
    value$.next('a');
    await shows(page, 'aa');
    page.unmount();
    await until(() => count.open === 0, 'nobody is subscribed');
    // What was shown is gone with the last component.
    const later = openPage(both);
    await shows(later, '--');
    later.unmount();
  },

  'shows a later component at once what the others show': async () => {
    const value$ = new Subject<string>();
    const seen: string[] = [];
    const Later = () => {
      const text = useObservable(value$, '-');
      seen.push(text);
      return text;
    };
    const both = (isLater: boolean) => (
      <>
        <Text source$={value$} />
        {isLater && <Later />}
      </>
    );
    const page = openPage(both(false));
    await until(() => value$.observed, 'the first is subscribed');
    value$.next('a');
    await shows(page, 'a');
    page.render(both(true));
    await shows(page, 'aa');
    equal(seen.includes('-'), false, 'shows the initial value');
    page.unmount();
  },

  'shows the first value of another source, and nothing of the one before': async () => {
    const seen: string[] = [];
    const call = new FakeCall({ state: 'Connected' });
    const State = ({ of: shown }: { of: FakeCall }) => {
      const state = useObservable(
        useMemo(() => callState$(shown), [shown]),
        shown.state,
      );
      seen.push(state);
      return state;
    };
    const page = openPage(<State of={call} />);
    await shows(page, 'Connected');
    const other = new FakeCall({ state: 'Ringing' });
    seen.length = 0;
    page.render(<State of={other} />);
    await shows(page, 'Ringing');
    equal(
      seen.every((state) => state === 'Ringing'),
      true,
      'only the new call',
    );
    equal(call.listenerCount(), 0, 'listeners of the call before');
    // The last value stays after the stream has completed.
    other.set({ state: 'Disconnected' });
    await shows(page, 'Disconnected');
    equal(other.listenerCount(), 0, 'listeners of an ended call');
    page.unmount();
  },

  'never shows two values of one source in one commit, while React renders in pieces': async () => {
    const value$ = new BehaviorSubject('x');
    const Slow = ({ round }: { round: number }) => {
      const text = useObservable(value$, '-');
      const end = performance.now() + 4;
      while (performance.now() < end);
      return <i data-round={round}>{text}</i>;
    };
    let next: (round: number) => void = () => undefined;
    const List = () => {
      const [round, setRound] = useState(0);
      next = setRound;
      // Half of them are mounted by the transition.
      return Array.from({ length: round === 0 ? 15 : 30 }, (_, i) => <Slow key={i} round={round} />);
    };
    const page = openPage(<List />);
    await until(() => page.element.textContent === 'x'.repeat(15), 'the list is there');
    const torn: string[] = [];
    let commits = 0;
    const observer = new MutationObserver(() => {
      commits++;
      const texts = [...page.element.querySelectorAll('i')].map(({ textContent }) => textContent);
      if (new Set(texts).size > 1) torn.push(texts.join(''));
    });
    observer.observe(page.element, { childList: true, characterData: true, subtree: true });
    startTransition(() => next(1));
    // Each value comes while React has rendered a part of the list.
    const last = await lastValueFrom(
      interval(20).pipe(
        take(5),
        map(String),
        tap((value) => value$.next(value)),
      ),
    );
    await until(
      () => page.element.querySelectorAll('i[data-round="1"]').length === 30,
      'the transition is through',
    );
    await shows(page, last.repeat(30));
    observer.disconnect();
    equal(torn.join(), '', 'torn commits');
    equal(commits > 2, true, `${String(commits)} commits are several`);
    page.unmount();
  },

  'gives an error to the boundary, and subscribes anew after it': async () => {
    let attempts = 0;
    const source$ = defer(() => {
      attempts++;
      return page
        ? of('fine')
        : concat(
            of('a'),
            throwError(() => new FakeSdkError({ code: 408, subCode: 10057 })),
          );
    });
    let page: ReturnType<typeof openPage> | undefined;
    const opened = openPage(
      <ErrorBoundary>
        <Text source$={source$} />
      </ErrorBoundary>,
      { onCaughtError: () => undefined },
    );
    await until(() => !!opened.element.querySelector('.detail'), 'the boundary shows the error');
    equal(opened.element.textContent?.includes('408/10057'), true, 'the codes');
    page = opened;
    const before = attempts;
    opened.element.querySelector('button')?.click();
    await shows(opened, 'fine');
    equal(attempts > before, true, 'subscribes anew');
    opened.unmount();
  },

  'gives an error that comes later to the boundary, too': async () => {
    const value$ = new Subject<string>();
    const page = openPage(
      <ErrorBoundary>
        <Text source$={value$} />
      </ErrorBoundary>,
      { onCaughtError: () => undefined },
    );
    await until(() => value$.observed, 'the component is subscribed');
    value$.error(new Error('lost'));
    await until(() => !!page.element.querySelector('.detail'), 'the boundary shows the error');
    page.unmount();
  },

  'unsubscribes while it is hidden': async () => {
    const { count, counted$ } = counted(concat(of('a'), NEVER));
    const page = openPage(
      <Activity mode="visible">
        <Text source$={counted$} />
      </Activity>,
    );
    await shows(page, 'a');
    page.render(
      <Activity mode="hidden">
        <Text source$={counted$} />
      </Activity>,
    );
    await until(() => count.open === 0, 'nobody is subscribed');
    page.render(
      <Activity mode="visible">
        <Text source$={counted$} />
      </Activity>,
    );
    await until(() => count.open === 1, 'the component has subscribed again');
    await shows(page, 'a');
    page.unmount();
  },

  'takes over the HTML of a server without a difference': async () => {
    const { count, counted$ } = counted(of('from the browser'));
    const text = <Text source$={counted$} initial="from the server" />;
    const html = renderToString(text);
    equal(html, 'from the server', 'the HTML');
    equal(count.made, 0, 'subscriptions on the server');
    const problems: unknown[] = [];
    const page = openPage(text, { html, onRecoverableError: (error) => void problems.push(error) });
    await shows(page, 'from the browser');
    equal(problems.join(), '', 'differences');
    page.unmount();
  },
};

const run = async (): Promise<void> => {
  const results: string[] = [];
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      results.push(`ok ${name}`);
    } catch (error) {
      results.push(`not ok ${name}: ${String(error)}`);
    }
  }
  document.body.dataset['results'] = JSON.stringify(results);
};
void run();
