/** One agent for all subscribers. */
import type { CallAgent } from '@azure/communication-calling';
import { shareAgent } from 'rx-acs-calling/operators';
import type { Observable } from 'rxjs';

export const forTheWholeApp = (signedIn: Observable<CallAgent>): Observable<CallAgent> =>
  signedIn.pipe(shareAgent());
