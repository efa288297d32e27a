import { setup } from 'xstate';

export const cage = setup({
  actors: {
    feed: () => {},
          // expect: an actor in setup() is a stub, `fromPromise(async () => {})`; what it does belongs in the port
    clean: fromPromise(async () => {}),
  },
}).createMachine({
  id: 'cage',
  initial: 'SHUT',
  states: {
    SHUT: {
      invoke: [
        { src: 'feet' },
               // expect: unknown actor 'feet' (did you mean "feed"?); declare it in setup({ actors })
        { src: 'feed', id: 'one' },
        { src: 'clean', id: 'one', onFinish: 'OPEN' },
                            // expect: two actors have the id 'one'; give one another `id`
                                   // expect: unknown key 'onFinish' in `invoke`
        { id: 'two' },
        // expect: `invoke` needs a `src`, the name of an actor
        'feed',
        // expect: `invoke` takes an object, { src: 'name', id, input, onDone, onError }
      ],
    },
    OPEN: { type: 'final', invoke: { src: 'feed' } },
                           // expect: final state OPEN has nothing to wait for; drop `invoke`
  },
});
