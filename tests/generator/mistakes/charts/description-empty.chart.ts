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
            // expect: 'pull' is ignored: give the reason in `description` and the rule in meta.ref
                                 // expect: a description must be a non-empty string
    },
  },
});
