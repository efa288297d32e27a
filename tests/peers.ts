import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import test, { type ExecutionContext } from 'ava';

/** Foreign software that a test talks to or asks for a second opinion. */
export type Peer = 'nss' | 'tshark' | 'chromium' | 'firefox';

interface Presence {
  /** Undefined: the peer is here. Otherwise what was looked for and not found. */
  readonly missing: () => string | undefined;
  /** Debian packages that bring it. */
  readonly packages: string;
}

const peers: Readonly<Record<Peer, Presence>> = {
  nss: {
    missing: () => {
      const absent = ['tstclnt', 'certutil'].filter((name) => executable(name) === undefined);
      // Debian's own NSS speaks a draft of DTLS 1.3; Firefox brings one that speaks RFC 9147.
      if (nssLibraries() === undefined) absent.push("Firefox's libnss3.so");
      return absent.length === 0 ? undefined : absent.join(', ');
    },
    packages: 'libnss3-tools firefox-esr',
  },
  tshark: { missing: () => (executable('tshark') === undefined ? 'tshark' : undefined), packages: 'tshark' },
  chromium: {
    missing: () => (chromiumExecutable() === undefined ? 'chromium' : undefined),
    packages: 'chromium fonts-dejavu-core',
  },
  firefox: {
    missing: () => (firefoxExecutable() === undefined ? 'firefox-esr' : undefined),
    packages: 'firefox-esr fonts-dejavu-core',
  },
};

/**
 * Declares a serial test that needs a peer. Where the peer is absent the test is skipped and its title says why;
 * where `WIRECHART_REQUIRE` (peers separated by commas) names it, the absence is a failure.
 *
 * `timeout` is in milliseconds, 60 s unless told.
 */
export function peerTest(
  peer: Peer,
  title: string,
  implementation: (t: ExecutionContext) => Promise<void> | void,
  { timeout = 60_000 }: { timeout?: number } = {},
): void {
  const missing = peers[peer].missing();
  if (missing === undefined) {
    test.serial(title, async (t) => {
      t.timeout(timeout);
      await implementation(t);
    });
  } else if (required().includes(peer)) {
    test.serial(title, (t) => {
      t.fail(
        `WIRECHART_REQUIRE names ${peer}, but ${missing} is not installed: apt-get install ${peers[peer].packages}`,
      );
    });
  } else {
    test.serial.skip(`${title} (skipped: ${missing} is not installed)`, implementation);
  }
}

/** Absolute path of a program on PATH, or undefined. */
function executable(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(runs);
}

/** Chromium under any of the names that distributions give it. */
export function chromiumExecutable(): string | undefined {
  return ['chromium', 'chromium-browser', 'google-chrome'].map(executable).find((path) => path !== undefined);
}

/** Firefox under either of the names that distributions give it. */
export function firefoxExecutable(): string | undefined {
  return ['firefox-esr', 'firefox'].map(executable).find((path) => path !== undefined);
}

/** The folder for `LD_LIBRARY_PATH` of tstclnt: Firefox's NSS, which speaks the final DTLS 1.3. */
export function nssLibraries(): string | undefined {
  return ['/usr/lib/firefox-esr', '/usr/lib/firefox'].find((folder) => existsSync(join(folder, 'libnss3.so')));
}

function required(): string[] {
  return (process.env['WIRECHART_REQUIRE'] ?? '').split(',').map((name) => name.trim());
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
