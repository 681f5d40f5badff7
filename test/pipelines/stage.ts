/**
 * The stage of a scenario: its people, and everything that happens to them. The scheduler then plays it.
 */
import { timer } from 'rxjs';
import { FakeFeatures, SimulatedCallingService, type FakeCall } from '../../src/testing/index.js';
import { Agents } from './agents.js';
import { shareDesk } from './desk.js';
import { follow } from './follow.js';
import { Person } from './person.js';
import type { Report } from './report.js';
import { Requests } from './requests.js';
import { checkRules } from './rules.js';
import type { Name, Scenario } from './scenario.js';
import { TransferPlay } from './transfer-play.js';
import { mount } from './view.js';

/** The time when everything is unsubscribed from: later than any timeout of a pipeline. */
const END = 150_000;

const RINGING = 20_000;
const CALL_AT = 1_000;

type People = Readonly<Record<Name, Person>>;

export function setStage(scenario: Scenario, report: Report): void {
  const { latency, faults, switches } = scenario;
  const service = new SimulatedCallingService({ latency, ringTimeout: RINGING, reconnectTimeout: 5_000 });
  const agents = new Agents(report, END);
  const people = bringPeople(scenario, service, agents, report);
  const desk = shareDesk(service, { switches, end: END, agents, report });
  dial(people, 'bob', CALL_AT);
  const plays = planTransfers(scenario, people, report);
  service.script(faults.map(({ who, ...fault }) => ({ ...fault, user: people[who].user })));
  planUsers(scenario, people);
  timer(END).subscribe(() => {
    report.tally.faults += service.faults.length;
    checkRules({ scenario, alice: people.alice, bob: people.bob, plays, report });
    const { alice, bob, carol } = people;
    for (const subscription of [
      ...plays.map((play) => play.subscription),
      ...[alice, bob, carol].map(({ everything }) => everything),
      desk,
    ]) {
      subscription.unsubscribe();
    }
  });
  // Every disposal is done long before.
  timer(2 * END).subscribe(() => {
    for (const pending of service.pending) {
      report.expect(false, `left: ${pending}`);
    }
  });
}

function bringPeople(
  { bob, carol, follows, looksUp }: Scenario,
  service: SimulatedCallingService,
  agents: Agents,
  report: Report,
): People {
  const onCall = (call: FakeCall, person: Person): void => {
    if (looksUp) {
      call.feature(FakeFeatures.Transfer);
    }
    if (follows && person.calls.length === 1) {
      follow(person, call);
    }
  };
  const person = (
    name: Name,
    config: Pick<ConstructorParameters<typeof Person>[0], 'answer' | 'onCall'>,
  ): Person => {
    const user = service.createUser(
      name === 'carol' ? { microsoftTeamsUserId: name } : { communicationUserId: name },
      { voicemail: name === 'carol' },
    );
    return new Person({ service, user, name, report, agents, ...config });
  };
  return {
    alice: person('alice', {}),
    bob: person('bob', { answer: bob, onCall }),
    carol: person('carol', { answer: carol }),
  };
}

/** Alice calls somebody. */
function dial({ alice, ...others }: People, whom: 'bob' | 'carol', at: number): void {
  timer(at).subscribe(() => {
    try {
      alice.agent?.startCall([others[whom].user.identifier]);
    } catch (error) {
      // The SDK may have disposed of the agent.
      alice.report.note(`no call: ${String(error)}`);
    }
  });
}

/** Alice transfers her first call. A transfer into another call needs that call first. */
function planTransfers(
  { latency, faults, hangUps, transfers }: Scenario,
  people: People,
  report: Report,
): readonly TransferPlay[] {
  const isSmooth = !faults.length && !hangUps.length;
  const requests = new Requests(report, isSmooth ? 3 * latency + 100 : Infinity);
  return transfers.map((plan, index) => {
    if ([plan.target].flat().includes('call')) {
      dial(people, 'carol', plan.at - 3_000);
    }
    return new TransferPlay(plan, index, people.alice, requests);
  });
}

/** People hang up by hand, and components are mounted. */
function planUsers({ hangUps, views }: Scenario, people: People): void {
  for (const { who, at } of hangUps) {
    timer(at).subscribe(() => {
      people[who].hangUpAll();
    });
  }
  for (const [index, view] of views.entries()) {
    timer(view.at).subscribe(() => {
      mount(people[view.who], view, index + 1);
    });
  }
}
