/** A React root of its own for each check, and what it shows. */
import { StrictMode, type ReactNode } from 'react';
import { createRoot, hydrateRoot, type RootOptions } from 'react-dom/client';

export interface Page {
  readonly element: HTMLElement;
  render(node: ReactNode): void;
  unmount(): void;
}

const strict = (node: ReactNode) => <StrictMode>{node}</StrictMode>;

/** Opens a root, with this HTML of a server if there is any. */
export const openPage = (node: ReactNode, options: RootOptions & { html?: string } = {}): Page => {
  const { html, ...rootOptions } = options;
  const element = document.body.appendChild(document.createElement('div'));
  element.innerHTML = html ?? '';
  const root =
    html === undefined ? createRoot(element, rootOptions) : hydrateRoot(element, strict(node), rootOptions);
  if (html === undefined) root.render(strict(node));
  return {
    element,
    render: (other) => root.render(strict(other)),
    unmount: () => root.unmount(),
  };
};

/** Waits until a condition holds, frame by frame. */
export const until = async (condition: () => boolean, what: string): Promise<void> => {
  const end = performance.now() + 5_000;
  while (!condition()) {
    if (performance.now() > end)
      throw new Error(`It never came that ${what}. Page: ${document.body.innerText}`);
    await new Promise(requestAnimationFrame);
  }
};

export const shows = (page: Page, text: string): Promise<void> =>
  until(() => page.element.textContent === text, `the page shows ${text}, but "${page.element.textContent}"`);

export const equal = (actual: unknown, expected: unknown, what: string): void => {
  if (!Object.is(actual, expected)) throw new Error(`${what}: ${String(actual)}, not ${String(expected)}`);
};
