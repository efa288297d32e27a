import { setup } from 'xstate';

export const cage = setup({}).createMachine({
                                            // expect: a chart needs `states`
  id: 'cage',
  stat: {
  // expect: unknown key 'stat' in the machine
    SHUT: {},
  },
});
