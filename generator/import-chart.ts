import { type OptionNames, refuseUnknownOptions, type SpecError } from 'wirechart/runtime';
import { Diagnostics } from './diagnostics/diagnostics.ts';
import type { SourceFile } from './diagnostics/source-file.ts';
import { chartText } from './emit/charts/chart-text.ts';
import { importScxml, type ScxmlImportOptions } from './read/scxml/import-scxml.ts';

/** The result of `importChart()`. */
export interface ChartImport {
  /** The id of the chart; empty when there are diagnostics. */
  readonly id: string;
  /** The text of `<id>.chart.ts`; empty when there are diagnostics. */
  readonly text: string;
  /** Guards and actions that stand for conditions and data of the document: the port implements them. */
  readonly named: readonly { readonly kind: 'guard' | 'action'; readonly name: string; readonly content: string }[];
  readonly diagnostics: readonly SpecError[];
}

const OPTIONS: OptionNames<ScxmlImportOptions> = { id: true, events: true };

/** Turns an SCXML 1.0 document into the text of a chart. Never throws for what the document says. */
export function importChart(file: SourceFile, options: ScxmlImportOptions = {}): ChartImport {
  refuseUnknownOptions(options, OPTIONS, 'importChart()');
  const diagnostics = new Diagnostics();
  const imported = importScxml(file, diagnostics, options);
  if (imported === undefined) return { id: '', text: '', named: [], diagnostics: diagnostics.errors };
  const named = imported.named.map(({ kind, name, content }) => ({ kind, name, content }));
  return { id: imported.chart.id, text: chartText(imported.chart), named, diagnostics: [] };
}
