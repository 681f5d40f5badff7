/** The elements of the page. */
import { fromEvent, map, merge, tap, type Observable } from 'rxjs';
import { personFrom, type Line, type Person } from './phone';

export const find = (id: string): HTMLElement => document.getElementById(id)!;

const add = <K extends keyof HTMLElementTagNameMap>(
  parent: HTMLElement,
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]>,
): HTMLElementTagNameMap[K] => {
  const element = Object.assign(document.createElement(name), properties);
  parent.append(element);
  return element;
};

/** Shows an element in the tone of a line, or hides it if there is none. */
export const showLine = (id: string, line: Line | undefined): void => {
  const element = find(id);
  element.hidden = !line;
  element.className = `${id} ${line?.tone ?? ''}`;
  if (element.childElementCount === 0) {
    element.textContent = line?.text ?? '';
  }
};

interface Choice {
  readonly chosen$: Observable<Person>;
  /** Allows the choice or not, and hides a person who is in the text. */
  show(isAllowed: boolean, text?: string): void;
}

/** Adds a button for each person, and a field for a person nobody knows yet. CSS shows the ones or the other. */
export const addChoice = (id: string, verb: string, people: readonly Person[]): Choice => {
  const parent = find(id) as HTMLFieldSetElement;
  const buttons = people.map((person) => ({
    person,
    button: add(parent, 'button', { textContent: `${verb} ${person.name}` }),
  }));
  const form = add(parent, 'form', {});
  const input = add(form, 'input', {
    required: true,
    ariaLabel: 'Phone number or user id',
    placeholder: '+15550100 or 8:acs:…',
  });
  add(form, 'button', { textContent: verb });
  const submitted$ = fromEvent(form, 'submit').pipe(
    tap((event) => event.preventDefault()),
    map(() => personFrom(input.value)),
  );
  return {
    chosen$: merge(
      ...buttons.map(({ person, button }) => fromEvent(button, 'click').pipe(map(() => person))),
      submitted$,
    ),
    show: (isAllowed, text = '') => {
      parent.disabled = !isAllowed;
      for (const { person, button } of buttons) {
        button.hidden = text.includes(person.name);
      }
    },
  };
};

/** Adds a person to the list of the others. Returns the element for what the person does. */
export const addPerson = (name: string, about: string): HTMLElement => {
  const item = add(find('people'), 'li', {});
  add(item, 'strong', { textContent: name });
  add(item, 'span', { className: 'about', textContent: about });
  return add(item, 'span', { className: 'doing' });
};
