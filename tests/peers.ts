import test from 'ava';
import { type RustPeer, rustPeerProgram } from './interop/rust-peers.ts';
import { type TestBody, testThatNeeds } from './needed-software.ts';
import { chromiumExecutable, executable, firefoxExecutable, nssLibraries } from './peer-programs.ts';

/** Foreign software that a test connects to or compares with. */
export type Peer = 'nss' | 'tshark' | 'chromium' | 'firefox' | 'redis' | RustPeer;

interface PeerAvailability {
  /** Undefined: the peer is installed. Otherwise the name of the missing program. */
  readonly missing: () => string | undefined;
  /** The command that installs it on Debian. */
  readonly remedy: string;
}

const peers: Readonly<Record<Peer, PeerAvailability>> = {
  nss: {
    missing: () => {
      const absent = ['tstclnt', 'certutil'].filter((name) => executable(name) === undefined);
      // Debian's own NSS implements a draft of DTLS 1.3; that of Firefox implements RFC 9147.
      if (nssLibraries() === undefined) absent.push("Firefox's libnss3.so");
      return absent.length === 0 ? undefined : absent.join(', ');
    },
    remedy: 'apt-get install libnss3-tools firefox-esr',
  },
  tshark: {
    missing: () => (executable('tshark') === undefined ? 'tshark' : undefined),
    remedy: 'apt-get install tshark',
  },
  chromium: {
    missing: () => (chromiumExecutable() === undefined ? 'chromium' : undefined),
    remedy: 'apt-get install chromium fonts-dejavu-core',
  },
  firefox: {
    missing: () => (firefoxExecutable() === undefined ? 'firefox-esr' : undefined),
    remedy: 'apt-get install firefox-esr fonts-dejavu-core',
  },
  redis: {
    missing: () => (executable('redis-server') === undefined ? 'redis-server' : undefined),
    remedy: 'apt-get install redis-server',
  },
  purecrypto: rustPeerAvailability('purecrypto'),
  wolfssl: rustPeerAvailability('wolfssl'),
};

function rustPeerAvailability(peer: RustPeer): PeerAvailability {
  const missing = (): string | undefined => (rustPeerProgram(peer) === undefined ? `${peer}-peer` : undefined);
  return { missing, remedy: 'npm run peers' };
}

/**
 * Declares a serial test that needs a peer. See `testThatNeeds`.
 *
 * `timeout` is in milliseconds, default 60 s.
 */
export function peerTest(
  peer: Peer,
  title: string,
  body: TestBody,
  { timeout = 60_000 }: { timeout?: number } = {},
): void {
  const missing = peers[peer].missing();
  const absence = missing === undefined ? undefined : `${missing} is not installed: ${peers[peer].remedy}`;
  const limited: TestBody = async (t) => {
    t.timeout(timeout);
    await body(t);
  };
  testThatNeeds({ name: peer, absence }, title, limited, test.serial);
}
