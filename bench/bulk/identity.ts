import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testCertificate } from 'wirechart/testing';
import { benchCache } from '../c-program.ts';

/** Bytes of a datagram with one record, besides its content, with a margin for longer headers. */
export const DATAGRAM_OVERHEAD = 64;

/** Certificate and key of every receiver that authenticates itself, P-256, PEM. */
export function bulkIdentity(): { readonly cert: string; readonly key: string } {
  return { cert: pem('CERTIFICATE', testCertificate.der), key: pem('PRIVATE KEY', testCertificate.privateKey) };
}

function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** The files of the same in the cache, for programs in C. */
export function identityFiles(): readonly [string, string] {
  const folder = benchCache();
  mkdirSync(folder, { recursive: true });
  const { cert, key } = bulkIdentity();
  const files = [join(folder, 'cert.pem'), join(folder, 'key.pem')] as const;
  writeFileSync(files[0], cert);
  writeFileSync(files[1], key);
  return files;
}
