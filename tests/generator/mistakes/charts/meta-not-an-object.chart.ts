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
        push: { meta: 'x' },
        // expect: 'push' is ignored: give the reason in `description` and the rule in meta.ref
                      // expect: `meta` takes an object, { alert, ref, reason }
      },
    },
  },
});
