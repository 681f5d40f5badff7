/**
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "require", "default"]}
 */
import {
  createEnvironmentInjector,
  EnvironmentInjector,
  inject,
  InjectionToken,
  NgZone,
  PLATFORM_ID,
  runInInjectionContext,
  type Provider,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { NEVER, of, Subject, throwError, timer, map, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { AgentCreationError } from 'rx-acs-calling';
import {
  injectCallAgent,
  injectCalling,
  injectCallingError,
  injectCalls,
  injectConnectionState,
  provideCalling,
  type CallingConfig,
} from 'rx-acs-calling/angular';
import {
  FakeCall,
  FakeCallAgent,
  FakeIncomingCall,
  FakeSdkError,
  listenerCount,
  SimulatedCallingService,
} from 'rx-acs-calling/testing';
import { inApp } from './testbed.js';

const all = () => ({
  calling: injectCalling(),
  agent: injectCallAgent(),
  state: injectConnectionState(),
  calls: injectCalls(),
  error: injectCallingError(),
});

const setUp = (
  config: Partial<CallingConfig> & Pick<CallingConfig, 'createAgent'>,
  providers: Provider[] = [],
) => inApp([provideCalling({ retry: false, ...config }), ...providers], all);

const read = ({ agent, state, calls, error }: ReturnType<typeof all>) => [agent(), state(), calls(), error()];

const refusal = new FakeSdkError({ code: 401, subCode: 40235 });

describe('provideCalling', () => {
  it('makes one agent at the first use, shows it, and disposes of it with the injector', () => {
    const agent = new FakeCallAgent({ connectionState: 'Connected' });
    const createAgent = jest.fn(() => of(agent));
    const app = setUp({ createAgent });

    expect(read(app)).toEqual([agent, 'Connected', [], undefined]);
    expect(createAgent).toHaveBeenCalledTimes(1);

    TestBed.resetTestingModule();

    expect(agent.callsTo('dispose')).toHaveLength(1);
    expect(listenerCount(agent)).toBe(0);
  });

  it('makes no agent before something is injected', () => {
    const createAgent = jest.fn(() => NEVER);
    inApp([provideCalling({ createAgent })], () => inject(NgZone));

    expect(createAgent).not.toHaveBeenCalled();
  });

  it('makes no agent before a stream of it is subscribed to', () => {
    const createAgent = jest.fn(() => NEVER);
    const calling = inApp([provideCalling({ createAgent })], () => injectCalling());

    expect(createAgent).not.toHaveBeenCalled();
    calling.calls$.subscribe().unsubscribe();
    expect(createAgent).toHaveBeenCalledTimes(1);
  });

  it('keeps the agent when the last subscriber leaves', () => {
    const agent = new FakeCallAgent({ connectionState: 'Connected' });
    const calling = inApp([provideCalling({ createAgent: () => of(agent) })], () => injectCalling());
    calling.connectionState$.subscribe().unsubscribe();

    expect(agent.callsTo('dispose')).toEqual([]);
  });

  it('runs its function, and createAgent, in an injection context', () => {
    const AGENT = new InjectionToken<FakeCallAgent>('agent');
    const agent = new FakeCallAgent();
    const shown = inApp(
      [
        { provide: AGENT, useValue: agent },
        provideCalling(() => {
          const outside = inject(AGENT);
          return { createAgent: () => of(inject(AGENT) === outside ? outside : undefined) };
        }),
      ],
      () => injectCallAgent(),
    );

    expect(shown()).toBe(agent);
  });

  it('has an agent for each of two providers', () => {
    const [one, two] = [new FakeCallAgent(), new FakeCallAgent()];
    const parent = inApp([], () => inject(EnvironmentInjector));
    const injectors = [one, two].map((agent) =>
      createEnvironmentInjector([provideCalling({ createAgent: () => of(agent) })], parent),
    );
    const shown = injectors.map((injector) => runInInjectionContext(injector, () => injectCallAgent()));

    expect(shown.map((agent) => agent())).toEqual([one, two]);
    injectors[0]?.destroy();
    expect([one, two].map((agent) => agent.callsTo('dispose').length)).toEqual([1, 0]);
  });

  it('disposes of an agent that comes after the injector was destroyed', () => {
    const created$ = new Subject<FakeCallAgent>();
    setUp({ createAgent: () => created$ });
    TestBed.resetTestingModule();
    const agent = new FakeCallAgent();
    created$.next(agent);

    expect(agent.callsTo('dispose')).toHaveLength(1);
  });

  it('gives nobody the agent of an injector that is destroyed', () => {
    const agent = new FakeCallAgent();
    const { calling } = setUp({ createAgent: () => of(agent) });
    TestBed.resetTestingModule();
    const seen: unknown[] = [];
    calling.agent$.subscribe({ next: (value) => seen.push(value), complete: () => seen.push('complete') });

    expect(seen).toEqual(['complete']);
  });

  it('makes nothing on a server', () => {
    const createAgent = jest.fn(() => NEVER);
    const app = setUp({ createAgent }, [{ provide: PLATFORM_ID, useValue: 'server' }]);

    expect(read(app)).toEqual([undefined, 'Disconnected', [], undefined]);
    expect(createAgent).not.toHaveBeenCalled();
  });

  it('says what is missing without a provider', () => {
    expect(() => inApp([], () => injectCalls())).toThrow(/add provideCalling\(\) to the providers/);
  });

  it.each([injectCallAgent, injectConnectionState, injectCalls, injectCallingError, injectCalling])(
    'refuses %p outside an injection context',
    (inject) => {
      expect(() => inject()).toThrow(/NG0203/);
    },
  );
});

describe('the signals', () => {
  it('follow the calls and the connection', () => {
    const agent = new FakeCallAgent({ connectionState: 'Connected' });
    const app = setUp({ createAgent: () => of(agent) });
    const call = new FakeCall({ state: 'Ringing' });
    agent.set({ calls: [call], connectionState: 'Disconnected' });

    expect(read(app)).toEqual([agent, 'Disconnected', [call], undefined]);
  });

  it('show an error without throwing, and begin anew by restart()', () => {
    const agent = new FakeCallAgent({ connectionState: 'Connected' });
    const attempts: Observable<FakeCallAgent>[] = [throwError(() => refusal), of(agent)];
    const app = setUp({ createAgent: () => attempts.shift() ?? NEVER });

    expect(read(app)).toEqual([undefined, 'Disconnected', [], expect.any(AgentCreationError)]);
    app.calling.restart();
    expect(read(app)).toEqual([agent, 'Connected', [], undefined]);
  });

  it('are not restarted while there is an agent', () => {
    const agent = new FakeCallAgent({ connectionState: 'Connected' });
    const createAgent = jest.fn(() => of(agent));
    const app = setUp({ createAgent });
    app.calling.restart();

    expect(createAgent).toHaveBeenCalledTimes(1);
    expect(agent.callsTo('dispose')).toEqual([]);
  });
});

describe('the streams', () => {
  it(
    'tell what the agent does',
    marbles((m) => {
      const agent = new FakeCallAgent({ connectionState: 'Connected' });
      const incoming = new FakeIncomingCall();
      const { calling } = setUp({ createAgent: () => timer(2).pipe(map(() => agent)) });
      m.hot('    ---d-i').subscribe((key) => {
        if (key === 'd') {
          agent.set({ connectionState: 'Disconnected' });
        } else {
          agent.emit('incomingCall', { incomingCall: incoming });
        }
      });

      m.expect(calling.agent$).toBeObservable('         --a   ', { a: agent });
      m.expect(calling.connectionState$).toBeObservable('--cd', { c: 'Connected', d: 'Disconnected' });
      m.expect(calling.incomingCalls$).toBeObservable(' -----i', { i: incoming });
    }),
  );

  it(
    'err with the error of the agent',
    marbles((m) => {
      const { calling } = setUp({
        createAgent: () =>
          timer(1).pipe(
            map(() => {
              throw refusal;
            }),
          ),
      });
      const errors: unknown[] = [];
      calling.calls$.subscribe({ error: (error: unknown) => errors.push(error) });
      m.flush();

      expect(errors).toEqual([expect.any(AgentCreationError)]);
    }),
  );

  it(
    'run in virtual time on the simulated service, with a lost agent replaced',
    marbles((m) => {
      const service = new SimulatedCallingService({ latency: 10 });
      const user = service.createUser({ communicationUserId: '8:acs:alice' });
      const client = service.callClient();
      const { calling } = setUp({
        createAgent: () => client.createCallAgent(user.credential),
        retry: { random: () => 0 },
      });
      service.script([{ at: 1_000, fault: 'silentDisposal', user }]);
      const agents: unknown[] = [];
      calling.agent$.subscribe((agent) => agents.push(agent));
      timer(60_000).subscribe(() => {
        TestBed.resetTestingModule();
      });
      m.flush();

      expect(agents).toHaveLength(2);
      expect(service.pending).toEqual([]);
    }),
  );
});
