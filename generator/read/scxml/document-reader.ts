import type { Report } from '../../diagnostics/report.ts';
import type { SourceFile } from '../../diagnostics/source-file.ts';
import type { ChartName } from '../../model/chart.ts';
import type { ChartDeclaration } from '../../model/chart-declaration.ts';
import { jsonOf, readCondition } from './condition.ts';
import { DIALECT_NAMESPACE, dialectKey } from './dialect.ts';
import { declareEvents, EventNames, wordsOf } from './event-names.ts';
import { readContent } from './executable-content.ts';
import type { ImportedChart } from './imported-chart.ts';
import { NameTable } from './name-table.ts';
import { isObjectType } from './object-type.ts';
import { childrenOf, isInside, readStateTree, type ScxmlState, type ScxmlTree } from './state-tree.ts';
import type { XmlElement } from './xml-document.ts';

/** One level of a configuration. */
interface Fields {
  [key: string]: unknown;
  actions?: unknown;
  description?: unknown;
  guard?: unknown;
  initial?: unknown;
  meta?: unknown;
  output?: unknown;
  reenter?: unknown;
  states?: unknown;
  tags?: unknown;
  target?: unknown;
  type?: unknown;
}
type DeclaredName = Omit<ChartName, 'offset'>;

const stateContent: ReadonlySet<string> = new Set([
  ...['state', 'parallel', 'history', 'final', 'initial', 'onentry', 'onexit', 'transition', 'datamodel', 'donedata'],
]);

/** Turns one document into the declaration of a chart. */
export class DocumentReader {
  readonly #document: XmlElement;
  readonly #id: string;
  readonly #file: SourceFile;
  readonly #report: Report;
  readonly #tree: ScxmlTree;
  readonly #events = new EventNames();
  readonly #table = new NameTable();
  /** Names that the document declares or calls, by kind and name. */
  readonly #names = new Map<string, DeclaredName>();
  readonly #delays = new Map<string, number>();
  readonly #starts = new Map<ScxmlState, { readonly name: string; readonly targets: readonly string[] }>();

  constructor(document: XmlElement, id: string, file: SourceFile, events: readonly string[], report: Report) {
    this.#document = document;
    this.#id = id;
    this.#file = file;
    this.#report = report;
    this.#tree = readStateTree(document, report);
    this.#readDeclarations();
    declareEvents(document, this.#events);
    for (const event of events) this.#events.declare(event);
  }

  read(): ImportedChart | undefined {
    const document = this.#document;
    const config = { id: this.#id, ...this.#state(this.#tree.root) };
    // A chart has at least one event.
    if (this.#events.all.size === 0) this.#events.declare('anyEvent');
    const events = this.#events.all;
    for (const name of events.values()) this.#declare({ kind: 'event', name, doc: '' });
    for (const { kind, name, content } of this.#table.names) this.#declare({ kind, name, doc: content });
    const chart: ChartDeclaration = {
      id: this.#id,
      doc: document.attributes.get(dialectKey('doc'))?.value ?? '',
      names: [...this.#names.values()],
      delays: this.#delays,
      config,
    };
    return {
      chart,
      named: this.#table.names,
      events,
      stateIds: new Map(this.#tree.all.flatMap(({ path, id }) => (id === undefined ? [] : [[path, id] as const]))),
      data: childrenOf(document).filter(({ name }) => name === 'datamodel' || name === 'script'),
    };
  }

  /** The names that an export lists, in their order. */
  #readDeclarations(): void {
    const kinds: readonly ChartName['kind'][] = ['event', 'guard', 'action', 'delay'];
    for (const element of this.#document.children.filter(({ uri }) => uri === DIALECT_NAMESPACE)) {
      const kind = kinds.find((each) => each === element.name);
      const name = element.attributes.get('name')?.value;
      if (kind === undefined || name === undefined) continue;
      const params = element.attributes.get('params')?.value;
      const doc = element.attributes.get('doc')?.value ?? '';
      if (params !== undefined && !isObjectType(params)) {
        this.#report(element.offset, `params of ${kind} '${name}' are no object type: { level: number }`);
        continue;
      }
      this.#declare({ kind, name, doc, ...(params === undefined ? {} : { params }) });
      if (kind === 'event') this.#events.declare(name);
      else this.#table.reserve([name]);
      if (kind !== 'delay') continue;
      const milliseconds = Number(element.attributes.get('milliseconds')?.value);
      if (milliseconds >= 0) this.#delays.set(name, milliseconds);
      else this.#report(element.offset, `delay '${name}' needs a number of milliseconds`);
    }
  }

  #declare(name: DeclaredName): void {
    const key = `${name.kind} ${name.name}`;
    if (!this.#names.has(key)) this.#names.set(key, name);
  }

  #called(kind: 'guard' | 'action', name: string, takesParams: boolean): string {
    this.#table.reserve([name]);
    this.#declare({ kind, name, doc: '', ...(takesParams ? { params: '{ [name: string]: unknown }' } : {}) });
    return name;
  }

  #state(state: ScxmlState): Fields {
    const { element, kind, parent } = state;
    const fields: Fields = {};
    if (kind !== 'state') fields.type = kind;
    const initial = this.#initial(state);
    if (initial !== undefined) fields.initial = initial;
    const description = element.attributes.get(dialectKey('description'))?.value;
    const ref = element.attributes.get(dialectKey('ref'))?.value;
    const tags = wordsOf(element.attributes.get(dialectKey('tags'))?.value ?? '');
    if (description !== undefined) fields.description = description;
    if (ref !== undefined) fields.meta = { ref };
    if (tags.length > 0) fields.tags = tags;
    if (kind === 'history') return { ...fields, ...this.#history(state) };
    const output = element.attributes.get(dialectKey('output'))?.value;
    if (output !== undefined) {
      fields.output = jsonOf(output);
      if (fields.output === undefined) this.#report(element.offset, 'wirechart:output is not JSON');
    }
    for (const child of childrenOf(element)) this.#child(child, state, fields);
    const states = Object.fromEntries(state.children.map((child) => [child.name, this.#state(child)]));
    const start = this.#starts.get(state);
    if (start !== undefined) states[start.name] = { always: { target: oneOrMany(start.targets) } };
    if (state.children.length > 0) fields.states = states;
    else if (parent === undefined) this.#report(element.offset, 'a chart needs states');
    return fields;
  }

  #child(child: XmlElement, state: ScxmlState, fields: Fields): void {
    const isDocument = state.element === this.#document;
    switch (child.name) {
      case 'onentry':
      case 'onexit': {
        const key = child.name === 'onentry' ? 'entry' : 'exit';
        const actions = [...listOf(fields[key]), ...this.#content(child)];
        if (actions.length > 0) fields[key] = oneOrMany(actions);
        break;
      }
      case 'transition':
        if (!child.attributes.has(dialectKey('generated'))) this.#transition(child, state, fields);
        break;
      case 'donedata':
        if (!child.attributes.has(dialectKey('generated')))
          this.#report(child.offset, '<donedata> computes data; a chart has only static output: remove it');
        break;
      case 'invoke':
        this.#report(
          child.offset,
          '<invoke> is not supported: let an action start the service and an event report its end',
        );
        break;
      default:
        if (stateContent.has(child.name) || (isDocument && child.name === 'script')) break;
        this.#report(child.offset, `<${child.name}> has no meaning inside <${state.element.name}>; remove it`);
    }
  }

  #content(element: XmlElement): readonly unknown[] {
    return readContent(element, {
      names: this.#table,
      events: this.#events,
      report: this.#report,
      calledAction: (name, takesParams) => this.#called('action', name, takesParams),
    });
  }

  /** The initial child, with the actions of `<initial>`. */
  #initial(state: ScxmlState): unknown {
    const { element, kind, children } = state;
    if (kind !== 'state' || children.length === 0) return undefined;
    const written = element.attributes.get('initial');
    const transition = childrenOf(childrenOf(element).find(({ name }) => name === 'initial') ?? emptyElement)[0];
    const actions = transition === undefined ? [] : this.#content(transition);
    const ids = wordsOf(written?.value ?? transition?.attributes.get('target')?.value ?? '');
    const offset = written?.offset ?? transition?.offset ?? element.offset;
    const targets = ids.flatMap((id) => this.#stateOf(id, offset) ?? []);
    if (targets.length < ids.length) return undefined;
    const [first] = targets;
    const child = first ?? children.find((each) => each.kind !== 'history');
    if (child === undefined) return undefined;
    const isChild = targets.length < 2 && child.parent === state && child.kind !== 'history';
    const outside = targets.find((target) => !isInside(target, state));
    if (outside !== undefined) {
      this.#report(offset, `initial '${outside.id}' is not inside of the state`);
      return undefined;
    }
    const name = isChild ? child.name : this.#start(state, targets);
    return actions.length === 0 ? name : { target: name, actions: oneOrMany(actions) };
  }

  /** A state to start in that is left at once for the descendants that SCXML enters first: a chart enters a child. */
  #start(state: ScxmlState, targets: readonly ScxmlState[]): string {
    const taken = new Set(state.children.map(({ name }) => name));
    let name = 'START';
    while (taken.has(name)) name += '_';
    this.#starts.set(state, { name, targets: targets.map(({ path }) => `#${this.#id}.${path}`) });
    return name;
  }

  #history({ element, parent }: ScxmlState): Fields {
    const deep = element.attributes.get('type')?.value === 'deep';
    const transition = childrenOf(element).find(({ name }) => name === 'transition');
    const fields: Fields = deep ? { history: 'deep' } : {};
    if (transition === undefined || transition.attributes.has(dialectKey('generated')) || parent === undefined)
      return fields;
    const ids = wordsOf(transition.attributes.get('target')?.value ?? '');
    const targets = ids.flatMap((id) => this.#stateOf(id, transition.offset) ?? []);
    const [target] = targets;
    if (this.#content(transition).length > 0) {
      this.#report(
        transition.offset,
        'the default transition of a history state can have no actions; move them to the state',
      );
    }
    if (target === undefined) return fields;
    if (ids.length > 1) this.#report(transition.offset, 'the default of a history state is one state');
    return { ...fields, target: this.#relative(parent, target) };
  }

  /** A path below `from`, or from the machine. */
  #relative(from: ScxmlState, target: ScxmlState): string {
    const prefix = from.path === '' ? '' : `${from.path}.`;
    return isInside(target, from) ? target.path.slice(prefix.length) : `#${this.#id}.${target.path}`;
  }

  #transition(element: XmlElement, source: ScxmlState, fields: Fields): void {
    const candidate = this.#candidate(element, source);
    const own = (name: string): string | undefined => element.attributes.get(dialectKey(name))?.value;
    const after = own('after');
    if (after !== undefined) {
      addCandidate(tableOf(fields, 'after'), after, candidate);
      return;
    }
    const event = element.attributes.get('event');
    if (event === undefined) {
      addCandidate(fields, 'always', candidate);
      return;
    }
    for (const word of own('event') === undefined ? wordsOf(event.value) : [own('event') ?? '']) {
      const done = /^done\.state\.(.+)$/.exec(word);
      if (done === null) addCandidate(tableOf(fields, 'on'), own('event') ?? this.#events.descriptor(word), candidate);
      else if (done[1] === source.id) addCandidate(fields, 'onDone', candidate);
      else {
        const reason = `'${word}' is handled outside of the state that is done`;
        this.#report(event.offset, `${reason}: move the transition to <${source.kind} id="${done[1]}">`);
      }
    }
  }

  #candidate(element: XmlElement, source: ScxmlState): Fields {
    const { attributes, offset } = element;
    const own = (name: string): string | undefined => attributes.get(dialectKey(name))?.value;
    const fields: Fields = {};
    const condition = attributes.get('cond');
    const guard = condition && this.#guard(condition.value, condition.offset);
    if (guard !== undefined) fields.guard = guard;
    const ids = wordsOf(own('target') ?? attributes.get('target')?.value ?? '');
    const targets = ids.flatMap((id) => this.#stateOf(id, attributes.get('target')?.offset ?? offset) ?? []);
    const written = targets.map((target) => this.#targetText(source, target));
    if (written.length > 0) fields.target = oneOrMany(written);
    const isInternal = attributes.get('type')?.value === 'internal' || own('target') !== undefined;
    const stays = targets.length > 0 && targets.every((target) => target === source || isInside(target, source));
    if ((stays && !isInternal) || own('reenter') !== undefined) fields.reenter = true;
    const actions = this.#content(element);
    if (actions.length > 0) fields.actions = oneOrMany(actions);
    const description = own('description');
    if (description !== undefined) fields.description = description;
    const meta = Object.fromEntries(
      ['alert', 'ref', 'reason'].flatMap((key) => (own(key) === undefined ? [] : [[key, own(key)]])),
    );
    if (Object.keys(meta).length > 0) fields.meta = meta;
    if (targets.length === 0 && actions.length === 0) {
      const line = this.#file.text.slice(0, offset).split('\n').length;
      fields.description ??= 'The transition has neither target nor actions.';
      fields.meta ??= { ref: `${this.#file.path.split('/').at(-1)}:${line}` };
    }
    return fields;
  }

  #guard(text: string, offset: number): unknown {
    return readCondition(text, {
      statePath: (id) => {
        const state = this.#stateOf(id, offset);
        return state && `#${[this.#id, state.path].filter((part) => part !== '').join('.')}`;
      },
      guard: (expression) => this.#table.nameFor('guard', expression, expression, offset, undefined),
      calledGuard: (name, takesParams) => this.#called('guard', name, takesParams),
    });
  }

  /** A sibling by its name, a descendant by its path, and anything else from the machine. */
  #targetText(source: ScxmlState, target: ScxmlState): string {
    if (target.parent === source.parent && source.parent !== undefined) return target.name;
    const prefix = source.path === '' ? '' : `${source.path}.`;
    if (isInside(target, source)) return `.${target.path.slice(prefix.length)}`;
    return `#${[this.#id, target.path].filter((part) => part !== '').join('.')}`;
  }

  #stateOf(id: string, offset: number): ScxmlState | undefined {
    const state = this.#tree.byId.get(id);
    if (state === undefined) this.#report(offset, `no state has the id '${id}'`);
    return state;
  }
}

const emptyElement: XmlElement = { name: '', uri: '', attributes: new Map(), children: [], text: '', offset: 0 };

/** The object under a key, which is created where there is none. */
function tableOf(fields: Fields, key: string): Fields {
  const table = fields[key];
  if (typeof table === 'object' && table !== null) return table as Fields;
  const created: Fields = {};
  fields[key] = created;
  return created;
}

/** Adds a candidate after those that are there; one with a target alone is written as the target. */
function addCandidate(table: Fields, key: string, candidate: Fields): void {
  const known = Object.hasOwn(table, key) ? listOf(table[key]) : [];
  const full = known.map((each) => (typeof each === 'string' ? { target: each } : each));
  const isBare = full.length === 0 && Object.keys(candidate).length === 1 && typeof candidate.target === 'string';
  table[key] = isBare ? candidate.target : oneOrMany([...full, candidate]);
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function oneOrMany<T>(items: readonly T[]): T | readonly T[] {
  const [first] = items;
  return items.length === 1 && first !== undefined ? first : items;
}
