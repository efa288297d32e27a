import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { fingerprint } from '../../runtime/certificates/fingerprint.ts';
import { testCertificate } from '../../runtime/testing/index.ts';

test('a fingerprint is the digest of the certificate in the form of SDP and OpenSSL', (t) => {
  const { fingerprint256, fingerprint512 } = new X509Certificate(testCertificate.der);
  t.regex(fingerprint(testCertificate.der), /^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/);
  t.is(fingerprint(testCertificate.der), fingerprint256);
  t.throws(() => fingerprint('-----BEGIN CERTIFICATE-----' as never), { message: /^certificate: / });
  t.throws(() => fingerprint(testCertificate.der, 'md5' as never), { message: /^hash: / });
  t.is(fingerprint(testCertificate.der, 'sha-512'), fingerprint512);
  t.is(fingerprint(testCertificate.der, 'sha-384').length, 48 * 3 - 1);
  t.not(fingerprint(testCertificate.der.subarray(1)), fingerprint256);
});
