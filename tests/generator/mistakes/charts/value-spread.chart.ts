import { setup } from 'xstate';

type CageEvent = { type: 'push' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
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
