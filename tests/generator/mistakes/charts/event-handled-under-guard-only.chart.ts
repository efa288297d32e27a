import { setup } from 'xstate';

type CageEvent = { type: 'push' } | { type: 'pull' };

export const cage = setup({
  types: { events: {} as CageEvent },
  guards: {
    isHeavy: () => false,
  },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        push: { description: 'It opens the other way.', meta: { ref: 'House rules section 1' } },
        pull: { target: 'OPEN' },
      },
    },
    OPEN: {
    // expect: state OPEN handles 'push' only if a guard holds: add a last candidate without a guard
      on: {
        push: { guard: 'isHeavy', target: 'SHUT' },
        pull: { description: 'It is open.', meta: { ref: 'House rules section 1' } },
      },
    },
  },
});
