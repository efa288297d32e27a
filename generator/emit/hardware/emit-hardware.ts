import {
  IndentationText,
  type InterfaceDeclarationStructure,
  NewLineKind,
  Project,
  QuoteKind,
  type StatementStructures,
  StructureKind,
} from 'ts-morph';
import { checkedHardware } from '../../lint/hardware.ts';
import type { Hardware, HardwareItem } from '../../model/hardware.ts';
import { camelCase, kebabCase, pascalCase } from '../../names/identifier.ts';
import { originLine } from '../comment.ts';
import type { Emitter } from '../emitter.ts';
import type { GeneratedFile } from '../generated-file.ts';
import { Imports } from './imports.ts';
import { breakSignatures, docText } from './layout.ts';
import { moduleStatements } from './module-class.ts';
import { platformStatements } from './platform-class.ts';
import { profileStatements } from './profiles.ts';
import type { RuntimeImports } from './runtime-imports.ts';

type Statement = string | StatementStructures;

/** Skeletons of the hardware model: one file an item, a module and a platform, and one for the profiles. */
export const emitHardware: Emitter = (protocol, { diagnostics, runtime }) => {
  const checked = checkedHardware(protocol, diagnostics);
  if (checked.length === 0) return [];
  const project = new Project({
    useInMemoryFileSystem: true,
    manipulationSettings: {
      indentationText: IndentationText.TwoSpaces,
      newLineKind: NewLineKind.LineFeed,
      quoteKind: QuoteKind.Single,
    },
  });
  const folder = `generated/${protocol.name}/hardware`;
  const runtimeImports: RuntimeImports = {
    kernel: runtime(`${folder}/x.ts`, 'hwmodel/kernel'),
    tlm: runtime(`${folder}/x.ts`, 'hwmodel/tlm'),
    timing: runtime(`${folder}/x.ts`, 'hwmodel/timing'),
  };
  return checked.flatMap((hardware) =>
    filesOf(hardware, runtimeImports).map(({ name, imports, statements }): GeneratedFile => {
      const path = `${folder}/${kebabCase(name)}.ts`;
      const source = project.createSourceFile(path, { statements: [...statements] });
      const head = [originLine([hardware.file.path]), ...imports.print()];
      return { path, text: `${head.join('\n')}\n\n${breakSignatures(source.getFullText().trim())}\n` };
    }),
  );
};

interface Draft {
  readonly name: string;
  readonly imports: Imports;
  readonly statements: readonly Statement[];
}

function filesOf(hardware: Hardware, runtimeImports: RuntimeImports): readonly Draft[] {
  const draft = (name: string, fill: (imports: Imports) => readonly Statement[]): Draft => {
    const imports = new Imports();
    return { name, statements: fill(imports), imports };
  };
  return [
    ...hardware.items.map((item) => draft(item.id, () => [itemInterface(item)])),
    ...hardware.modules.map((module) =>
      draft(module.id, (imports) => moduleStatements(module, imports, runtimeImports)),
    ),
    ...hardware.platforms.map((platform) =>
      draft(platform.id, (imports) => platformStatements(hardware, platform, imports, runtimeImports)),
    ),
    ...(hardware.profiles.length === 0
      ? []
      : [draft(`${hardware.id}_profiles`, (imports) => profileStatements(hardware, imports))]),
  ];
}

function itemInterface(item: HardwareItem): InterfaceDeclarationStructure {
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name: pascalCase(item.id),
    docs: [docText(item.doc)],
    properties: item.fields.map(({ id, type, doc }) => ({
      isReadonly: true,
      name: camelCase(id),
      type: type === 'bytes' ? 'Uint8Array' : 'number',
      docs: [docText(doc)],
    })),
  };
}
