import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import test from 'ava';
import type { CryptoProvider, SignatureSchemeName } from '../../../runtime/crypto/index.ts';
import {
  type ApplicationResponse,
  type Certificate,
  type ChainRequest,
  createConnection,
  createListener,
} from '../../../runtime/dtls13/index.ts';
import { type SimulatedHost, SimulatedNetwork } from '../../../runtime/testing/index.ts';
import { providers } from '../../crypto/providers.ts';
import { testProvider } from '../../net/host-under-test.ts';

interface OwnKey {
  readonly type: string;
  readonly scheme: SignatureSchemeName;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const ownKeys: OwnKey[] = [
  { type: 'P-256', scheme: 'ecdsa_secp256r1_sha256', ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) },
  { type: 'P-384', scheme: 'ecdsa_secp384r1_sha384', ...generateKeyPairSync('ec', { namedCurve: 'P-384' }) },
  { type: 'P-521', scheme: 'ecdsa_secp521r1_sha512', ...generateKeyPairSync('ec', { namedCurve: 'P-521' }) },
  { type: 'Ed25519', scheme: 'ed25519', ...generateKeyPairSync('ed25519') },
  { type: 'Ed448', scheme: 'ed448', ...generateKeyPairSync('ed448') },
  { type: 'RSA', scheme: 'rsa_pss_rsae_sha256', ...generateKeyPairSync('rsa', { modulusLength: 2048 }) },
  { type: 'RSA-PSS', scheme: 'rsa_pss_pss_sha256', ...generateKeyPairSync('rsa-pss', { modulusLength: 2048 }) },
];
for (const level of testProvider.capabilities.signatureSchemes.includes('mldsa44') ? [44, 65, 87] : []) {
  const name = `ml-dsa-${level}`;
  // The type declarations list the types of Node 20.
  const keys = generateKeyPairSync(name as 'ed25519');
  ownKeys.push({ type: name.toUpperCase(), scheme: `mldsa${level}` as SignatureSchemeName, ...keys });
}

/** A chain whose only certificate is a placeholder: the host answers with the public key. */
function certificateOf(provider: CryptoProvider, { privateKey, publicKey }: OwnKey): Certificate {
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  const spki = Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }));
  return { chain: [spki], privateKey: provider.importPrivateKey(pkcs8) };
}

function trustAny({ id, chain }: ChainRequest): ApplicationResponse {
  return { id, accept: true, publicKey: chain[0] ?? new Uint8Array(0) };
}

interface Sides {
  readonly provider: CryptoProvider;
  readonly serverKey: OwnKey;
  readonly clientKey: OwnKey;
  /** In place of `provider`. */
  readonly serverProvider?: CryptoProvider;
  /** The schemes that one side accepts. */
  readonly clientAccepts?: readonly SignatureSchemeName[];
  readonly serverAccepts?: readonly SignatureSchemeName[];
}

function accepting(provider: CryptoProvider, schemes: readonly SignatureSchemeName[] | undefined): CryptoProvider {
  const { capabilities } = provider;
  return { ...provider, capabilities: { ...capabilities, signatureSchemes: schemes ?? capabilities.signatureSchemes } };
}

/** The last events of client and server. */
function meet({ provider, serverProvider = provider, serverKey, clientKey, clientAccepts, serverAccepts }: Sides) {
  const network = new SimulatedNetwork();
  const [serverHost, clientHost] = [network.host('server', trustAny), network.host('client', trustAny)];
  serverHost.attach(
    createListener({
      host: serverHost,
      provider: accepting(serverProvider, serverAccepts),
      certificate: certificateOf(provider, serverKey),
      requestCertificate: 'required',
    }),
  );
  clientHost.attach(
    createConnection(
      {
        host: clientHost,
        provider: accepting(provider, clientAccepts),
        path: clientHost.path('server'),
        certificate: certificateOf(provider, clientKey),
      },
      network.now,
    ),
  );
  network.advance(2000);
  return [lastEvent(clientHost), lastEvent(serverHost)] as const;
}

function lastEvent({ events }: SimulatedHost): string | undefined {
  const last = events.at(-1)?.event;
  if (last?.kind === 'secure') return last.peerSignatureScheme;
  return last?.kind === 'error' ? last.error.code : last?.kind;
}

for (const provider of providers) {
  const usable = ownKeys.filter(({ scheme }) => provider.capabilities.signatureSchemes.includes(scheme));

  for (const [index, serverKey] of usable.entries()) {
    const clientKey = usable[(index + 1) % usable.length] as OwnKey;

    test(`${provider.name}: a server with a key of ${serverKey.type} and a client with ${clientKey.type} authenticate`, (t) => {
      t.deepEqual(meet({ provider, serverKey, clientKey }), [serverKey.scheme, clientKey.scheme]);
    });

    test(`${provider.name}: without an offered scheme for its ${serverKey.type} key a server sends handshake_failure`, (t) => {
      const isOther = (scheme: SignatureSchemeName) => !schemesOf(serverKey).includes(scheme);
      const clientAccepts = provider.capabilities.signatureSchemes.filter(isOther);
      const [client] = meet({ provider, serverKey, clientKey, clientAccepts });
      t.is(client, 'ERR_DTLS_ALERT_HANDSHAKE_FAILURE');
    });

    test(`${provider.name}: without a requested scheme for its ${clientKey.type} key a client sends no certificate`, (t) => {
      const serverAccepts = provider.capabilities.signatureSchemes.filter(
        (each) => !schemesOf(clientKey).includes(each),
      );
      const [, server] = meet({ provider, serverKey, clientKey, serverAccepts });
      t.is(server, 'ERR_DTLS_PEER_CERTIFICATE_REQUIRED');
    });
  }
}

test('an RSA key signs with the first of its schemes that the peer accepts', (t) => {
  const [serverKey, clientKey] = ['RSA', 'RSA-PSS'].map((name) => ownKeys.find(({ type }) => type === name) as OwnKey);
  if (serverKey === undefined || clientKey === undefined) return;
  const clientAccepts = ['rsa_pss_rsae_sha512', 'rsa_pss_rsae_sha384', 'rsa_pss_pss_sha512'] as const;
  const serverAccepts = ['rsa_pss_pss_sha384'] as const;
  t.deepEqual(meet({ provider: testProvider, serverKey, clientKey, clientAccepts, serverAccepts }), [
    'rsa_pss_rsae_sha384',
    'rsa_pss_pss_sha384',
  ]);
});

for (const [type, scheme] of [
  ['RSA', 'rsa_pss_rsae_sha256'],
  ['RSA-PSS', 'rsa_pss_pss_sha256'],
] as const) {
  test(`a client answers a signature of ${scheme} with another salt length with decrypt_error`, (t) => {
    const [serverKey, clientKey] = [type, 'P-256'].map((name) => ownKeys.find((each) => each.type === name) as OwnKey);
    if (serverKey === undefined || clientKey === undefined) return t.fail();
    for (const saltLength of [32, 20, 33]) {
      const pss = { key: serverKey.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
      const serverProvider: CryptoProvider = {
        ...testProvider,
        sign: (_scheme, _key, message) => Uint8Array.from(sign('sha256', message, pss)),
      };
      t.deepEqual(
        meet({ provider: testProvider, serverProvider, serverKey, clientKey, clientAccepts: [scheme] }),
        saltLength === 32
          ? [scheme, clientKey.scheme]
          : ['ERR_DTLS_PEER_DECRYPT_ERROR', 'ERR_DTLS_ALERT_DECRYPT_ERROR'],
      );
    }
  });
}

/** The schemes that a key can sign with. */
function schemesOf({ type, scheme }: OwnKey): readonly SignatureSchemeName[] {
  if (type === 'RSA') return ['rsa_pss_rsae_sha256', 'rsa_pss_rsae_sha384', 'rsa_pss_rsae_sha512'];
  if (type === 'RSA-PSS') return ['rsa_pss_pss_sha256', 'rsa_pss_pss_sha384', 'rsa_pss_pss_sha512'];
  return [scheme];
}
