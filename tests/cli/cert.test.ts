import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { run, temporaryFolder } from './run-cli.ts';

test('cert makes a certificate with its key, for the requested names and lifetime', async (t) => {
  const cwd = temporaryFolder(t);
  const { code, stdout } = await run(t, ['cert', 'device.example', '192.0.2.7', '--days', '7'], { cwd });
  t.is(code, 0);
  t.regex(stdout, /^wrote cert\.pem and key\.pem: for device\.example, 192\.0\.2\.7, until /);
  const certificate = new X509Certificate(readFileSync(join(cwd, 'cert.pem')));
  const { createPrivateKey } = await import('node:crypto');
  t.true(certificate.checkPrivateKey(createPrivateKey(readFileSync(join(cwd, 'key.pem')))));
  t.is(certificate.checkHost('device.example', { subject: 'never' }), 'device.example');
  t.is(certificate.checkIP('192.0.2.7'), '192.0.2.7');
  t.true(certificate.verify(certificate.publicKey));
  const days = (Date.parse(certificate.validTo) - Date.now()) / 86_400_000;
  t.true(days > 6.9 && days <= 7);
});

test('--key-type selects the type of the key, P-256 without it', async (t) => {
  for (const [flags, type] of [
    [[], 'ec'],
    [['--key-type', 'rsa'], 'rsa'],
    [['--key-type', 'p384'], 'ec'],
    [['--key-type', 'p521'], 'ec'],
    [['--key-type', 'ed25519'], 'ed25519'],
  ] as const) {
    const cwd = temporaryFolder(t);
    const { code, stdout } = await run(t, ['cert', ...flags], { cwd });
    t.is(code, 0);
    const certificate = new X509Certificate(readFileSync(join(cwd, 'cert.pem')));
    t.is(certificate.publicKey.asymmetricKeyType, type);
    t.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    t.is(stdout.split('\n')[1], `sha-256 ${certificate.fingerprint256}`, 'the form that a browser expects');
  }
});

test('a name outside ASCII is encoded as an A-label, and an invalid name is refused', async (t) => {
  const cwd = temporaryFolder(t);
  t.is((await run(t, ['cert', 'b\u00fccher.example', '*.example.org'], { cwd })).code, 0);
  const certificate = new X509Certificate(readFileSync(join(cwd, 'cert.pem')));
  t.is(certificate.subjectAltName, 'DNS:xn--bcher-kva.example, DNS:*.example.org');
  for (const bad of ['a..b', 'a-.b', 'a b', 'x'.repeat(300), '']) {
    const { code, stderr } = await run(t, ['cert', bad, '--force'], { cwd });
    t.is(code, 2, bad);
    t.regex(stderr, /not a host name or an IP address/);
  }
});

test('without names the certificate is for the local host', async (t) => {
  const cwd = temporaryFolder(t);
  await run(t, ['cert'], { cwd });
  const certificate = new X509Certificate(readFileSync(join(cwd, 'cert.pem')));
  t.is(certificate.checkHost('localhost', { subject: 'never' }), 'localhost');
  t.is(certificate.checkIP('::1'), '::1');
});

const posix = process.platform === 'win32' ? test.skip : test;

posix('only the owner may read the key, also where it replaces a file with wider permissions', async (t) => {
  const out = temporaryFolder(t);
  writeFileSync(join(out, 'key.pem'), 'old', { mode: 0o644 });
  t.is((await run(t, ['cert', '--out', out, '--force'])).code, 0);
  t.is(statSync(join(out, 'key.pem')).mode & 0o777, 0o600);
});

test('cert replaces no file without --force', async (t) => {
  const cwd = temporaryFolder(t);
  writeFileSync(join(cwd, 'key.pem'), 'precious');
  const refused = await run(t, ['cert'], { cwd });
  t.is(refused.code, 1);
  t.regex(refused.stderr, /^wirechart: key\.pem already exists; --force replaces existing files\n$/);
  t.is(readFileSync(join(cwd, 'key.pem'), 'utf8'), 'precious');
  t.is((await run(t, ['cert', '--force'], { cwd })).code, 0);
  t.regex(readFileSync(join(cwd, 'key.pem'), 'utf8'), /^-----BEGIN PRIVATE KEY-----/);
});

posix('--force replaces a symbolic link, not its target', async (t) => {
  const cwd = temporaryFolder(t);
  writeFileSync(join(cwd, 'elsewhere'), 'precious');
  symlinkSync(join(cwd, 'elsewhere'), join(cwd, 'cert.pem'));
  t.is((await run(t, ['cert', '--force'], { cwd })).code, 0);
  t.is(readFileSync(join(cwd, 'elsewhere'), 'utf8'), 'precious');
});
