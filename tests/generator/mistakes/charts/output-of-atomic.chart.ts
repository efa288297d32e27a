import { setup } from 'xstate';

export const link = setup({
  actions: { release: () => {} },
}).createMachine({
  id: 'link',
  initial: 'OPENING',
  states: {
    OPENING: { output: 'x', entry: { type: 'release' } },
               // expect: state OPENING is not final and has no output; move it to the machine or a final state
  },
});
