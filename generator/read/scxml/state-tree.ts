import type { Report } from '../../diagnostics/report.ts';
import { dialectKey, SCXML_NAMESPACE } from './dialect.ts';
import type { XmlElement } from './xml-document.ts';

/** The elements that are states. */
export type ScxmlStateKind = 'state' | 'parallel' | 'history' | 'final';

/** A state of an SCXML document with its name in the chart. */
export interface ScxmlState {
  readonly element: XmlElement;
  readonly kind: ScxmlStateKind;
  readonly id: string | undefined;
  /** Empty for the machine. */
  readonly name: string;
  /** Dotted path below the machine; empty for the machine. */
  readonly path: string;
  readonly parent: ScxmlState | undefined;
  readonly children: ScxmlState[];
}

/** The states of a document, the machine first. */
export interface ScxmlTree {
  readonly root: ScxmlState;
  readonly byId: ReadonlyMap<string, ScxmlState>;
  readonly all: readonly ScxmlState[];
}

const kinds: ReadonlySet<string> = new Set(['state', 'parallel', 'history', 'final']);

/** The states of a document. `<scxml>` is the machine, or its one child that an export marks as the machine. */
export function readStateTree(document: XmlElement, report: Report): ScxmlTree {
  const byId = new Map<string, ScxmlState>();
  const all: ScxmlState[] = [];
  const machine = childrenOf(document).find(({ attributes }) => attributes.has(dialectKey('machine'))) ?? document;

  const visit = (element: XmlElement, parent: ScxmlState | undefined): ScxmlState => {
    const id = element.attributes.get('id')?.value;
    const name = parent === undefined ? '' : freeName(element, parent);
    const path = parent === undefined || parent.path === '' ? name : `${parent.path}.${name}`;
    const kind = element === document ? 'state' : (element.name as ScxmlStateKind);
    const state: ScxmlState = { element, kind, id, name, path, parent, children: [] };
    if (id !== undefined && byId.has(id)) report(element.offset, `id '${id}' is used twice; rename one`);
    if (id !== undefined) byId.set(id, state);
    all.push(state);
    parent?.children.push(state);
    for (const child of childrenOf(element)) {
      if (kinds.has(child.name) && !child.attributes.has(dialectKey('generated'))) visit(child, state);
    }
    return state;
  };
  return { root: visit(machine, undefined), byId, all };
}

/** The children in the namespace of SCXML, or without one. */
export function childrenOf({ children }: XmlElement): readonly XmlElement[] {
  return children.filter(({ uri }) => uri === SCXML_NAMESPACE || uri === '');
}

/** The id without the path of the parent, as one word that no sibling has. */
function freeName({ attributes, name: tag }: XmlElement, parent: ScxmlState): string {
  const id = attributes.get('id')?.value ?? tag;
  const prefix = parent.path === '' ? '' : `${parent.path}.`;
  const own = id.startsWith(prefix) ? id.slice(prefix.length) : id;
  const word = own.replaceAll(/[^A-Za-z0-9_]/g, '_').replace(/^(?![A-Za-z])/, 'S');
  const taken = new Set(parent.children.map(({ name }) => name));
  let name = word;
  for (let number = 2; taken.has(name) || name in {}; number++) name = `${word}_${number}`;
  return name;
}

/** Whether a state is a descendant of another. */
export function isInside(state: ScxmlState, around: ScxmlState): boolean {
  for (let at = state.parent; at !== undefined; at = at.parent) if (at === around) return true;
  return false;
}
