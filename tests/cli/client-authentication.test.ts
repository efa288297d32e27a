import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { issue, localhostPair, x509 } from '../certificates/authority.ts';
import { events, run, start, temporaryFolder } from './run-cli.ts';

const { ca, server } = await localhostPair();
const otherCa = await issue({ subject: 'CN=Other Root', ca: true });
const request = { subject: 'CN=device', usages: [x509.ExtendedKeyUsage.clientAuth] };
const device = await issue(request, ca);
const otherDevice = await issue(request, otherCa);

/** A folder with all certificates and keys. */
function files(t: ExecutionContext) {
  const folder = temporaryFolder(t);
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  return {
    ca: file('ca.pem', ca.pem),
    cert: file('cert.pem', server.pem),
    key: file('key.pem', server.key),
    deviceCert: file('device.pem', device.pem),
    deviceKey: file('device-key.pem', device.key),
    otherCert: file('other.pem', otherDevice.pem),
    otherKey: file('other-key.pem', otherDevice.key),
  };
}

async function serve(t: ExecutionContext, own: ReturnType<typeof files>, args: readonly string[]) {
  const identity = ['--cert', own.cert, '--key', own.key];
  const program = start(t, ['server', '--listen', '127.0.0.1:0', ...identity, '--echo', '--json', ...args]);
  const [, port = ''] = await program.printed(/"port":(\d+)/);
  return { program, to: `127.0.0.1:${port}` };
}

const certificates = (own: ReturnType<typeof files>, ...names: readonly ('device' | 'other')[]) =>
  names.flatMap((name) => ['--client-cert', own[`${name}Cert`], '--client-key', own[`${name}Key`]]);

test('a server with --request-cert-after gets the certificate after the handshake', async (t) => {
  const own = files(t);
  const { program, to } = await serve(t, own, ['--client-ca', own.ca, '--request-cert-after', '0s']);
  const client = start(t, ['client', to, '--ca', own.ca, ...certificates(own, 'device'), '--post-handshake-auth']);
  await program.printed(/"event":"authenticated"/);
  client.child.stdin.end('hello\n');
  t.is((await client.finished).code, 0);
  program.child.kill('SIGINT');
  const printed = events((await program.finished).stdout);
  t.like(
    printed.find(({ event }) => event === 'authenticated'),
    { subject: 'CN=device', authorized: true, session: 1 },
  );
  t.like(
    printed.find(({ event }) => event === 'message'),
    { data: Buffer.from('hello').toString('base64') },
  );
});

test('a client that does not offer it, or has no certificate, is refused', async (t) => {
  const own = files(t);
  const { program, to } = await serve(t, own, ['--client-ca', own.ca, '--request-cert-after', '0s']);
  const silent = start(t, ['client', to, '--ca', own.ca, ...certificates(own, 'device'), '--idle-timeout', '2s']);
  await program.printed(/ERR_DTLS_NO_CLIENT_AUTHENTICATION/);
  silent.child.stdin.end();
  await silent.finished;
  const empty = await run(t, ['client', to, '--ca', own.ca, '--post-handshake-auth', '--linger', '20s'], { input: '' });
  t.is(empty.code, 1);
  t.regex(empty.stderr, /certificate_required/);
});

test('with --name-ca a client with several certificates sends one of the authority', async (t) => {
  const own = files(t);
  const { program, to } = await serve(t, own, ['--client-ca', own.ca, '--name-ca']);
  const both = certificates(own, 'other', 'device');
  const client = await run(t, ['client', to, '--ca', own.ca, ...both, '--linger', '3s'], { input: 'hello\n' });
  t.is(client.code, 0, client.stderr);
  t.regex(client.stdout, /hello/);
  program.child.kill('SIGINT');
  await program.finished;
});

test('flags about certificates that do not go together are refused', async (t) => {
  const own = files(t);
  const refused = async (...args: readonly string[]) => (await run(t, args)).stderr;
  const listen = ['server', '--listen', '127.0.0.1:0', '--cert', own.cert, '--key', own.key];
  t.regex(await refused(...listen, '--cert', own.deviceCert), /--cert and --key must be given together/);
  t.regex(await refused(...listen, '--request-cert-after', '1s'), /needs --client-ca or --require-cert/);
  t.regex(await refused(...listen, '--name-ca'), /--name-ca needs --client-ca/);
  t.regex(await refused('client', 'localhost:1', '--name-ca'), /--name-ca needs --ca/);
  t.regex(await refused(...listen, '--cert', own.deviceCert, '--key', own.otherKey), /--key/);
});
