import type { Command } from 'commander';
import type { CertificateOption, ExternalPsk, ListenOptions, PskCallback } from 'wirechart/dtls13';
import { UsageError } from '../terminal/failure.ts';
import { parseDuration, readInput } from '../terminal/option-values.ts';
import { certificatesIn, collect } from './own-certificates.ts';
import { externalPsk } from './psk-flag.ts';

/** How a server authenticates itself, and what it requires of its clients: the values of the flags. */
export interface ServerAuthenticationFlags {
  readonly cert?: readonly string[];
  readonly key?: readonly string[];
  readonly selfSigned?: boolean;
  readonly clientCa?: string;
  readonly crl?: string;
  readonly requireCert?: boolean;
  /** In milliseconds. */
  readonly requestCertAfter?: number;
  readonly nameCa?: boolean;
  readonly psk?: string;
}

/** Adds these flags to a command. */
export function addServerAuthenticationFlags(command: Command): void {
  command
    .option('--cert <file>', 'certificate chain, PEM or DER; several times: the first one that fits is sent', collect)
    .option('--key <file>', 'private key of its first certificate, PEM or PKCS #8 DER; as often as --cert', collect)
    .option('--self-signed', 'use a temporary certificate for localhost, instead of --cert and --key')
    .option('--client-ca <file>', 'require a certificate that one of these issued; clients without one are refused')
    .option('--crl <file>', 'revocation lists, PEM or DER, for every certificate of a client; with --client-ca')
    .option('--require-cert', 'require a certificate, and accept any')
    .option(
      '--request-cert-after <time>',
      'request the certificate so long after the handshake, and not in it; with --client-ca or --require-cert',
      parseDuration,
    )
    .option('--name-ca', 'tell clients the names of --client-ca, so that they select a certificate of one of them')
    .option(
      '--psk <identity:key>',
      'accept this pre-shared key, in hexadecimal digits or identity:@file; needs no certificate',
    );
}

/** The flag of each option of `listen()`, for messages. */
export const serverAuthenticationFlagNames = {
  ca: { flag: '--client-ca', file: true },
  crl: { flag: '--crl', file: true },
  cert: { flag: '--cert', file: true },
  key: { flag: '--key', file: true },
};

type AuthenticationOptions = Partial<
  Pick<
    ListenOptions,
    'certificates' | 'pskCallback' | 'requestCert' | 'rejectUnauthorized' | 'ca' | 'crl' | 'certificateAuthorities'
  >
>;

export interface ServerAuthentication {
  readonly options: AuthenticationOptions;
  /** SHA-256 fingerprint of a temporary certificate. */
  readonly fingerprint: string | undefined;
}

/** The options of `listen()` for these flags. Throws UsageError, CommandError for a file that cannot be read. */
export async function serverAuthentication(flags: ServerAuthenticationFlags): Promise<ServerAuthentication> {
  const { certificates, fingerprint } = await identityOf(flags);
  const policy = clientPolicy(flags);
  const pskCallback = flags.psk === undefined ? undefined : known(externalPsk(flags.psk));
  return { options: { certificates, pskCallback, ...policy }, fingerprint };
}

interface Identity {
  readonly certificates?: readonly CertificateOption[] | undefined;
  readonly fingerprint?: string;
}

async function identityOf({ cert, key, psk, selfSigned = false }: ServerAuthenticationFlags): Promise<Identity> {
  if (selfSigned) {
    if (cert !== undefined || key !== undefined) throw new UsageError('--self-signed excludes --cert and --key');
    const { makeSelfSigned } = await import('./self-signed.ts');
    const made = await makeSelfSigned(['localhost', '127.0.0.1', '::1'], SELF_SIGNED_DAYS, 'p256');
    return { certificates: [{ cert: made.certificate, key: made.key }], fingerprint: made.fingerprint };
  }
  if (psk !== undefined && cert === undefined && key === undefined) return {};
  if (cert === undefined || key === undefined)
    throw new UsageError('--cert and --key are required, or --self-signed, or --psk');
  return { certificates: certificatesIn(cert, key, ['--cert', '--key']) };
}

const SELF_SIGNED_DAYS = 30;

/** The options for certificates of clients. */
function clientPolicy(flags: ServerAuthenticationFlags): AuthenticationOptions {
  const { clientCa, crl, requireCert = false, requestCertAfter, nameCa } = flags;
  const isLater = requestCertAfter !== undefined;
  if (isLater && clientCa === undefined && !requireCert) {
    throw new UsageError('--request-cert-after needs --client-ca or --require-cert');
  }
  if (nameCa === true && clientCa === undefined) throw new UsageError('--name-ca needs --client-ca');
  if (crl !== undefined && clientCa === undefined) throw new UsageError('--crl needs --client-ca');
  if (clientCa !== undefined) {
    if (requireCert) throw new UsageError('--client-ca and --require-cert exclude each other');
    return {
      requestCert: isLater ? 'later' : true,
      ca: readInput(clientCa),
      crl: crl === undefined ? undefined : readInput(crl),
      certificateAuthorities: nameCa,
    };
  }
  return requireCert ? { requestCert: isLater ? 'later' : 'required', rejectUnauthorized: false } : {};
}

/** A server that knows one key. */
function known({ identity, key }: ExternalPsk): PskCallback {
  return (_, asked) => (Buffer.compare(identity, asked) === 0 ? key : undefined);
}
