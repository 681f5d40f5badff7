import type { Scenario } from '../scenario.js';
import { failing } from './failing.js';
import { reconnecting } from './reconnecting.js';
import { toCall } from './to-call.js';
import { toParticipant } from './to-participant.js';
import { toVoicemail } from './to-voicemail.js';

export const scenarios: readonly Scenario[] = [toParticipant, toCall, toVoicemail, failing, reconnecting];
