import process from 'node:process';

/** What decides whether the addon of the package can be loaded. */
export interface Host {
  /** As in `process.platform`: `linux`. */
  readonly platform: string;
  /** As in `process.arch`: `x64`. */
  readonly arch: string;
  /** The version of glibc: `2.36`. Undefined with another C library, as musl. */
  readonly glibc: string | undefined;
  /** The version of OpenSSL in this Node: `3.0.19`. */
  readonly openssl: string;
}

let glibc: { readonly version: string | undefined } | undefined;

/** The process that runs this. The first call takes some milliseconds, because it asks for a diagnostic report. */
export function thisHost(): Host {
  glibc ??= { version: glibcVersion() };
  const { platform, arch, versions } = process;
  return { platform, arch, glibc: glibc.version, openssl: versions.openssl ?? '' };
}

function glibcVersion(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  // The property is newer than the oldest Node whose types this compiles with.
  const report: NodeJS.ProcessReport & { excludeNetwork?: boolean } = process.report;
  const { excludeNetwork = false } = report;
  // Without this the report looks up the names of all connected peers.
  report.excludeNetwork = true;
  try {
    const { header } = report.getReport() as { readonly header: { readonly glibcVersionRuntime?: string } };
    return header.glibcVersionRuntime;
  } finally {
    report.excludeNetwork = excludeNetwork;
  }
}
