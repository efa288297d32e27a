import { generateKeyPairSync } from 'node:crypto';
import test from 'ava';
import { loadCredentials } from '../../runtime/certificates/credentials.ts';
import { loadCertificates, loadPrivateKey } from '../../runtime/certificates/pem.ts';
import { TrustAnchors } from '../../runtime/certificates/trust-anchors.ts';
import { verifyChain } from '../../runtime/certificates/verify-chain.ts';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import { issue, localhostPair, x509 } from './authority.ts';

const { ca, server } = await localhostPair();
const unrelated = await issue();

test('credentials load from PEM text, PEM bytes and DER, with the chain in the order given', (t) => {
  const expected = [server.der, ca.der];
  const texts = [`${server.pem}\n${ca.pem}`, Buffer.from(`junk\n${server.pem}\r\n${server.key}\n${ca.pem}`)];
  for (const cert of [...texts, [server.pem, ca.der], [server.der, ca.der]]) {
    const { chain, privateKey } = loadCredentials(cert, server.key);
    t.deepEqual(chain, expected);
    t.deepEqual(loadCredentials(cert, privateKey).privateKey, privateKey);
  }
});

test('a key may be in SEC 1 form or encrypted', (t) => {
  const key = loadPrivateKey('key', server.key);
  const sec1 = key.export({ type: 'sec1', format: 'pem' });
  t.notThrows(() => loadCredentials(server.pem, sec1));
  const encrypted = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'open sesame' });
  t.notThrows(() => loadCredentials(server.pem, encrypted, 'open sesame'));
  t.throws(() => loadCredentials(server.pem, encrypted), configError('key', /needs a passphrase/));
  t.throws(() => loadCredentials(server.pem, encrypted, 'wrong'), configError('key', /cannot be decrypted/));
});

test('the error for a missing or wrong value names its option', (t) => {
  const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
  const otherPem = other.export({ type: 'pkcs8', format: 'pem' });
  t.throws(() => loadCredentials(undefined, server.key), configError('cert', /missing/));
  t.throws(() => loadCredentials(server.pem, undefined), configError('key', /missing/));
  t.throws(() => loadCredentials(server.pem, otherPem), configError('key', /does not belong/));
  t.throws(() => loadCredentials(server.pem, server.pem), configError('key', /no private key/));
  const broken = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n';
  t.throws(() => loadCredentials(server.pem, broken), configError('key', /cannot be read/));
  t.throws(() => loadCredentials(server.key, server.key), configError('cert', /no certificate/));
  t.throws(() => loadCredentials([], server.key), configError('cert', /no certificate/));
  const second = `${server.pem}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`;
  t.throws(() => loadCredentials(second, server.key), configError('cert', /block 2/));
  t.throws(() => loadCertificates('ca', 7 as never), configError('ca', /neither/));
  t.throws(() => loadCertificates('ca', [null] as never), configError('ca', /neither/));
  t.throws(() => loadPrivateKey('key', {} as never), configError('key', /neither/));
  t.throws(() => new TrustAnchors(new Uint8Array([0x30, 1, 0]), 'ca'), configError('ca', /not an X.509/));
});

test('an own certificate that an authority signed with SHA-1 is refused, a self-signed one is not', async (t) => {
  const signature = { name: 'ECDSA', hash: 'SHA-1' };
  const signed = await issue({ signature }, ca);
  t.throws(() => loadCredentials(signed.pem, signed.key), configError('cert', /certificate 1 is signed with SHA-1/));
  const own = await issue({ signature });
  t.notThrows(() => loadCredentials(own.pem, own.key));
  const middle = await issue({ subject: 'CN=Middle', ca: true, signature }, ca);
  const below = await issue({}, middle);
  t.throws(() => loadCredentials([below.pem, middle.pem], below.key), configError('cert', /certificate 2 is signed/));
});

test('an own certificate whose key usage does not allow signatures is refused', async (t) => {
  const { keyAgreement, digitalSignature } = x509.KeyUsageFlags;
  const agreement = await issue({ keyUsage: keyAgreement });
  const signature = await issue({ keyUsage: keyAgreement | digitalSignature });
  t.throws(() => loadCredentials(agreement.pem, agreement.key), configError('cert', /key usage does not allow/));
  t.notThrows(() => loadCredentials(signature.pem, signature.key));
});

test('concatenated certificates in DER are refused, because only the first would be read', (t) => {
  const both = Buffer.concat([server.der, ca.der]);
  t.throws(() => loadCertificates('ca', both), configError('ca', /after a certificate/));
  t.throws(() => loadCertificates('ca', [ca.der, both]), configError('ca', /as a list/));
  t.is(loadCertificates('ca', [server.der, ca.der]).length, 2);
});

test('a repeated anchor counts once', (t) => {
  t.is(new TrustAnchors([ca.pem, `${ca.pem}\n${unrelated.pem}`]).size, 2);
});

const now = Date.now();
const policy = {
  anchors: new TrustAnchors(ca.pem),
  purpose: 'server',
  servername: 'localhost',
  rejectUnauthorized: true,
} as const;

test('a valid chain is accepted with the key of its end entity', (t) => {
  const decision = verifyChain([server.der], policy, now);
  t.like(decision, { accept: true, authorizationError: undefined });
  t.true(decision.accept && decision.publicKey.length > 60);
});

test('the result contains the validated path, not the chain that the peer sent', (t) => {
  const decision = verifyChain([server.der, unrelated.der], policy, now);
  t.deepEqual(decision.accept && decision.path, [server.der, ca.der]);
  const own = verifyChain([server.der], { ...policy, anchors: new TrustAnchors(server.pem) }, now);
  t.deepEqual(own.accept && own.path, [server.der]);
  const unauthorized = verifyChain([unrelated.der], { ...policy, rejectUnauthorized: false }, now);
  t.deepEqual(unauthorized.accept && unauthorized.path, []);
});

test('the result for a refused chain names the alert', (t) => {
  const { anchors } = policy;
  t.like(verifyChain([unrelated.der], { ...policy, servername: undefined }, now), {
    accept: false,
    alert: 'unknown_ca',
    error: { code: 'ERR_DTLS_CERTIFICATE_SELF_SIGNED' },
  });
  t.like(verifyChain([server.der], { ...policy, anchors, servername: 'example.org' }, now), {
    alert: 'bad_certificate',
    error: { reason: 'NAME_MISMATCH' },
  });
  t.like(verifyChain([server.der], policy, now + 99 * 86_400_000), { alert: 'certificate_expired' });
  t.like(verifyChain([], policy, now), { accept: false, alert: 'bad_certificate' });
});

test('rejectUnauthorized: false accepts and reports the error, but never a chain without a key', (t) => {
  const lenient = { ...policy, rejectUnauthorized: false };
  const decision = verifyChain([unrelated.der], lenient, now);
  t.true(decision.accept);
  t.is(decision.accept ? decision.authorizationError?.reason : undefined, 'NAME_MISMATCH');
  t.like(verifyChain([new Uint8Array(40)], lenient, now), { accept: false, alert: 'bad_certificate' });
  t.like(verifyChain([], lenient, now), { accept: false, alert: 'bad_certificate' });
});

function configError(option: string, message: RegExp) {
  return { instanceOf: ConfigError, message: new RegExp(`^${option}: .*${message.source}`) };
}
