import type { WireErrorCode } from '../../runtime/errors/wire-error.ts';
import type { Problem, RawValue, SpecNode } from './node.ts';

/** A node while it is being read. */
export interface Draft {
  name: string;
  kind: SpecNode['kind'];
  type: string;
  property: string | undefined;
  variant: string | undefined;
  at: number;
  end: number;
  bits: SpecNode['bits'];
  value: RawValue | undefined;
  meaning: SpecNode['meaning'];
  doc: string | undefined;
  children: Draft[];
  problems: Problem[];
}

export function draft(name: string, type: string, at: number): Draft {
  return {
    name,
    kind: 'value',
    type,
    property: undefined,
    variant: undefined,
    at,
    end: at,
    bits: undefined,
    value: undefined,
    meaning: undefined,
    doc: undefined,
    children: [],
    problems: [],
  };
}

export function addProblem(node: Draft, code: WireErrorCode, field: string, reason: string): void {
  node.problems.push({ code, field, reason });
}
