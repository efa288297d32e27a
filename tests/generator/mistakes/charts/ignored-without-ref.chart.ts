import { setup } from 'xstate';

type CageEvent = { type: 'push' } | { type: 'pull' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: {
      on: { push: 'SHUT', pull: { description: 'It is open.' } },
                          // expect: 'pull' is ignored: give the reason in `description` and the rule in meta.ref
    },
  },
});
