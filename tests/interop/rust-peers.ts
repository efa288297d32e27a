import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The Cargo workspace of the peers. */
export const workspace = fileURLToPath(new URL('../../../tests/interop/rust-peers', import.meta.url));

/** An implementation of DTLS 1.3 in a Rust crate, which a program of the workspace drives. */
export type RustPeer = 'purecrypto' | 'wolfssl';

export const rustPeers: readonly RustPeer[] = ['purecrypto', 'wolfssl'];

/** The program of a peer, which `npm run peers` builds; undefined where the sources changed since, or it never ran. */
export function rustPeerProgram(peer: RustPeer): string | undefined {
  const path = cachedProgram(peer);
  return existsSync(path) ? path : undefined;
}

/** Where the program of a peer is kept between test runs. The folder's name changes with each source of the workspace. */
export function cachedProgram(peer: RustPeer): string {
  return join(cacheFolder(), sourceHash().slice(0, 16), `${peer}-peer`);
}

/** `WIRECHART_PEERS`, by default a folder in the cache of the user. */
export function cacheFolder(): string {
  const { WIRECHART_PEERS: chosen, XDG_CACHE_HOME: cache } = process.env;
  return chosen ?? join(cache ?? join(homedir(), '.cache'), 'wirechart', 'peers');
}

function sourceHash(): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(workspace, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!/\.(?:rs|toml|lock)$/.test(file)) continue;
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(workspace, file)))
      .update('\0');
  }
  return hash.digest('hex');
}
