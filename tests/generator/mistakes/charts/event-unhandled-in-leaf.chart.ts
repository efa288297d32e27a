import { setup } from 'xstate';

type DoorEvent = { type: 'push' } | { type: 'pull' };

export const door = setup({
  types: { events: {} as DoorEvent },
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
    // expect: state OPEN says nothing about 'push': handle it, ignore it ({ description, meta: { ref } }) or end with an alert (meta: { alert, ref })
      on: { pull: { description: 'It is open.', meta: { ref: 'House rules section 1' } } },
    },
  },
});
