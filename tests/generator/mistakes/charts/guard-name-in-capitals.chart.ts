import { setup } from 'xstate';

export const cage = setup({
  guards: {
    IsHeavy: () => false,
    // expect: guard name IsHeavy is not in lower camel case, at most 32 letters and digits, as in 'serverHello'
  },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {},
    OPEN: {
      always: { guard: { type: 'isHeavy' }, target: 'SHUT' },
                               // expect: unknown guard 'isHeavy'; declare it in setup({ guards })
    },
  },
});
