/** The one element of the page that must be there. */
export function one(selector: string, within: ParentNode = document): HTMLElement {
  const element = within.querySelector<HTMLElement>(selector);
  if (element === null) throw new Error(`the page has no ${selector}`);
  return element;
}

export function all(selector: string, within: ParentNode = document): HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>(selector)];
}

/** Scrolls `box` alone, never the page, so that `target` comes to lie in its middle. */
export function centre(box: HTMLElement, target: Element): void {
  const outer = box.getBoundingClientRect();
  const inner = target.getBoundingClientRect();
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  box.scrollTo({
    left: box.scrollLeft + inner.left + inner.width / 2 - (outer.left + outer.width / 2),
    top: box.scrollTop + inner.top + inner.height / 2 - (outer.top + outer.height / 2),
    behavior: still ? 'auto' : 'smooth',
  });
}
