import test from 'ava';
import { generate, readSpecs, type SourceFile } from '../../generator/index.ts';
import { SpecError } from '../../runtime/errors/spec-error.ts';
import { SeededRandom } from './seeded-random.ts';

/** Damaged specs for each kind: a few seconds in total. */
const ROUNDS = 150;
/** Texts that may break readers, names and emitters. */
const HOSTILE_TEXTS = [
  ...['null', '~', '{}', '[]', '-1', '012', '1e99', '9007199254740993', '"', "'", '&a', '*a', '<<: *a', '!!binary x'],
  ...['? x', '%', '`', `\${x}`, '*/', '-->', '\\', '__proto__', 'constructor', 'hasOwnProperty', '../..', 'NaN', '#'],
  ...['a ? b : c', '(', '{', '[0', '_io', '_parent.x', 'u2', 'str', 'eos', 'contents: []', 'if: 1', 'repeat: eos'],
  ...['\u0000', '\ud800', '\u2028', '\n', '\t', '  ', ': ', '- ', '...x', 'target: undefined'],
];
const specs = readSpecs('.').filter(({ path }) => path.startsWith('spec/dtls13/'));

/** The files of each kind to damage, and the files they refer to: a round reads no others. */
const kinds: Readonly<Record<string, { readonly damaged: RegExp; readonly references: RegExp }>> = {
  messages: { damaged: /\/wire\//, references: /\/(wire|registries)\// },
  registries: { damaged: /\/registries\//, references: /\/registries\// },
  charts: { damaged: /\/charts\//, references: /\/registries\/alert_/ },
  hardware: { damaged: /\/hardware\//, references: /^$/ },
};

for (const [kind, { damaged, references }] of Object.entries(kinds)) {
  test(`${ROUNDS} damaged ${kind} give complaints with a position, never an exception`, async (t) => {
    t.timeout(120_000, 'limits a round that does not end');
    const random = new SeededRandom(kind);
    const targets = specs.filter(({ path }) => damaged.test(path));
    let refused = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const target = random.pick(targets);
      const source: SourceFile = { path: target.path, text: damage(target.text, random) };
      const others = specs.filter((other) => other !== target && references.test(other.path));
      const { files, diagnostics } = await generate([...others, source]).catch((error: unknown) => {
        throw new Error(`round ${round} threw for\n${source.text}`, { cause: error });
      });
      for (const each of diagnostics) {
        t.true(each instanceof SpecError && each.line >= 1 && each.column >= 1, each.message);
      }
      if (diagnostics.length > 0) refused += 1;
      else t.true(files.length > 0);
    }
    t.true(refused > ROUNDS / 4, 'too few specs are refused: the damage has no effect');
  });
}

/** One to three edits: a word, a line or a range of text is replaced, repeated, moved or deleted. */
function damage(text: string, random: SeededRandom): string {
  let out = text;
  for (let edits = 1 + random.below(3); edits > 0; edits--) out = edit(out, random);
  return out;
}

function edit(text: string, random: SeededRandom): string {
  const at = random.below(text.length + 1);
  const words = [...text.matchAll(/[\w.$-]+/g)];
  const lines = text.split('\n');
  const line = random.below(lines.length);
  switch (random.below(7)) {
    case 0:
    case 1: {
      if (words.length === 0) return random.pick(HOSTILE_TEXTS);
      const word = random.pick(words);
      const other = random.oneIn(2) ? random.pick(HOSTILE_TEXTS) : random.pick(words)[0];
      return text.slice(0, word.index) + other + text.slice(word.index + word[0].length);
    }
    case 2:
      return lines.toSpliced(line, 1 + random.below(3)).join('\n');
    case 3:
      return lines.toSpliced(line, 0, random.pick(lines)).join('\n');
    case 4:
      return lines.with(line, random.oneIn(2) ? `  ${lines[line]}` : `${lines[line]}`.replace(/^ {2}/, '')).join('\n');
    case 5:
      return text.slice(0, at) + random.pick(HOSTILE_TEXTS) + text.slice(at);
    default:
      return text.slice(0, at) + text.slice(at + 1 + random.below(20));
  }
}
