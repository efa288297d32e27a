import type { ChartPane } from './chart-pane.ts';
import { allElements, requireElement } from './dom.ts';

/** Connects the tabs of each peer to its charts. */
export function attachTabs(panes: readonly ChartPane[]): void {
  for (const peer of allElements('[data-peer]')) {
    const tabs = allElements('[role="tab"]', peer);
    const select = (chosen: HTMLElement): void => {
      for (const tab of tabs) {
        const selected = tab === chosen;
        tab.setAttribute('aria-selected', String(selected));
        tab.tabIndex = selected ? 0 : -1;
        requireElement(`#${tab.getAttribute('aria-controls')}`).hidden = !selected;
      }
      panes.find(({ machine }) => String(machine) === chosen.dataset['tab'])?.scrollToActive();
    };
    tabs.forEach((tab, index) => {
      tab.tabIndex = tab.getAttribute('aria-selected') === 'true' ? 0 : -1;
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
  }
}
