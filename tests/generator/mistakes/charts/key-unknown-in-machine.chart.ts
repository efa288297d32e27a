import { setup } from 'xstate';

export const cage = setup({}).createMachine({
  id: 'cage',
  descripton: 'Shown by tools.',
  // expect: unknown key 'descripton' in the machine (did you mean "description"?)
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
