/**
 * The errors of the SDK: their properties, their codes, and whether they are thrown or rejected.
 */
import type { Call, DtmfTone } from '@azure/communication-calling';
import { assert, assertEqual, assertRejects, assertThrows, thrownBy } from '../assert.js';
import type { Check, World } from '../world.js';

const error = async (world: World): Promise<Error> => {
  const agent = await world.agent();
  const thrown = thrownBy(() => {
    agent.on('nonsense' as 'callsUpdated', () => undefined);
  });
  assert(thrown instanceof Error, `Expected an Error, got ${String(thrown)}`);
  return thrown;
};

const calling = async (world: World): Promise<Call> => {
  const call = (await world.agent()).startCall([world.somebody()]);
  await world.underWay(call);
  return call;
};

/** A value that only an app in JavaScript can pass. */
const bad = (value?: unknown): never => value as never;

export const errors: readonly Check[] = [
  {
    name: 'an error is an Error named CallingCommunicationError, without a cause',
    run: async (world) => {
      const thrown = await error(world);
      assertEqual(thrown.name, 'CallingCommunicationError', 'name');
      assert(!('cause' in thrown), 'There is a cause.');
      assert(thrown.message.length > 0, 'There is no message.');
    },
  },
  {
    name: 'the codes of an error are getters of its prototype, which spread and JSON lose; its name and message are its own',
    run: async (world) => {
      const thrown = await error(world);
      const own = Object.fromEntries(Object.entries(thrown));
      const parsed = JSON.parse(JSON.stringify(thrown)) as Readonly<Record<string, unknown>>;
      for (const key of ['code', 'subCode', 'resultCategories']) {
        const property = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(thrown), key);
        assert(property && 'get' in property, `There is no getter of ${key}.`);
        assertEqual([key in own, key in parsed], [false, false], `${key} in a spread and in JSON`);
      }
      assert(Array.isArray((thrown as { resultCategories?: unknown }).resultCategories), 'No categories.');
      const { name, message } = thrown;
      assertEqual([own['name'], own['message']], [name, message], 'a spread');
      assertEqual([parsed['name'], parsed['message']], [name, message], 'JSON');
    },
  },
  {
    name: 'startCall, join and feature throw at once for undefined or empty arguments',
    run: async (world) => {
      const agent = await world.agent();
      assertThrows(() => agent.startCall(bad()), '400/40226');
      assertThrows(() => agent.join(bad()), '400/40209');
      assertThrows(() => agent.join(bad({})), '400/40209');
      assertEqual(agent.calls.length, 0, 'calls');
      const call = await calling(world);
      for (const factory of [undefined, {}, { callApiCtor: () => undefined }]) {
        assertThrows(() => call.feature(bad(factory)), '500/41001');
      }
      await call.hangUp();
    },
  },
  {
    name: 'before a call is connected, addParticipant and stopAudio throw, and the other requests reject',
    run: async (world) => {
      const call = await calling(world);
      assertThrows(() => call.addParticipant(world.somebody()), '412/41089');
      assertThrows(() => {
        call.stopAudio();
      }, '412/41088');
      await assertRejects(() => call.hold(), '500/41033');
      await assertRejects(() => call.resume(), '500/41034');
      await assertRejects(() => call.sendDtmf('Num1' satisfies DtmfTone), '400/41022');
      await assertRejects(() => call.startVideo(bad()), '400/41025');
      await assertRejects(() => call.stopVideo(bad()), '400/41030');
      await assertRejects(() => call.startScreenSharing(), '412/41071');
      await assertRejects(() => call.stopScreenSharing(), '412/41072');
      await assertRejects(() => call.removeParticipant(world.somebody()), '412/41090');
      await call.hangUp();
    },
  },
  {
    name: 'an ended call refuses the same requests, and mute and unmute',
    run: async (world) => {
      const call = await calling(world);
      await call.hangUp();
      assertThrows(() => call.addParticipant(world.somebody()), '412/41089');
      await assertRejects(() => call.hold(), '500/41033');
      await assertRejects(() => call.resume(), '500/41034');
      await assertRejects(() => call.sendDtmf('Num1'), '400/41022');
      await assertRejects(() => call.startScreenSharing(), '412/41071');
      await assertRejects(() => call.removeParticipant(world.somebody()), '412/41090');
      await assertRejects(() => call.mute(), '500/41015');
      await assertRejects(() => call.unmute(), '400/41016');
      await assertRejects(() => call.muteIncomingAudio(), '500/41020');
      await assertRejects(() => call.unmuteIncomingAudio(), '500/41021');
    },
  },
];
