import { setup } from 'xstate';

type CageEvent = { type: 'push' } | { type: 'pull' };

export const cage = setup({
  types: { events: {} as CageEvent },
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
    // expect: state OPEN has no transition for 'push': handle it, ignore it ({ description, meta: { ref } }) or end with an alert (meta: { alert, ref })
      on: { pull: { description: 'It is open.', meta: { ref: 'House rules section 1' } } },
    },
  },
});
