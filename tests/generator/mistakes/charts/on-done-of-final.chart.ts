import { setup } from 'xstate';

export const link = setup({
  actions: { release: () => {} },
}).createMachine({
  id: 'link',
  initial: 'OPENING',
  states: {
    OPENING: {},
    CLOSED: { type: 'final', onDone: 'FAILED', entry: { type: 'release' } },
                             // expect: final state CLOSED can have no transitions; remove them
  },
});
