import { setup } from 'xstate';

type DoorEvent = { type: 'push' } | { type: 'pull' };

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: {
      on: { push: 'SHUT', pull: { description: 'It is open.' } },
                          // expect: 'pull' is ignored: say why in `description` and by which rule in meta.ref
    },
  },
});
