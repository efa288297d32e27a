import { setup } from 'xstate';

export const door = setup({}).createMachine({
  id: 'door',
  descripton: 'Shown by tools.',
  // expect: unknown key 'descripton' in the machine (did you mean "description"?)
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
