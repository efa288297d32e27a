import { setup } from 'xstate';

type CageEvent = { type: 'pull' };
type Times = { times: number };

export const cage = setup({
  types: { events: {} as CageEvent },
  actions: {
    click: (_, params: Times) => {},
               // expect: the type of params is generated into the port: spell it out here, as in `(_, params: { level: number }) => {}`
  },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      on: {
        pull: { actions: [{ type: 'click', params: { times: 1 } }] },
                                  // expect: action 'click' takes no params; declare their type in setup({ actions }): (_, params: { ... }) => ...
      },
    },
  },
});
