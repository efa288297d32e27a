import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import test from 'ava';
import { installWirechart } from './installed-package.ts';

const require = createRequire(import.meta.url);
const { folder, root, addGenerator, link, remove } = await installWirechart();
test.after.always(remove);
link('@types/node', 'fast-check', 'xstate');
addGenerator();

const strict = [
  'strict',
  'noUncheckedIndexedAccess',
  'noImplicitOverride',
  'noPropertyAccessFromIndexSignature',
  'verbatimModuleSyntax',
  'isolatedModules',
];

/** From the oldest that understands the package to the newest there is. */
const compilers = [
  compiler(require.resolve('typescript-5.0/package.json'), 'bin/tsc'),
  compiler(require.resolve('typescript/package.json'), 'bin/tsc6'),
  compiler(require.resolve('@typescript/native/package.json'), 'bin/tsc'),
];

const manifest: { exports: Record<string, unknown> } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const subpaths = Object.keys(manifest.exports).map((subpath) => subpath.replace(/^\./, 'wirechart'));
const specifiers = [...subpaths.filter((specifier) => specifier !== 'wirechart/dtls13/xstate'), 'wirechart-generator'];
const consumer = `
import { readFileSync } from 'node:fs';
import { ConfigError, connect, type DtlsSession, type HandshakeResult, listen } from 'wirechart/dtls13';
${specifiers.map((specifier, index) => `import * as module${index} from '${specifier}';`).join('\n')}

export async function talk(host: string, port: number): Promise<string> {
  const session: DtlsSession = connect(host, port, { ca: readFileSync('cert.pem'), servername: 'localhost' });
  session.onmessage = (data: Uint8Array): void => console.log(data.length);
  const result: HandshakeResult = await session.opened;
  session.send(result.cipherSuite);
  for await (const message of session) console.log(message.length);
  const { value } = await session.messages().next();
  const length: number | undefined = value?.length;
  await session.close();
  return String(length);
}

export function serve(cert: Uint8Array, key: Uint8Array): number {
  const endpoint = listen((session) => void session.send('hello'), { host: '127.0.0.1', port: 0, cert, key });
  endpoint.on('handshakeerror', (error, remote) => console.error(error instanceof ConfigError, remote?.port));
  return endpoint.address().port;
}

// @ts-expect-error: the declarations are read, and a port is a number.
connect('localhost', '4433');

export const modules = [${specifiers.map((_, index) => `module${index}`).join(', ')}];
`;
const charts = `
import { createActor } from 'xstate';
import { flight } from 'wirechart/dtls13/xstate';

const actor = createActor(flight);
actor.send({ type: 'buffered' });

// @ts-expect-error: the declarations are read, and the chart knows its events.
actor.send({ type: 'delivered' });
`;
writeFileSync(join(folder, 'consumer.ts'), consumer);
writeFileSync(join(folder, 'charts.ts'), charts);

for (const { version, script } of compilers) {
  for (const [module, resolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ] as const) {
    test.serial(`TypeScript ${version} compiles against the package with moduleResolution ${resolution}`, (t) => {
      t.timeout(300_000, 'compilers take a while on a busy machine');
      const compile = (...args: readonly string[]): void => {
        const { stdout, status } = spawnSync(
          process.execPath,
          [
            script,
            ...strict.map((flag) => `--${flag}`),
            ...['--skipLibCheck', 'false', '--target', 'es2022', '--lib', 'es2022', '--types', 'node', '--noEmit'],
            ...['--module', module, '--moduleResolution', resolution, ...args],
          ],
          { cwd: folder, encoding: 'utf8' },
        );
        t.is(stdout, '');
        t.is(status, 0);
      };
      compile('--exactOptionalPropertyTypes', 'consumer.ts');
      // The declarations of XState itself do not compile with exactOptionalPropertyTypes.
      compile('charts.ts');
    });
  }
}

test('the README names the oldest of them', (t) => {
  const [, oldest] = /^(\d+\.\d+)\./.exec(compilers[0]?.version ?? '') ?? [];
  t.regex(readFileSync(join(root, 'README.md'), 'utf8'), new RegExp(`TypeScript ${oldest} or newer`));
});

function compiler(path: string, bin: string): { readonly version: string; readonly script: string } {
  return { version: JSON.parse(readFileSync(path, 'utf8')).version, script: join(dirname(path), bin) };
}
