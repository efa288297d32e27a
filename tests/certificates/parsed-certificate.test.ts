// The fields of certificates, compared with those that OpenSSL reads.
import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import test from 'ava';
import { ParsedCertificate } from '../../runtime/certificates/parsed-certificate.ts';
import { CertificateError } from '../../runtime/errors/certificate-error.ts';
import { testCertificate, testRsaCertificate } from '../../runtime/testing/index.ts';
import { digits } from '../crypto/hex.ts';
import { localhostPair } from './authority.ts';

const { ca, server } = await localhostPair();
const own = [testCertificate.der, testRsaCertificate.der, ca.der, server.der];

interface Fields {
  readonly serialNumber: bigint;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly spki: string | undefined;
  readonly ca: boolean;
  readonly purposes: string;
  readonly hosts: string;
}

function ours(der: Uint8Array): Fields {
  const certificate = new ParsedCertificate(der);
  const { notBefore, notAfter, extensions, publicKey } = certificate.details;
  const { alternatives, extendedKeyUsage } = extensions;
  publicKey.check();
  return {
    serialNumber: BigInt.asIntN(8 * certificate.serialNumber.length, BigInt(`0x${digits(certificate.serialNumber)}`)),
    notBefore,
    notAfter,
    spki: digits(certificate.spki),
    ca: extensions.ca,
    purposes: (extendedKeyUsage ?? []).join(),
    hosts: alternatives.dns.join(),
  };
}

function theirs(der: Uint8Array): Fields {
  const certificate = new X509Certificate(der);
  const names = (certificate.subjectAltName ?? '').split(', ').filter((name) => name.startsWith('DNS:'));
  return {
    serialNumber: signed(certificate.serialNumber),
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
    spki: digits(certificate.publicKey.export({ type: 'spki', format: 'der' })),
    ca: certificate.ca,
    purposes: (certificate.keyUsage ?? []).join(),
    hosts: names.map((name) => name.slice(4)).join(),
  };
}

/** Of digits that a minus sign may precede. */
function signed(text: string): bigint {
  return text.startsWith('-') ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`);
}

/** Undefined: refused. */
function attempt(read: () => Fields): Fields | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

test('the fields of certificates in use are those that OpenSSL reads', (t) => {
  let read = 0;
  for (const source of [...rootCertificates, ...own]) {
    const { raw } = new X509Certificate(source);
    const der = new Uint8Array(raw);
    let fields: Fields;
    try {
      fields = ours(der);
    } catch (error) {
      // Old roots on curves or with algorithms that TLS 1.3 does not have.
      t.true(error instanceof CertificateError);
      continue;
    }
    t.deepEqual(fields, theirs(der));
    read += 1;
  }
  t.true(read > own.length);
});

test('a certificate with a changed byte that both accept has the same fields for both', (t) => {
  let accepted = 0;
  let refused = 0;
  for (const der of own) {
    for (let at = 0; at < der.length; at++) {
      for (const bit of [0x01, 0x80]) {
        const changed = Uint8Array.from(der);
        changed[at] = (changed[at] ?? 0) ^ bit;
        const fields = attempt(() => ours(changed));
        const others = fields && attempt(() => theirs(changed));
        if (fields === undefined) refused += 1;
        if (fields === undefined || others === undefined) continue;
        accepted += 1;
        // node:crypto quotes other characters.
        const { hosts } = /^[\w.,-]*$/.test(fields.hosts) ? fields : others;
        t.deepEqual({ ...fields, hosts }, others, `byte ${at}, ${bit}`);
      }
    }
  }
  t.true(accepted > 500 && refused > 500);
});
