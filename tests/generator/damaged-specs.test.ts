import test from 'ava';
import { generate, readSpecs, type SourceFile } from '../../generator/index.ts';
import { SpecError } from '../../runtime/errors/spec-error.ts';
import { Dice } from './seeded-random.ts';

/** Mutated specs for each kind: a few seconds in all. */
const ROUNDS = 150;
/** What readers, names and emitters could trip over. */
const POISON = [
  ...['null', '~', '{}', '[]', '-1', '012', '1e99', '9007199254740993', '"', "'", '&a', '*a', '<<: *a', '!!binary x'],
  ...['? x', '%', '`', `\${x}`, '*/', '-->', '\\', '__proto__', 'constructor', 'hasOwnProperty', '../..', 'NaN', '#'],
  ...['a ? b : c', '(', '{', '[0', '_io', '_parent.x', 'u2', 'str', 'eos', 'contents: []', 'if: 1', 'repeat: eos'],
  ...['\u0000', '\ud800', '\u2028', '\n', '\t', '  ', ': ', '- ', '...x', 'target: undefined'],
];
const specs = readSpecs('.').filter(({ path }) => path.startsWith('spec/dtls13/'));

/** Each kind with what it refers to, so that a round costs little. */
const kinds: Readonly<Record<string, { readonly victims: RegExp; readonly company: RegExp }>> = {
  messages: { victims: /\/wire\//, company: /\/(wire|registries)\// },
  registries: { victims: /\/registries\//, company: /\/registries\// },
  charts: { victims: /\/charts\//, company: /\/registries\/alert_/ },
  hardware: { victims: /\/hardware\//, company: /^$/ },
};

for (const [kind, { victims, company }] of Object.entries(kinds)) {
  test(`${ROUNDS} rounds of damage to ${kind} end in complaints with a place, never in an exception`, async (t) => {
    t.timeout(120_000, 'a guard against a round that never ends');
    const dice = new Dice(kind);
    const targets = specs.filter(({ path }) => victims.test(path));
    let refused = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const victim = dice.pick(targets);
      const damaged: SourceFile = { path: victim.path, text: damage(victim.text, dice) };
      const others = specs.filter((source) => source !== victim && company.test(source.path));
      const { files, diagnostics } = await generate([...others, damaged]).catch((error: unknown) => {
        throw new Error(`round ${round} threw at\n${damaged.text}`, { cause: error });
      });
      for (const each of diagnostics) {
        t.true(each instanceof SpecError && each.line >= 1 && each.column >= 1, each.message);
      }
      if (diagnostics.length > 0) refused += 1;
      else t.true(files.length > 0);
    }
    t.true(refused > ROUNDS / 4, 'the damage does none');
  });
}

test('a spec where nothing reads specs is a mistake, not a file without effect', async (t) => {
  const misplaced = ['spec/p/a.ksy', 'spec/a.ksy', 'spec/p/chart/a.chart.ts', 'spec/p/registries/a.yaml'];
  const { diagnostics } = await generate(misplaced.map((path) => ({ path, text: '' })));
  t.deepEqual(
    diagnostics.map(({ file }) => file),
    misplaced.toSorted(),
  );
  t.regex(diagnostics[0]?.message ?? '', /^spec\/a\.ksy:1:1: nothing reads a spec here: it belongs to /);
});

test('numbers that YAML reads and TypeScript does not are printed anew', async (t) => {
  const text = ['012', '+3', '.5', '0x1F'].map(
    (value, index) => `N_${index}:\n  value: ${value}\n  unit: ms\n  doc: D.\n  ref: R\n`,
  );
  const { files, diagnostics } = await generate([{ path: 'spec/p/registries/constants.yaml', text: text.join('') }]);
  t.deepEqual(diagnostics, []);
  const printed = files.find(({ path }) => path.endsWith('/constants.ts'))?.text ?? '';
  t.deepEqual(
    [...printed.matchAll(/= (.+);$/gm)].map(([, value]) => value),
    ['12', '3', '0.5', '0x1f'],
  );
});

/** One to three wounds: a word, a line or a stretch of text replaced, repeated, moved or lost. */
function damage(text: string, dice: Dice): string {
  let out = text;
  for (let wounds = 1 + dice.below(3); wounds > 0; wounds--) out = wound(out, dice);
  return out;
}

function wound(text: string, dice: Dice): string {
  const at = dice.below(text.length + 1);
  const words = [...text.matchAll(/[\w.$-]+/g)];
  const lines = text.split('\n');
  const line = dice.below(lines.length);
  switch (dice.below(7)) {
    case 0:
    case 1: {
      if (words.length === 0) return dice.pick(POISON);
      const word = dice.pick(words);
      const other = dice.once(2) ? dice.pick(POISON) : dice.pick(words)[0];
      return text.slice(0, word.index) + other + text.slice(word.index + word[0].length);
    }
    case 2:
      return lines.toSpliced(line, 1 + dice.below(3)).join('\n');
    case 3:
      return lines.toSpliced(line, 0, dice.pick(lines)).join('\n');
    case 4:
      return lines.with(line, dice.once(2) ? `  ${lines[line]}` : `${lines[line]}`.replace(/^ {2}/, '')).join('\n');
    case 5:
      return text.slice(0, at) + dice.pick(POISON) + text.slice(at);
    default:
      return text.slice(0, at) + text.slice(at + 1 + dice.below(20));
  }
}
