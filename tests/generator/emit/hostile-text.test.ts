import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import ts from 'typescript';
import { type GeneratedFile, generate, type SourceFile } from '../../../generator/index.ts';
import { hostileProject } from '../hostile-project.ts';
import { instructionsIn, moduleShape } from './module-shape.ts';

const SEED = 9147;
/** Each run fills several hundred places with text. */
const RUNS = 12;
/** Each starts or ends a construct, or is a directive to a tool that reads generated code. */
const HOSTILE_TEXTS = [
  ...['*/', '*/ globalThis.pwned = 1; /*', '/*', '//', '*', '/', '* /', '*\u200b/', '`', '${', `\${globalThis.pwned}`],
  ...["'", '"', "'; globalThis.pwned = 1; '", '"; globalThis.pwned = 1; "', '\\', "\\'", '\\"', '\\\\', '\\u0027'],
  ...['\n', '\r', '\r\n', '\u2028', '\u2029', '\u0085', '\v', '\f', '\0', '\x1b[2J', '\x7f', '\t', '\ufeff'],
  ...['\u202e', '\u2066', '\u200d', '\ud800', '\udc00', '\ufffe', '\u{10ffff}', '💥'],
  ...[
    '@ts-ignore',
    '@ts-nocheck',
    '@ts-expect-error',
    '@deprecated',
    '@internal',
    '@jsx x',
    '@param value',
    '{@link x}',
  ],
  ...['#!', '# sourceMappingURL=x', '#region', '!', '<reference path="x"/>', '@license', '#__PURE__', 'c8 ignore next'],
  ...[
    '<script>alert(1)</script>',
    '</metadata>',
    '</title>',
    ']]>',
    '<!--',
    '-->',
    '--->',
    '--',
    '&lt;',
    '&',
    '<',
    '>',
  ],
  ...[
    '|',
    '\\|',
    '[x](javascript:alert(1))',
    '![x](y)',
    '# head',
    '- item',
    '```',
    '~~~',
    '***',
    '| a | b |',
    '1. x',
    '===',
  ],
  ...[
    '__proto__',
    'constructor',
    'unknown',
    'reader value writer target item',
    'x === y',
    'a = f(b);',
    ' * ',
    '; }',
    '{',
    ')',
  ],
  ...[
    'null',
    '~',
    'true',
    '0',
    '-',
    '',
    ' ',
    'x'.repeat(300),
    '$end',
    '$end $var',
    '%',
    '"use strict"',
    'a::b',
    '{{x}}',
  ],
];

const hostileText = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
      { weight: 2, arbitrary: fc.constantFrom(' ', 'word', 'Words, and words.') },
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join(''));

/** A distinct text for every place: a spec may refuse duplicates. No text is blank: most places refuse blank text. */
const hostileTexts = fc.array(hostileText, { minLength: 12, maxLength: 40 }).map((texts) => (): (() => string) => {
  let count = 0;
  return () => {
    const text = texts[count % texts.length] ?? '';
    count += 1;
    return `${text}${/^\s*$/.test(text) ? 'x' : ''}${count}`;
  };
});

async function emitted(sources: readonly SourceFile[]): Promise<readonly GeneratedFile[]> {
  const { files, diagnostics } = await generate(sources);
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return files;
}

async function benign(protocol: string): Promise<ReadonlyMap<string, string>> {
  let count = 0;
  const files = await emitted(hostileProject(protocol, () => `Word ${++count}.`));
  return new Map(files.map(({ path, text }) => [path, text]));
}

test('hostile text in a spec changes text in the emitted files and no statement', async (t) => {
  t.timeout(120_000, 'the diagrams take most of the time');
  const expected = await benign('h');
  const shapes = new Map([...expected].map(([path, text]) => [path, shapeOf(path, text)]));
  t.true([...expected.keys()].some((path) => path.endsWith('.svg')));
  await fc
    .assert(
      fc.asyncProperty(hostileTexts, async (texts) => {
        const files = await emitted(hostileProject('h', texts()));
        if (files.length !== expected.size) throw new Error('the emitted files differ');
        for (const { path, text } of files) {
          same(path, text, shapeOf(path, text), shapes.get(path) ?? '');
          if (text !== Buffer.from(text).toString()) throw new Error(`${path} changes when it is written as UTF-8`);
          if (text.includes('\r')) throw new Error(`${path} has a carriage return`);
          if (!path.endsWith('.ts')) continue;
          const instructions = instructionsIn(path, text).join(', ');
          if (instructions !== instructionsIn(path, expected.get(path) ?? '').join(', ')) {
            throw new Error(`${path}: ${instructions}\n${text}`);
          }
        }
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: true },
    )
    .catch((error: unknown) => {
      throw error instanceof Error ? (error.cause ?? error) : error;
    });
});

test('code emitted from hostile text passes the strict type check of this repository', async (t) => {
  t.timeout(120_000, 'the type check takes a few seconds');
  const samples = fc.sample(hostileTexts, { seed: SEED, numRuns: 6 });
  const texts = new Map<string, string>();
  for (const [index, sample] of samples.entries()) {
    for (const { path, text } of await emitted(hostileProject(`h${index}`, sample()))) {
      if (path.endsWith('.ts')) texts.set(join(process.cwd(), path), text);
    }
  }
  t.deepEqual(typeErrors(texts), []);
});

/** Type errors of modules that exist in memory only and import files of this repository. */
function typeErrors(texts: ReadonlyMap<string, string>): readonly string[] {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd());
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  // The modules are in folders that do not exist.
  host.directoryExists = () => true;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  const program = ts.createProgram([...texts.keys()], { ...options, noEmit: true }, host);
  const diagnostics = [...texts.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  });
  return diagnostics.map(({ file, start, messageText }) => {
    const line = file?.text.slice(0, start).split('\n').length ?? 0;
    return `${file?.fileName}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

function same(path: string, text: string, found: string, wanted: string): void {
  if (found === wanted) return;
  const [left, right] = [found.split('\n'), wanted.split('\n')];
  const at = left.findIndex((line, index) => line !== right[index]);
  throw new Error(
    `${path}: ${left.slice(at - 3, at + 3).join('\n')}\ninstead of\n${right.slice(at - 3, at + 3).join('\n')}\n${text}`,
  );
}

/** The structure of a file without its text. */
function shapeOf(path: string, text: string): string {
  if (path.endsWith('.ts')) return moduleShape(path, text);
  return /\.(?:svg|scxml)$/.test(path) ? markupShape(text) : tableShape(text);
}

/** Tags with the names of their attributes, without entities and text. Throws where the markup is not well-formed. */
function markupShape(text: string): string {
  const facts = /<metadata>(.*)<\/metadata>/s.exec(text)?.[1];
  if (facts !== undefined || text.includes('<svg')) JSON.parse(facts ?? '');
  const body = text.replace(/<style>.*<\/style>/s, '<style/>').replace(/<!--(?:(?!--).)*-->/s, '<comment/>');
  if (/&(?!(?:amp|lt|gt|quot|#39|#13|#10|#9);)/.test(body)) throw new Error(`a bare ampersand in ${body}`);
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(body))
    throw new Error('a character that XML does not allow');
  const tags = body.match(/<[^>]*>/g) ?? [];
  return tags.map((tag) => tag.replace(/="[^"]*"/g, '')).join('\n');
}

/** Headings, and rows with their number of cells as GitHub's Markdown splits them. */
function tableShape(text: string): string {
  const plain = text.replace(/^<!-- (?:(?!--).)* -->\n/, '').replaceAll(/\\[!-/:-@[-`{-~]/g, 'x');
  if (/[<`[\]*&]/.test(plain.replaceAll(/\*(?:after \w+|at once|done)\*/g, '')))
    throw new Error(`unescaped Markdown:\n${plain}`);
  return plain
    .split('\n')
    .map((line) => {
      if (line.startsWith('|')) return `row of ${line.split('|').length}`;
      if (line.startsWith('#')) return line;
      if (/^\s*(?:[-+=>~|]|\d+[.)]|_{3})/.test(line)) throw new Error(`a line that starts a Markdown block: ${line}`);
      return line === '' ? '' : 'text';
    })
    .join('\n');
}
