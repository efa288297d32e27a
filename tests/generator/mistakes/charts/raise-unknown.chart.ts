import { setup } from 'xstate';

type CageEvent = { type: 'pull' };

export const cage = setup({ types: { events: {} as CageEvent } }).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        pull: { target: 'SHUT', guard: raise({ type: 'pull' }), actions: [raise({ type: 'push' }), raise('pull')] },
                                       // expect: raise() is an action, not a guard
                                                                                        // expect: unknown event 'push'; add it to the event type or correct it
                                                                                                         // expect: raise() takes an event, { type: 'name' }
      },
    },
  },
});
