import type { Chart, ChartAction, ChartGuard, ChartState, ChartTransition } from '../../model/chart.ts';
import { delaysOf, endsMachine, isDescendant, isNumericDelay } from '../../model/chart-walk.ts';
import { plainLine } from '../comment.ts';
import { type XmlNode, xmlLines } from './xml-text.ts';

const namespaces = {
  xmlns: 'http://www.w3.org/2005/07/scxml',
  'xmlns:wirechart': 'urn:wirechart:chart',
};

/**
 * A chart as an SCXML 1.0 document. Guards and actions are calls, `cond="isOpen()"` and `<script>release()</script>`; a timer is a
 * delayed `<send>` that is cancelled when its state is exited. What SCXML has no words for is in the namespace `wirechart`.
 */
export function scxmlText(chart: Chart): string {
  const machine = new DocumentWriter(chart).document();
  const origin = `<!-- Code generated from ${plainLine(chart.file.path).replaceAll('--', '- -')}. DO NOT EDIT. -->`;
  return ['<?xml version="1.0" encoding="UTF-8"?>', origin, ...xmlLines(machine, ''), ''].join('\n');
}

class DocumentWriter {
  readonly #chart: Chart;
  readonly #machineId: string;

  constructor(chart: Chart) {
    this.#chart = chart;
    const taken = new Set(chart.states.map(({ path }) => path));
    let id = chart.id;
    while (taken.has(id)) id += '_';
    this.#machineId = id;
  }

  /** The machine is a state of the document: a document has neither transitions nor actions. */
  document(): XmlNode {
    const { id, doc, root } = this.#chart;
    const end = `${this.#machineId}.end`;
    const finals = root.children.some(endsMachine);
    const own: XmlNode[] = [this.#state(root, finals ? end : undefined)];
    if (finals) own.push({ name: 'final', attributes: { id: end, 'wirechart:generated': 'true' } });
    return {
      name: 'scxml',
      attributes: {
        ...namespaces,
        version: '1.0',
        datamodel: 'ecmascript',
        name: id,
        initial: this.#machineId,
        'wirechart:doc': doc === '' ? undefined : doc,
      },
      children: [...this.#declarations(), ...own],
    };
  }

  #declarations(): readonly XmlNode[] {
    return this.#chart.names.map(({ kind, name, doc, params }) => ({
      name: `wirechart:${kind}`,
      attributes: {
        name,
        milliseconds: kind === 'delay' ? String(this.#chart.delays.get(name)) : undefined,
        params,
        doc: doc === '' ? undefined : doc,
      },
    }));
  }

  #id({ path }: ChartState): string {
    return path === '' ? this.#machineId : path;
  }

  /** `end`: of the machine, the state of the document in which it has ended. */
  #state(state: ChartState, end?: string): XmlNode {
    const { kind, initial, initialActions, description, ref, tags, output } = state;
    const isRoot = state.parent === undefined;
    const inside = [...state.children, ...state.histories].toSorted((a, b) => a.offset - b.offset);
    const hasInitial = initial !== undefined && initialActions.length > 0;
    const attributes = {
      id: this.#id(state),
      initial: initial === undefined || hasInitial ? undefined : this.#id(initial),
      type: kind === 'history' ? (state.deep ? 'deep' : 'shallow') : undefined,
      'wirechart:machine': isRoot ? 'true' : undefined,
      'wirechart:description': description,
      'wirechart:ref': ref,
      'wirechart:tags': tags.length === 0 ? undefined : tags.join(' '),
      'wirechart:output': output === undefined ? undefined : JSON.stringify(output),
    };
    const children: XmlNode[] = [];
    if (hasInitial) {
      const target = { target: this.#id(initial) };
      const actions = initialActions.map(actionNode);
      children.push({
        name: 'initial',
        attributes: {},
        children: [{ name: 'transition', attributes: target, children: actions }],
      });
    }
    children.push(...this.#handlers(state));
    children.push(...state.transitions.map((edge) => this.#transition(edge)));
    if (end !== undefined) {
      const done = { event: `done.state.${this.#machineId}`, target: end, 'wirechart:generated': 'true' };
      children.push({ name: 'transition', attributes: done });
    }
    if (kind === 'history') children.push(this.#default(state));
    if (output !== undefined && kind === 'final') {
      const content: XmlNode = { name: 'content', attributes: { expr: JSON.stringify(output) } };
      children.push({ name: 'donedata', attributes: { 'wirechart:generated': 'true' }, children: [content] });
    }
    children.push(...inside.map((child) => this.#state(child)));
    const name = kind === 'atomic' || kind === 'compound' ? 'state' : kind;
    return { name, attributes, children };
  }

  /** The default transition, which SCXML demands. */
  #default({ fallback, parent }: ChartState): XmlNode {
    const target = fallback ?? parent?.initial ?? parent?.children[0];
    return {
      name: 'transition',
      attributes: {
        target: target && this.#id(target),
        'wirechart:generated': fallback === undefined ? 'true' : undefined,
      },
    };
  }

  /** Entry and exit actions, with the timers of the state. */
  #handlers(state: ChartState): readonly XmlNode[] {
    const timers = delaysOf(state);
    const starts = timers.map((delay): XmlNode => {
      const milliseconds = isNumericDelay(delay) ? delay : String(this.#chart.delays.get(delay));
      const event = this.#timerEvent(state, delay);
      return {
        name: 'send',
        attributes: { event, id: event, delay: `${milliseconds}ms`, 'wirechart:timer': delay },
      };
    });
    const cancels = timers.map(
      (delay): XmlNode => ({
        name: 'cancel',
        attributes: { sendid: this.#timerEvent(state, delay), 'wirechart:timer': delay },
      }),
    );
    const entry = [...state.entry.map(actionNode), ...starts];
    const exit = [...state.exit.map(actionNode), ...cancels];
    return [
      ...(entry.length === 0 ? [] : [{ name: 'onentry', attributes: {}, children: entry }]),
      ...(exit.length === 0 ? [] : [{ name: 'onexit', attributes: {}, children: exit }]),
      ...state.invokes.map(({ id, src }): XmlNode => ({ name: 'invoke', attributes: { id, src } })),
    ];
  }

  #timerEvent(state: ChartState, delay: string): string {
    return `after.${delay}.${this.#id(state)}`;
  }

  #transition(edge: ChartTransition): XmlNode {
    const { source, trigger, guard, targets, actions, reenter, alert, ref, reason, description } = edge;
    const stays = targets.length > 0 && targets.every((target) => target === source || isDescendant(target, source));
    const ids = targets.map((target) => this.#id(target)).join(' ');
    // To itself without `reenter`: nothing is exited in an atomic state, so that the target is left out.
    const isTargetless = !reenter && source.children.length === 0 && targets.length === 1 && targets[0] === source;
    const events = {
      always: undefined,
      done: `done.state.${this.#id(source)}`,
      after: trigger.kind === 'after' ? this.#timerEvent(source, trigger.delay) : undefined,
      event: trigger.kind === 'event' ? trigger.event : undefined,
      actorDone: trigger.kind === 'actorDone' ? `done.invoke.${trigger.actor}` : undefined,
      // SCXML has no event for an invocation that fails; errors of a platform are named like this.
      actorError: trigger.kind === 'actorError' ? `error.platform.${trigger.actor}` : undefined,
    };
    return {
      name: 'transition',
      attributes: {
        event: events[trigger.kind],
        cond: guard && this.#condition(guard),
        target: ids === '' || isTargetless ? undefined : ids,
        type: stays && !reenter && !isTargetless ? 'internal' : undefined,
        'wirechart:event': this.#isExact(edge) ? events.event : undefined,
        'wirechart:after': trigger.kind === 'after' ? trigger.delay : undefined,
        'wirechart:target': isTargetless ? ids : undefined,
        'wirechart:reenter': reenter && !stays ? 'true' : undefined,
        'wirechart:alert': alert,
        'wirechart:reason': reason,
        'wirechart:ref': ref,
        'wirechart:description': description,
      },
      children: actions.map(actionNode),
    };
  }

  /** Whether SCXML would match longer events too, or a wildcard is written in another way than the importer would. */
  #isExact({ trigger }: ChartTransition): boolean {
    if (trigger.kind !== 'event' || trigger.event === '*') return false;
    return trigger.event.endsWith('.*') || this.#chart.events.some((event) => event.startsWith(`${trigger.event}.`));
  }

  #condition(guard: ChartGuard): string {
    switch (guard.kind) {
      case 'named':
        return `${guard.name}(${guard.params === undefined ? '' : JSON.stringify(guard.params)})`;
      case 'in':
        return `In('${this.#id(guard.state)}')`;
      case 'not':
        return `!(${this.#condition(guard.guard)})`;
      case 'and':
        return guard.guards.map((each) => `(${this.#condition(each)})`).join(' && ');
      case 'or':
        return guard.guards.map((each) => `(${this.#condition(each)})`).join(' || ');
    }
  }
}

function actionNode(action: ChartAction): XmlNode {
  if (action.kind === 'raise') return { name: 'raise', attributes: { event: action.event } };
  const params = action.params === undefined ? '' : JSON.stringify(action.params);
  return { name: 'script', attributes: {}, text: `${action.name}(${params})` };
}
