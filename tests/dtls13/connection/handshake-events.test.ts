import { join } from 'node:path';
import test from 'ava';
import ts from 'typescript';

/** A table of handshake types like that of a role, without the types that `without` names. */
function table(without: string): string {
  return `import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import type { EventOfHandshakeType } from '../../../runtime/dtls13/handshake/handshake-chart.ts';
const { ${without}, ...rest } = HandshakeType;
type Rest = (typeof rest)[keyof typeof rest];
declare const some: Readonly<Record<Rest, 7>>;
declare const all: Readonly<Record<Rest | (typeof HandshakeType)['${without}'], 7>>;
export const right: EventOfHandshakeType<7> = all;
export const gap: EventOfHandshakeType<7> = some;
`;
}

test('a handshake type of the registry that a role does not map is a compile error', (t) => {
  t.timeout(120_000, 'a guard: the compiler takes a few seconds');
  const path = join(process.cwd(), 'tests/dtls13/connection/table.ts');
  const text = table('compressed_certificate');
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd());
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (name) => (name === path ? text : readFile(name));
  host.fileExists = (name) => name === path || fileExists(name);
  const program = ts.createProgram([path], { ...options, noEmit: true, noUnusedLocals: false }, host);
  const complaints = program.getSemanticDiagnostics(program.getSourceFile(path));
  t.deepEqual(
    complaints.map(({ start }) => text.slice(0, start).split('\n').length),
    [8],
  );
  t.regex(ts.flattenDiagnosticMessageText(complaints[0]?.messageText, ' '), /'25' is missing/);
});
