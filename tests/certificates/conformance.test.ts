import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { type Raw, raw } from './raw-authority.ts';
import { pem, rawList } from './raw-list.ts';

const program = fileURLToPath(new URL('./conformance/run.js', import.meta.url));
const root = raw({ subject: 'Root', ca: true });
const leaf = raw({ subject: 'leaf', hosts: ['service.example'] }, root);
const certificate = ({ der }: Raw): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`;

const good = {
  id: 'own::good',
  features: [],
  validation_kind: 'SERVER',
  trusted_certs: [certificate(root)],
  untrusted_intermediates: [],
  peer_certificate: certificate(leaf),
  validation_time: null,
  expected_result: 'SUCCESS',
  expected_peer_name: { kind: 'DNS', value: 'service.example' },
};

interface Outcome {
  readonly code: number;
  readonly output: string;
}

function run(...args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr });
    });
  });
}

test('a suite is run from a file or a directory, and every disagreement is printed', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'suite-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const save = (name: string, content: unknown) => writeFileSync(join(folder, name), JSON.stringify(content));
  save('one.json', good);
  const testcases = [
    { ...good, id: 'own::other-name', expected_peer_name: { kind: 'DNS', value: 'other.example' } },
    { ...good, id: 'own::lint', features: ['pedantic-lint'], expected_result: 'FAILURE' },
    { ...good, id: 'own::expired', expected_result: 'FAILURE', validation_time: '2001-02-03T04:05:06+00:00' },
    { ...good, id: 'own::list', expected_result: 'FAILURE', crls: [pem(rawList(root, { revoked: [7] }))] },
    { ...good, id: 'own::bad-list', expected_result: 'FAILURE', crls: ['nothing'] },
    { ...good, id: 'bettertls::own', validation_kind: 'CLIENT', expected_peer_name: null },
  ];
  save('two.json', { version: 1, testcases });
  const all = await run(folder);
  t.is(all.code, 0);
  t.regex(all.output, /^bettertls: 1 cases, 1 as expected, 0 accepted wrongly, 0 refused wrongly, 0 hangs, slowest /);
  t.regex(all.output, /\ncore: 6 cases, 4 as expected, 1 accepted wrongly, 1 refused wrongly, 0 hangs, slowest /);
  t.regex(
    all.output,
    /\n {2}accepted wrongly: own::lint \(pedantic-lint\)\n {2}refused wrongly: own::other-name NAME_MISMATCH /,
  );
  const one = await run(join(folder, 'one.json'));
  t.regex(one.output, /^core: 1 cases, 1 as expected, .* at most 1 signature checks, 0 name comparisons, 1 steps\n$/);
});

test('a suite without cases is an error', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'suite-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  t.is((await run()).code, 2);
  t.is((await run(folder)).code, 2);
  writeFileSync(join(folder, 'other.json'), '{"name":"other"}');
  const other = await run(folder);
  t.is(other.code, 2);
  t.regex(other.output, /other\.json is not a suite of x509-limbo's format/);
});
