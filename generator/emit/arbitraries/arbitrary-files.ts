import type { Message, WireModule } from '../../model/message.ts';
import type { RegistryLookup } from '../../model/resolve.ts';
import { arbitrariesPath } from '../../names/arbitraries-path.ts';
import { quote } from '../../names/identifier.ts';
import { originLine } from '../comment.ts';
import type { GeneratedFile } from '../generated-file.ts';
import { comparePaths, sourceText } from '../source-text.ts';
import type { CodecContext } from '../wire/codec-context.ts';
import { FileContext } from '../wire/file-context.ts';
import { constantStatements } from '../wire/wire-file.ts';
import { blocksFile } from './building-blocks.ts';
import { ArbitraryWriter } from './content.ts';
import { messageArbitraries } from './message.ts';

/** fast-check arbitraries for every message, one file for each file of codecs, and their index. */
export function arbitraryFiles(
  protocol: string,
  modules: readonly WireModule[],
  lookup: RegistryLookup,
  runtime: (from: string) => string,
): readonly GeneratedFile[] {
  const files = modules.filter((module) => module.messages.length > 0).map((module) => arbitraryFile(module));
  if (files.length === 0) return [];
  const folder = `generated/${protocol}/arbitraries/`;
  const names = files.map((file) => file.path.slice(folder.length)).toSorted(comparePaths);
  const lines = names.map((name) => `export * from ${quote(`./${name}`)};\n`);
  const index = `${originLine([`spec/${protocol}/wire`])}\n${lines.join('')}`;
  return [...files, blocksFile(protocol), { path: `${folder}index.ts`, text: index }];

  function arbitraryFile({ schema, path, messages }: WireModule): GeneratedFile {
    const target = arbitrariesPath(path);
    const file = new FileContext(target, runtime(target));
    const statements = messages.flatMap((message) =>
      messageArbitraries(new ArbitraryWriter(contextOf(message, file, lookup), protocol)),
    );
    const typeOnly = !statements.some((each) => /\bfc\.(?!Arbitrary\b)/.test(each));
    const fastCheck = { specifier: 'fast-check', names: new Map<string, boolean>(), default: { name: 'fc', typeOnly } };
    const text = sourceText(
      [schema.file.path],
      [fastCheck, ...file.imports],
      [...constantStatements(file), ...statements],
    );
    return { path: target, text };
  }
}

/** All params are available while a value is generated. */
function contextOf(message: Message, file: FileContext, lookup: RegistryLookup): CodecContext {
  return { message, file, registry: lookup, needParam: () => undefined, encodeArguments: () => [] };
}
