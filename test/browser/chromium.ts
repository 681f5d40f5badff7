/**
 * Chromium: where it is, and how to start it so that nothing outside this machine can be reached.
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

/** The path of a Chromium: that of `CHROMIUM_PATH`, or the first on the `PATH`. */
export const findChromium = (): string | undefined => {
  const given = process.env['CHROMIUM_PATH'];
  const folders = process.env['PATH']?.split(delimiter) ?? [];
  const candidates = given ? [given] : NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return candidates.find(isExecutable);
};

/** The arguments that cut Chromium off from every other host, give it a microphone and a camera, and show its heap. */
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
