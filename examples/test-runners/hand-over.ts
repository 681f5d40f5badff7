/** A pipeline of an app: hands a call over to the first of some people who takes it. */
import type { Call, TransferCallFeature } from '@azure/communication-calling';
import type { CommunicationIdentifier } from '@azure/communication-common';
import { explain } from 'rx-acs-calling';
import { hangUpWhenTransferred, transferTo, withFeature } from 'rx-acs-calling/operators';
import { catchError, map, of, type Observable } from 'rxjs';

/** The SDK's `Features.Transfer`, or a function that loads it. */
type TransferFactory = Parameters<typeof withFeature<Call, TransferCallFeature>>[0];

/** Emits what to show: whom the transfer is for and how far it is, and at the end why it failed if it did. */
export const handOver = (
  call: Call,
  people: readonly CommunicationIdentifier[],
  transfer: TransferFactory,
): Observable<string> =>
  of(call).pipe(
    withFeature(transfer),
    transferTo(people.map((targetParticipant) => ({ targetParticipant }))),
    hangUpWhenTransferred(),
    map(({ state, attempt }) => `${String(attempt)}: ${state}`),
    catchError((error: unknown) => of(`not transferred: ${explain(error).reason}`)),
  );
