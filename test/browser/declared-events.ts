/**
 * Reads the events of an SDK from its declarations. So the events of a later SDK are included.
 */
import { readFile } from 'node:fs/promises';

/** The names of the events, by the interface or class that declares them. */
export type DeclaredEvents = Readonly<Record<string, readonly string[]>>;

const SOURCE = /^(?:export )?declare (?:interface|(?:abstract )?class) (\w+)[^{]*\{([\s\S]*?)^\}/gm;
const EVENT = /^\s+on(?:[A-Z]\w*)?\(event: ('[^']+'|"[^"]+"|\w+),/gm;
const NAME = /^(?:export )?declare type (\w+) = ['"]([^'"]+)['"];/gm;

export async function declaredEvents(packageFolder: string): Promise<DeclaredEvents> {
  const { types } = JSON.parse(await readFile(`${packageFolder}/package.json`, 'utf8')) as {
    readonly types: string;
  };
  const text = await readFile(`${packageFolder}/${types}`, 'utf8');
  const names = new Map([...text.matchAll(NAME)].map(([, alias = '', name = '']) => [alias, name]));
  const sources = [...text.matchAll(SOURCE)].map(([, source = '', body = '']): [string, string[]] => [
    source,
    [...body.matchAll(EVENT)].map(([, event = '']) => names.get(event) ?? event.replace(/['"]/g, '')),
  ]);
  return Object.fromEntries(sources.filter(([, events]) => events.length > 0));
}
