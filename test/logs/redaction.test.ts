/**
 * Redaction: at least 1,000 generated secrets of each kind, in lines with the forms of real ones.
 */
import { AzureLogger } from '@azure/logger';
import fc from 'fast-check';
import { sdkLogs$, type RedactConfig } from 'rx-acs-calling/logs';

/** The emitted message of a line. */
const emitted = (message: string, redact: RedactConfig = {}): string => {
  let result = '';
  const subscription = sdkLogs$({ redact }).subscribe((line) => {
    result = line.message;
  });
  AzureLogger.log(`azure:ACS-calling:info 2026-11-23T07:51:52.345Z ${message}`);
  subscription.unsubscribe();
  return result;
};

const original = AzureLogger.log;

beforeAll(() => {
  AzureLogger.log = () => undefined;
});

afterAll(() => {
  AzureLogger.log = original;
});

/** A text with a secret, in the forms of real lines. */
type Setting = (text: string) => string;

const settings: Readonly<Record<string, Setting>> = {
  plain: (text) => `CallClient1:CallAgent ${text} done`,
  alone: (text) => text,
  'in quotes': (text) => `got '${text}'`,
  'between brackets': (text) => `op[${text}](${text})<${text}>`,
  'in a list': (text) => `${text},${text};${text}`,
  'on a line of its own': (text) => `first\n${text}\r\nlast`,
  JSON: (text) => `body=${JSON.stringify({ a: 1, text, z: null })}`,
  'JSON in JSON': (text) => JSON.stringify({ body: JSON.stringify({ text }), n: 2 }),
  'JSON in JSON in JSON': (text) =>
    JSON.stringify({ data: JSON.stringify({ body: JSON.stringify([text]) }) }),
  'JSON with line ends': (text) => JSON.stringify(`first\n${text}\r\nlast`),
  'JSON in JSON with line ends': (text) => JSON.stringify({ body: JSON.stringify(`first\r\n${text}\tlast`) }),
  telemetry: (text) => JSON.stringify({ LocalUser: { value: text, kind: 10 } }),
  'URL-encoded': (text) => `GET https://example.test/?q=${encodeURIComponent(text)}&n=1`,
  'URL-encoded twice': (text) => `redirect=${encodeURIComponent(encodeURIComponent(text))}`,
  'URL-encoded JSON': (text) => `payload=${encodeURIComponent(JSON.stringify({ text }))}`,
  'a form': (text) => new URLSearchParams({ q: text, n: '1' }).toString(),
  'a path': (text) => `PUT /v1/users/${text}/calls`,
};

const setting = fc.constantFrom(...Object.entries(settings));

const charsOf = (alphabet: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from(alphabet)), minLength, maxLength });

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const DIGITS = '0123456789';
const ICE = `${ALPHANUMERIC}+/`;

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const jwt = fc
  .tuple(
    fc.constantFrom({ alg: 'RS256', typ: 'JWT' }, { kid: '1', alg: 'ES256' }, { alg: 'none' }),
    fc.record({ skypeid: fc.string(), exp: fc.nat(), scp: fc.nat() }),
    charsOf(`${ALPHANUMERIC}-_`, 20, 90),
  )
  .map(([header, claims, signature]) => `${base64url(header)}.${base64url(claims)}.${signature}`);

/** A token without a known form. */
const opaque = charsOf(`${ALPHANUMERIC}-_.~+/`, 20, 100).map((text) => `7${text}`);

const guid = fc.uuid().chain((id) => fc.constantFrom(id, id.toUpperCase()));
const phoneNumber = fc
  .tuple(fc.integer({ min: 1, max: 9 }), charsOf(DIGITS, 6, 14))
  .map(([first, rest]) => `${String(first)}${rest}`);
const ufrag = charsOf(ICE, 4, 16);
const pwd = charsOf(ICE, 22, 40);

/** Fields and their values. */
const field = (names: readonly string[], value: fc.Arbitrary<string>, ...before: readonly string[]) =>
  fc
    .tuple(
      fc.constantFrom(...names),
      value,
      fc.constantFrom('', ...before),
      fc.constantFrom<(name: string, value: string) => string>(
        (name, text) => `${name}=${text}`,
        (name, text) => `${name}: ${text}`,
        (name, text) => `${name} = '${text}'`,
        (name, text) => JSON.stringify({ [name]: text }),
        (name, text) => JSON.stringify({ [name]: text }, null, 2),
        (name, text) => JSON.stringify({ [name]: { value: text, kind: 0 } }),
      ),
    )
    .map(([name, secret, prefix, write]) => ({ secret, text: write(name, `${prefix}${secret}`) }));

interface Secret {
  /** Texts that must not be in the emitted line. */
  readonly secret: string;
  /** The logged line. */
  readonly text: string;
}

const itself = (secret: fc.Arbitrary<string>, ...before: readonly string[]): fc.Arbitrary<Secret> =>
  fc
    .tuple(secret, fc.constantFrom('', ...before))
    .map(([text, prefix]) => ({ secret: text, text: `${prefix}${text}` }));

const sdp = fc
  .record({ u: ufrag, p: pwd, key: charsOf(ICE, 40, 40), end: fc.constantFrom('\r\n', '\n') })
  .map(({ u, p, key, end }) => ({
    secrets: [u, p, key],
    text: [
      'v=0',
      'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
      'm=audio 9 UDP/TLS/RTP/SAVPF 111',
      'c=IN IP4 0.0.0.0',
      `a=candidate:842163049 1 udp 1677729535 192.0.2.1 46154 typ srflx raddr 10.0.0.17 rport 46154 generation 0 ufrag ${u} network-cost 999`,
      `a=candidate:842163050 1 tcp 1518280447 fd00::2 9 typ host tcptype active generation 0 ufrag ${u}`,
      `a=ice-ufrag:${u}`,
      `a=ice-pwd:${p}`,
      'a=ice-options:trickle',
      `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}|2^20|1:32`,
      'a=mid:0',
    ].join(end),
  }));

const secrets: Readonly<Record<string, fc.Arbitrary<Secret>>> = {
  'a JWT': itself(jwt, 'Bearer ', 'token ', 'Authorization: Bearer '),
  'a token by the name of its field': field(
    [
      'token',
      'skypetoken',
      'X-Skypetoken',
      'skypetoken_asm',
      'accessToken',
      'refresh_token',
      'Authorization',
      'clientSecret',
      'password',
      'credential',
      'api-key',
    ],
    fc.oneof(jwt, opaque),
    'Bearer ',
    'skypetoken=',
  ),
  'a bearer token': itself(opaque.map((text) => `${text}==`)).map(({ secret }) => ({
    secret,
    text: `Bearer ${secret}`,
  })),
  'an ICE user fragment by the name of its field': field(
    ['a=ice-ufrag', 'ice-ufrag', 'iceUfrag', 'usernameFragment', 'ufrag'],
    ufrag.map((text) => `0${text}Z9`),
  ),
  'an ICE password by the name of its field': field(['a=ice-pwd', 'ice-pwd', 'icePwd', 'pwd'], pwd),
  'a phone number': itself(
    phoneNumber.map((digits) => `+${digits}`),
    '4:',
    'tel:',
    'sip:',
    'calls ',
  ),
  'a phone number of a user': fc
    .tuple(phoneNumber, guid)
    .map(([digits, id]) => ({ secret: digits, text: `4:+${digits}_${id}` })),
  'the id of a Communication Services user': fc
    .tuple(fc.constantFrom('8:acs', '8:spool', '8:gcch-acs', '8:dod-acs', 'acs'), guid, guid)
    .map(([kind, resource, user]) => ({
      secret: `${resource}_${user}`,
      text: `${kind}:${resource}_${user}`,
    })),
  'the id of a Teams user or app': fc
    .tuple(fc.constantFrom('8:orgid', '8:gcch', '8:dod', '28:orgid', '28:gcch', 'orgid'), guid)
    .map(([kind, id]) => ({ secret: id, text: `${kind}:${id}` })),
  'the id of a visitor': fc
    .tuple(fc.constantFrom('8:teamsvisitor', '8:live', '8:guest'), charsOf(`${ALPHANUMERIC}_`, 6, 40))
    .map(([kind, id]) => ({ secret: id, text: `${kind}:${id}` })),
  'two ids in one': itself(fc.tuple(guid, guid).map(([resource, user]) => `${resource}_${user}`)),
  'an id by the name of its field': field(
    ['resourceId', 'acsResourceId', 'userId', 'microsoftTeamsUserId', 'skypeId'],
    guid,
  ),
};

/** All forms of a secret in these settings. */
const formsOf = (secret: string): readonly string[] => {
  const once = encodeURIComponent(secret);
  return [secret, once, encodeURIComponent(once)];
};

const leaks = (line: string, secret: string): boolean =>
  formsOf(secret).some((form) => line.includes(form)) ||
  // Nor parts of a secret that has several.
  secret.split(/[._]/).some((part) => part.length >= 20 && line.includes(part));

describe('sdkLogs$', () => {
  it.each(Object.entries(secrets))('replaces %s in every notation', (_name, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, setting, ({ secret, text }, [, write]) => {
        const line = emitted(write(text));
        expect(line).toContain('<');
        return !leaks(line, secret);
      }),
      { numRuns: 1_500 },
    );
  });

  it('replaces the credentials of a whole SDP in every notation', () => {
    fc.assert(
      fc.property(sdp, setting, (session, [, write]) => {
        const line = emitted(write(session.text));
        // A user fragment can be as short as a word. So the test looks for the replacement in each place.
        expect(line.match(/<ice-ufrag>/g)?.length).toBe(
          3 * (emitted(write('8:guest:x')).split('<user id>').length - 1),
        );
        return session.secrets.filter(({ length }) => length > 8).every((secret) => !leaks(line, secret));
      }),
      { numRuns: 1_500 },
    );
  });

  it('replaces several kinds in one line', () => {
    fc.assert(
      fc.property(fc.tuple(...Object.values(secrets)), setting, (all, [, write]) => {
        const line = emitted(write(all.map(({ text }) => text).join(' ')));
        expect(
          all.filter(({ secret }) => leaks(line, secret)).map(({ text }) => `${text} in ${line}`),
        ).toEqual([]);
      }),
      { numRuns: 1_500 },
    );
  });
});

describe('sdkLogs$ does not change', () => {
  const ID = '38a9bd90-c4f7-4a51-9369-a663882227f8';

  it.each([
    `CallAgent1:Call:${ID}:Connecting op:StartCall, started`,
    `[${ID}][1c760dfc][d59e7744][0]:ICallParticipant[8:u20][0]:[8aa605d6][setState] state=0->1`,
    `callId=${ID} messageId: ${ID}, "conversationId":"${ID}"`,
    'Call ended: code=487, subCode=10004 (410/301004), resultCategories: ExpectedError',
    'at 2026-11-23T07:51:52.345Z, 2026-11-23T07:51:52.345+01:00, 07:58:14.123, Mon Nov 23 2026 07:51:52 GMT+0100 (CET)',
    '{"time":1795420753855,"duration":+1.5e+10,"offset":"+1030","delta":"+120000"}',
    'ui_version ACSWeb(3617/2.0.0.0_stable)/os=headlesschrome; osVer 10.15.7; SDK 1.46.1+20260101, rev%2B20260101',
    '    at HTMLElement.<anonymous> (https://app.test/sdk.bundle.js:4:7153621) file.js:4:123',
    'Requesting token: needFresh=false types=[skype,aad,cae], wwwAuthenticateHeader=undefined',
    '[authTokenFetcher] fetching token through fetcher; token expired; tokenType=1, hasToken=true, token: null',
    '{"tokenType":1,"tokenUrl":"https://edge.skype.com/trap/tokens","tokenRequestTime":1795420753855,"token":""}',
    '{"aadTokenExpirationTimeInSeconds":86400,"enableRefreshToken":true,"enableRefreshTokenRetry":false}',
    'credential: undefined, password=, Authorization: none, the secret is out',
    'surveyJsonSchema.version2 keyJoinedParticipants.length',
    'a=ice-ufrag:[REDACTED]\r\na=ice-pwd:[REDACTED]\r\na=ice-options:trickle\r\na=fingerprint:sha-256 AA:BB:CC',
    'a=candidate:842163049 1 udp 1677729535 192.0.2.1 46154 typ srflx raddr 10.0.0.17 rport 46154 generation 0',
    'ufrag changed, iceConnectionState: checking, onicegatheringstatechange iceGatheringState: complete',
    'a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\na=ssrc:3570614608 cname:x',
    'live: reconnecting, acs:ready, guest: joined, tel: none, hotel:1234',
    'thread 19:meeting_OTc5YzZkMzk@thread.v2, 100% done, 1+1=2, a+12345678b',
    'Unable to find event for name Subscribe',
  ])('%s', (line) => {
    expect(emitted(line)).toBe(line);
  });

  it('the kinds that are switched off, one by one', () => {
    const line = `Bearer 0123456789abcdef0123 a=ice-pwd:0123456789abcdef012345 +15550100999 8:orgid:${ID}`;
    const [token, pwdText, phone, user] = line.split(/ (?=a=|\+|8:)/) as [string, string, string, string];
    const none = { tokens: false, iceCredentials: false, phoneNumbers: false, userIds: false };

    expect(emitted(line, none)).toBe(line);
    expect(emitted(line, { ...none, tokens: true })).toBe(`Bearer <token> ${pwdText} ${phone} ${user}`);
    expect(emitted(line, { ...none, iceCredentials: true })).toBe(
      `${token} a=ice-pwd:<ice-pwd> ${phone} ${user}`,
    );
    expect(emitted(line, { ...none, phoneNumbers: true })).toBe(`${token} ${pwdText} <phone number> ${user}`);
    expect(emitted(line, { ...none, userIds: true })).toBe(`${token} ${pwdText} ${phone} 8:orgid:<user id>`);
  });

  // A backtracking pattern would take minutes for these. Jest allows five seconds.
  it.each(['', 'token', 'token=bearer', 'typ host ', 'a=ice-pwd:', 'tel:', '%'])(
    'takes linear time for a long line that repeats "%s"',
    (head) => {
      for (const part of [
        'eyJ',
        'token',
        'bearer ',
        '8:acs:',
        '+1',
        'ufrag',
        '%25',
        '\\',
        '"',
        ':',
        'a',
        '0',
        '+',
        ' ',
      ]) {
        const line = `${head}${part.repeat(100_000)}`;
        expect(emitted(line)).not.toBe('');
      }
    },
  );
});
