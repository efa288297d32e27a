import { setup } from 'xstate';

export const cage = setup({
  types: { events: {} },
                   // expect: write the events as `{} as MyEvent`, a union of `{ type: name }`
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  on: {
    turnKey: {},
    // expect: unknown event 'turnKey'; add it to the event type or correct it
  },
  states: {
    SHUT: {
      initial: 'LATCHED',
      on: {
        push: {},
        // expect: unknown event 'push'; add it to the event type or correct it
        pull: {},
        // expect: unknown event 'pull'; add it to the event type or correct it
      },
      states: {
        LATCHED: {
          on: {
            turnKey: [],
            // expect: unknown event 'turnKey'; add it to the event type or correct it
          },
        },
        LOCKED: {
          on: {
            pull: {},
            // expect: unknown event 'pull'; add it to the event type or correct it
            turnKey: [],
            // expect: unknown event 'turnKey'; add it to the event type or correct it
          },
        },
      },
    },
    OPEN: {
      on: { push: 'SHUT', pull: {} },
            // expect: unknown event 'push'; add it to the event type or correct it
                          // expect: unknown event 'pull'; add it to the event type or correct it
    },
  },
});
