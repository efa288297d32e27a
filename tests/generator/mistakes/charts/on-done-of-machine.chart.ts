import { setup } from 'xstate';

export const link = setup({}).createMachine({
  id: 'link',
  initial: 'OPENING',
  onDone: '.CLOSED',
  // expect: the machine itself is over when it is done: nothing can follow; drop `onDone`
  states: {
    OPENING: {},
  },
});
