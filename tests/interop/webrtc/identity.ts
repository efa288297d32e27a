import { createPrivateKey } from 'node:crypto';
import { testCertificate } from 'wirechart/testing';
import { issue } from '../../certificates/authority.ts';

/** A self-signed certificate and its key. */
export interface Identity {
  readonly der: Uint8Array;
  /** PKCS #8 in DER. */
  readonly privateKey: Uint8Array;
}

/** The default certificate of counterparts. */
export const p256Identity: Identity = testCertificate;

/** A fresh RSA certificate, for RSA-PSS signatures. */
export async function rsaIdentity(): Promise<Identity> {
  const { der, key } = await issue({
    key: {
      name: 'RSASSA-PKCS1-v1_5',
      hash: 'SHA-256',
      modulusLength: 2048,
      publicExponent: Uint8Array.of(1, 0, 1),
    },
    signature: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  });
  return { der, privateKey: createPrivateKey(key).export({ type: 'pkcs8', format: 'der' }) };
}
