import { setup } from 'xstate';

type CageEvent = { type: 'push' } | { type: 'pull' } | { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
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
      },
      states: {
        LATCHED: {
        // expect: state SHUT.LATCHED has no transition for 'pull': handle it, ignore it ({ description, meta: { ref } }) or end with an alert (meta: { alert, ref })
          on: {
            turnKey: [{ target: '#cage.FAILED' }],
          },
        },
      },
    },
    OPEN: {},
    // expect: state OPEN is never entered; add a transition to it or remove it
    FAILED: { type: 'final' },
  },
});
