import { setup } from 'xstate';

type DoorEvent = { type: 'push' } | { type: 'pull' };

export const door = setup({
  types: { events: {} as DoorEvent },
  guards: {
    isHeavy: () => false,
  },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        push: { description: 'It opens the other way.', meta: { ref: 'House rules section 1' } },
        pull: { target: 'OPEN' },
      },
    },
    OPEN: {
    // expect: state OPEN handles 'push' only while guards agree: add a last candidate without a guard
      on: {
        push: { guard: 'isHeavy', target: 'SHUT' },
        pull: { description: 'It is open.', meta: { ref: 'House rules section 1' } },
      },
    },
  },
});
