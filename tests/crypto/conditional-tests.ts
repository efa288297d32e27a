import test from 'ava';
import type { Capabilities } from '../../runtime/crypto/provider.ts';

/** AVA's `test` or `test.skip`, and how to title a test so that a skip says its reason. */
export interface ConditionalTest {
  readonly test: typeof test | typeof test.skip;
  readonly title: (title: string) => string;
}

/** Tests that run only where a provider can do what they need. */
export interface ConditionalTests {
  readonly where: (has: boolean, lacks: string) => ConditionalTest;
  readonly supports: (kind: Exclude<keyof Capabilities, 'deterministic'>, what: string) => ConditionalTest;
}

/** `name` is the provider's, and stands in front of every title. */
export function conditionalTests(name: string, capabilities: Capabilities): ConditionalTests {
  const where = (has: boolean, lacks: string): ConditionalTest => ({
    test: has ? test : test.skip,
    title: (title) => `${name}: ${title}${has ? '' : ` (skipped: ${lacks})`}`,
  });
  return {
    where,
    supports: (kind, what) => {
      const list: readonly string[] = capabilities[kind];
      return where(list.includes(what), `the provider lacks ${what}`);
    },
  };
}
