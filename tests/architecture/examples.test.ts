import { existsSync, readFileSync } from 'node:fs';
import { dirname, posix, resolve } from 'node:path';
import test from 'ava';
import ts from 'typescript';
import { documentExamples, documents, type Example, findExamples } from './document-examples.ts';
import { generatorSubpaths } from './public-face.ts';

const examples = documentExamples();
const complaints = check(examples);

for (const document of new Set(examples.map((example) => example.document))) {
  test(`the examples of ${document} compile against the built package`, (t) => {
    t.timeout(120_000, 'both compiling and loading the compiler take a while on a busy machine');
    t.deepEqual(
      complaints.filter((complaint) => complaint.startsWith(`${document}:`)),
      [],
    );
  });
}

for (const document of documents) {
  test(`the links of ${document} lead to files that exist`, (t) => {
    const links = [...readFileSync(document, 'utf8').matchAll(/\]\((?![a-z]+:|#)([^)\s#]+)/g)].map(
      ([, link = '']) => link,
    );
    t.deepEqual(
      links.filter((link) => !existsSync(posix.join(dirname(document), link))),
      [],
    );
  });
}

test('an example that does not compile is reported with its place in the document', (t) => {
  const text =
    "```js\nimport { Reader } from 'wirechart/runtime';\n\nReader.listen();\n```\n\n```ts fragment\nnot code\n```\n";
  const [complaint, ...others] = check(findExamples('docs/a.md', text));
  t.deepEqual(others, []);
  t.regex(complaint ?? '', /^docs\/a\.md:4: Property 'listen' does not exist on type 'typeof Reader'/);
});

/**
 * Type-checks modules that exist in memory only. `wirechart/...` resolves through package.json, as it does for users;
 * `wirechart-generator` is not installed here.
 */
function check(modules: readonly Example[]): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    types: ['node'],
    paths: Object.fromEntries(generatorSubpaths.map(({ specifier, types }) => [specifier, [resolve(types)]])),
    strict: true,
    allowJs: true,
    checkJs: true,
    noEmit: true,
    skipLibCheck: true,
  };
  const host = ts.createCompilerHost(options);
  const inMemory = new Map(
    modules.map((each, index) => [resolve(`${each.document}.${index}.${each.language}`).replaceAll('\\', '/'), each]),
  );
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => inMemory.has(path) || fileExists.call(host, path);
  host.readFile = (path) => inMemory.get(path)?.code ?? readFile.call(host, path);
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const code = inMemory.get(path)?.code;
    return code === undefined
      ? getSourceFile.call(host, path, languageVersion, ...rest)
      : ts.createSourceFile(path, code, languageVersion, true);
  };
  const program = ts.createProgram([...inMemory.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const message = ts.flattenDiagnosticMessageText(messageText, '\n');
    const example = file && inMemory.get(file.fileName);
    if (file === undefined || example === undefined) return `${file?.fileName ?? 'compiler'}: ${message}`;
    return `${example.document}:${example.line + file.getLineAndCharacterOfPosition(start).line}: ${message}`;
  });
}
