import { createSocket } from 'node:dgram';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { RefusalReport } from '../../cli/wirechart/refusal-report.ts';
import { connect } from '../../runtime/net/index.ts';
import { events, type Running, run, start, temporaryFolder } from './run-cli.ts';

/** Where an answer to the last of the input counts: a server on a busy machine may take a second for it. */
const LINGER = '3s';

/** A folder with a certificate, and a server that listens with it. */
async function serve(t: ExecutionContext, args: readonly string[] = ['--echo']) {
  const folder = temporaryFolder(t);
  await run(t, ['cert', '--out', folder]);
  const cert = join(folder, 'cert.pem');
  const key = join(folder, 'key.pem');
  const server = start(t, ['server', '--listen', '127.0.0.1:0', '--cert', cert, '--key', key, ...args]);
  const [, port = ''] = await server.printed(
    args.includes('--json') ? /"port":(\d+)/ : /listening on 127\.0\.0\.1:(\d+)/,
  );
  return { folder, cert, key, server, to: `127.0.0.1:${port}` };
}

async function interrupt({ child, finished }: Running) {
  child.kill('SIGINT');
  return await finished;
}

/** Runs a client whose input ends when this answer is printed. */
async function untilAnswered(t: ExecutionContext, args: readonly string[], input: string, answer: RegExp) {
  const client = start(t, [...args, '--linger', '0']);
  client.child.stdin.write(input);
  await client.printed(answer);
  client.child.stdin.end();
  return await client.finished;
}

test('each line is one datagram, the echo is received, and both sides end with code 0', async (t) => {
  const { cert, server, to } = await serve(t);
  const client = await run(t, ['client', to, '--ca', cert, '--linger', LINGER], { input: 'one\r\n\nzwei – 2\nlast' });
  t.is(client.code, 0, client.stderr);
  t.is(client.stdout, 'one\n\nzwei – 2\nlast\n');
  t.regex(
    client.stderr,
    /^secure DTLSv1\.3 TLS_AES_128_GCM_SHA256 X25519MLKEM768 in \d+\.\d ms\nclosed: 4 messages sent, 4 received\n$/,
  );
  const { code, stdout, stderr } = await interrupt(server);
  t.is(code, 0);
  t.is(stdout, 'one\n\nzwei – 2\nlast\n');
  t.regex(stderr, /secure 127\.0\.0\.1:\d+: DTLSv1\.3 .*\nclosed 127\.0\.0\.1:\d+: 4 messages sent, 4 received\n$/);
});

test('--idle-timeout ends the session of a silent client, on the side that has the option', async (t) => {
  const { cert, server, to } = await serve(t, ['--idle-timeout', '1500ms']);
  const client = await run(t, ['client', to, '--ca', cert, '--linger', '60s', '--idle-timeout', 'never'], {
    input: 'one\n',
  });
  t.is(client.code, 0, client.stderr);
  t.regex(client.stderr, /^secure .*\nclosed: 1 message sent, 0 received\n$/);
  const { stdout, stderr } = await interrupt(server);
  t.is(stdout, 'one\n');
  t.regex(stderr, /failed 127\.0\.0\.1:\d+: idle: no answer for 1500 ms\n$/);
});

test('--json prints the same events as one object a line on both sides', async (t) => {
  const { cert, server, to } = await serve(t, ['--echo', '--json']);
  const client = await untilAnswered(t, ['client', to, '--ca', cert, '--json'], 'hello\n', /"message"/);
  t.is(client.code, 0);
  t.is(client.stderr, '');
  const [secure, message, closed] = events(client.stdout);
  t.like(secure, {
    event: 'secure',
    version: 'DTLSv1.3',
    cipher: 'TLS_AES_128_GCM_SHA256',
    group: 'X25519MLKEM768',
    resumed: false,
    helloRetry: true,
    alpn: null,
  });
  t.is(typeof secure?.['milliseconds'], 'number');
  t.deepEqual(message, { event: 'message', data: Buffer.from('hello').toString('base64') });
  t.deepEqual(closed, { event: 'closed', sent: 1, received: 1 });
  const { code, stdout } = await interrupt(server);
  t.is(code, 0);
  const printed = events(stdout);
  t.deepEqual(
    printed.map(({ event }) => event),
    ['listening', 'secure', 'message', 'closed'],
  );
  t.like(printed[1], { session: 1 });
});

test.serial('all input is sent, as fast as the network accepts it', async (t) => {
  const { cert, to } = await serve(t, []);
  const input = Array.from({ length: 5000 }, (_, index) => `${index + 1}\n`).join('');
  const args = ['client', to, '--ca', cert, '--linger', '100ms'];
  const { code, stderr } = await run(t, args, { input });
  t.is(code, 0);
  t.regex(stderr, /^secure [^\n]+\nclosed: 5000 messages sent, 0 received\n$/);
});

/** A first record whose ClientHello is shorter than its fields. */
const CUT_HELLO = Buffer.from(
  `16fefd0000000000000000${'002a'}01${'00001e'}0000${'000000'}${'00001e'}fefd${'30'.repeat(28)}`,
  'hex',
);

test.serial(
  'a server reports the ClientHellos it refuses with their reasons, and a flood of them as a number',
  async (t) => {
    const [plain, json] = await Promise.all([serve(t), serve(t, ['--json'])]);
    for (const { to } of [plain, json]) {
      const socket = createSocket('udp4');
      t.teardown(() => socket.close());
      for (let sent = 0; sent < 40; sent++) {
        await new Promise((resolve) => socket.send(CUT_HELLO, Number(to.split(':')[1]), '127.0.0.1', resolve));
      }
    }
    const reason =
      /"event":"refused","remote":"127\.0\.0\.1:\d+","code":"ERR_DTLS_PEER_DECODE_ERROR","alert":"decode_error"/;
    await Promise.all([
      plain.server.printed(/refused 127\.0\.0\.1:\d+: a message does not decode: ClientHello: needs/),
      json.server.printed(reason),
    ]);
    // The rest of them arrived before the datagrams of a session that begins now.
    for (const { cert, to } of [plain, json]) {
      t.is((await run(t, ['client', to, '--ca', cert, '--linger', '0'])).code, 0);
    }
    const [text, objects] = await Promise.all([interrupt(plain.server), interrupt(json.server)]);
    const lines = text.stderr.split('\n').filter((line) => line.startsWith('refused '));
    const single = lines.filter((line) => line.includes('ClientHello'));
    const more = lines
      .map((line) => Number(/^refused (\d+) more$/.exec(line)?.[1] ?? 0))
      .reduce((sum, count) => sum + count);
    t.is(single.length + more, 40, text.stderr);
    t.true(single.length < 30 && more > 0, text.stderr);
    const printed = events(objects.stdout).filter(({ event }) => event === 'refused');
    t.is(
      printed.map(({ count }) => Number(count ?? 1)).reduce((sum, count) => sum + count),
      40,
    );
  },
);

test('refusals are shown five a second, the others are counted', (t) => {
  const log: string[] = [];
  let now = 0;
  const report = new RefusalReport(
    { refused: (_, remote) => log.push(remote), refusedMore: (count) => log.push(`${count} more`) },
    () => now,
  );
  const refuse = (count: number): void => {
    for (let index = 0; index < count; index++) report.refused(new Error('no'), `r${log.length}`);
  };
  refuse(7);
  now = 999;
  refuse(1);
  t.deepEqual(log, ['r0', 'r1', 'r2', 'r3', 'r4']);
  now = 1000;
  refuse(1);
  t.deepEqual(log.slice(5), ['3 more', 'r5']);
  report.end();
  t.is(log.length, 7);
});

test('--raw prints bytes as they are', async (t) => {
  const { cert, to } = await serve(t);
  const { stdout } = await untilAnswered(t, ['client', to, '--ca', cert, '--raw'], 'a\nb\n', /^ab/);
  t.is(stdout, 'ab');
});

test('a server without a trusted certificate is refused, unless --insecure is given', async (t) => {
  const { to } = await serve(t);
  const other = temporaryFolder(t);
  await run(t, ['cert', '--out', other]);
  const refused = await run(t, ['client', to, '--ca', join(other, 'cert.pem'), '--json']);
  t.is(refused.code, 1);
  t.like(events(refused.stdout)[0], { event: 'error', alert: 'bad_certificate' });
  t.regex(String(events(refused.stdout)[0]?.['code']), /^ERR_DTLS_CERTIFICATE_/);
  const plain = await run(t, ['client', to]);
  t.is(plain.code, 1);
  t.regex(
    plain.stderr,
    /^failed certificate CN=localhost: self-signed, and not a trust anchor \(127\.0\.0\.1:\d+\)\n$/,
  );
  const insecure = await run(t, ['client', to, '--insecure', '--linger', '0'], { input: '' });
  t.is(insecure.code, 0);
  t.regex(insecure.stderr, /not trusted: certificate CN=localhost/);
});

test('the name in the certificate is checked, and can be given as an option', async (t) => {
  const { cert, to } = await serve(t);
  const wrong = await run(t, ['client', to, '--ca', cert, '--servername', 'elsewhere.example']);
  t.is(wrong.code, 1);
  t.regex(wrong.stderr, /certificate is not for "?elsewhere\.example/);
  t.is((await run(t, ['client', to, '--ca', cert, '--servername', 'localhost', '--linger', '0'])).code, 0);
});

test('no server: the client times out and reports the error of the network', async (t) => {
  const { to, server } = await serve(t);
  await interrupt(server);
  const { code, stderr } = await run(t, ['client', to, '--insecure', '--timeout', '1500ms']);
  t.is(code, 1);
  t.regex(stderr, /^failed handshake: no answer for \d+ ms \(.*ECONNREFUSED.*\)\n$/);
});

test('both sides write the same key log, for its owner only, and append to it', async (t) => {
  const folder = temporaryFolder(t);
  const [ours, theirs] = [join(folder, 'client.log'), join(folder, 'server.log')];
  const { cert, to } = await serve(t, ['--keylog', theirs]);
  const args = ['client', to, '--ca', cert, '--linger', '100ms'];
  await run(t, args, { input: 'x\n', env: { SSLKEYLOGFILE: ours } });
  await run(t, [...args, '--keylog', ours], { input: 'x\n', env: { SSLKEYLOGFILE: '/nowhere/at/all' } });
  const lines = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n').toSorted();
  t.deepEqual(lines(ours), lines(theirs));
  t.true(lines(ours).length >= 8);
  if (process.platform !== 'win32') t.is(statSync(ours).mode & 0o777, 0o600);
});

test('a server that ends sends close_notify to its clients, which end too', async (t) => {
  const { cert, server, to } = await serve(t);
  const client = start(t, ['client', to, '--ca', cert]);
  client.child.stdin.write('hello\n');
  await client.printed(/hello/);
  const { code } = await interrupt(server);
  t.is(code, 0);
  // Standard input of the client is still open.
  t.is((await client.finished).code, 0);
});

test('ctrl-C ends a client with close_notify', async (t) => {
  const { cert, server, to } = await serve(t);
  const client = start(t, ['client', to, '--ca', cert]);
  await client.printed(/secure/);
  client.child.stdin.write('hello\n');
  await client.printed(/hello/);
  t.is((await interrupt(client)).code, 0);
  await server.printed(/closed/);
});

test('ctrl-C ends a client also while no server answers, and that is no failure', async (t) => {
  const silent = createSocket('udp4');
  t.teardown(() => silent.close());
  await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve));
  const client = start(t, ['client', `127.0.0.1:${silent.address().port}`, '--insecure', '--json']);
  // Its ClientHello is sent: the handshake is in progress.
  await new Promise((resolve) => silent.once('message', resolve));
  const { code, stdout } = await interrupt(client);
  t.is(code, 0);
  t.deepEqual(events(stdout), [{ event: 'closed', sent: 0, received: 0 }]);
});

(existsSync('/dev/full') ? test : test.skip)(
  'a key log on a full disk is reported, and sessions continue',
  async (t) => {
    const { cert, to } = await serve(t);
    const { code, stdout, stderr } = await untilAnswered(
      t,
      ['client', to, '--ca', cert, '--keylog', '/dev/full'],
      'x\n',
      /^x\n/,
    );
    t.is(code, 1);
    t.is(stdout, 'x\n');
    t.regex(stderr, /^failed cannot write \/dev\/full: ENOSPC[^\n]*; the key log is not complete$/m);
  },
);

test('SIGTERM ends a server like SIGINT, also while sessions are open', async (t) => {
  const { cert, server, to } = await serve(t);
  const client = start(t, ['client', to, '--ca', cert]);
  client.child.stdin.write('hello\n');
  await client.printed(/hello/);
  // The server waits only briefly for a client that does not answer.
  client.child.kill('SIGKILL');
  server.child.kill('SIGTERM');
  t.is((await server.finished).code, 0);
});

test('a failed handshake is reported and the server continues', async (t) => {
  const { cert, server, to } = await serve(t, ['--echo', '--json']);
  await run(t, ['client', to]);
  await server.printed(
    /"event":"error","remote":"127\.0\.0\.1:\d+","code":"ERR_DTLS_ALERT_UNKNOWN_CA","alert":"unknown_ca"/,
  );
  t.is((await run(t, ['client', to, '--ca', cert, '--linger', '0'])).code, 0);
});

test('a line that fits no datagram is reported, not sent', async (t) => {
  const { cert, to } = await serve(t);
  const { code, stderr } = await run(t, ['client', to, '--ca', cert, '--linger', '0'], {
    input: `${'x'.repeat(5000)}\n`,
  });
  t.is(code, 1);
  t.regex(stderr, /failed 5000 bytes do not fit into one record/);
  const endless = await run(t, ['client', to, '--ca', cert, '--linger', '0'], { input: 'x'.repeat(100_000) });
  t.is(endless.code, 1);
  t.regex(endless.stderr, /cannot be a datagram/);
});

test('a message that is too large to echo does not end the server', async (t) => {
  const { cert, server, to } = await serve(t);
  const session = connect('127.0.0.1', Number(to.split(':')[1]), { ca: readFileSync(cert), mtu: 1400 });
  t.teardown(() => session.destroy());
  await session.opened;
  session.send(new Uint8Array(1300));
  await server.printed(/failed .* 1300 bytes do not fit/);
  const answer = session.messages().next();
  session.send('small');
  t.is(Buffer.from((await answer).value ?? []).toString(), 'small');
});

test('a port in use is reported in one line', async (t) => {
  const { cert, key, to } = await serve(t);
  const { code, stderr } = await run(t, ['server', '--listen', to, '--cert', cert, '--key', key]);
  t.is(code, 1);
  t.regex(stderr, /^wirechart: bind EADDRINUSE [^\n]+\n$/);
});

test('a key of another certificate is reported in one line', async (t) => {
  const { cert } = await serve(t);
  const other = temporaryFolder(t);
  await run(t, ['cert', '--out', other]);
  const { code, stderr } = await run(t, [
    'server',
    '--listen',
    '127.0.0.1:0',
    '--cert',
    cert,
    '--key',
    join(other, 'key.pem'),
  ]);
  t.is(code, 1);
  t.regex(stderr, /^wirechart: --key: does not belong to the first certificate of --cert\n$/);
});

test('the application protocol, the suite and the group can be chosen, and are reported', async (t) => {
  const { cert, to } = await serve(t, ['--alpn', 'coap,webrtc', '--groups', 'P-256', '--json']);
  const client = ['client', to, '--ca', cert, '--linger', '0', '--json'];
  const chosen = ['--alpn', 'webrtc', '--ciphers', 'TLS_CHACHA20_POLY1305_SHA256', '--key-shares', ''];
  const { code, stdout } = await run(t, [...client, ...chosen], { input: '' });
  t.is(code, 0);
  t.like(events(stdout)[0], {
    event: 'secure',
    cipher: 'TLS_CHACHA20_POLY1305_SHA256',
    group: 'secp256r1',
    helloRetry: true,
    alpn: 'webrtc',
  });
  const nothing = await run(t, [...client, '--alpn', 'h3'], { input: '' });
  t.is(nothing.code, 1);
  t.like(events(nothing.stdout)[0], { event: 'error', alert: 'no_application_protocol' });
  const plain = await run(t, ['client', to, '--ca', cert, '--linger', '0', '--alpn', 'coap'], { input: '' });
  t.regex(plain.stderr, /^secure DTLSv1\.3 TLS_AES_128_GCM_SHA256 secp256r1 coap in /);
});

test('--groups and --ciphers select each group and suite', async (t) => {
  const groups = ['P-384', 'P-521', 'X448', 'X25519MLKEM768', 'SecP256r1MLKEM768', 'SecP384r1MLKEM1024'];
  const { cert, to } = await serve(t, [
    ...['--echo', '--groups', groups.join(':')],
    ...['--ciphers', 'TLS_AES_128_CCM_8_SHA256:TLS_AES_128_CCM_SHA256'],
  ]);
  const client = ['client', to, '--ca', cert, '--json'];
  const names = ['secp384r1', 'secp521r1', 'x448', ...groups.slice(3)];
  for (const [index, group] of groups.entries()) {
    const suite = index % 2 === 0 ? 'TLS_AES_128_CCM_8_SHA256' : 'TLS_AES_128_CCM_SHA256';
    const args = [...client, '--groups', group, '--ciphers', suite];
    const { code, stdout } = await untilAnswered(t, args, 'x\n', /"message"/);
    t.is(code, 0, stdout);
    const [secure, message] = events(stdout);
    t.like(secure, { event: 'secure', cipher: suite, group: names[index] });
    t.deepEqual(message, { event: 'message', data: Buffer.from('x').toString('base64') });
  }
});

test('a server can request client certificates below an authority, or any', async (t) => {
  const folder = temporaryFolder(t);
  await run(t, ['cert', '--key-type', 'rsa', '--out', folder]);
  const [ownCert, ownKey] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const own = ['--client-cert', ownCert, '--client-key', ownKey];
  const strict = await serve(t, ['--client-ca', ownCert]);
  const client = ['client', strict.to, '--ca', strict.cert];
  t.is((await run(t, [...client, '--linger', '200ms', ...own], { input: 'x\n' })).code, 0);
  const without = await untilAnswered(t, [...client, '--json'], 'x\n', /certificate_required/);
  t.is(without.code, 1);
  t.like(events(without.stdout).at(-1), { event: 'error', alert: 'certificate_required' });
  const any = await serve(t, ['--require-cert', '--echo']);
  const { code, stdout } = await untilAnswered(t, ['client', any.to, '--ca', any.cert, ...own], 'x\n', /^x\n/);
  t.is(code, 0);
  t.is(stdout, 'x\n');
});

test('--self-signed serves with a generated certificate and prints its fingerprint', async (t) => {
  const server = start(t, ['server', '--listen', '127.0.0.1:0', '--self-signed', '--json']);
  const [, port = '', fingerprint = ''] = await server.printed(/"port":(\d+).*"fingerprint":"([0-9A-F:]{95})"/);
  t.is(fingerprint.split(':').length, 32);
  const { code } = await run(t, ['client', `127.0.0.1:${port}`, '--insecure', '--linger', '0'], { input: '' });
  t.is(code, 0);
  t.is((await interrupt(server)).code, 0);
});

test('--cid on both sides and --migrate: the client moves to other ports, and the server follows', async (t) => {
  const { cert, server, to } = await serve(t, ['--echo', '--json', '--cid', '8']);
  const client = start(
    t,
    ['client', to, '--ca', cert, '--json', '--cid', '0', '--migrate', '200ms', '--linger', '2s'],
    {},
  );
  await client.printed(/"event":"moved".*\n.*"event":"moved"/s);
  client.child.stdin.end('here\n');
  const { code, stdout } = await client.finished;
  t.is(code, 0);
  const moves = events(stdout).filter(({ event }) => event === 'moved');
  t.true(moves.length >= 2);
  t.is(new Set(moves.map(({ port }) => port)).size, moves.length);
  t.is(events(stdout).filter(({ event }) => event === 'message').length, 1);
  const { stdout: seen } = await interrupt(server);
  const followed = events(seen).filter(({ event }) => event === 'moved');
  t.true(followed.length >= 1);
  for (const { session, port } of followed) {
    t.is(session, 1);
    t.true(moves.some((move) => move['port'] === port));
  }
});

test('without --cid on the server a client that wants to move says why it does not, and goes on', async (t) => {
  const { cert, to } = await serve(t, ['--echo']);
  const client = start(t, ['client', to, '--ca', cert, '--cid', '8', '--migrate', '50ms', '--linger', LINGER], {});
  const [, why] = await client.printed(/not moved: (.*)/);
  t.is(why, 'the server issued no connection id to this session');
  client.child.stdin.end('still here\n');
  const { code, stdout } = await client.finished;
  t.is(code, 0);
  t.is(stdout, 'still here\n');
  const refused = await run(t, ['client', to, '--ca', cert, '--migrate', '1s']);
  t.is(refused.code, 2);
  t.regex(refused.stderr, /--migrate needs --cid/);
});
