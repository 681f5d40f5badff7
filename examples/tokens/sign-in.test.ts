import { AzureCommunicationTokenCredential } from '@azure/communication-common';
import { AgentCreationError, callAgent$, CallingTimeoutError } from 'rx-acs-calling';
import { FakeCallAgent, FakeCallClient, FakeSdkError } from 'rx-acs-calling/testing';
import { catchError, defer, map } from 'rxjs';
import { fetchToken } from './fetch-token.js';
import { signIn } from './sign-in.js';
import { forTheWholeApp } from './whole-app.js';

/** A token with the one claim that a credential reads: the time at which it expires. */
const tokenFor = (seconds: number): string =>
  ['{"alg":"none"}', JSON.stringify({ exp: Math.floor(Date.now() / 1000) + seconds }), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

/** A client that requests a token as the SDK does, and makes a new agent each time. */
const clientOf = (agents: FakeCallAgent[]): FakeCallClient =>
  new FakeCallClient({
    createCallAgent: (credential) =>
      defer(() => credential.getToken()).pipe(
        map(() => {
          const agent = new FakeCallAgent();
          agents.push(agent);
          return agent;
        }),
        catchError(() => {
          throw new FakeSdkError({ code: 401, subCode: 44110, message: 'Could not fetch the token.' });
        }),
      ),
  });

const hour = 3_600;

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

it('signs in with a new token if the first one is refused', async () => {
  const agents: FakeCallAgent[] = [];
  const fetchToken = jest.fn(() => Promise.resolve(tokenFor(hour)));
  const seen: unknown[] = [];

  const subscription = signIn(clientOf(agents), fetchToken).subscribe((agent) => seen.push(agent));
  await jest.advanceTimersByTimeAsync(0);
  agents[0]?.disconnect('invalidToken');
  await jest.advanceTimersByTimeAsync(0);

  expect(seen).toEqual(agents);
  expect(agents).toHaveLength(2);
  expect(agents[0]?.callsTo('dispose')).toHaveLength(1);
  // The first token is still valid: only another credential requests a second one.
  expect(fetchToken).toHaveBeenCalledTimes(2);
  subscription.unsubscribe();
});

it('gives up if the new token is refused as well', async () => {
  const agents: FakeCallAgent[] = [];
  const error = jest.fn();

  signIn(clientOf(agents), () => Promise.resolve(tokenFor(hour))).subscribe({ error });
  await jest.advanceTimersByTimeAsync(0);
  agents[0]?.disconnect('invalidToken');
  await jest.advanceTimersByTimeAsync(0);
  agents[1]?.disconnect('invalidToken');
  await jest.advanceTimersByTimeAsync(0);

  expect(error).toHaveBeenCalledWith(
    expect.objectContaining({ name: 'AgentDisconnectedError', reason: 'invalidToken', attempts: 2 }),
  );
});

it('tries again after a while if there is no token', async () => {
  const agents: FakeCallAgent[] = [];
  const fetchToken = jest
    .fn(() => Promise.resolve(tokenFor(hour)))
    .mockRejectedValueOnce(new Error('503 from our server'));

  const subscription = signIn(clientOf(agents), fetchToken, { delay: 1_000, random: () => 1 }).subscribe();
  await jest.advanceTimersByTimeAsync(999);
  expect(agents).toHaveLength(0);
  await jest.advanceTimersByTimeAsync(1);

  expect(agents).toHaveLength(1);
  subscription.unsubscribe();
});

it('errs if there never is a token', async () => {
  const error = jest.fn();

  signIn(clientOf([]), () => Promise.reject(new Error('503 from our server')), {
    count: 2,
    delay: 0,
  }).subscribe({
    error,
  });
  await jest.advanceTimersByTimeAsync(100);

  expect(error).toHaveBeenCalledWith(expect.any(AgentCreationError));
  expect(error).toHaveBeenCalledWith(
    expect.objectContaining({ code: 401, subCode: 44110, attempts: 3 }) as AgentCreationError,
  );
});

it('errs after a timeout if the token never comes', async () => {
  const credential = new AzureCommunicationTokenCredential({
    tokenRefresher: () => new Promise<string>(() => undefined),
  });
  const error = jest.fn();

  callAgent$(() => clientOf([]).createCallAgent(credential), { timeout: 30_000 }).subscribe({ error });
  await jest.advanceTimersByTimeAsync(29_999);
  expect(error).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(1);

  expect(error).toHaveBeenCalledWith(expect.any(CallingTimeoutError));
  credential.dispose();
});

it('leaves no agent, no credential and no timer behind', async () => {
  const agents: FakeCallAgent[] = [];
  const disposals = jest.spyOn(AzureCommunicationTokenCredential.prototype, 'dispose');

  const subscription = signIn(clientOf(agents), () => Promise.resolve(tokenFor(hour))).subscribe();
  await jest.advanceTimersByTimeAsync(0);
  subscription.unsubscribe();
  await jest.advanceTimersByTimeAsync(0);

  expect(agents.map((agent) => agent.callsTo('dispose').length)).toEqual([1]);
  expect(disposals).toHaveBeenCalledTimes(1);
  expect(jest.getTimerCount()).toBe(0);
  disposals.mockRestore();
});

it('has no token in an error, even if the server puts one into its message', async () => {
  const token = tokenFor(hour);
  const errors: Error[] = [];
  const client = new FakeCallClient({
    createCallAgent: () => {
      throw new FakeSdkError({ code: 401, subCode: 44111, message: `No JWT: ${token}` });
    },
  });

  signIn(client, () => Promise.resolve(token)).subscribe({
    error: (error: unknown) => errors.push(error as Error),
  });
  await jest.advanceTimersByTimeAsync(0);

  expect(errors).toHaveLength(1);
  expect(`${String(errors[0])} ${String(errors[0]?.stack)} ${JSON.stringify(errors[0])}`).not.toContain(
    token,
  );
});

it('does not use an error page of the token server as a token', async () => {
  const answers = [new Response('eyJ0', { status: 200 }), new Response('Try later.', { status: 503 })];
  jest.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(answers.shift() as Response));
  const { signal } = new AbortController();

  await expect(fetchToken(signal)).resolves.toBe('eyJ0');
  await expect(fetchToken(signal)).rejects.toThrow('The token server answered 503.');
});

it('gives all parts of the app one agent', async () => {
  const agents: FakeCallAgent[] = [];
  const agent$ = forTheWholeApp(signIn(clientOf(agents), () => Promise.resolve(tokenFor(hour))));

  const [first, second] = [agent$.subscribe(), agent$.subscribe()];
  await jest.advanceTimersByTimeAsync(0);
  first.unsubscribe();
  second.unsubscribe();
  const late = agent$.subscribe();
  await jest.advanceTimersByTimeAsync(5_000);

  expect(agents).toHaveLength(1);
  expect(agents[0]?.callsTo('dispose')).toHaveLength(0);
  late.unsubscribe();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(agents[0]?.callsTo('dispose')).toHaveLength(1);
});
