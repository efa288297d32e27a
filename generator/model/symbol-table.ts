import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { didYouMean } from '../diagnostics/suggestion.ts';
import type { Schema, SchemaEnum, SchemaType } from './schema.ts';

export interface FoundType {
  readonly schema: Schema;
  readonly type: SchemaType;
}

/** Resolves names in a schema: own and outer types first, then imports. */
export class SymbolTable {
  readonly #schemas: ReadonlyMap<string, Schema>;
  readonly #diagnostics: Diagnostics;

  constructor(schemas: readonly Schema[], diagnostics: Diagnostics) {
    this.#schemas = new Map(schemas.map((schema) => [schema.file.path.replace(/\.ksy$/, ''), schema]));
    this.#diagnostics = diagnostics;
  }

  get schemas(): readonly Schema[] {
    return [...this.#schemas.values()];
  }

  /** Reports imports of files that do not exist. */
  checkImports(): void {
    for (const schema of this.#schemas.values()) {
      for (const each of schema.imports) {
        if (this.#schemas.has(each.path)) continue;
        const siblings = [...this.#schemas.keys()].map((path) => path.slice(path.lastIndexOf('/') + 1));
        const hint = didYouMean(each.name, siblings);
        this.#diagnostics.report(schema.file, each.offset, `there is no file "${each.path}.ksy" to import${hint}`);
      }
    }
  }

  /** The type of a path as seen from `scope`. Reports and returns undefined if there is none. */
  type(schema: Schema, scope: SchemaType, path: readonly string[], offset: number): FoundType | undefined {
    let found = this.#first(schema, scope, path[0] ?? '');
    for (const id of path.slice(1)) {
      const inner = found?.type.types.find((type) => type.id === id);
      found = found === undefined || inner === undefined ? undefined : { schema: found.schema, type: inner };
    }
    if (found === undefined) {
      const known = this.#knownTypes(schema, scope);
      const name = path.join('::');
      this.#diagnostics.report(schema.file, offset, `there is no type "${name}"${didYouMean(name, known)}`);
    }
    return found;
  }

  /** The enum of a path, with the schema that declares it. */
  enum(
    schema: Schema,
    scope: SchemaType,
    path: readonly string[],
    offset: number,
  ): { readonly schema: Schema; readonly enum: SchemaEnum } | undefined {
    const id = path.at(-1) ?? '';
    const known: string[] = [];
    if (path.length === 1) {
      for (let type: SchemaType | undefined = scope; type !== undefined; type = type.parent) {
        const found = type.enums.find((each) => each.id === id);
        if (found !== undefined) return { schema, enum: found };
        known.push(...type.enums.map((each) => each.id));
      }
      for (const each of schema.imports) {
        const names = this.#schemas.get(each.path)?.root.enums.map((found) => `${each.name}::${found.id}`);
        known.push(...(names ?? []));
      }
    } else {
      const holder = this.type(schema, scope, path.slice(0, -1), offset);
      if (holder === undefined) return undefined;
      const found = holder.type.enums.find((each) => each.id === id);
      if (found !== undefined) return { schema: holder.schema, enum: found };
      known.push(...holder.type.enums.map((each) => `${path.slice(0, -1).join('::')}::${each.id}`));
    }
    const name = path.join('::');
    this.#diagnostics.report(schema.file, offset, `there is no enum "${name}"${didYouMean(name, known)}`);
    return undefined;
  }

  #first(schema: Schema, scope: SchemaType, id: string): FoundType | undefined {
    for (let type: SchemaType | undefined = scope; type !== undefined; type = type.parent) {
      const inner = type.types.find((each) => each.id === id);
      if (inner !== undefined) return { schema, type: inner };
      if (type.parent === undefined && type.id === id) return { schema, type };
    }
    const imported = schema.imports.find((each) => each.name === id);
    const target = imported === undefined ? undefined : this.#schemas.get(imported.path);
    return target === undefined ? undefined : { schema: target, type: target.root };
  }

  #knownTypes(schema: Schema, scope: SchemaType): readonly string[] {
    const known = schema.imports.map((each) => each.name);
    for (let type: SchemaType | undefined = scope; type !== undefined; type = type.parent) {
      known.push(...type.types.map((each) => each.id));
    }
    return known;
  }
}
