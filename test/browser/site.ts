/**
 * The site that the browser opens: the built library as it is in dist/, its peers, and the suites, as ES modules that
 * an import map ties together. So what is tested is what is published, and a page can load either SDK.
 */
import { build, type BuildOptions } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, resolve, sep } from 'node:path';
import { declaredEvents } from './declared-events.js';

export interface Site {
  readonly origin: string;
  /** The versions of the SDKs. */
  readonly sdks: readonly string[];
  /** The address of a page that loads this SDK. */
  page(sdk: string): string;
  close(): void;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string | { readonly import: { readonly default: string } }>>;
}

/** One copy of each for all modules on a page, as an app's bundler would see to. */
const PEERS = ['rxjs', '@azure/logger', '@azure/communication-common'];
const SDK = '@azure/communication-calling';
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.map': 'application/json',
};

const shared: BuildOptions = {
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  sourcemap: 'linked',
  write: false,
  logLevel: 'error',
  // Not the project's: its paths would lead from the library's name to its sources.
  tsconfigRaw: {},
};

const fileName = (specifier: string): string => specifier.replace(/\W+/g, '-');

const manifest = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(`${folder}/package.json`, 'utf8')) as Manifest;

/** The files of a build, by their path on the site. */
async function bundle(folder: string, options: BuildOptions): Promise<[string, Uint8Array][]> {
  const outdir = resolve(folder);
  const { outputFiles = [] } = await build({ ...shared, ...options, outdir });
  return outputFiles.map(({ path, contents }) => [
    `/${folder}${path.slice(outdir.length).replaceAll(sep, '/')}`,
    contents,
  ]);
}

/** Bundles everything but the library, and serves all of it on a free port. */
export async function openSite(packages: readonly string[], suites: readonly string[]): Promise<Site> {
  const sdks = await Promise.all(
    packages.map(async (name) => {
      const folder = `node_modules/${name}`;
      return { name, version: (await manifest(folder)).version, events: await declaredEvents(folder) };
    }),
  );
  const files = new Map(
    (
      await Promise.all([
        bundle('peers', {
          entryPoints: PEERS.map((peer) => ({ in: peer, out: fileName(peer) })),
          // What peers share is one module on the page too.
          splitting: true,
        }),
        bundle('sdks', {
          entryPoints: sdks.map(({ name, version }) => ({ in: name, out: version })),
          external: PEERS,
          sourcemap: false,
        }),
        bundle('suites', {
          entryPoints: suites.map((suite) => `test/browser/suites/${suite}.ts`),
          packages: 'external',
          splitting: true,
        }),
      ])
    ).flat(),
  );

  // By the package's own entries, as an app would find them.
  const library = await manifest('.');
  const entries = Object.entries(library.exports).flatMap(([entry, target]) =>
    typeof target === 'string' ? [] : [[library.name + entry.slice(1), target.import.default.slice(1)]],
  );
  const page = (sdk: string): string => {
    const imports = Object.fromEntries([
      ...entries,
      ...PEERS.map((peer) => [peer, `/peers/${fileName(peer)}.js`]),
      [SDK, `/sdks/${sdk}.js`],
    ]) as Record<string, string>;
    return `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="importmap">${JSON.stringify({ imports })}</script><script type="application/json" id="declared-events">${JSON.stringify(sdks.find(({ version }) => version === sdk)?.events)}</script>`;
  };

  const dist = resolve('dist');
  const load = async (path: string): Promise<string | Uint8Array> => {
    const bundled = files.get(path);
    if (bundled) {
      return bundled;
    }
    const file = resolve(`.${path}`);
    if (!file.startsWith(dist + sep)) {
      throw new Error(`There is no ${path}.`);
    }
    return readFile(file);
  };

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const sdk = searchParams.get('sdk');
    (pathname === '/' && sdk !== null ? Promise.resolve(page(sdk)) : load(pathname)).then(
      (body) => {
        response.setHeader('Content-Type', TYPES[extname(pathname)] ?? 'text/html');
        response.end(body);
      },
      () => {
        response.writeHead(404).end();
      },
    );
  });
  // Not 127.0.0.1: the SDK takes only https and localhost.
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening));
  const origin = `http://localhost:${String((server.address() as AddressInfo).port)}`;

  return {
    origin,
    sdks: sdks.map(({ version }) => version),
    page: (sdk) => `${origin}/?sdk=${sdk}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
