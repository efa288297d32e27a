import { allElements, requireElement } from './dom.ts';

/** Connects tabs to their panels. Returns a function that selects the tab of a panel by its name. */
export function attachTabs(changed: () => void): (name: string) => void {
  const tabs = allElements('[role="tab"]');
  const select = (chosen: HTMLElement): void => {
    for (const tab of tabs) {
      const isSelected = tab === chosen;
      tab.setAttribute('aria-selected', String(isSelected));
      tab.tabIndex = isSelected ? 0 : -1;
      requireElement(`#${tab.getAttribute('aria-controls')}`).hidden = !isSelected;
    }
    changed();
  };
  tabs.forEach((tab, index) => {
    tab.addEventListener('click', () => select(tab));
    tab.addEventListener('keydown', (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      const next = by === undefined ? undefined : tabs[(index + by + tabs.length) % tabs.length];
      if (next === undefined) return;
      event.preventDefault();
      select(next);
      next.focus();
    });
  });
  return (name) => select(requireElement(`[data-tab="${name}"]`));
}
