import test from 'ava';
import { SignatureScheme } from '../../../generated/dtls13/registries/signature-scheme.ts';
import { createClientHello } from '../../../runtime/dtls13/handshake/client/client-hello.ts';
import { clientHandshakeConfig } from '../../../runtime/dtls13/options/connection-options.ts';
import { providers } from '../../crypto/providers.ts';

const PKCS1 = [SignatureScheme.rsa_pkcs1_sha256, SignatureScheme.rsa_pkcs1_sha384, SignatureScheme.rsa_pkcs1_sha512];

for (const provider of providers) {
  test(`${provider.name}: PKCS #1 v1.5 is offered for certificates only`, (t) => {
    const host = { address: () => new Uint8Array(0) };
    const { extensions } = createClientHello(
      provider,
      clientHandshakeConfig({ provider, host, path: 0 }),
      [],
      undefined,
      undefined,
    );
    const schemesOf = (kind: 'signature_algorithms' | 'signature_algorithms_cert'): readonly number[] =>
      extensions.flatMap((one) => (one.kind === kind ? one.extensionData.supportedSignatureAlgorithms : []));
    const own = provider.capabilities.signatureSchemes.map((name) => SignatureScheme[name]);
    t.deepEqual(schemesOf('signature_algorithms'), own);
    t.deepEqual(schemesOf('signature_algorithms_cert'), [...own, ...PKCS1]);
  });
}
