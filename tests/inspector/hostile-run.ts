import { type InspectedChart, type Recording, renderStaticPage } from '../../inspector/index.ts';

/** Tries every door out of text: element, attribute, template, script and line. */
export const hostile = `</script><script>globalThis.taken = true</script><img src=x onerror="globalThis.taken = true">{{title}}\u2028`;

/** A run in which every word that a peer or an author could choose is markup. */
export async function hostilePage(): Promise<string> {
  const state = hostile.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const chart: InspectedChart = {
    id: hostile,
    title: hostile,
    events: [hostile],
    initial: hostile,
    states: [
      { path: hostile, kind: 'atomic' },
      { path: 'END', kind: 'final' },
    ],
    edges: [{ from: hostile, trigger: hostile, guard: hostile, to: 'END', actions: [hostile], outcome: 'handled' }],
    // Even a picture that nobody of ours drew may not act: the policy knows no script but the page's.
    svg: `<svg viewBox="0 0 9 9"><g data-state="${state}"/><script>globalThis.taken = true</script></svg>`,
  };
  const recording: Recording = {
    title: hostile,
    note: hostile,
    machines: [{ peer: 'client', machine: hostile }],
    steps: [
      { kind: 'datagram', time: 0, from: 'client', length: 1, records: [hostile] },
      { kind: 'transition', time: 0, peer: 'client', machine: hostile, edge: 0 },
      { kind: 'event', time: 0, peer: 'server', text: hostile, tone: 'plain' },
    ],
  };
  return renderStaticPage({ charts: [chart], recording });
}
