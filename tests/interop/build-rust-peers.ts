// Builds the programs of the Rust peers for the tests, where they are not in the cache. Needs cargo and its registry.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { executable } from '../peer-programs.ts';
import { cachedProgram, cacheFolder, type RustPeer, rustPeerProgram, rustPeers, workspace } from './rust-peers.ts';

process.exitCode = main();

/** 0: every program is in the cache; 1: some are not, and the reason is on standard error. */
function main(): number {
  const absent = rustPeers.filter((peer) => rustPeerProgram(peer) === undefined);
  if (absent.length > 0 && executable('cargo') === undefined) {
    console.error(`cargo is not installed, so ${absent.join(', ')} cannot be built`);
    return 1;
  }
  const target = mkdtempSync(join(tmpdir(), 'wirechart-peers-'));
  try {
    const failed = absent.filter((peer) => !build(peer, target));
    for (const peer of failed) console.error(`${peer} was not built`);
    if (failed.length === 0) removeOldPrograms();
    return failed.length === 0 ? 0 : 1;
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}

/** Whether the program is in the cache now. */
function build(peer: RustPeer, target: string): boolean {
  const start = performance.now();
  const options = ['build', '--release', '--locked', '--package', `${peer}-peer`, '--target-dir', target];
  // The current folder decides which configuration of cargo counts.
  const { status } = spawnSync('cargo', options, { cwd: workspace, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) return false;
  const program = cachedProgram(peer);
  mkdirSync(dirname(program), { recursive: true });
  copyFileSync(join(target, 'release', `${peer}-peer`), `${program}.new`);
  renameSync(`${program}.new`, program);
  console.log(`${peer}: ${((performance.now() - start) / 1000).toFixed(0)} s, ${program}`);
  return true;
}

/** Programs of earlier sources would only take space. */
function removeOldPrograms(): void {
  const current = basename(dirname(cachedProgram('purecrypto')));
  for (const name of readdirSync(cacheFolder())) {
    if (name !== current) rmSync(join(cacheFolder(), name), { recursive: true, force: true });
  }
}
