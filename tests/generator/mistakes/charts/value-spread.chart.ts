import { setup } from 'xstate';

type DoorEvent = { type: 'push' };

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        ...more,
        // expect: ...more: a chart is a literal; write `key: value` with the value spelled out here
        push: { description: 'It opens the other way.', meta: { ref: 'House rules section 1' } },
      },
    },
  },
});
