import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { AddonError, type AddonReason, loadAddon, type NativeAddon } from 'wirechart/native';
import { prebuiltRefusal } from '../../runtime/native/addon.ts';
import { packageVersion, prebuilt } from '../../runtime/native/addon-package.ts';
import type { Host } from '../../runtime/native/host.ts';
import { addonTest } from '../addon.ts';

const host: Host = { platform: 'linux', arch: 'x64', glibc: '2.28', openssl: '3.0.19' };

addonTest('the addon of the package loads once, and names its version and the OpenSSL of this process', (t) => {
  const addon: NativeAddon = loadAddon();
  t.is(addon.version, packageVersion());
  t.is(addon.openssl, process.versions.openssl);
  t.is(addon.opensslHeaders.split('.')[0], String(prebuilt.openssl));
  t.is(loadAddon(), addon);
  t.is(loadAddon(prebuilt.path), addon);
});

addonTest('the addon loads by an explicit path', (t) => {
  const link = join(folder(t), 'other.bin');
  symlinkSync(prebuilt.path, link);
  t.is(loadAddon(link).version, packageVersion());
});

test('a system that the addon of the package was not built for has a typed reason', (t) => {
  const reasons: readonly (readonly [Partial<Host>, AddonReason | undefined])[] = [
    [{}, undefined],
    [{ glibc: '2.36', openssl: '3.5.8' }, undefined],
    [{ glibc: '3.0' }, undefined],
    [{ platform: 'darwin', glibc: undefined }, 'platform'],
    [{ platform: 'win32', glibc: undefined }, 'platform'],
    [{ arch: 'arm64' }, 'platform'],
    [{ glibc: undefined }, 'libc'],
    [{ glibc: '2.9' }, 'libc'],
    [{ glibc: '2.27' }, 'libc'],
    [{ openssl: '1.1.1w' }, 'openssl'],
    [{ openssl: '4.0.0' }, 'openssl'],
    [{ openssl: '' }, 'openssl'],
  ];
  for (const [change, reason] of reasons) {
    const refusal = prebuiltRefusal({ ...host, ...change });
    t.is(refusal?.reason, reason, JSON.stringify(change));
    if (refusal === undefined) continue;
    t.is(refusal.code, `ERR_WIRECHART_ADDON_${reason?.toUpperCase()}`);
    t.regex(refusal.message, /doctor --build|without the addon/);
  }
});

addonTest('a Node that loads no addons is named, with the flags that decide it', (t) => {
  const program = `import { loadAddon } from '${new URL('../../runtime/native/index.js', import.meta.url).href}'; loadAddon();`;
  const { stderr } = spawnSync(process.execPath, ['--no-addons', '--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  t.regex(stderr, /ERR_WIRECHART_ADDON_LOAD/);
  t.regex(
    stderr,
    /cannot be loaded: [^\n]* disabled\. Start Node with --allow-addons if with --permission, and without/,
  );
});

test('a path without a file is refused as missing', (t) => {
  const path = join(folder(t), 'none.node');
  const error = refused(t, path, 'missing', 'ERR_WIRECHART_ADDON_MISSING');
  t.is(error.path, path);
});

test('a file that is no addon is refused with the reason of the system', (t) => {
  const text = join(folder(t), 'text.node');
  writeFileSync(text, 'no library\n');
  const error = refused(t, text, 'load', 'ERR_WIRECHART_ADDON_LOAD');
  t.regex(
    error.message,
    /text\.node cannot be loaded: it is no 64-bit ELF file\. Build it with `wirechart doctor --build/,
  );
});

addonTest('an addon that was cut short or built for another processor is refused', (t) => {
  const bytes = readFileSync(prebuilt.path);
  const short = join(folder(t), 'short.node');
  for (const length of [0, 20, 100, 1000, bytes.length >> 1]) {
    writeFileSync(short, bytes.subarray(0, length));
    t.regex(refused(t, short, 'load', 'ERR_WIRECHART_ADDON_LOAD').message, /cut short|no 64-bit ELF/);
  }
  // e_machine of the ELF header: 183 is AArch64.
  const other = Buffer.from(bytes);
  other.writeUInt16LE(183, 18);
  const arm = join(folder(t), 'arm.node');
  writeFileSync(arm, other);
  t.regex(refused(t, arm, 'load', 'ERR_WIRECHART_ADDON_LOAD').message, /not for x64/);
});

addonTest('an addon of another version is refused', (t) => {
  const error = refused(t, patched(t, packageVersion(), '9.8.7'), 'version', 'ERR_WIRECHART_ADDON_VERSION');
  t.regex(error.message, /is version 9\.8\.7, and this is wirechart /);
});

addonTest('an addon that was built for another major version of OpenSSL is refused', (t) => {
  const { opensslHeaders } = loadAddon();
  const path = patched(t, opensslHeaders, opensslHeaders.replace(/^3/, '1'));
  const error = refused(t, path, 'openssl', 'ERR_WIRECHART_ADDON_OPENSSL');
  t.regex(error.message, /is built for OpenSSL 1\./);
});

addonTest('workers load the addon and end, and so does their process', (t) => {
  const program = `
    import { Worker } from 'node:worker_threads';
    const text = \`
      import { parentPort } from 'node:worker_threads';
      import { loadAddon } from 'wirechart/native';
      parentPort.postMessage(loadAddon().version);\`;
    for (let round = 0; round < 3; round++) {
      const worker = new Worker(text, { eval: true });
      await new Promise((done) => worker.once('message', (version) => (console.log(version), done())));
      await worker.terminate();
    }`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  t.is(status, 0, stderr);
  t.is(stdout, `${packageVersion()}\n`.repeat(3));
});

function folder(t: ExecutionContext): string {
  const made = mkdtempSync(join(tmpdir(), 'wirechart-addon-'));
  t.teardown(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A copy of the addon in which a string of the same length replaces another. */
function patched(t: ExecutionContext, from: string, to: string): string {
  const bytes = readFileSync(prebuilt.path);
  const at = bytes.indexOf(`\0${from}\0`) + 1;
  t.true(at > 0 && from.length === to.length, `${from} is not a string of the addon`);
  bytes.write(to, at, 'latin1');
  const path = join(folder(t), 'patched.node');
  writeFileSync(path, bytes);
  return path;
}

function refused(t: ExecutionContext, path: string, reason: AddonReason, code: string): AddonError {
  const error = t.throws(() => loadAddon(path), { instanceOf: AddonError, code });
  t.is(error.reason, reason);
  return error;
}
