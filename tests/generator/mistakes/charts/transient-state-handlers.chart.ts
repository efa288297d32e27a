import { setup } from 'xstate';

type CageEvent = { type: 'push' } | { type: 'pull' } | { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
  guards: {
    isHeavy: () => false,
  },
  delays: { fallShut: 3000 },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  on: {
    turnKey: { target: '.FAILED' },
    // expect: this transition for 'turnKey' is never taken: every state inside the machine has an unconditional transition; drop it
  },
  states: {
    SHUT: {
      initial: 'LATCHED',
      on: {
        push: { description: 'It opens the other way.', meta: { ref: 'House rules section 1' } },
        pull: { target: 'OPEN' },
      },
      states: {
        LATCHED: {
          on: {
            turnKey: [{ target: '#cage.FAILED' }],
          },
        },
      },
    },
    OPEN: {
      always: [{ guard: { type: 'isHeavy' }, target: 'SHUT' }, { target: 'FAILED' }],
      after: { fallShut: 'SHUT' },
               // expect: this transition for after 'fallShut' is never taken: OPEN is exited at once; drop it
      on: { push: 'SHUT', pull: { description: 'It is open.', meta: { ref: 'House rules section 1' } } },
            // expect: this transition for 'push' is never taken: OPEN is exited at once; drop it
                          // expect: this transition for 'pull' is never taken: OPEN is exited at once; drop it
    },
    FAILED: { type: 'final' },
  },
});
