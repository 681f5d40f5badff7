/**
 * The example that `npm start` runs: how it draws streams, and its scenarios in virtual time.
 */
import type { CallAgent } from '@azure/communication-calling';
import { from } from 'rxjs';
import { listenerCount, type FakeCallAgent, type SimulatedCallingService } from 'rx-acs-calling/testing';
import { marbles } from 'rxjs-marbles/jest';
import { conclusion, draw, marbleText, preface } from '../../examples/terminal/draw.js';
import { perform, type Score } from '../../examples/terminal/perform.js';
import type { Row, Scenario } from '../../examples/terminal/scenario.js';
import { scenarios } from '../../examples/terminal/scenarios/index.js';
import { screenOf, type Output } from '../../examples/terminal/screen.js';

const values = { n: 'None', t: 'Transferring', T: 'Transferred', F: 'Failed', C: 'Connected' };

const scenarioOf = (...rows: readonly (Pick<Row, 'stream' | 'expected'> & Partial<Row>)[]): Scenario => ({
  title: 'A title',
  code: 'transferTo(target)',
  rows: () => rows.map((row, index) => ({ name: `stream ${String(index)}`, ...row })),
});

/** Collects the scores of a scenario. They are complete after a flush. */
const play = (scenario: Scenario): Score[] => {
  const scores: Score[] = [];
  perform(scenario).subscribe((score) => scores.push(score));
  return scores;
};

// eslint-disable-next-line no-control-regex -- the codes of colours
const withoutColour = (text: string): string => text.replace(/\u001b\[\d+m/g, '');

describe('a marble line', () => {
  const at = (text: string) =>
    text.split(' ').map((marble) => ({ letter: marble.slice(0, 1), tick: Number(marble.slice(1)) }));

  it.each([
    ['has a dash for each tick', [], '-----'],
    ['has a letter for each value', at('a0 b3'), 'a--b-'],
    ['groups the values of one tick in brackets, and catches up', at('a1 b1 c6'), '-(ab)-c'],
    ['loses no value while it catches up', at('a1 b1 c2 d3'), '-(ab)cd'],
    ['ends with a completion', at('a1 |2'), '-a|'],
    ['ends with an error in brackets', at('a2 #2'), '--(a#)'],
  ])('%s', (_, seen, text) => {
    expect(marbleText({ marbles: seen }, 5)).toBe(text);
  });
});

describe('a performance', () => {
  it(
    'notes each value and its tick, until nothing more is expected',
    marbles((m) => {
      const transfer = m.cold('120ms n 149ms (T|)', values);
      const connection = m.cold('   C 400ms C       ', values);
      const scores = play(
        scenarioOf(
          { stream: transfer, expected: 'nT|', words: { Transferred: 'Through.', '|': 'The end.' } },
          { stream: connection, expected: 'CC' },
        ),
      );

      m.expect(connection).toHaveSubscriptions('^ 599ms !');
      m.flush();
      expect(scores.at(-1)).toMatchObject({
        ticks: 12,
        faults: [],
        lines: [
          {
            marbles: [
              { letter: 'n', tick: 2 },
              { letter: 'T', tick: 5 },
              { letter: '|', tick: 5 },
            ],
          },
          {
            marbles: [
              { letter: 'C', tick: 0 },
              { letter: 'C', tick: 8 },
            ],
          },
        ],
        remarks: [
          { tick: 5, text: 'Through.', isError: false },
          { tick: 5, text: 'The end.', isError: false },
        ],
      });
      expect(scores.filter(({ faults }) => faults)).toHaveLength(1);
    }),
  );

  it(
    'ends at once when a stream shows a wrong value',
    marbles((m) => {
      const scores = play(
        scenarioOf(
          { stream: m.cold('60ms n t', values), expected: 'nT|' },
          { stream: m.cold('500ms T   ', values), expected: 'T' },
        ),
      );

      m.flush();
      expect(scores.at(-1)).toMatchObject({ ticks: 1, faults: ['stream 0 showed nt, not nT|'] });
    }),
  );

  it(
    'reports a value that comes late',
    marbles((m) => {
      const scores = play(scenarioOf({ stream: m.cold('n 150ms t', values), expected: 'n' }));

      m.flush();
      expect(scores.at(-1)?.faults).toEqual(['stream 0 showed nt, not n']);
    }),
  );

  it(
    'reports an unknown value',
    marbles((m) => {
      const scores = play(scenarioOf({ stream: m.cold('n', { n: 'Nonsense' }), expected: 'n' }));

      m.flush();
      expect(scores.at(-1)?.faults).toEqual(['stream 0 showed ?, not n']);
    }),
  );

  it(
    'gives up after a number of ticks',
    marbles((m) => {
      const scores = play(scenarioOf({ stream: m.cold('-'), expected: 'n' }));

      m.flush();
      expect(scores.at(-1)).toMatchObject({ ticks: 200, faults: ['stream 0 showed nothing, not n'] });
    }),
  );

  it(
    'prints the message of an expected error',
    marbles((m) => {
      const scores = play(
        scenarioOf({ stream: m.cold('n#', values, new RangeError('Too far.')), expected: 'n#' }),
      );

      m.flush();
      expect(scores.at(-1)).toMatchObject({
        faults: [],
        remarks: [{ tick: 0, text: 'RangeError: Too far.', isError: true }],
      });
    }),
  );
});

describe('a picture', () => {
  const line = (name: string, expected: string, text: string): Score['lines'][number] => ({
    name,
    expected,
    stream: from([]),
    marbles: [...text.matchAll(/[^-]/g)].map(({ 0: letter, index: tick }) => ({ letter, tick })),
  });

  const score: Score = {
    scenario: { title: 'A title', code: 'transferTo(target)', rows: () => [] },
    ticks: 25,
    lines: [line('Alice: transferTo', 'ntF#', '---n--t-----------F#'), line('Alice: callState$', 'C', '-C')],
    remarks: [
      { tick: 6, text: 'Alice transfers Bob to Emma, who does not answer.', isError: false },
      { tick: 18, text: 'TransferError: Nobody answered.', isError: true },
    ],
    faults: [],
  };

  it('has the lines, a legend of their letters, and the events in words', () => {
    expect(draw(score, { columns: 80, colour: false })).toEqual([
      'A title',
      '   transferTo(target)',
      '',
      '   Alice: transferTo  ---n--t-----------F#',
      '   Alice: callState$  -C-----------------------',
      '',
      '   n None   C Connected   t Transferring   F Failed',
      '',
      '   0.3 s  Alice transfers Bob to Emma, who does not answer.',
      '   0.9 s  TransferError: Nobody answered.',
      '',
      '   ✓ as expected',
      '',
    ]);
  });

  it('continues below on a narrow terminal', () => {
    expect(draw(score, { columns: 41, colour: false })).toEqual([
      'A title',
      '   transferTo(target)',
      '',
      '   Alice: transferTo  ---n--t-----------',
      '   Alice: callState$  -C----------------',
      '',
      '   Alice: transferTo  F#',
      '   Alice: callState$  -------',
      '',
      '   n None   C Connected   t Transferring',
      '   F Failed',
      '',
      '   0.3 s  Alice transfers Bob to Emma,',
      '          who does not answer.',
      '   0.9 s  TransferError: Nobody',
      '          answered.',
      '',
      '   ✓ as expected',
      '',
    ]);
  });

  it.each([20, 30, 60, 80, 200])('leaves the last of %d columns free', (columns) => {
    const look = { columns, colour: false };
    const lines = [...preface(look), ...draw(score, look), ...conclusion(1, 2, look)];

    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(columns);
  });

  it('is the same in colour', () => {
    const [plain, colourful] = [false, true].map((colour) => draw(score, { columns: 60, colour }));

    expect(colourful).not.toEqual(plain);
    expect(colourful?.map(withoutColour)).toEqual(plain);
  });

  it('names the stream that went wrong', () => {
    const wrong = { ...score, faults: ['Alice: transferTo showed n, not nT|'] };

    expect(draw(wrong, { columns: 80, colour: false }).slice(-2)).toEqual([
      '   ✗ Alice: transferTo showed n, not nT|',
      '',
    ]);
  });

  it('has no verdict while it runs', () => {
    const { faults, ...unfinished } = score;

    expect(faults).toEqual([]);
    expect(draw(unfinished, { columns: 80, colour: false }).at(-1)).toMatch(/Nobody answered/);
  });
});

describe('a screen', () => {
  const outputOf = (properties: Partial<Output>) => {
    const written: string[] = [];
    return { written, output: { ...properties, write: (text: string) => written.push(text) } };
  };

  it('prints only final pictures, without colour, if it is not a terminal', () => {
    const { output, written } = outputOf({ hasColors: () => true });
    const screen = screenOf(output, 'xterm');
    screen.show(({ columns, colour }) => [`at ${String(columns)}`, String(colour)], false);
    screen.show(({ columns, colour }) => [`for ${String(columns)}`, String(colour)], true);
    screen.restore();

    expect(written).toEqual(['for 80\nfalse\n']);
  });

  it('prints only final pictures on a terminal that cannot move its cursor', () => {
    const { output, written } = outputOf({ isTTY: true });
    const screen = screenOf(output, 'dumb');
    screen.show(() => ['a'], false);
    screen.show(() => ['b'], true);

    expect(written).toEqual(['b\n']);
  });

  it('draws over the last picture on a terminal, unless that one was final', () => {
    const { output, written } = outputOf({ isTTY: true, columns: 40, rows: 24 });
    const screen = screenOf(output, 'xterm');
    screen.show(() => ['a', 'b'], false);
    screen.show(() => ['c'], true);
    screen.show(() => ['d'], false);
    screen.restore();

    expect(written).toEqual([
      '\u001b[?25l\ra\u001b[K\nb\u001b[K\n\u001b[J',
      '\u001b[?25l\u001b[2A\rc\u001b[K\n\u001b[J',
      '\u001b[?25l\rd\u001b[K\n\u001b[J',
      '\u001b[?25h',
    ]);
  });

  it.each([
    [true, true],
    [false, false],
    [undefined, false],
  ])('has colour on a terminal whose hasColors gives %p: %p', (hasColors, colour) => {
    const { output } = outputOf({
      isTTY: true,
      ...(hasColors !== undefined && { hasColors: () => hasColors }),
    });
    const picture = jest.fn(() => []);
    screenOf(output, 'xterm').show(picture, true);

    expect(picture).toHaveBeenCalledWith({ columns: 80, colour });
  });

  it('shows the end of a picture that is higher than the terminal, and all of it when it is final', () => {
    const { output, written } = outputOf({ isTTY: true, columns: 40, rows: 3 });
    const screen = screenOf(output, 'xterm');
    screen.show(() => ['a', 'b', 'c', 'd'], false);
    screen.show(() => ['a', 'b', 'c', 'd'], true);

    expect(written).toEqual([
      '\u001b[?25l\rc\u001b[K\nd\u001b[K\n\u001b[J',
      '\u001b[?25l\u001b[2A\ra\u001b[K\nb\u001b[K\nc\u001b[K\nd\u001b[K\n\u001b[J',
    ]);
  });

  it('draws over lines that a narrower terminal wrapped', () => {
    const { output, written } = outputOf({ isTTY: true, columns: 40, rows: 24 });
    const size = { columns: 40 };
    const screen = screenOf(
      {
        ...output,
        get columns() {
          return size.columns;
        },
      },
      'xterm',
    );
    screen.show(() => ['', '\u001b[2m0123456789\u001b[0m'], false);
    size.columns = 5;
    screen.show(() => ['a'], false);

    expect(written[1]).toContain('\u001b[3A\ra');
  });
});

describe('a scenario', () => {
  /** Collects the agents that a scenario makes. */
  const watchAgents = (scenario: Scenario) => {
    const creations: Promise<CallAgent>[] = [];
    const watched: Scenario = {
      ...scenario,
      rows: (service: SimulatedCallingService) => {
        const callClient = service.callClient.bind(service);
        jest.spyOn(service, 'callClient').mockImplementation(() => {
          const client = callClient();
          const create = client.createCallAgent.bind(client);
          return Object.assign(client, {
            createCallAgent: (...args: Parameters<typeof create>) => {
              const creation = create(...args);
              creations.push(creation);
              return creation;
            },
          });
        });
        return scenario.rows(service);
      },
    };
    const agents = (): readonly FakeCallAgent[] => {
      const made: FakeCallAgent[] = [];
      for (const creation of creations) {
        from(creation).subscribe((agent) => made.push(agent as FakeCallAgent));
      }
      return made;
    };
    return { watched, agents };
  };

  it.each(scenarios.map((scenario) => [scenario.title, scenario] as const))(
    'ends as expected, soon, and leaves nothing behind: %s',
    (_, scenario) => {
      marbles((m) => {
        const { watched, agents } = watchAgents(scenario);
        const scores = play(watched);

        m.flush();
        expect(scores.at(-1)?.faults).toEqual([]);
        expect(scores.at(-1)?.ticks).toBeLessThan(60);
        expect(agents().length).toBeGreaterThan(1);
        // The service itself disposes of an agent whose token has expired.
        expect(agents().every((agent) => [1, 2].includes(agent.callsTo('dispose').length))).toBe(true);
        expect(agents().flatMap((agent) => agent.calls)).toEqual([]);
        expect(listenerCount(...agents())).toBe(0);
      })();
    },
  );

  it.each(scenarios.map((scenario) => [scenario.title, scenario] as const))(
    'has room on a line of 80 columns: %s',
    (_, scenario) => {
      marbles((m) => {
        const scores = play(scenario);

        m.flush();
        const score = scores.at(-1) as Score;
        const lines = draw(score, { columns: 80, colour: false });
        for (const { name } of score.lines) {
          expect(lines.filter((line) => line.startsWith(`   ${name} `))).toHaveLength(1);
        }
      })();
    },
  );

  it(
    'is drawn with its marbles and words',
    marbles((m) => {
      const scores = play(scenarios[0] as Scenario);

      m.flush();
      expect(draw(scores.at(-1) as Score, { columns: 80, colour: false })).toEqual([
        'A transfer to a participant',
        '   transferTo({ targetParticipant }), hangUpWhenTransferred()',
        '',
        '   Alice: calls$.length      -01-----------------------0---',
        '   Alice: callState$         --n-cr-----C----H-------d-(x|)',
        '   Alice: transferTo         ----------------nt------T-|',
        '   Bob: callState$           -----------C----h-------C-----',
        '   Bob: remoteParticipants$  -----------A------------E-----',
        '   Emma: incomingCalls$      -------------------i----------',
        '   Emma: callState$          ------------------------C-----',
        '',
        '   n None   c Connecting   r Ringing   C Connected   H LocalHold   h RemoteHold',
        '   d Disconnecting   x Disconnected   t Transferring   T Transferred',
        '   i incoming call   A Alice   E Emma',
        '',
        '   0.3 s  Alice calls Bob.',
        '   0.6 s  Bob answers.',
        '   0.8 s  transferTo puts the call on hold: the SDK transfers only held calls.',
        '   0.8 s  Alice transfers Bob to Emma.',
        "   0.9 s  Emma's app rings.",
        '   1.2 s  Bob, who follows his transfers, talks to Emma.',
        '   1.2 s  Emma has answered, the transfer is through: Alice hangs up.',
        '   1.3 s  Alice has left the call.',
        '',
        '   ✓ as expected',
        '',
      ]);
    }),
  );
});
