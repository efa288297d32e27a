import { setup } from 'xstate';

type CageEvent = { type: 'kick' } | { type: 'pull' } | { type: 'turnKey' };

export const cage = setup({
  types: { events: {} as CageEvent },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  on: {
    turnKey: { target: '.FAILED' },
  },
  states: {
    SHUT: {
      initial: 'LATCHED',
      on: {
        pull: { target: 'OPEN' },
      },
      states: {
        LATCHED: {
        // expect: state SHUT.LATCHED has no transition for 'kick': handle it, ignore it ({ description, meta: { ref } }) or end with an alert (meta: { alert, ref })
          on: {
            turnKey: [{ target: 'LOCKED' }],
          },
        },
        LOCKED: {},
        // expect: state SHUT.LOCKED has no transition for 'kick': handle it, ignore it ({ description, meta: { ref } }) or end with an alert (meta: { alert, ref })
      },
    },
    OPEN: {
    // expect: state OPEN has no transition for 'kick': handle it, ignore it ({ description, meta: { ref } }) or end with an alert (meta: { alert, ref })
      on: { pull: { description: 'It is open.', meta: { ref: 'House rules section 1' } } },
    },
    FAILED: { type: 'final' },
  },
});
