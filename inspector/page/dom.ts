// Queries of the page's document.

/** The first element that matches. Throws when there is none. */
export function requireElement(selector: string, within: ParentNode = document): HTMLElement {
  const element = within.querySelector<HTMLElement>(selector);
  if (element === null) throw new Error(`the page has no ${selector}`);
  return element;
}

/** All elements that match. */
export function allElements(selector: string, within: ParentNode = document): HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>(selector)];
}

/** Scrolls `box`, but not the page, so that `target` is in its center. */
export function scrollToCenter(box: HTMLElement, target: Element): void {
  const outer = box.getBoundingClientRect();
  const inner = target.getBoundingClientRect();
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches;
  box.scrollTo({
    left: box.scrollLeft + inner.left + inner.width / 2 - (outer.left + outer.width / 2),
    top: box.scrollTop + inner.top + inner.height / 2 - (outer.top + outer.height / 2),
    behavior: reducedMotion ? 'auto' : 'smooth',
  });
}
