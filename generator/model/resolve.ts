import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { didYouMean } from '../diagnostics/suggestion.ts';
import { extendsToEos } from '../lint/end-of-stream.ts';
import { arbitrariesPath } from '../names/arbitraries-path.ts';
import { camelCase, kebabCase, pascalCase, RESERVED_TYPE_NAMES } from '../names/identifier.ts';
import { sentence } from '../names/sentence.ts';
import { fieldRoles } from './field-roles.ts';
import { measureFields } from './measure.ts';
import {
  type ChoiceField,
  type CodePoint,
  type Field,
  isVisible,
  type Message,
  type Param,
  type Registry,
  type WireModule,
} from './message.ts';
import { FieldResolver, type ResolverContext } from './resolve-field.ts';
import { primitive, scalarBits } from './resolve-type.ts';
import type { Schema, SchemaEnum, SchemaType } from './schema.ts';
import { type FoundType, SymbolTable } from './symbol-table.ts';

/** The enum a path names inside a message's type. */
export type RegistryLookup = (message: Message, path: readonly string[], offset: number) => Registry | undefined;

export interface Resolution {
  readonly modules: readonly WireModule[];
  readonly registry: RegistryLookup;
}

/** Resolves every schema of a protocol. Reports to `diagnostics`; omits types with errors. */
export function resolve(protocol: string, schemas: readonly Schema[], diagnostics: Diagnostics): Resolution {
  const symbols = new SymbolTable(schemas, diagnostics);
  const resolver = new Resolver(protocol, symbols, diagnostics);
  return {
    modules: resolver.modules(),
    registry: ({ schema, type }, path, offset) => {
      const found = symbols.enum(schema, type, path, offset);
      return found === undefined ? undefined : resolver.registry(found.schema, found.enum);
    },
  };
}

/** Deeper than any format: generated decoders call each other as deep as types hold each other. */
const MAX_NESTING = 64;

/** Shared by all types of a protocol, because types refer to each other. */
class Resolver implements ResolverContext {
  readonly symbols: SymbolTable;
  readonly diagnostics: Diagnostics;
  readonly #protocol: string;
  readonly #messages = new Map<SchemaType, Message | undefined>();
  readonly #open: SchemaType[] = [];
  readonly #registries = new Map<SchemaEnum, Registry>();

  constructor(protocol: string, symbols: SymbolTable, diagnostics: Diagnostics) {
    this.#protocol = protocol;
    this.symbols = symbols;
    this.diagnostics = diagnostics;
  }

  modules(): readonly WireModule[] {
    this.symbols.checkImports();
    const modules = this.symbols.schemas.map((schema) => this.#module(schema));
    this.#checkNames(modules);
    return modules;
  }

  #module(schema: Schema): WireModule {
    const messages: Message[] = [];
    const registries: Registry[] = [];
    const visit = (type: SchemaType): void => {
      for (const each of type.enums) registries.push(this.registry(schema, each));
      if (this.#check(schema, type)) {
        const message = this.message({ schema, type }, type.offset);
        if (message !== undefined) messages.push(message);
      }
      for (const inner of type.types) visit(inner);
    };
    visit(schema.root);
    return { schema, path: this.#path(schema), messages, registries };
  }

  /** Whether the type becomes an interface and a codec of its own. */
  #check(schema: Schema, type: SchemaType): boolean {
    if (type.scalar && scalarBits(type) === undefined) {
      const reason = 'a -wc-scalar type consists of plain u1, u2 and u4 fields with 53 bits at most';
      this.diagnostics.report(schema.file, type.offset, reason);
    }
    if (type.inline && !isListWrapper(type)) {
      const reason = 'a -wc-inline type has exactly one field: a type with "repeat: eos" and at most an enum';
      this.diagnostics.report(schema.file, type.offset, reason);
    }
    if (type.scalar || type.inline) return false;
    const describesBytes = type.seq.length + type.instances.length + type.params.length > 0;
    const holdsOthers = type.types.length + type.enums.length > 0;
    return describesBytes || type.parent !== undefined || !(holdsOthers || schema.registry);
  }

  /** The message of a type; undefined if a diagnostic was reported. */
  message({ schema, type }: FoundType, offset: number): Message | undefined {
    if (this.#messages.has(type)) return this.#messages.get(type);
    if (this.#open.includes(type)) {
      const loop = [...this.#open.slice(this.#open.indexOf(type)), type].map((each) => each.id).join(' > ');
      const reason = `types contain each other without bound (${loop}): input could nest without limit`;
      this.diagnostics.report(schema.file, offset, reason);
      return undefined;
    }
    if (this.#open.length >= MAX_NESTING) {
      this.diagnostics.report(schema.file, offset, `types are nested more than ${MAX_NESTING} levels deep`);
      return undefined;
    }
    this.#open.push(type);
    const message = this.#buildMessage(schema, type);
    this.#open.pop();
    this.#messages.set(type, message);
    return message;
  }

  registry(schema: Schema, found: SchemaEnum): Registry {
    const known = this.#registries.get(found);
    if (known !== undefined) return known;
    const members = found.members.map(
      (member): CodePoint => ({
        id: member.id,
        name: member.originalName ?? member.id,
        value: member.value,
        text: member.text,
        doc: sentence(member.doc, member.reference),
        attributes: new Map([...member.attributes].map(([key, value]) => [camelCase(key), value])),
      }),
    );
    const doc = this.#enumDoc(schema, found);
    const registry = { schema, path: this.#path(schema), typeName: pascalCase(found.id), doc, members };
    this.#registries.set(found, registry);
    return registry;
  }

  /** Its own doc. A file with one enum and nothing else describes the enum in the doc of the file. */
  #enumDoc({ root, registry }: Schema, found: SchemaEnum): string {
    const own = sentence(found.doc, found.reference);
    if (own !== undefined) return own;
    const isFile = registry && root.enums.length === 1;
    return (isFile ? sentence(root.doc, root.reference) : undefined) ?? `The values of ${pascalCase(found.id)}.`;
  }

  #path(schema: Schema): string {
    const folder = schema.file.path.split('/').slice(2, -1).join('/');
    return `generated/${this.#protocol}/${folder}/${kebabCase(schema.id)}.ts`;
  }

  #buildMessage(schema: Schema, type: SchemaType): Message | undefined {
    const label = type.originalName ?? pascalCase(type.id);
    const params = type.params.map((param) => this.#param(schema, type, param)).filter((param) => param !== undefined);
    const fields = new FieldResolver(this, schema, type, label, params, fieldRoles(type)).fields();
    if (fields === undefined || params.length < type.params.length) return undefined;
    const choices = fields.filter((field): field is ChoiceField => field.value.kind === 'choice');
    const choice = choices[0];
    const lastVisible = fields.findLast(isVisible);
    if (choice !== undefined && (choice !== lastVisible || choices.length > 1)) {
      const reason = `"${choice.id}" is switched on a tag and must be the last field: move it into a type of its own`;
      this.diagnostics.report(schema.file, choice.offset, reason);
      return undefined;
    }
    if (type.reuse) this.#checkReuse(schema, type, fields);
    this.#checkProperties(schema, type, fields, choice !== undefined);
    const { min, max } = measureFields(fields);
    return {
      schema,
      type,
      path: this.#path(schema),
      typeName: pascalCase(type.id),
      label,
      doc: sentence(type.doc, type.reference) ?? '',
      params,
      fields,
      functions: type.instances.map((instance) => ({
        id: instance.id,
        offset: instance.offset,
        name: camelCase(instance.id),
        doc: sentence(instance.doc, instance.reference),
        value: instance.value,
      })),
      choice,
      reuse: type.reuse,
      toEnd: fields.some(extendsToEos),
      minSize: min,
      fixedSize: max === min ? min : undefined,
    };
  }

  #param(schema: Schema, type: SchemaType, param: SchemaType['params'][number]): Param | undefined {
    const { id, offset, doc } = param;
    const base = { id, offset, name: camelCase(id), doc };
    const known = primitive(param.type);
    if (param.type === 'bool' || known?.kind === 'boolean') return { ...base, value: { kind: 'boolean' } };
    if (param.type === 'bytes') return { ...base, value: { kind: 'bytes' } };
    if (known?.kind === 'integer' && known.bits <= 32) {
      const found =
        param.enum === undefined ? undefined : this.symbols.enum(schema, type, param.enum.path, param.enum.offset);
      const registry = found === undefined ? undefined : this.registry(found.schema, found.enum);
      return { ...base, value: { ...known, bigint: false, registry } };
    }
    this.diagnostics.report(
      schema.file,
      offset,
      `a param is u1, u2, u4, a bit field, bool or bytes, not "${param.type}"`,
    );
    return undefined;
  }

  #checkReuse(schema: Schema, type: SchemaType, fields: readonly Field[]): void {
    const wrong = fields.find(
      (field) => field.list !== undefined || field.value.kind === 'message' || field.value.kind === 'choice',
    );
    if (wrong === undefined) return;
    const reason = `"${type.id}" cannot be reused (-wc-reuse): "${wrong.id}" is neither a number nor bytes`;
    this.diagnostics.report(schema.file, wrong.offset, reason);
  }

  /** Properties of one value, and members of one codec, need different names. */
  #checkProperties(schema: Schema, type: SchemaType, fields: readonly Field[], union: boolean): void {
    const taken = new Map<string, string>(union ? [['kind', 'the name of the case in a union']] : []);
    for (const { id, property, offset, condition } of fields) {
      const owner = taken.get(property);
      if (condition !== undefined && property in {}) {
        // If it is absent, the object would still have the inherited member.
        this.diagnostics.report(
          schema.file,
          offset,
          `"${id}" is optional, but every object has a ${property}: rename it`,
        );
      }
      if (owner !== undefined) {
        this.diagnostics.report(schema.file, offset, `"${id}" becomes the property ${property}, which is ${owner}`);
      }
      taken.set(property, `what "${id}" becomes`);
    }
    const tag = fields.find((field) => field.role.kind === 'tag')?.property;
    const members = new Set(['name', 'decode', 'encode', 'size', 'validate', 'decodeInto', tag]);
    for (const { id, offset } of type.instances) {
      if (members.has(camelCase(id))) {
        this.diagnostics.report(schema.file, offset, `"${id}" is the name of a codec member: rename it`);
      }
    }
  }

  /** The files that are written for every protocol. */
  #ownFiles(): readonly string[] {
    const files = [
      'wire/index',
      'registries/index',
      'registries/constants',
      'arbitraries/index',
      'arbitraries/building-blocks',
    ];
    return files.map((file) => `generated/${this.#protocol}/${file}.ts`.toLowerCase());
  }

  /** Everything generated for a protocol can be exported side by side, and no file is written twice. */
  #checkNames(modules: readonly WireModule[]): void {
    const owners = new Map<string, string>();
    const claim = (name: string, schema: Schema, offset: number): void => {
      const owner = owners.get(name);
      if (RESERVED_TYPE_NAMES.has(name)) {
        this.diagnostics.report(schema.file, offset, `the name ${name} is needed by generated code: choose another id`);
      } else if (owner !== undefined) {
        this.diagnostics.report(schema.file, offset, `the name ${name} is taken by ${owner}: choose another id`);
      }
      owners.set(name, schema.file.path);
    };
    const files = new Map(this.#ownFiles().map((path) => [path, 'wirechart itself']));
    for (const { schema, path, messages, registries } of modules) {
      if (messages.length + registries.length > 0) {
        const written = messages.length > 0 ? [path, arbitrariesPath(path)] : [path];
        // Some file systems ignore case.
        const taken = written.find((each) => files.has(each.toLowerCase()));
        if (taken !== undefined) {
          const reason = `${taken} is written by ${files.get(taken.toLowerCase())} already: choose another id`;
          this.diagnostics.report(schema.file, schema.root.offset, reason);
        }
        for (const each of written) files.set(each.toLowerCase(), schema.file.path);
      }
      for (const { typeName, members } of registries) {
        claim(typeName, schema, schema.root.offset);
        if (members.some((member) => member.attributes.size > 0)) {
          claim(`${typeName}Attributes`, schema, schema.root.offset);
        }
      }
      for (const message of messages) {
        claim(message.typeName, schema, message.type.offset);
        if (message.reuse) claim(`Mutable${message.typeName}`, schema, message.type.offset);
        for (const { exportName, offset } of message.fields) {
          if (exportName !== undefined) claim(exportName, schema, offset);
        }
      }
    }
  }

  /** A member of a list by its id; reports the closest one if there is none. */
  findMember<T extends { readonly id: string }>(
    schema: Schema,
    list: readonly T[],
    id: string,
    offset: number,
    what: string,
  ): T | undefined {
    const found = list.find((each) => each.id === id);
    if (found === undefined) {
      const hint = didYouMean(
        id,
        list.map((each) => each.id),
      );
      this.diagnostics.report(schema.file, offset, `there is no ${what} "${id}"${hint}`);
    }
    return found;
  }
}

function isListWrapper(type: SchemaType): boolean {
  const [item, ...others] = type.seq;
  if (item === undefined || others.length > 0 || type.params.length > 0 || type.instances.length > 0) return false;
  const bare = (item.size ?? item.contents ?? item.valid ?? item.condition) === undefined && !item.sizeEos;
  return bare && item.type?.kind === 'type' && item.repeat?.kind === 'eos';
}
