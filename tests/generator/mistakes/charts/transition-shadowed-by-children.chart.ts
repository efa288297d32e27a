import { setup } from 'xstate';

type CageEvent = { type: 'push' } | { type: 'pull' } | { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  on: {
    push: { target: '.OPEN' },
    // expect: this transition for 'push' is never taken: every state inside the machine has an unconditional transition; drop it
    turnKey: { target: '.FAILED' },
  },
  states: {
    SHUT: {
      on: {
        push: { description: 'It opens the other way.', meta: { ref: 'House rules section 1' } },
        pull: { target: 'OPEN' },
      },
    },
    OPEN: {
      always: { target: 'SHUT' },
    },
    FAILED: { type: 'final' },
  },
});
