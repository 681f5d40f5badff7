/**
 * The log of the real SDK: one call at the most verbose level, from the agent's creation to its disposal. The first check
 * collects the lines, and keeps them in variables of the module.
 */
import { AzureLogger, getLogLevel, setLogLevel } from '@azure/logger';
import { callAgent$, callEnded$ } from 'rx-acs-calling';
import { sdkLogs$, type LogLine } from 'rx-acs-calling/logs';
import { snapshotLast } from 'rx-acs-calling/operators';
import { Subject } from 'rxjs';
import { assert, assertEqual, note, record, wait, type Check, type Recording } from '../check.js';
import { AzureCommunicationTokenCredential, CallClient, createAgent, fakeToken, startCall } from '../sdk.js';

const token = fakeToken();
const claims = JSON.parse(atob(token.split('.')[1] ?? '')) as Record<'skypeid' | 'resourceId', string>;
const [resource = '', user = ''] = claims.skypeid.replace('acs:', '').split('_');

/** The lines of the app's own log. */
const appLog: string[] = [];
const ownLog = (...args: unknown[]): void => {
  appLog.push(args.join(' '));
};

let raw: readonly LogLine[];
let lines: readonly LogLine[];
/** The lines of the app's own log during the call. */
let appLines: readonly string[];

/** The user fragments of ICE in the SDK's candidates. */
const fragments = (): readonly string[] => [
  ...new Set(
    raw.flatMap(({ message }) => [...message.matchAll(/ ufrag (\S+)/g)].map(([, ufrag = '']) => ufrag)),
  ),
];

const count = (of: (line: LogLine) => string): string =>
  JSON.stringify(
    lines.reduce<Record<string, number>>(
      (counts, line) => ({ ...counts, [of(line)]: (counts[of(line)] ?? 0) + 1 }),
      {},
    ),
  );

export const checks: readonly Check[] = [
  {
    name: 'sdkLogs$ emits every line of a call, and the library its own',
    run: async () => {
      AzureLogger.log = ownLog;
      setLogLevel('error');
      const ask = new Subject<void>();
      const unredacted: Recording<LogLine> = record(sdkLogs$({ level: 'verbose', redact: false }));
      const redacted: Recording<LogLine> = record(sdkLogs$({ level: 'verbose' }));
      const last = record(sdkLogs$({ level: 'verbose' }).pipe(snapshotLast(50, ask)));

      const agents = record(
        callAgent$(() => createAgent(new CallClient(), new AzureCommunicationTokenCredential(token))),
      );
      await record(callEnded$(startCall(await agents.first))).end;
      agents.subscription.unsubscribe();
      while (!redacted.values.some(({ message }) => message === 'agent disposed of')) {
        await wait(100);
      }
      // The SDK's telemetry comes last. It names the user.
      await wait(1_000);
      ask.next();

      appLines = [...appLog];
      raw = [...unredacted.values];
      lines = [...redacted.values];
      assertEqual(last.values, [lines.slice(-50)], 'the last lines');
      for (const { subscription } of [unredacted, redacted, last]) {
        subscription.unsubscribe();
      }
      assert(lines.length > 500, `Only ${String(lines.length)} lines came.`);
      assertEqual(lines.length, raw.length, 'lines, redacted and not');
      note(
        `${String(lines.length)} lines: ${count(({ level }) => level)} ${count(({ namespace }) => namespace)}`,
      );
    },
  },
  {
    name: 'the previous log and level are restored',
    run: () => {
      assert(AzureLogger.log === ownLog, 'Another log is there.');
      assertEqual(getLogLevel(), 'error', 'level');
      return Promise.resolve();
    },
  },
  {
    name: 'the log of the app got the lines of its own level, and no others',
    run: () => {
      const errors = raw.filter(({ level }) => level === 'error');
      assert(errors.length > 0, 'There was no error to let through.');
      assertEqual(
        appLines.map((text) => /^azure:\S+:(\w+) /.exec(text)?.[1]),
        errors.map(({ level }) => level),
        'levels',
      );
      return Promise.resolve();
    },
  },
  {
    name: 'every line is parsed: its namespace is known, and its time removed from the message',
    run: () => {
      const namespaces = ['ACS-calling', 'ACS', 'rx-acs-calling'];
      const odd = lines.filter(
        ({ namespace, time, message }) =>
          !namespaces.includes(namespace) ||
          Math.abs(time - Date.now()) > 120_000 ||
          message === '' ||
          /^(azure:|\d{4}-)/.test(message),
      );
      assertEqual(odd, [], 'odd lines');
      return Promise.resolve();
    },
  },
  {
    name: 'no line has the token, the id of the resource or the user, or ICE credentials',
    run: () => {
      const secrets = {
        token: [token, ...token.split('.').filter(({ length }) => length > 20)],
        resourceId: [claims.resourceId, resource],
        userId: [user],
        iceCredentials: fragments(),
      };
      const found = (of: readonly LogLine[], parts: readonly string[]): number =>
        // As whole words: a user fragment of four letters is a part of many words.
        of.filter(({ message }) => {
          const words = message.split(/[^\w+/.-]|%\d\w|_/);
          return parts.some((part) => words.includes(part));
        }).length;

      for (const [kind, parts] of Object.entries(secrets)) {
        note(`${kind}: in ${String(found(raw, parts))} raw lines`);
        assertEqual(found(lines, parts), 0, `lines with ${kind}`);
      }
      // Without these the check would prove nothing.
      assert(found(raw, secrets.resourceId) > 0 && found(raw, secrets.userId) > 0, 'No id was logged.');
      assert(secrets.iceCredentials.length > 0, 'No candidate was logged.');
      assertEqual(
        lines.filter(({ message }) => /ice-(ufrag|pwd):[\w+/]/.test(message)).map(({ message }) => message),
        [],
        'SDP with credentials',
      );
      return Promise.resolve();
    },
  },
  {
    name: 'redaction changes few lines only',
    run: () => {
      const touched = lines.filter(({ message }, i) => message !== raw[i]?.message).length;
      note(`${String(touched)} lines redacted`);
      assert(
        touched < lines.length / 20,
        `${String(touched)} of ${String(lines.length)} lines are redacted.`,
      );
      return Promise.resolve();
    },
  },
];
