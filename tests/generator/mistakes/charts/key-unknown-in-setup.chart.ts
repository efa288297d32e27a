import { setup } from 'xstate';

type CageEvent = { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
  guard: {},
  // expect: unknown key 'guard' in setup() (did you mean "guards"?)
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      initial: 'LATCHED',
      states: {
        LATCHED: {
          on: {
            turnKey: [{ guard: 'keyFits', target: 'LOCKED' }],
                               // expect: unknown guard 'keyFits'; declare it in setup({ guards })
          },
        },
        LOCKED: {
          on: {
            turnKey: [{ guard: { type: 'keyFits' }, target: 'LATCHED' }],
                                       // expect: unknown guard 'keyFits'; declare it in setup({ guards })
          },
        },
      },
    },
    OPEN: {
      always: { guard: { type: 'isHeavy' }, target: 'SHUT' },
                               // expect: unknown guard 'isHeavy'; declare it in setup({ guards })
    },
  },
});
