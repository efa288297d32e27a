import test from 'ava';
import { parseFlags, UnimplementedError } from './flag-parser.ts';
import { disabledBecause, reasons } from './reasons.ts';

test('flags have no value, an integer, several integers or a text', (t) => {
  const { initial } = parseFlags([
    '-dtls',
    '-port',
    '4433',
    '-curves',
    '29',
    '-curves',
    '23',
    '-host-name',
    'a.example',
  ]);
  t.deepEqual(initial, { dtls: true, port: 4433, curves: [29, 23], 'host-name': 'a.example' });
});

test('a text may look like a flag', (t) => {
  t.deepEqual(parseFlags(['-export-context', '-server']).initial, { 'export-context': '-server' });
});

test('flags without a prefix apply to all connections, those with one to one kind', (t) => {
  t.deepEqual(
    parseFlags([
      '-on-shim-server',
      '-on-initial-expect-curve-id',
      '29',
      '-on-resume-verify-fail',
      '-on-retry-expect-hrr',
    ]),
    {
      initial: { server: true, 'expect-curve-id': 29 },
      resume: { server: true, 'verify-fail': true },
      retry: { server: true, 'expect-hrr': true },
    },
  );
});

test('flags of a credential belong to the last one that was started', (t) => {
  const certificate = ['-new-x509-credential', '-cert-file', 'b', '-signing-prefs', '2052'];
  const key = ['-new-psk-credential', '-psk-importer-key', 'AAAA', '-psk-importer-sha256'];
  const { initial, resume } = parseFlags(['-cert-file', 'a', ...certificate, ...key, '-server']);
  t.deepEqual(initial, {
    'cert-file': 'a',
    server: true,
    credentials: [
      { 'new-x509-credential': true, 'cert-file': 'b', 'signing-prefs': [2052] },
      { 'new-psk-credential': true, 'psk-importer-key': 'AAAA', 'psk-importer-sha256': true },
    ],
  });
  t.deepEqual(resume, initial);
});

test('a connection has the credentials of its prefix', (t) => {
  const { initial, resume } = parseFlags(['-on-resume-new-x509-credential', '-on-resume-cert-file', 'a']);
  t.deepEqual(initial, {});
  t.deepEqual(resume, { credentials: [{ 'new-x509-credential': true, 'cert-file': 'a' }] });
});

for (const [argv, reason] of [
  [['-dtls', '-ech-is-retry-config'], 'users'],
  [['-on-resume-expect-reject-early-data'], 'users'],
  [['-psk', 'secret'], 'lowerVersion'],
  [['-application-settings', 'foo,bar'], 'alps'],
  [['-ech-config-list', 'AAAA'], 'users'],
  [['-enable-grease'], 'users'],
  [['-install-cert-compression-algs'], 'users'],
  [['-signed-cert-timestamps', 'AAAA'], 'sct'],
  [['-quic-transport-params', 'AAAA'], 'quic'],
  [['-new-delegated-credential'], 'delegatedCredentials'],
  [['-requested-trust-anchors', 'AAAA'], 'trustAnchorIds'],
  // The unknown flag has no reason, and the next one has.
  [['-unheard-of', 'value', '-send-channel-id', 'file'], 'channelId'],
  [['-unheard-of', 'value', '-dtls'], undefined],
] as const) {
  test(`${argv.join(' ')} is not implemented: ${reason === undefined ? 'unexplained' : reasons[reason]}`, (t) => {
    const error = t.throws(() => parseFlags(argv), { instanceOf: UnimplementedError });
    t.is(error?.reason, reason);
  });
}

test('a missing or malformed value is an error', (t) => {
  t.throws(() => parseFlags(['-port']), { message: '-port needs a value' });
  t.throws(() => parseFlags(['-port', '0x10']), { message: '-port needs an integer, not 0x10' });
  t.throws(() => parseFlags(['dtls']), { message: 'dtls is not a flag' });
});

test('tests of lower versions are disabled, except those about an endpoint without one', (t) => {
  t.is(disabledBecause('DTLS-Replay-TLS12')?.reason, 'lowerVersion');
  t.is(disabledBecause('VersionNegotiation-Server-TLS13-TLS1-DTLS')?.reason, 'lowerVersion');
  t.is(disabledBecause('MinimumVersion-Client-TLS12-TLS12-DTLS')?.reason, 'lowerVersion');
  t.is(disabledBecause('MinimumVersion-Client-TLS13-TLS12-DTLS'), undefined);
  t.is(disabledBecause('DTLS-Replay-TLS13'), undefined);
});
