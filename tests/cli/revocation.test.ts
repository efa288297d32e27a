import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { raw } from '../certificates/raw-authority.ts';
import { pem, rawList } from '../certificates/raw-list.ts';
import { run, start, temporaryFolder } from './run-cli.ts';

test('--crl refuses a revoked certificate, at the client and at the server', async (t) => {
  const folder = temporaryFolder(t);
  const ca = raw({ subject: 'Test Root', ca: true, serial: 1 });
  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const root = file('root.der', ca.der);
  const identity = (name: string, serial: number): readonly [string, string] => {
    const { der, keys } = raw({ subject: name, hosts: [name], serial }, ca);
    const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' });
    return [file(`${name}.der`, der), file(`${name}-key.pem`, String(key))];
  };
  const [cert, key] = identity('localhost', 2);
  const [clientCert, clientKey] = identity('device', 3);
  const list = (serial: number) => file(`crl-${serial}.pem`, pem(rawList(ca, { revoked: [serial] })));
  const credentials = ['--cert', cert, '--key', key, '--client-ca', root];
  const server = start(t, ['server', '--listen', '127.0.0.1:0', ...credentials, '--crl', list(3)]);
  const [, port = ''] = await server.printed(/listening on 127\.0\.0\.1:(\d+)/);
  const to = `127.0.0.1:${port}`;
  const client = (...args: string[]) =>
    run(t, [
      'client',
      to,
      '--servername',
      'localhost',
      '--ca',
      root,
      '--client-cert',
      clientCert,
      '--client-key',
      clientKey,
      ...args,
    ]);
  const refusedByClient = await client('--crl', list(2));
  t.is(refusedByClient.code, 1);
  t.regex(refusedByClient.stderr, /^failed .*revoked/i);
  const refusedByServer = await client('--crl', list(7));
  t.is(refusedByServer.code, 1);
  t.regex(refusedByServer.stderr, /certificate_revoked/);
});
