import { setup } from 'xstate';

type DoorEvent = { type: 'pull' };

export const door = setup({
  types: { events: {} as DoorEvent },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: {
      on: { pull: { description: '' } },
            // expect: 'pull' is ignored: say why in `description` and by which rule in meta.ref
                                 // expect: a description is a string with something in it
    },
  },
});
