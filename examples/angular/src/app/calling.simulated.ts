import { simulatedCalling } from './simulation';

/** The agent of the app, without the SDK. */
export const calling = simulatedCalling('alice');
