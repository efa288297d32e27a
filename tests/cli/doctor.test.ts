import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import {
  type AddonState,
  type Diagnosis,
  diagnose,
  type Host,
  type Processor,
  type ProcessorFeature,
} from 'wirechart/native';
import { diagnosisText } from '../../cli/wirechart/doctor/diagnosis-text.ts';
import { addon as addonHere, addonTest } from '../addon.ts';
import { gxx } from '../compilers.ts';
import { testThatNeeds } from '../needed-software.ts';
import { run, temporaryFolder } from './run-cli.ts';

const aes: Readonly<Record<ProcessorFeature, boolean>> = {
  aes: true,
  pclmulqdq: true,
  vaes: false,
  vpclmulqdq: false,
  avx2: true,
  avx512f: false,
};
const host: Host = { platform: 'linux', arch: 'x64', glibc: '2.36', openssl: '3.0.19' };
const processor: Processor = { model: 'a processor', count: 2, features: aes };
const addon: AddonState = { active: true, path: '/a.node', version: '1.2.3', opensslHeaders: '3.0.19' };
const healthy: Diagnosis = {
  wirechart: '1.2.3',
  node: '20.20.2',
  kernel: '6.1',
  host,
  processor,
  addon,
  sockets: {
    sendmmsg: 'works',
    recvmmsg: 'works',
    gso: 'works',
    gro: 'ENOPROTOOPT',
    reusePort: 'works',
    ecn: 'works',
    destinationAddress: 'works',
    mtuDiscovery: 'works',
    ipv6: 'EAFNOSUPPORT',
  },
  buffers: { receive: 212_992, send: 4_194_304 },
  uses: { provider: 'native', sockets: 'native' },
};

addonTest('doctor says that the addon is active, what sockets can do, and what --native uses', async (t) => {
  const { code, stdout, stderr } = await run(t, ['doctor']);
  t.is(code, 0, stderr);
  t.regex(stdout, /Native addon\n {2}state +active\n/);
  t.regex(stdout, /\n {2}sendmmsg +yes /);
  t.regex(stdout, /With --native\n {2}provider +native: /);
});

addonTest('doctor --json prints one line that programs read', async (t) => {
  const { code, stdout } = await run(t, ['doctor', '--json']);
  t.is(code, 0);
  t.is(stdout.split('\n').length, 2);
  const found: Diagnosis = JSON.parse(stdout);
  t.is(found.node, process.versions.node);
  t.is(found.host.openssl, process.versions.openssl);
  t.true(found.addon.active);
  t.deepEqual(found.sockets, diagnose().sockets);
  t.deepEqual(found.uses, { provider: 'native', sockets: 'native' });
});

test('doctor fails with the reason and the remedy where the addon cannot be used', async (t) => {
  const path = join(temporaryFolder(t), 'text.node');
  writeFileSync(path, 'text');
  const { code, stdout } = await run(t, ['doctor', '--addon', path]);
  t.is(code, 1);
  t.regex(stdout, /state +not active: .*text\.node cannot be loaded: it is no 64-bit ELF file\n/);
  t.regex(stdout, /code +ERR_WIRECHART_ADDON_LOAD\n/);
  t.regex(stdout, /what to do +Build it with `wirechart doctor --build/);
  t.regex(stdout, /provider +openssl: .*\n {2}sockets +dgram: /);
  const json = await run(t, ['doctor', '--addon', path, '--json']);
  t.is(json.code, 1);
  t.like(JSON.parse(json.stdout), { addon: { active: false, reason: 'load' }, uses: { provider: 'openssl' } });
});

testThatNeeds([addonHere, gxx], 'doctor --build builds an addon that it then examines', async (t) => {
  const out = join(temporaryFolder(t), 'new', 'folder');
  const { code, stdout, stderr } = await run(t, ['doctor', '--build', '--out', out]);
  t.is(code, 0, stderr);
  const path = join(out, `linux-${process.arch}.node`);
  t.true(existsSync(path));
  t.true(stdout.startsWith(`built ${path} with g++`));
  t.true(stdout.includes(`file                ${path}\n`));
});

test('doctor --build says what is missing', async (t) => {
  const out = temporaryFolder(t);
  const { code, stderr } = await run(t, ['doctor', '--build', '--out', out, '--compiler', 'no-such-compiler']);
  t.is(code, 1);
  t.regex(stderr, process.platform === 'linux' ? /no-such-compiler does not run. Debian has it in/ : /needs Linux/);
});

test('doctor refuses options that exclude each other', async (t) => {
  for (const [args, message] of [
    [['--build'], /--build needs --out/],
    [['--out', 'x'], /--out needs --build/],
    [['--compiler', 'x'], /--compiler needs --build/],
    [['--headers', 'x'], /--headers needs --build/],
    [['--build', '--out', 'x', '--addon', 'y'], /--build and --addon exclude each other/],
  ] as const) {
    const { code, stderr } = await run(t, ['doctor', ...args]);
    t.is(code, 2);
    t.regex(stderr, message);
  }
});

test('the text of a diagnosis names what the system lacks', (t) => {
  const text = diagnosisText(healthy);
  t.regex(text, /gro +no, ENOPROTOOPT /);
  t.regex(text, /ipv6 +no, EAFNOSUPPORT /);
  t.regex(text, /gso +yes /);
  t.regex(text, /instructions +aes pclmulqdq avx2, not vaes vpclmulqdq avx512f\n/);
  t.regex(text, /receive +up to 212992 bytes \(raise net\.core\.rmem_max\)\n/);
  t.regex(text, /send +up to 4194304 bytes\n/);
});

test('the text of a diagnosis says that AES is slow without its instructions', (t) => {
  const slow = diagnosisText({ ...healthy, processor: { ...processor, features: { ...aes, aes: false } } });
  t.regex(slow, /AES-GCM is slow/);
  t.notRegex(diagnosisText(healthy), /AES-GCM is slow/);
  t.notRegex(diagnosisText({ ...healthy, processor: { ...processor, features: undefined } }), /instructions/);
});

test('control characters in a path do not reach the terminal', (t) => {
  const text = diagnosisText({ ...healthy, addon: { ...addon, path: '/\u001b[2J.node' } });
  t.true(text.includes('/\\u{1b}[2J.node'));
});
