import { setup } from 'xstate';

export const door = setup({}).createMachine({
                                            // expect: a chart needs `states`
  id: 'door',
  stat: {
  // expect: unknown key 'stat' in the machine
    SHUT: {},
  },
});
