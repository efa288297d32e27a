import type { Report } from '../../diagnostics/report.ts';
import { ChartCall } from '../../model/chart-call.ts';
import { jsonOf } from './condition.ts';
import { dialectKey } from './dialect.ts';
import type { EventNames } from './event-names.ts';
import type { NameTable } from './name-table.ts';
import { childrenOf } from './state-tree.ts';
import type { XmlElement } from './xml-document.ts';

/** What turns executable content into the actions of a configuration. */
export interface ContentContext {
  readonly names: NameTable;
  readonly events: EventNames;
  readonly report: Report;
  /** The name of an action that is written as a call, `release()`. */
  calledAction(name: string, takesParams: boolean): string;
}

/** The actions of the elements inside `onentry`, `onexit`, `transition` or `initial`, in their order. */
export function readContent({ children }: XmlElement, context: ContentContext): readonly unknown[] {
  return children.flatMap((element) => {
    if (element.attributes.has(dialectKey('timer'))) return [];
    return childrenOf({ ...element, children: [element] }).flatMap((own) => actionOf(own, context));
  });
}

function actionOf(element: XmlElement, context: ContentContext): readonly unknown[] {
  const { attributes, children, offset } = element;
  const attribute = (name: string): string => attributes.get(name)?.value ?? '';
  const named = (words: string): readonly unknown[] => [
    { type: context.names.nameFor('action', words, elementText(element), offset, element) },
  ];
  switch (element.name) {
    case 'raise':
      return [new ChartCall('raise', { type: context.events.declare(attribute('event')) })];
    case 'send': {
      const isInternal = attribute('target') === '#_internal';
      const isPlain = [...attributes.keys()].every((key) => key === 'event' || key === 'target');
      if (isInternal && isPlain && children.length === 0) {
        return [new ChartCall('raise', { type: context.events.declare(attribute('event')) })];
      }
      return named(`send ${attribute('event') || attribute('eventexpr')}`);
    }
    case 'script': {
      const call = /^\s*([a-z][A-Za-z0-9]{0,31})\((.*)\);?\s*$/s.exec(element.text);
      const [, name, argument = ''] = call ?? [];
      if (name === undefined) return named('script');
      if (argument.trim() === '') return [{ type: context.calledAction(name, false) }];
      const params = jsonOf(argument);
      if (typeof params !== 'object' || params === null || Array.isArray(params)) return named('script');
      return [{ type: context.calledAction(name, true), params }];
    }
    case 'assign':
      return named(`assign ${attribute('location')}`);
    case 'log':
      return named(`log ${attribute('label') || attribute('expr')}`);
    case 'cancel':
      return named(`cancel ${attribute('sendid') || attribute('sendidexpr')}`);
    case 'if':
      return named(`if ${attribute('cond')}`);
    case 'foreach':
      return named(`forEach ${attribute('item')}`);
    default:
      context.report(offset, `<${element.name}> is not executable content of SCXML 1.0; remove it`);
      return [];
  }
}

/** An element on one line, for people and for comparison. */
function elementText({ name, attributes, children, text }: XmlElement): string {
  const fields = [...attributes].map(([key, { value }]) => ` ${key}="${value}"`).join('');
  const inside = text.trim().replaceAll(/\s+/g, ' ') + children.map(elementText).join('');
  return inside === '' ? `<${name}${fields}/>` : `<${name}${fields}>${inside}</${name}>`;
}
