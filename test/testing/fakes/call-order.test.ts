import { stepsOf } from '../../../src/testing/fakes/call-order.js';

describe('the steps in which a call sets its properties', () => {
  it.each([
    ['nothing', [], [[]]],
    [
      'properties without an event first, at once',
      ['state', 'direction', 'kind'],
      [['direction', 'kind'], ['state']],
    ],
    [
      'the pass in the order of the SDK',
      ['role', 'isIncomingAudioMuted', 'isMuted', 'isScreenSharingOn', 'id'],
      [[], ['id'], ['isScreenSharingOn'], ['isMuted'], ['isIncomingAudioMuted'], ['role']],
    ],
    [
      'the mute right after the state',
      ['role', 'isMuted', 'isScreenSharingOn', 'state', 'id'],
      [[], ['id'], ['state'], ['isMuted'], ['isScreenSharingOn'], ['role']],
    ],
    [
      'others at their own place, and the pass at the places of the pass',
      ['role', 'remoteParticipants', 'state', 'localVideoStreams'],
      [[], ['state'], ['remoteParticipants'], ['role'], ['localVideoStreams']],
    ],
  ])('are: %s', (_, names, steps) => {
    expect(stepsOf(names)).toEqual(steps);
  });
});
