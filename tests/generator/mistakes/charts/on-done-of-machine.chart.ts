import { setup } from 'xstate';

export const link = setup({}).createMachine({
  id: 'link',
  initial: 'OPENING',
  onDone: '.CLOSED',
  // expect: the machine ends when it is done; drop `onDone`
  states: {
    OPENING: {},
  },
});
