// The page's document. All text from data becomes text nodes or attributes, never markup.
import { linkReferences } from '../model/rfc-links.ts';

type Child = Node | string;

/** The first element that matches. Throws when there is none. */
export function requireElement<T extends HTMLElement = HTMLElement>(
  selector: string,
  within: ParentNode = document,
): T {
  const element = within.querySelector<T>(selector);
  if (element === null) throw new Error(`the page has no ${selector}`);
  return element;
}

/** All elements that match. */
export function allElements(selector: string, within: ParentNode = document): HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>(selector)];
}

/** A new element with attributes and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A button that calls `press`. */
export function button(
  label: string,
  press: () => void,
  attributes: Readonly<Record<string, string>> = {},
): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', press);
  return made;
}

/** Text whose references to RFCs are links. They open in a new tab, and only when the user follows them. */
export function linkedText(text: string): readonly Child[] {
  return linkReferences(text).map(({ text: part, href }) =>
    href === undefined ? part : element('a', { href, target: '_blank', rel: 'noopener noreferrer' }, part),
  );
}

/** Scrolls `box`, but not the page, so that `target` is in its center. */
export function scrollToCenter(box: HTMLElement, target: Element): void {
  const outer = box.getBoundingClientRect();
  const inner = target.getBoundingClientRect();
  box.scrollTop += inner.top + inner.height / 2 - (outer.top + outer.height / 2);
}
