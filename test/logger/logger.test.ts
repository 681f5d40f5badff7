/** The library's own lines: sdkLogs$ emits them, and they identify nobody. */
import type { VideoStreamRendererView } from '@azure/communication-calling';
import { AzureLogger } from '@azure/logger';
import { catchError, EMPTY, NEVER, of, throwError, type Observable } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { callAgent$, videoView$ } from 'rx-acs-calling';
import { sdkLogs$ } from 'rx-acs-calling/logs';
import { hangUpWhenTransferred, retryOnDisconnect, transferTo, withFeature } from 'rx-acs-calling/operators';
import {
  drive,
  FakeCall,
  FakeCallAgent,
  FakeFeatures,
  FakeLocalVideoStream,
  FakeSdkError,
  FakeTransfer,
  FakeVideoStreamRenderer,
  FakeVideoStreamRendererView,
} from 'rx-acs-calling/testing';

const USER = '8:acs:38a9bd90-c4f7-4a51-9369-a663882227f8_1c760dfc-c4f7-4a51-9369-a663882227f8';
const PHONE = '+15550100999';
const TOKEN = 'eyJhbGciOiJub25lIn0.eyJhIjoxfQ.abc';

const refused = (code: number, subCode: number) =>
  throwError(() => new FakeSdkError({ code, subCode, message: `No: ${USER}, ${PHONE}, ${TOKEN}` }));

const original = AzureLogger.log;

beforeEach(() => {
  AzureLogger.log = () => undefined;
});

afterAll(() => {
  AzureLogger.log = original;
});

/** Subscribes to a stream until nothing happens any more, then leaves it. Gives all lines with their times. */
const logOf = (scene: (m: RunHelpers) => Observable<unknown>): readonly string[] => {
  const lines: string[] = [];
  const logs = sdkLogs$({ level: 'verbose', namespaces: ['rx-acs-calling'], redact: false }).subscribe(
    ({ time, level, message }) => lines.push(`${String(time)} ${level}: ${message}`),
  );
  new TestScheduler(() => undefined).run((m) => {
    const run = scene(m)
      .pipe(catchError(() => EMPTY))
      .subscribe();
    m.flush();
    run.unsubscribe();
    m.flush();
  });
  logs.unsubscribe();
  for (const secret of [USER, PHONE, TOKEN, 'No:']) {
    expect(lines.join('\n')).not.toContain(secret);
  }
  return lines;
};

describe('the log of callAgent$', () => {
  it('reports the creation and the disposal of an agent', () => {
    const agent = new FakeCallAgent({ dispose: () => of(undefined) });

    expect(logOf((m) => callAgent$(() => m.cold('--(a|)', { a: agent })))).toEqual([
      '2 info: agent made',
      '2 info: agent disposed of',
    ]);
  });

  it('reports the codes of a failed disposal', () => {
    const agent = new FakeCallAgent({ dispose: () => refused(409, 40203) });

    expect(logOf(() => callAgent$(() => of(agent)))).toEqual([
      '0 info: agent made',
      '0 warning: dispose() of the agent failed: 409/40203',
    ]);
  });

  it('reports the codes of a failed creation', () => {
    expect(logOf(() => callAgent$(() => refused(403, 40229)))).toEqual([
      '0 warning: agent not made: 403/40229 (wrong token kind)',
    ]);
  });

  it('reports a creation that times out, and the late agent', () => {
    const agent = new FakeCallAgent({ dispose: () => of(undefined) });

    expect(logOf((m) => callAgent$(() => m.cold('9ms (a|)', { a: agent }), { timeout: 5 }))).toEqual([
      '5 warning: no agent after 5 ms: the creation has not settled',
      '9 info: agent made',
      '9 warning: an agent came after its time was over, and is disposed of',
      '9 info: agent disposed of',
    ]);
  });

  it('reports that the previous agent was not disposed of in time', () => {
    const agent = new FakeCallAgent({ dispose: () => NEVER });

    expect(
      logOf(() => {
        const agent$ = callAgent$(() => of(agent), { timeout: 5 });
        agent$.subscribe().unsubscribe();
        return agent$;
      }),
    ).toEqual([
      '0 info: agent made',
      '10 warning: no agent after 5 ms: the dispose() of the previous one has not settled',
    ]);
  });
});

describe('the log of videoView$', () => {
  const view = new FakeVideoStreamRendererView();
  const rendererOf = (createView: () => Observable<VideoStreamRendererView>) =>
    new FakeVideoStreamRenderer(new FakeLocalVideoStream(), { createView });

  it('reports the codes of a refused view', () => {
    const renderer = rendererOf(() => refused(403, 43001));

    expect(logOf(() => videoView$(() => renderer))).toEqual(['0 warning: view not made: 403/43001']);
  });

  it('reports a view that is late', () => {
    expect(
      logOf((m) => videoView$(() => rendererOf(() => m.cold('9ms (v|)', { v: view })), { timeout: 5 })),
    ).toEqual(['5 warning: no view of the video after 5 ms: createView() has not settled']);
  });

  it('reports the codes of a failed disposal', () => {
    const renderer = rendererOf(() => of(view)).answer('dispose', () => {
      throw new FakeSdkError({ code: 400, subCode: 43222, message: `No: ${USER}` });
    });

    expect(logOf(() => videoView$(() => renderer))).toEqual([
      '0 warning: dispose() of the renderer failed: 400/43222',
    ]);
  });
});

describe('the log of retryOnDisconnect', () => {
  const config = { count: 1, delay: 4, random: () => 1, connectTimeout: 6, reconnectTimeout: 0 };

  it('reports the reason of a loss, the time of the next attempt, and giving up', () => {
    expect(
      logOf((m) => {
        const create = () => {
          const agent = new FakeCallAgent({ connectionState: 'Connected', dispose: () => of(undefined) });
          m.cold('--x').subscribe(() => {
            agent.write({ connectionState: 'Disconnected' });
            agent.emit('connectionStateChanged', {
              oldValue: 'Connected',
              newValue: 'Disconnected',
              reason: 'connectionIssue',
            });
          });
          return of(agent);
        };
        return callAgent$(create).pipe(retryOnDisconnect(config));
      }),
    ).toEqual([
      '0 info: agent made',
      '2 warning: agent lost (connectionIssue): 1 failure',
      '2 info: next attempt in 4 ms',
      '2 info: agent disposed of',
      '6 info: next attempt',
      '6 info: agent made',
      '8 error: agent lost (connectionIssue): gave up after 2 failures in a row: count is 1',
      '8 info: agent disposed of',
    ]);
  });

  it('reports an agent that did not connect in time', () => {
    const create = () => of(new FakeCallAgent({ connectionState: 'Disconnected' }));

    expect(logOf(() => callAgent$(create).pipe(retryOnDisconnect({ ...config, count: 0 })))).toContain(
      '6 error: agent not connected in time: gave up after 1 failure: count is 0',
    );
  });

  it('reports the codes of a failed creation, and the immediate request of a new token', () => {
    expect(logOf(() => callAgent$(() => refused(401, 40235)).pipe(retryOnDisconnect(config)))).toEqual([
      '0 warning: agent not made: 401/40235 (token expired)',
      '0 warning: agent not made (401/40235 (token expired)): 1 failure',
      '0 info: next attempt',
      '0 warning: agent not made: 401/40235 (token expired)',
      '0 error: agent not made (401/40235 (token expired)): gave up after 2 failures in a row: the new token is refused too',
    ]);
  });

  it('reports a creation that times out', () => {
    const agent$ = callAgent$(() => NEVER, { timeout: 5 });

    expect(logOf(() => agent$.pipe(retryOnDisconnect({ ...config, count: 0 })))).toContain(
      '5 error: agent not made in time: gave up after 1 failure: count is 0',
    );
  });

  it('reports nothing for an error that is not about the agent', () => {
    expect(logOf(() => throwError(() => new Error('other')).pipe(retryOnDisconnect()))).toEqual([]);
  });
});

describe('the log of a transfer', () => {
  const transferring = (m: RunHelpers, marbles: string, call: FakeCall): Observable<unknown> => {
    const transfer = new FakeTransfer();
    call.feature(FakeFeatures.Transfer).answer('transfer', () => transfer);
    drive(
      m.hot(marbles, {
        t: { state: 'Transferring' as const },
        d: { state: 'Transferred' as const },
        f: { state: 'Failed' as const, error: { code: 487, subCode: 10004 } },
      }),
      transfer,
    );
    return of(call).pipe(
      withFeature(FakeFeatures.Transfer),
      transferTo({ targetParticipant: { phoneNumber: PHONE } }, { timeout: 20 }),
      hangUpWhenTransferred(),
    );
  };

  it('reports each step of a successful one', () => {
    const call = new FakeCall({
      id: 'c',
      state: 'Connected',
      callerInfo: { identifier: { kind: 'communicationUser', communicationUserId: USER } },
    });

    expect(logOf((m) => transferring(m, '--t--d', call))).toEqual([
      '0 info: call c: putting it on hold, to be transferred to a phone number',
      '0 info: call c: transfer to a phone number requested (LocalHold)',
      '0 info: call c: transfer to a phone number None',
      '2 info: call c: transfer to a phone number Transferring',
      '5 info: call c: transfer to a phone number Transferred',
      '5 info: call c: hanging up',
      '5 info: call c: hung up',
    ]);
  });

  it('reports the reason of a failure, and the resumed call', () => {
    const call = new FakeCall({ id: 'c', state: 'Connected' });

    expect(logOf((m) => transferring(m, '--t--f', call)).slice(-2)).toEqual([
      '5 warning: call c: transfer to a phone number Failed: 487/10004',
      '5 info: call c: resumed',
    ]);
  });

  it('reports the codes of a failed hold, resume and hang-up', () => {
    const call = new FakeCall({ id: 'c', state: 'Connected', resume: () => refused(500, 3) });
    const unheld = new FakeCall({ id: 'c', state: 'Connected', hold: () => refused(500, 1) });
    const hanging = new FakeCall({ id: 'c', state: 'Connected', hangUp: () => refused(500, 2) });

    expect(logOf((m) => transferring(m, '--t--f', call)).at(-1)).toBe(
      '5 warning: call c: not resumed: 500/3 (LocalHold)',
    );
    expect(logOf((m) => transferring(m, '--t--f', unheld)).at(-1)).toBe(
      '0 warning: call c: not put on hold: 500/1 (Connected)',
    );
    expect(logOf((m) => transferring(m, '--t--d', hanging)).at(-1)).toBe(
      '5 warning: call c: hanging up failed: 500/2 (LocalHold)',
    );
  });

  it('reports that resume and hang-up do not settle', () => {
    const call = new FakeCall({ id: 'c', state: 'Connected', resume: () => NEVER });
    const hanging = new FakeCall({ id: 'c', state: 'Connected', hangUp: () => NEVER });

    expect(logOf((m) => transferring(m, '--t--f', call)).at(-1)).toBe(
      '10005 warning: call c: not resumed after 10000 ms (LocalHold)',
    );
    expect(logOf((m) => transferring(m, '--t--d', hanging)).at(-1)).toBe(
      '30005 warning: call c: not hung up after 30000 ms (LocalHold)',
    );
  });

  it('reports the codes of a request that the SDK refuses', () => {
    const call = new FakeCall({ id: 'c', state: 'LocalHold' });

    expect(
      logOf(() => {
        call.feature(FakeFeatures.Transfer).answer('transfer', () => {
          throw new FakeSdkError({ code: 412, subCode: 41042, message: `No: ${PHONE}` });
        });
        return of(call).pipe(
          withFeature(FakeFeatures.Transfer),
          transferTo({ targetParticipant: { communicationUserId: USER } }),
        );
      }),
    ).toEqual([
      '0 info: call c: transfer to a Communication Services user requested (LocalHold)',
      '0 warning: call c: transfer to a Communication Services user refused: 412/41042',
    ]);
  });

  it('reports a transfer without an outcome', () => {
    const call = new FakeCall({ id: 'c', state: 'Connected' });

    expect(logOf((m) => transferring(m, '--t', call)).at(-1)).toBe(
      '20 warning: call c: transfer to a phone number has no outcome after 20 ms (LocalHold)',
    );
  });
});
