import { setup } from 'xstate';

type LinkEvent = { type: 'opened' };

export const link = setup({
  types: { events: {} as LinkEvent },
  actions: { deliver: () => {} },
  delays: { idle: 60_000 },
}).createMachine({
  id: 'link',
  initial: 'OPENING',
  states: {
    OPENING: { on: { opened: 'CONNECTED' } },
    CONNECTED: {
      type: 'parallel',
      after: { idle: 'CLOSED' },
      on: { opened: 'CLOSED' },
            // expect: this transition for 'opened' is never taken: every state inside CONNECTED has an unconditional transition; drop it
      states: {
        WRITE: {
          on: { opened: { actions: { type: 'deliver' } } },
        },
        READ: {},
      },
    },
    CLOSED: { type: 'final' },
  },
});
