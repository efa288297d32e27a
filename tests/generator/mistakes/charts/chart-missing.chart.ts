import { setup } from 'xstate';
// expect: no chart here; write `export const name = setup({ ... }).createMachine({ ... })`

const cage = setup({}).createMachine({});
