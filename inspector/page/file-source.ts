import { formatCount } from '../model/number-format.ts';
import { TraceModel } from '../model/trace-model.ts';
import { requireElement } from './dom.ts';
import type { Inspector } from './inspector.ts';
import type { SourceStatus } from './source-status.ts';

/** Bytes of a file; a trace of 200 000 records is far below. */
const MAX_FILE = 256 * 1024 * 1024;
/** Characters of one line. */
const MAX_LINE = 4 * 1024 * 1024;

/** Connects the button and the whole page, for dragged files, to the trace. `opened` is called with a trace that was read. */
export function attachFiles(inspector: Inspector, status: SourceStatus, opened: () => void): void {
  const input = requireElement<HTMLInputElement>('[data-choose="file"]');
  const open = (file: File | undefined): void => {
    if (file !== undefined) void openFile(file, inspector, status, opened);
  };
  requireElement('[data-do="open"]').addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    open(input.files?.[0]);
    input.value = '';
  });
  document.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    document.body.dataset['drag'] = 'true';
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) delete document.body.dataset['drag'];
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    delete document.body.dataset['drag'];
    open(event.dataTransfer?.files[0]);
  });
}

async function openFile(file: File, inspector: Inspector, status: SourceStatus, opened: () => void): Promise<void> {
  if (file.size > MAX_FILE) {
    status.fail(`${file.name} has ${formatCount(file.size)} bytes; the most is ${formatCount(MAX_FILE)}.`);
    return;
  }
  const model = new TraceModel(inspector.protocols.flatMap(({ charts }) => charts));
  let problem: string | undefined;
  try {
    problem = await readLines(file, model);
  } catch {
    problem = 'cannot be read';
  }
  if (problem !== undefined) {
    status.fail(`${file.name}${problem}`);
    return;
  }
  status.clear();
  opened();
  inspector.show(model);
  status.show(file.name, 'plain');
}

/** Reads a trace from text. Returns what is wrong with it and where. */
export function readTrace(text: string, model: TraceModel): string | undefined {
  const reader = new LineReader(model);
  return reader.take(text) ?? reader.end();
}

async function readLines(file: File, model: TraceModel): Promise<string | undefined> {
  const reader = new LineReader(model);
  const decoder = new TextDecoder();
  const chunks = file.stream().getReader();
  for (let chunk = await chunks.read(); !chunk.done; chunk = await chunks.read()) {
    const problem = reader.take(decoder.decode(chunk.value, { stream: true }));
    if (problem !== undefined) return problem;
  }
  return reader.end();
}

/** Cuts text into lines and adds them to a trace, until one of them is wrong. */
class LineReader {
  readonly #model: TraceModel;
  #rest = '';
  #line = 0;

  constructor(model: TraceModel) {
    this.#model = model;
  }

  take(text: string): string | undefined {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const problem = this.#add(line);
      if (problem !== undefined) return problem;
    }
    return this.#rest.length > MAX_LINE ? `, line ${this.#line + 1}: longer than ${MAX_LINE} characters` : undefined;
  }

  end(): string | undefined {
    const problem = this.#add(this.#rest);
    if (problem !== undefined) return problem;
    return this.#model.header === undefined ? ': empty, a trace begins with its header' : undefined;
  }

  #add(line: string): string | undefined {
    this.#line++;
    const reason = this.#model.appendLine(line);
    if (reason !== undefined) return `, line ${this.#line}: ${reason}`;
    if (this.#model.header === undefined && line.trim() !== '')
      return `, line ${this.#line}: a trace begins with {"type":"trace","version":1}`;
    return undefined;
  }
}
