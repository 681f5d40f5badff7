import { FakeCall, FakeCallAgent, FakeTeamsCall, FakeTeamsCallAgent } from '../../../src/testing/index.js';
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
      ['role', 'isMuted', 'state', 'id'],
      [[], ['id'], ['state'], ['isMuted'], ['role']],
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

it('knows its agent by the class of the agent', () => {
  const [call, teamsCall] = [new FakeCall(), new FakeTeamsCall()];
  const agent = new FakeCallAgent({ calls: [call] });
  const teamsAgent = new FakeTeamsCallAgent({ calls: [teamsCall] });

  // The compiler checks the types here.
  const known: readonly [FakeCallAgent | undefined, FakeTeamsCallAgent | undefined] = [
    call.agent,
    teamsCall.agent,
  ];

  expect([known[0] === agent, known[1] === teamsAgent]).toEqual([true, true]);
});
