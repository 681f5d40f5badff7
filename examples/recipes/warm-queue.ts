import { Features, type Call } from '@azure/communication-calling';
import type { CommunicationUserIdentifier } from '@azure/communication-common';
import { hangUpWhenTransferred, transferTo, withFeature } from 'rx-acs-calling/operators';
import { of } from 'rxjs';

/** Offers a call to the agents of a queue in order, for one minute in total. Each update has the progress. */
export const offer = (call: Call, queue: readonly CommunicationUserIdentifier[]) =>
  of(call).pipe(
    withFeature(Features.Transfer),
    transferTo(
      queue.map((targetParticipant) => ({ targetParticipant })),
      { totalTimeout: 60_000, disableForwardingAndUnanswered: true },
    ),
    hangUpWhenTransferred(),
  );
