import { Features, type Call } from '@azure/communication-calling';
import type { MicrosoftTeamsUserIdentifier } from '@azure/communication-common';
import { hangUpWhenTransferred, transferTo, withFeature } from 'rx-acs-calling/operators';
import { of } from 'rxjs';

/** Transfers a call to a user, and to the user's voicemail if that fails. */
export const transferOrLeaveMessage = (call: Call, user: MicrosoftTeamsUserIdentifier) =>
  of(call).pipe(
    withFeature(Features.Transfer),
    transferTo([{ targetParticipant: user }, { targetParticipantVoicemail: user }], {
      disableForwardingAndUnanswered: true,
    }),
    hangUpWhenTransferred(),
  );
