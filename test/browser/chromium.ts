/**
 * Finds Chromium, and starts it so that it reaches no other machine.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The path of a Chromium: `CHROMIUM_PATH`, or the first on the `PATH`. */
export const findChromium = (): string | undefined => {
  const given = process.env['CHROMIUM_PATH'];
  const folders = process.env['PATH']?.split(delimiter) ?? [];
  const candidates = given ? [given] : NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return candidates.find(isExecutable);
};

/** Arguments of Chromium: no other host, a fake microphone and camera, and access to the heap. */
export const CUT_OFF: string[] = [
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--enable-precise-memory-info',
  '--js-flags=--expose-gc',
];
