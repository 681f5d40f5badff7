/**
 * The user's calls on other devices. There are none without the service: the suite checks what the real feature does then. The
 * first check makes the agent and its feature, and keeps them in variables of the module.
 */
import type { CallAgent } from '@azure/communication-calling';
import {
  activeCalls$,
  activeCallTransfer,
  InvalidArgumentError,
  SdkError,
  TransferError,
  type ActiveCall,
  type ActiveCallTransferFeature,
} from 'rx-acs-calling';
import { transferHere } from 'rx-acs-calling/operators';
import { of } from 'rxjs';
import { assert, assertEqual, record, wait, type Check } from '../check.js';
import { assertNoListenerLeft, listenersNow, watchListeners } from '../ledger.js';
import { AzureCommunicationTokenCredential, CallClient, createAgent, fakeToken, Features } from '../sdk.js';

const client = new CallClient();

let agent: CallAgent;
let feature: ActiveCallTransferFeature;

const elsewhere: ActiveCall = {
  callId: crypto.randomUUID(),
  participants: [],
  userJoinTime: new Date(),
};

const EVENTS = ['activeCallsUpdated', 'noActiveCalls'];

const listeners = (event: string): number => listenersNow(feature, event);

/** Emits the feature's events for these calls, as after a message of the service. */
const pretendCalls = (activeCallDetails: readonly ActiveCall[]): void => {
  const { eventEmitter } = feature as unknown as {
    readonly eventEmitter: { emit(event: string, payload?: unknown): void };
  };
  if (activeCallDetails.length > 0) {
    eventEmitter.emit('activeCallsUpdated', { activeCallDetails });
  } else {
    eventEmitter.emit('noActiveCalls');
  }
};

/** SDK 1.40.1 has no such feature. */
const missing = 'ActiveCallTransfer' in Features ? undefined : 'this SDK cannot move a call between devices';

const onFeature: readonly Check[] = [
  {
    name: 'activeCallTransfer gives the feature of an agent, and the same object again',
    run: async () => {
      agent = await createAgent(client, new AzureCommunicationTokenCredential(fakeToken()));
      feature = activeCallTransfer(agent, Features);
      watchListeners(feature);
      assertEqual(feature.name, 'ActiveCallTransfer', 'name');
      assert(activeCallTransfer(agent, Features) === feature, 'Another feature came.');
    },
  },
  {
    name: 'activeCallTransfer refuses Features without it at once, and errs with what the SDK says of a wrong one',
    run: () => {
      const attempt = (features: object): unknown => {
        try {
          return activeCallTransfer(agent, features);
        } catch (error) {
          return error;
        }
      };
      assert(attempt({}) instanceof InvalidArgumentError, 'Features without it were taken.');
      const refused = attempt({ ActiveCallTransfer: Features.Transfer });
      assert(refused instanceof SdkError, `Expected an SdkError, got ${String(refused)}`);
      assertEqual([refused.code, refused.subCode], [500, 41001], 'codes');
      return Promise.resolve();
    },
  },
  {
    name: 'activeCalls$ errs with an SdkError when the SDK has nobody to ask',
    run: async () => {
      const calls = record(activeCalls$(feature));
      assertEqual(EVENTS.map(listeners), [1, 1], 'listeners');
      const error = await calls.end;
      assert(error instanceof SdkError, `Expected an SdkError, got ${String(error)}`);
      const { code, subCode, resultCategories } = error;
      assertEqual(
        { code, subCode, resultCategories },
        { code: 500, subCode: 46703, resultCategories: ['UnexpectedClientError'] },
        'details',
      );
      assertEqual(calls.values, [], 'lists');
      assertEqual(EVENTS.map(listeners), [0, 0], 'listeners after the error');
    },
  },
  {
    name: 'activeCalls$ emits what the SDK tells of before it has an answer, and takes no refusal after that',
    run: async () => {
      const early = record(activeCalls$(feature));
      const late = record(activeCalls$(feature));
      pretendCalls([elsewhere]);
      pretendCalls([elsewhere]);
      pretendCalls([]);
      // Longer than the SDK takes to find nobody to ask.
      await wait(4000);
      pretendCalls([elsewhere]);
      for (const { values } of [early, late]) {
        assertEqual(values, [[elsewhere], [], [elsewhere]], 'lists');
      }
      assertEqual(EVENTS.map(listeners), [1, 1], 'listeners');
      early.subscription.unsubscribe();
      late.subscription.unsubscribe();
      assertEqual(EVENTS.map(listeners), [0, 0], 'listeners after leaving');
    },
  },
  {
    name: 'transferHere errs with a TransferError for a call that the SDK does not know',
    run: async () => {
      const moved = record(of(elsewhere).pipe(transferHere(feature)));
      const error = await moved.end;
      assert(error instanceof TransferError, `Expected a TransferError, got ${String(error)}`);
      const { code, subCode, reason, call } = error;
      assertEqual(
        { code, subCode, reason, call },
        { code: 404, subCode: 46705, reason: 'not-found', call: undefined },
        'details',
      );
      assertEqual(moved.values, [], 'calls');
    },
  },
  {
    name: 'no listener of the library is left, and there never were two for one event',
    run: async () => {
      assertNoListenerLeft(EVENTS);
      await agent.dispose();
    },
  },
];

const onSdkWithout: readonly Check[] = [
  {
    name: 'activeCallTransfer throws an InvalidArgumentError with an SDK without the feature',
    run: async () => {
      agent = await createAgent(client, new AzureCommunicationTokenCredential(fakeToken()));
      let thrown: unknown;
      try {
        activeCallTransfer(agent, Features);
      } catch (error) {
        thrown = error;
      }
      assert(
        thrown instanceof InvalidArgumentError,
        `Expected an InvalidArgumentError, got ${String(thrown)}`,
      );
      await agent.dispose();
    },
  },
];

export const checks: readonly Check[] =
  missing === undefined
    ? onFeature
    : [...onFeature.map((check) => ({ ...check, notApplicable: missing })), ...onSdkWithout];
