import { setup } from 'xstate';

export const door = setup({
  actions: {
    click: () => {
           // expect: an action in setup() is a stub, `() => {}`; what it does belongs into the port
      beep();
    },
  },
}).createMachine({
  id: 'door',
  initial: 'SHUT',
  states: {
    SHUT: {},
  },
});
