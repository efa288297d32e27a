import test, { type ExecutionContext } from 'ava';
import { testThatNeeds } from './needed-software.ts';

const present = { name: 'sun', absence: undefined };
const absent = { name: 'rain', absence: 'there is no rain: wait' };

/** What is declared: the title, whether it is skipped, and what its body reports as a failure. */
function declared(needs: Parameters<typeof testThatNeeds>[0], required: string) {
  const declarations: object[] = [];
  const record = (title: string, body: (t: ExecutionContext) => unknown, skipped: boolean): void => {
    const failures: string[] = [];
    body({ fail: (message: string) => failures.push(message) } as unknown as ExecutionContext);
    declarations.push({ title, skipped, failures });
  };
  const declare = Object.assign((title: string, body: () => void) => record(title, body, false), {
    skip: (title: string, body: () => void) => record(title, body, true),
  });
  const { WIRECHART_REQUIRE: given } = process.env;
  process.env['WIRECHART_REQUIRE'] = required;
  testThatNeeds(needs, 'beans grow', () => {}, declare as unknown as typeof test);
  if (given === undefined) delete process.env['WIRECHART_REQUIRE'];
  else process.env['WIRECHART_REQUIRE'] = given;
  return declarations;
}

test('a test whose needs are met runs, whether they are required or not', (t) => {
  for (const required of ['', 'sun']) {
    t.deepEqual(declared([present, present], required), [{ title: 'beans grow', skipped: false, failures: [] }]);
  }
});

test('a test with a need that is absent is skipped, and its title says why', (t) => {
  for (const needs of [absent, [present, absent]]) {
    const title = 'beans grow (skipped: there is no rain: wait)';
    t.deepEqual(declared(needs, 'sun,rainbow'), [{ title, skipped: true, failures: [] }]);
  }
});

test('a test with a need that is required and absent fails, and says why', (t) => {
  const other = { name: 'soil', absence: 'there is no soil' };
  const failures = ['WIRECHART_REQUIRE names rain, but there is no rain: wait'];
  t.deepEqual(declared([other, absent], 'sun, rain'), [{ title: 'beans grow', skipped: false, failures }]);
});
