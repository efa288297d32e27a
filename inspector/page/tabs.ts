import type { ChartPane } from './chart-pane.ts';
import { all, one } from './document.ts';

/** Which of a peer's charts is shown. */
export function attachTabs(panes: readonly ChartPane[]): void {
  for (const peer of all('[data-peer]')) {
    const tabs = all('[role="tab"]', peer);
    const select = (chosen: HTMLElement): void => {
      for (const tab of tabs) {
        const selected = tab === chosen;
        tab.setAttribute('aria-selected', String(selected));
        tab.tabIndex = selected ? 0 : -1;
        one(`#${tab.getAttribute('aria-controls')}`).hidden = !selected;
      }
      panes.find(({ machine }) => String(machine) === chosen.dataset['tab'])?.follow();
    };
    tabs.forEach((tab, place) => {
      tab.tabIndex = tab.getAttribute('aria-selected') === 'true' ? 0 : -1;
      tab.addEventListener('click', () => select(tab));
      tab.addEventListener('keydown', (event) => {
        const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        const next = by === undefined ? undefined : tabs[(place + by + tabs.length) % tabs.length];
        if (next === undefined) return;
        event.preventDefault();
        select(next);
        next.focus();
      });
    });
  }
}
