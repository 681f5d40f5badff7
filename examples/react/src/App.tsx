import { useMemo, useState } from 'react';
import type { Call, CallAgent } from '@azure/communication-calling';
import { calls$, connectionState$ } from 'rx-acs-calling';
import * as real from './calling';
import { ErrorBoundary } from './ErrorBoundary';
import { connection, isUp, line$, lineOf, makePhone, personFrom } from './phone';
import type { Line, Person, Phone } from './phone';
import * as simulation from './simulation';
import { useObservable } from './useObservable';

const phones = { simulated: makePhone(simulation), real: makePhone(real) };

export function App() {
  const [kind, setKind] = useState<keyof typeof phones>('simulated');
  return (
    <>
      <header>
        <h1>Softphone</h1>
        <div role="group" aria-label="Service">
          <button aria-pressed={kind === 'simulated'} onClick={() => setKind('simulated')}>
            Simulated
          </button>
          <button aria-pressed={kind === 'real'} onClick={() => setKind('real')}>
            Real service
          </button>
        </div>
      </header>
      <main>
        <section className="card phone" aria-label="Your phone">
          <ErrorBoundary key={kind}>
            <PhoneView phone={phones[kind]} people={kind === 'simulated' ? simulation.people : undefined} />
          </ErrorBoundary>
        </section>
        {kind === 'simulated' && <Others />}
      </main>
    </>
  );
}

/** The phone once it has an agent, and the news of its actions. */
function PhoneView({ phone, people }: { phone: Phone; people: readonly Person[] | undefined }) {
  const agent = useObservable(phone.agent$, undefined);
  const news = useObservable(phone.news$, undefined);
  return agent ? (
    <SignedIn {...{ phone, agent, news, people }} />
  ) : (
    <Status line={{ tone: 'waiting', text: 'Signing in…' }} />
  );
}

interface SignedInProps {
  phone: Phone;
  agent: CallAgent;
  news: Line | undefined;
  people: readonly Person[] | undefined;
}

function SignedIn({ phone, agent, news, people }: SignedInProps) {
  const state = useObservable(
    useMemo(() => connectionState$(agent), [agent]),
    agent.connectionState,
  );
  const calls = useObservable(
    useMemo(() => calls$(agent), [agent]),
    agent.calls,
  );
  const [call] = calls;
  return (
    <>
      <Status line={connection(state)} />
      {call ? (
        <CallCard key={call.id} {...{ phone, call, people }} isBusy={news?.tone === 'waiting'} />
      ) : (
        <div className="idle">
          <p>Whom do you want to call?</p>
          <Choice
            verb="Call"
            people={people}
            isDisabled={state !== 'Connected'}
            choose={(person) => phone.call(agent, person)}
          />
        </div>
      )}
      {news && <News line={news} />}
    </>
  );
}

interface CallCardProps {
  phone: Phone;
  call: Call;
  people: readonly Person[] | undefined;
  isBusy: boolean;
}

function CallCard({ phone, call, people, isBusy }: CallCardProps) {
  const line = useObservable(
    useMemo(() => line$(call), [call]),
    lineOf(call.state, call.remoteParticipants),
  );
  return (
    <div className={`call ${line.tone}`}>
      <p className="now">{line.text}</p>
      <Choice
        verb="Transfer to"
        people={people?.filter(({ name }) => !line.text.includes(name))}
        isDisabled={isBusy || !isUp(line)}
        choose={(person) => phone.transfer(call, person)}
      />
      <button className="end" onClick={() => phone.hangUp(call)}>
        Hang up
      </button>
    </div>
  );
}

interface ChoiceProps {
  verb: string;
  people: readonly Person[] | undefined;
  isDisabled: boolean;
  choose: (person: Person) => void;
}

/** A button for each person, or a field for a person nobody knows yet. */
function Choice({ verb, people, isDisabled, choose }: ChoiceProps) {
  return (
    <fieldset disabled={isDisabled}>
      {people ? (
        people.map((person) => (
          <button key={person.name} onClick={() => choose(person)}>
            {verb} {person.name}
          </button>
        ))
      ) : (
        <form action={(form) => choose(personFrom(String(form.get('person'))))}>
          <input
            name="person"
            required
            aria-label="Phone number or user id"
            placeholder="+15550100 or 8:acs:…"
          />
          <button>{verb}</button>
        </form>
      )}
    </fieldset>
  );
}

const Status = ({ line }: { line: Line }) => (
  <p className={`status ${line.tone}`} role="status">
    {line.text}
  </p>
);

const News = ({ line }: { line: Line }) => (
  <div className={`news ${line.tone}`} role="status">
    <p>{line.text}</p>
    {line.detail && <p className="detail">{line.detail}</p>}
  </div>
);

function Others() {
  return (
    <section className="card" aria-label="The others">
      <h2>The others</h2>
      <ul>
        {simulation.people.map((person) => (
          <Other key={person.name} {...person} />
        ))}
      </ul>
    </section>
  );
}

function Other({ name, about, doing$ }: (typeof simulation.people)[number]) {
  return (
    <li>
      <strong>{name}</strong> <span className="about">{about}</span>
      <span className="doing">{useObservable(doing$, 'Free')}</span>
    </li>
  );
}
