/** Visits to a site in Chromium. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

export interface Visit {
  readonly page: Page;
  /** The paths that the page has asked for. */
  readonly requests: readonly string[];
  /** What the console of the page says, and errors that nobody caught. */
  readonly complaints: readonly string[];
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** Serves a folder on localhost. The SDK refuses `127.0.0.1`. */
const serve = (site: string) => {
  const requests: string[] = [];
  const server = createServer(({ url = '/' }, response) => {
    const path = url.split('?')[0] ?? '/';
    requests.push(path);
    try {
      const body = readFileSync(join(site, path === '/' ? 'index.html' : path));
      response.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/html' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, 'localhost');
  return {
    requests,
    url: () => `http://localhost:${String((server.address() as AddressInfo).port)}/`,
    close: () => server.close(),
  };
};

/** Opens a site, and uses it. */
export const visit = async (
  browser: Browser,
  site: string,
  use: (visit: Visit) => Promise<void>,
): Promise<void> => {
  const server = serve(site);
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.setDefaultTimeout(30_000);
  try {
    await page.goto(server.url());
    await use({ page, requests: server.requests, complaints });
  } finally {
    await page.close();
    server.close();
  }
};
