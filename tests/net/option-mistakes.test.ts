import test from 'ava';
import { Dissector, protocolsIn } from '../../generator/dissect/index.ts';
import { generate, generateWorkspace, readSpecs } from '../../generator/index.ts';
import { InitiatorSocket, Kernel, simulateHandshake, TargetSocket } from '../../hwmodel/index.ts';
import { createPortableProvider } from '../../runtime/crypto/portable/index.ts';
import { createConnection, createListener } from '../../runtime/dtls13/index.ts';
import { ConfigError, connect, listen } from '../../runtime/net/index.ts';
import { SimulatedNetwork, simulatePair } from '../../runtime/testing/index.ts';
import { issue, localhostPair } from '../certificates/authority.ts';
import { testProvider } from './host-under-test.ts';

const { ca, server } = await localhostPair();
const identity = { cert: server.pem, key: server.key, port: 0, host: '127.0.0.1' };
const host = { address: () => new Uint8Array(6) };
const providers = { clientProvider: testProvider, serverProvider: testProvider };
const wrong = (options: object) => options as never;

const slips: readonly [name: string, meant: string, call: () => unknown][] = [
  ['idletimeout', 'idleTimeout', () => connect('localhost', 1, wrong({ idletimeout: 5 }))],
  ['rejectUnautorized', 'rejectUnauthorized', () => connect('localhost', 1, wrong({ rejectUnautorized: false }))],
  ['requestcert', 'requestCert', () => listen(() => {}, wrong({ ...identity, requestcert: true }))],
  ['cookeis', 'cookies', () => listen(() => {}, wrong({ ...identity, cookeis: 'never' }))],
  ['singal', 'signal', () => connect('127.0.0.1', 9).close(wrong({ singal: 1 }))],
  ['signals', 'signal', () => connect('127.0.0.1', 9).messages(wrong({ signals: 1 }))],
  ['mtu', '', () => createConnection(wrong({ host, provider: testProvider, path: 0, mtu: 1200 }), 0)],
  [
    'maxDatagramsize',
    'maxDatagramSize',
    () => createListener(wrong({ host, provider: testProvider, maxDatagramsize: 1200 })),
  ],
  ['initialTimout', 'initialTimeout', () => simulatePair(providers).client.configure(wrong({ initialTimout: 1 }), 0)],
  ['conection', 'connection', () => simulatePair(wrong({ ...providers, conection: {} }))],
  ['replaywindow', 'replayWindow', () => simulatePair({ ...providers, endpoint: wrong({ replaywindow: 64 }) })],
  ['los', 'loss', () => new SimulatedNetwork(wrong({ los: 0.1 }))],
  ['sed', 'seed', () => createPortableProvider(wrong({ sed: new Uint8Array(1) }))],
  ['maxRounds', '', () => new Kernel(wrong({ maxRounds: 1 }))],
  ['starvationPolcy', 'starvationPolicy', () => new Kernel().run(0, wrong({ starvationPolcy: 'exit-on-starvation' }))],
  ['initialise', 'initialize', () => new Kernel().method('m', () => {}, wrong({ initialise: false }))],
  ['buswidthbits', 'busWidthBits', () => new InitiatorSocket(new Kernel(), 's', wrong({ buswidthbits: 8 }))],
  ['initiator', 'initiators', () => new TargetSocket(new Kernel(), 's', wrong({ initiator: 2 }), () => 0)],
  [
    'echoTimeoutMS',
    'echoTimeoutMs',
    () => simulateHandshake(wrong({ createProvider: () => testProvider, echoTimeoutMS: 1 })),
  ],
];

for (const [name, meant, call] of slips) {
  test(`an unknown option is refused by its name: ${name} in ${String(call).slice(6)}`, (t) => {
    const error = t.throws(call, { instanceOf: ConfigError });
    t.is(error?.option, name);
    if (meant === '') t.notRegex(error?.message ?? '', /did you mean/);
    else t.regex(error?.message ?? '', new RegExp(`did you mean ${meant}\\?$`));
  });
}

const NAMES = ['crl', 'verifyPeer', 'idleTimeout', 'handshakeTimeout', 'replayWindow', 'signal', 'ca', 'passphrase'];

for (const name of [...NAMES, 'servername', 'refusedTimeout']) {
  test(`null is refused by connect(): ${name}`, (t) => {
    const error = t.throws(() => connect('localhost', 1, wrong({ [name]: null })), { instanceOf: ConfigError });
    t.is(error?.option, name);
    t.regex(error?.message ?? '', /must not be null/);
  });
}

for (const name of [...NAMES, 'requestCert', 'cookies', 'maxReassembly', 'host']) {
  test(`null is refused by listen(): ${name}`, (t) => {
    const error = t.throws(() => listen(() => {}, wrong({ ...identity, [name]: null })), { instanceOf: ConfigError });
    t.is(error?.option, name);
    t.regex(error?.message ?? '', /must not be null/);
  });
}

test('an object of another kind is not accepted as empty options', (t) => {
  for (const value of [[], [{ ca: [] }], new Map([['ca', []]]), new Date(), new Uint8Array(2)]) {
    t.throws(() => connect('localhost', 1, wrong(value)), { instanceOf: ConfigError, message: /must be an object/ });
    t.throws(() => listen(() => {}, wrong(value)), { instanceOf: ConfigError, message: /must be an object/ });
  }
});

test('null is refused in every other object of options too', (t) => {
  const session = connect('127.0.0.1', 9);
  const calls = [
    () => session.close(wrong({ signal: null })),
    () => session.messages(wrong({ signal: null })),
    () => createListener(wrong({ host, provider: testProvider, idleTimeout: null })),
    () => createConnection(wrong({ host, provider: testProvider, path: 0, idleTimeout: null }), 0),
    () => createPortableProvider(wrong({ seed: null })),
  ];
  for (const call of calls) t.regex(t.throws(call, { instanceOf: ConfigError })?.message ?? '', /must not be null/);
  session.destroy();
});

test('an option with the name of a property of Object.prototype is unknown', (t) => {
  for (const name of ['constructor', 'toString', '__proto__']) {
    const given = { value: 1, enumerable: true };
    for (const call of [
      () => connect('localhost', 1, Object.defineProperty({}, name, given)),
      () => listen(() => {}, Object.defineProperty({ ...identity }, name, given)),
    ]) {
      t.regex(t.throws(call, { instanceOf: ConfigError })?.message ?? '', new RegExp(`^${name}: is not an option of`));
    }
  }
});

test('a value that cannot be converted to a string is refused like any other', (t) => {
  const throwing = new Proxy(
    {},
    {
      get() {
        throw new TypeError('no');
      },
    },
  );
  for (const value of [Object.create(null) as object, throwing, Symbol('x')]) {
    for (const name of ['mtu', 'idleTimeout', 'retransmitBackoff', 'bindHost', 'maxQueuedBytes', 'passphrase']) {
      const own = { cert: server.pem, key: server.key, [name]: value };
      t.is(t.throws(() => connect('localhost', 1, wrong(own)), { instanceOf: ConfigError })?.option, name);
    }
    for (const name of ['port', 'cookies', 'maxFragmentedHellos']) {
      const own = { ...identity, [name]: value };
      t.is(t.throws(() => listen(() => {}, wrong(own)), { instanceOf: ConfigError })?.option, name);
    }
  }
});

test('the generator refuses unknown options', async (t) => {
  const root = new URL('../../../', import.meta.url).pathname;
  t.like(await t.throwsAsync(generate([], wrong({ runtimeImports: 'relative' })), { instanceOf: ConfigError }), {
    option: 'runtimeImports',
  });
  t.like(await t.throwsAsync(generateWorkspace(root, wrong({ Check: true })), { instanceOf: ConfigError }), {
    message: 'Check: is not an option of generateWorkspace(): did you mean check?',
  });
  const sources = readSpecs(root);
  const dissector = new Dissector(sources, protocolsIn(sources)[0] as string);
  const name = dissector.types[0]?.id ?? '';
  t.like(
    t.throws(() => dissector.dissect(name, new Uint8Array(1), wrong({ toend: false })), { instanceOf: ConfigError }),
    { message: 'toend: is not an option of dissect(): did you mean toEnd?' },
  );
});

test('an option of the other role is refused as such', (t) => {
  t.throws(() => connect('localhost', 1, wrong({ requestCert: true })), {
    message: 'requestCert: is an option of servers only',
  });
  t.throws(() => listen(() => {}, wrong({ ...identity, bindPort: 1 })), {
    message: 'bindPort: is an option of clients only',
  });
});

test('a port in text, a path instead of a certificate, a key of another kind: the message says how to correct it', async (t) => {
  t.throws(() => connect('localhost', '4433' as never), {
    message: 'port: must be an integer from 1 to 65535, not the string "4433"',
  });
  t.throws(() => listen(() => {}, { ...identity, port: '4433' as never }), {
    message: /^port: .*, not the string "4433"$/,
  });
  t.throws(() => listen(() => {}, { ...identity, cert: 'cert.pem' }), {
    message: /^cert: "cert.pem" looks like a file name, .* give readFileSync\("cert.pem"\)$/,
  });
  t.throws(() => listen(() => {}, { ...identity, key: './keys/key.pem' }), { message: /^key: .*readFileSync/ });
  t.throws(() => connect('localhost', 1, { ca: ['ca.crt'] }), { message: /^ca: .*readFileSync\("ca.crt"\)/ });
  const small = await issue({
    key: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 1024, publicExponent: Uint8Array.of(1, 0, 1) },
  });
  t.throws(() => listen(() => {}, { ...identity, cert: small.pem, key: small.key }), {
    message: new RegExp(
      `^key: is an RSA key of 1024 bits, and the provider ${testProvider.name} signs with keys of P-256, P-384, P-521, Ed25519, .*RSA .*\`openssl genpkey`,
    ),
  });
});

test('options are read once: a later change or exception has no effect', async (t) => {
  const reads = new Map<string, number>();
  const options = new Proxy(
    { ...identity, maxQueuedMessages: 5, udpTTL: 9 },
    {
      get(target, name) {
        reads.set(String(name), (reads.get(String(name)) ?? 0) + 1);
        if ((reads.get(String(name)) ?? 0) > 1) throw new Error(`${String(name)} is read again`);
        return Reflect.get(target, name);
      },
    },
  );
  const endpoint = listen(() => {}, options);
  const session = connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, initialTimeout: 200 });
  await t.notThrowsAsync(session.opened);
  await session.close();
  await endpoint.close();
  t.is(reads.get('maxQueuedMessages'), 1);
});

test.serial('a property of Object.prototype is not an option', (t) => {
  const everything = Object.prototype as { rejectUnauthorized?: unknown; colour?: string };
  everything.rejectUnauthorized = 'broken';
  everything.colour = 'red';
  try {
    t.notThrows(() => connect('127.0.0.1', 9, { ca: ca.pem }).destroy());
  } finally {
    delete everything.rejectUnauthorized;
    delete everything.colour;
  }
});

test('a list with a hole is refused by its name', (t) => {
  const holes = () => new Array(2);
  const named = (call: () => unknown) => t.throws(call, { instanceOf: ConfigError })?.option;
  for (const name of [
    'psks',
    'earlyData',
    'certificateAuthorities',
    'certificates',
    'alpn',
    'groups',
    'cipherSuites',
  ]) {
    t.is(
      named(() => connect('127.0.0.1', 9, wrong({ [name]: holes() }))),
      name,
    );
  }
  for (const name of ['ticketKeys', 'cookieKeys', 'oidFilters', 'certificates']) {
    t.is(
      named(() => listen(() => {}, wrong({ ...identity, requestCert: true, ca: server.pem, [name]: holes() }))),
      name,
    );
  }
});

test('early data whose memory was transferred is refused', (t) => {
  const bytes = new Uint8Array(4);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  t.like(
    t.throws(() => connect('127.0.0.1', 9, { earlyData: [bytes] }), { instanceOf: ConfigError }),
    {
      option: 'earlyData',
    },
  );
});
