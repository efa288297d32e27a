import type { ExternalPsk, PskLookupResult, PskRequest } from 'wirechart/dtls13/core';
import { equalBytes } from 'wirechart/runtime';
import type { CredentialFlags, ShimFlags } from './shim-flags.ts';

/** An imported key of the flags; RFC 9258. */
interface ImportedPsk extends ExternalPsk {
  readonly importContext: Uint8Array;
  /** The number of the credential. */
  readonly number: number;
}

/** The pre-shared keys of `-new-psk-credential`, which are all imported, most preferred first. */
export class PskCredentials {
  readonly all: readonly ImportedPsk[];
  /** Undefined: there is none. */
  readonly #firstCertificate: number | undefined;

  constructor({ credentials = [], 'cert-file': certificate }: ShimFlags) {
    this.all = credentials.flatMap((flags, number) =>
      flags['new-psk-credential'] ? [importedPsk(flags, number)] : [],
    );
    const first = credentials.findIndex((flags) => !flags['new-psk-credential']);
    this.#firstCertificate = first !== -1 ? first : certificate === undefined ? undefined : credentials.length;
  }

  /** The key of a server for one of the client's identities, in the server's order of preference. */
  lookUp({ identities }: PskRequest): PskLookupResult | undefined {
    for (const { identity, importContext, key, hash, number } of this.all) {
      if (this.#firstCertificate !== undefined && this.#firstCertificate < number) return undefined;
      const index = identities.findIndex(
        ({ imported }) =>
          imported !== undefined &&
          equalBytes(imported.externalIdentity, identity) &&
          equalBytes(imported.context, importContext),
      );
      if (index !== -1) return { index, key, hash, imported: true };
    }
    return undefined;
  }

  /** The number of the credential with this identity. */
  numberOf(identity: Uint8Array): number | undefined {
    return this.all.find((psk) => equalBytes(psk.identity, identity))?.number;
  }
}

function importedPsk(flags: CredentialFlags, number: number): ImportedPsk {
  return {
    identity: bytes(flags['psk-importer-identity']),
    key: bytes(flags['psk-importer-key']),
    hash: flags['psk-importer-sha384'] ? 'sha384' : 'sha256',
    importContext: bytes(flags['psk-importer-context']),
    number,
  };
}

function bytes(base64 = ''): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
