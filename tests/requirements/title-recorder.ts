import type { ResolveHook } from 'node:module';

/**
 * In place of AVA: records the titles of the tests that files declare, and runs none. It is a module for `register` of
 * `node:module` too, which lets it replace AVA.
 */
export const resolve: ResolveHook = (specifier, context, nextResolve) =>
  specifier === 'ava' ? { url: import.meta.url, shortCircuit: true } : nextResolve(specifier, context);

/** The titles so far. Without those of `test.skip` and `test.todo`, which run nothing. */
export const titles: string[] = [];

const declare = (title: unknown): void => {
  if (typeof title !== 'string') throw new Error('a test has no title');
  // AVA joins white space too.
  titles.push(title.trim().replaceAll(/\s+/g, ' '));
};
const ignore = Object.assign(() => {}, { always: () => {} });
const hooks = { before: ignore, after: ignore, beforeEach: ignore, afterEach: ignore };
const run = { skip: ignore, failing: declare, only: declare };

export default Object.assign(declare, run, hooks, {
  todo: ignore,
  serial: Object.assign((title: unknown) => declare(title), run, hooks),
});
