import { StructureKind, VariableDeclarationKind } from 'ts-morph';
import type { Constants } from '../../model/constants.ts';
import { sentence } from '../../names/sentence.ts';
import type { GeneratedFile } from '../generated-file.ts';
import { docText, type Statement, sourceText } from '../source-text.ts';

/** One documented constant each. */
export function constantsFile(path: string, { file, constants }: Constants): GeneratedFile {
  const statements = constants.map(
    ({ name, text, unit, doc, reference }): Statement => ({
      kind: StructureKind.VariableStatement,
      isExported: true,
      declarationKind: VariableDeclarationKind.Const,
      docs: [docText(sentence(`${sentence(doc, undefined)} Unit: ${unit}`, reference) ?? '')],
      declarations: [{ name, initializer: text }],
    }),
  );
  return { path, text: sourceText([file.path], [], statements) };
}
