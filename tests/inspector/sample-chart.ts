import type { InspectedChart, Recording } from '../../inspector/index.ts';

/** A small chart with guards, inherited edges and each outcome. */
export const sampleChart: InspectedChart = {
  id: 'client',
  title: '',
  svg: '<svg></svg>',
  events: ['start', 'stop', 'noise', 'bad'],
  initial: 'IDLE',
  states: [
    { path: 'IDLE', kind: 'atomic' },
    { path: 'BUSY', kind: 'compound', initial: 'BUSY.FIRST' },
    { path: 'BUSY.FIRST', kind: 'atomic' },
    { path: 'BUSY.SECOND', kind: 'atomic' },
    { path: 'DONE', kind: 'final' },
  ],
  edges: [
    { from: '', trigger: 'stop', to: ['DONE'], actions: [], outcome: 'handled' },
    { from: '', trigger: 'noise', actions: [], outcome: 'ignored', description: 'Not relevant.', ref: 'RFC 1' },
    {
      from: '',
      trigger: 'bad',
      to: ['DONE'],
      actions: [],
      outcome: 'fatal',
      alert: 'unexpected_message',
      ref: 'RFC 2',
    },
    { from: 'IDLE', trigger: 'start', guard: 'mayStart', to: ['BUSY'], actions: ['prepare'], outcome: 'handled' },
    { from: 'IDLE', trigger: 'start', actions: ['wait'], outcome: 'handled' },
    { from: 'BUSY.FIRST', trigger: 'bad', guard: 'isTolerated', to: ['BUSY.SECOND'], actions: [], outcome: 'handled' },
    { from: 'BUSY.FIRST', trigger: 'after delay', to: ['BUSY.SECOND'], actions: [], outcome: 'handled' },
  ],
};

/** A recording of a client that takes the edges with these indices. */
export function recordingOf(...edges: readonly number[]): Recording {
  return {
    title: '',
    note: '',
    machines: [{ peer: 'client', machine: 'client' }],
    steps: edges.map((edge, time) => ({ kind: 'transition', time, peer: 'client', machine: 'client', edge })),
  };
}
