import { setup } from 'xstate';

export const link = setup({
  actions: { release: () => {} },
}).createMachine({
  id: 'link',
  initial: 'OPENING',
  states: {
    OPENING: {},
    CLOSED: { type: 'final', output: 'x', entry: { type: 'release' } },
                             // expect: 'output' is not supported: a machine has no output; let an entry action of the final state report to the port
  },
});
