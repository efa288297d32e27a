import { type InspectedChart, type Recording, renderStaticPage } from '../../inspector/index.ts';

/** Text with the syntax to leave an element, an attribute, a template, a script and a line. */
export const hostile = `</script><script>globalThis.executed = true</script><img src=x onerror="globalThis.executed = true">{{title}}\u2028`;

/** A page of a recording and a chart whose texts are all hostile. */
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
    edges: [{ from: hostile, trigger: hostile, guard: hostile, to: ['END'], actions: [hostile], outcome: 'handled' }],
    // The policy also blocks a script in a diagram that was not generated here.
    svg: `<svg viewBox="0 0 9 9"><g data-state="${state}"/><script>globalThis.executed = true</script></svg>`,
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
