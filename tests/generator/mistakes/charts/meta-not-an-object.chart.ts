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
        push: { meta: 'x' },
        // expect: 'push' is ignored: say why in `description` and by which rule in meta.ref
                      // expect: `meta` takes an object, { alert, ref }
      },
    },
  },
});
