import { setup } from 'xstate';

type CageEvent = { type: 'pull' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
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
