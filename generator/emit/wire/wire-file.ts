import { type InterfaceDeclarationStructure, StructureKind } from 'ts-morph';
import type { Diagnostics } from '../../diagnostics/diagnostics.ts';
import { ExpressionError } from '../../diagnostics/expression-error.ts';
import type { Expression } from '../../model/expression.ts';
import type { Message, Param, WireModule } from '../../model/message.ts';
import type { RegistryLookup } from '../../model/resolve.ts';
import { sentence } from '../../names/sentence.ts';
import { commentLines } from '../comment.ts';
import type { GeneratedFile } from '../generated-file.ts';
import { hardline, type Layout, list, nest, print } from '../layout.ts';
import { registryStatements } from '../registries/registry.ts';
import { docText, type Statement, sourceText } from '../source-text.ts';
import { codecText } from './codec.ts';
import type { CodecContext } from './codec-context.ts';
import { FileContext } from './file-context.ts';
import { mutableProperties, type PropertyText, propertiesOf, unionText } from './interface.ts';
import { ValueScope } from './scope.ts';
import { NO_ASSUMPTIONS, translate } from './translate.ts';

/** `0x00, ` is six columns wide. */
const BYTES_A_ROW = 19;

/** Emits the files of a protocol; remembers which params encoding a message needs, for those that contain it. */
export class WireEmitter {
  readonly #lookup: RegistryLookup;
  readonly #diagnostics: Diagnostics;
  readonly #runtime: (from: string) => string;
  readonly #encodeParams = new Map<Message, readonly Param[]>();

  constructor(lookup: RegistryLookup, diagnostics: Diagnostics, runtime: (from: string) => string) {
    this.#lookup = lookup;
    this.#diagnostics = diagnostics;
    this.#runtime = runtime;
  }

  /** Undefined: the module has nothing to emit, or a diagnostic was reported. */
  file(module: WireModule): GeneratedFile | undefined {
    const file = new FileContext(module.path, this.#runtime(module.path));
    const codecs: Statement[] = [];
    try {
      for (const registry of module.registries) codecs.push(...registryStatements(registry, (name) => file.use(name)));
      for (const message of module.messages) exportConstants(message, file);
      for (const message of module.messages) codecs.push(...this.#statements(message, file));
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.#diagnostics.report(module.schema.file, error.offset, error.message);
      return undefined;
    }
    if (codecs.length === 0) return undefined;
    const text = sourceText([module.schema.file.path], file.imports, [...constantStatements(file), ...codecs]);
    return { path: module.path, text };
  }

  #paramsOf(message: Message): readonly Param[] {
    const known = this.#encodeParams.get(message);
    if (known !== undefined) return known;
    // Emitted once into a file that is discarded, to learn which params its bodies use.
    const scratchFile = new FileContext(message.path, '');
    const needed = new Set<Param>();
    this.#encodeParams.set(message, []);
    try {
      this.#encodeParams.set(message, codecText(this.#context(message, scratchFile, needed), needed).encodeParams);
    } catch (error) {
      // The mistake is reported when the file of the message is emitted.
      if (!(error instanceof ExpressionError)) throw error;
    }
    return this.#encodeParams.get(message) ?? [];
  }

  #context(message: Message, file: FileContext, needed: Set<Param>): CodecContext {
    const context: CodecContext = {
      message,
      file,
      registry: this.#lookup,
      needParam: (param) => needed.add(param),
      encodeArguments: (callee, args, base) => {
        const wanted = new Set(this.#paramsOf(callee));
        if (wanted.size === 0) return [];
        const scope = new ValueScope(context, message, base);
        const pairs = callee.params.map((param, index): readonly [Param, Expression | undefined] => [
          param,
          args[index],
        ]);
        return pairs
          .filter(([param]) => wanted.has(param))
          .map(([, arg]) => (arg === undefined ? '' : translate(arg, scope, NO_ASSUMPTIONS).code));
      },
    };
    return context;
  }

  #statements(message: Message, file: FileContext): readonly Statement[] {
    const needed = new Set<Param>();
    const text = codecText(this.#context(message, file, needed), needed);
    this.#encodeParams.set(message, text.encodeParams);
    const name = message.typeName;
    const statements: Statement[] = [];
    const docs = [docText(message.doc)];
    if (message.choice !== undefined) {
      const type = unionText(file, message);
      statements.push(print([commentLines(message.doc, 0), `export type ${name} =`, type]));
    } else if (message.fields.length === 0) {
      statements.push({ kind: StructureKind.TypeAlias, isExported: true, docs, name, type: 'Record<string, never>' });
    } else {
      statements.push(interfaceOf(name, docs, propertiesOf(file, message), true));
    }
    if (message.reuse) {
      const doc = `A reusable \`${name}\` for \`decodeInto\`.`;
      statements.push(interfaceOf(`Mutable${name}`, [docText(doc)], mutableProperties(file, message), false));
    }
    statements.push(...text.functions, text.codec);
    return statements;
  }
}

/** Called before the bodies are written, so that they use these constants. */
function exportConstants(message: Message, file: FileContext): void {
  for (const { exportName, role, doc, label } of message.fields) {
    if (exportName === undefined || role.kind !== 'constant' || typeof role.value === 'bigint') continue;
    const what = sentence(`What ${label} always holds`, undefined);
    file.exportBytes(exportName, role.value, `${what}${doc === undefined ? '' : ` ${doc}`} Not to be written to.`);
  }
}

/** The byte constants that the bodies of a file use. */
export function constantStatements(file: FileContext): readonly Statement[] {
  return file.constants.map(({ name, bytes, doc }): Statement => {
    // Without the type, declarations name Uint8Array<ArrayBuffer>, which compilers before TypeScript 5.7 do not know.
    const head = doc === undefined ? `const ${name} = ` : [commentLines(doc, 0), `export const ${name}: Uint8Array = `];
    return print([head, bytesText(bytes), ';']);
  });
}

/** As many elements a line as fit, if one line is too short. */
function bytesText(bytes: readonly string[]): Layout {
  if (bytes.length <= BYTES_A_ROW) return ['Uint8Array.of', list('(', bytes, ')')];
  const rows = Array.from({ length: Math.ceil(bytes.length / BYTES_A_ROW) }, (_, row): Layout => {
    return [hardline, `${bytes.slice(row * BYTES_A_ROW, (row + 1) * BYTES_A_ROW).join(', ')},`];
  });
  return ['new Uint8Array([', nest(rows), hardline, '])'];
}

function interfaceOf(
  name: string,
  docs: string[],
  properties: readonly PropertyText[],
  isReadonly: boolean,
): InterfaceDeclarationStructure {
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name,
    docs,
    properties: properties.map(({ name: property, type, optional, doc }) => ({
      name: property,
      type,
      isReadonly,
      hasQuestionToken: optional,
      docs: doc === undefined ? [] : [docText(doc, 1)],
    })),
  };
}
