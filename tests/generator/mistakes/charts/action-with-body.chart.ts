import { setup } from 'xstate';

export const cage = setup({
  actions: {
    click: () => {
           // expect: an action in setup() is a stub, `() => {}`; what it does belongs in the port
      beep();
    },
  },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
