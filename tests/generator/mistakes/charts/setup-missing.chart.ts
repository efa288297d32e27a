import { createMachine } from 'xstate';
// expect: no chart here; write `export const name = setup({ ... }).createMachine({ ... })`

export const cage = createMachine({});
export const gate = 5;
