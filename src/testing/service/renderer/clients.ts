/**
 * The clients of the apps.
 */
import type { CallAgentOptions } from '@azure/communication-calling';
import type { CommunicationTokenCredential } from '@azure/communication-common';
import {
  AsyncSubject,
  catchError,
  defer,
  from,
  map,
  mergeMap,
  NEVER,
  of,
  throwError,
  type Observable,
} from 'rxjs';
import type { FakeCallAgent } from '../../fakes/fake-call-agent.js';
import { checkClient, checkDisplayName, FakeCallClient } from '../../fakes/fake-call-client.js';
import { FakeSdkError } from '../../fakes/fake-sdk-error.js';
import { finishCreation } from '../behaviours/devices.js';
import { check } from '../behaviours/requests.js';
import { admission, isInUse, takeFailure } from '../model/accounts.js';
import type { Account, Device } from '../model/world.js';
import { later, now } from '../transport/clock.js';
import { makeDevice } from './agents.js';
import { agentOf, type Stage } from './stage.js';

export function makeClient(stage: Stage, device: string): FakeCallClient {
  const client: FakeCallClient = new FakeCallClient({
    createCallAgent: (credential, options) => {
      checkClient(client);
      return replay(
        tokenOf(credential).pipe(mergeMap((token) => createAgent(stage, client, device, token, options))),
      );
    },
    dispose: () => {
      checkClient(client, 1);
      const own = ownDevice(stage, client);
      return own && !own.isDisposed ? agentOf(stage, own).dispose() : undefined;
    },
  });
  return client;
}

const tokenOf = (credential: CommunicationTokenCredential): Observable<string> =>
  defer(() => from(credential.getToken())).pipe(
    catchError(() => throwError(() => new FakeSdkError({ code: 401, subCode: 44110 }))),
    // An app in JavaScript may give anything.
    map((accessToken: { readonly token: string } | undefined) => accessToken?.token ?? ''),
  );

function createAgent(
  stage: Stage,
  client: object,
  name: string,
  token: string,
  options?: CallAgentOptions,
): Observable<FakeCallAgent> {
  const { clock } = stage.network;
  const account = accountOf(stage, token);
  checkDisplayName(options);
  const { present, refusal } = admission(account, name, ownDevice(stage, client), now(clock));
  check(refusal);
  if (present) {
    stage.devicesOfClients.set(client, present);
    return of(agentOf(stage, present));
  }
  const failure = takeFailure({ account, name }, 'createCallAgent');
  if (failure === 'hangs') {
    return NEVER;
  }
  const device = makeDevice(stage, account, name, options?.displayName);
  stage.devicesOfClients.set(client, device);
  return later(clock, () => {
    finishCreation(stage.network, device, failure);
    return agentOf(stage, device);
  });
}

function accountOf({ network }: Stage, token: string): Account {
  const account = network.world.accounts.get(token);
  if (!account) {
    throw new FakeSdkError({ code: 401, subCode: token ? 44111 : 44109 });
  }
  return account;
}

/** The device that a client has, or whose agent it is making, until the disposal of the agent has settled. */
function ownDevice({ devicesOfClients }: Stage, client: object): Device | undefined {
  const device = devicesOfClients.get(client);
  return device && isInUse(device) ? device : undefined;
}

/** The service acts when it is asked to, whether or not anybody waits for the outcome. */
function replay<T>(source: Observable<T>): Observable<T> {
  const outcome = new AsyncSubject<T>();
  source.subscribe(outcome);
  return outcome;
}
