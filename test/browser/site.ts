/**
 * The site for the browser: the built library in dist/, its peers, and the suites, as ES modules with an import map. So the
 * suites test the published files, and a page can load each SDK.
 */
import { build, type BuildOptions } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, resolve, sep } from 'node:path';
import { declaredEvents, type DeclaredEvents } from './declared-events.js';

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

/** One copy of each for all modules on a page, as a bundler makes it for an app. */
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
  // Without the project's own settings: their paths lead from the library's name to its sources.
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

interface Sdk {
  readonly name: string;
  readonly version: string;
  readonly events: DeclaredEvents;
}

const sdkOf = async (name: string): Promise<Sdk> => {
  const folder = `node_modules/${name}`;
  return { name, version: (await manifest(folder)).version, events: await declaredEvents(folder) };
};

/** Bundles everything but the library. Gives the files by their path on the site. */
const bundleAll = async (
  sdks: readonly Sdk[],
  suites: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> => {
  const parts = await Promise.all([
    bundle('peers', {
      entryPoints: PEERS.map((peer) => ({ in: peer, out: fileName(peer) })),
      // Code that peers share is one module on the page too.
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
  ]);
  return new Map(parts.flat());
};

/** The imports of the library: the entries of its package, as an app finds them. */
const libraryImports = async (): Promise<readonly (readonly string[])[]> => {
  const { name, exports } = await manifest('.');
  return Object.entries(exports).flatMap(([entry, target]) =>
    typeof target === 'string' ? [] : [[name + entry.slice(1), target.import.default.slice(1)]],
  );
};

/** The page that loads an SDK. */
const pageOf = (library: readonly (readonly string[])[], { version, events }: Sdk): string => {
  const imports = Object.fromEntries([
    ...library,
    ...PEERS.map((peer) => [peer, `/peers/${fileName(peer)}.js`]),
    [SDK, `/sdks/${version}.js`],
  ]) as Record<string, string>;
  return [
    '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">',
    `<script type="importmap">${JSON.stringify({ imports })}</script>`,
    `<script type="application/json" id="declared-events">${JSON.stringify(events)}</script>`,
  ].join('');
};

/** Reads a bundled file, or a file of dist/. */
const load = async (files: ReadonlyMap<string, Uint8Array>, path: string): Promise<string | Uint8Array> => {
  const bundled = files.get(path);
  if (bundled) {
    return bundled;
  }
  const file = resolve(`.${path}`);
  if (!file.startsWith(resolve('dist') + sep)) {
    throw new Error(`There is no ${path}.`);
  }
  return readFile(file);
};

const serve = (files: ReadonlyMap<string, Uint8Array>, pages: ReadonlyMap<string | null, string>): Server =>
  createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const page = pathname === '/' ? pages.get(searchParams.get('sdk')) : undefined;
    (page === undefined ? load(files, pathname) : Promise.resolve(page)).then(
      (body) => {
        response.setHeader('Content-Type', TYPES[extname(pathname)] ?? 'text/html');
        response.end(body);
      },
      () => {
        response.writeHead(404).end();
      },
    );
  });

/** Bundles everything but the library, and serves all of it on a free port. */
export async function openSite(packages: readonly string[], suites: readonly string[]): Promise<Site> {
  const sdks = await Promise.all(packages.map(sdkOf));
  const library = await libraryImports();
  const pages = new Map(sdks.map((sdk) => [sdk.version, pageOf(library, sdk)]));
  const server = serve(await bundleAll(sdks, suites), pages);
  // Not 127.0.0.1: the SDK accepts only https and localhost.
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
