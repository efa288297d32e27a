import type { CaptureCounters } from 'wirechart/dissect';
import { type Dissector, problemsIn, type RawValue } from 'wirechart/dissect';
import { color, print, remark } from '../../terminal/output.ts';
import type { Report, ShownDatagram } from './report.ts';
import { captureText, count } from './skipped-text.ts';
import { treeJson } from './tree-json.ts';
import { type TreeStyle, treeLines } from './tree-text.ts';

/** Prints datagrams, each decoded as one message. */
export class MessageReport implements Report {
  problems = 0;
  readonly #dissector: Dissector;
  readonly #type: string;
  readonly #params: Readonly<Record<string, RawValue>>;
  readonly #style: TreeStyle;
  readonly #json: boolean;
  #messages = 0;

  constructor(
    dissector: Dissector,
    type: string,
    params: Readonly<Record<string, RawValue>>,
    style: TreeStyle,
    json: boolean,
  ) {
    this.#dissector = dissector;
    this.#type = type;
    this.#params = params;
    this.#style = style;
    this.#json = json;
  }

  datagram({ time, from, to, payload }: ShownDatagram): void {
    this.#messages += 1;
    const tree = this.#dissector.dissect(this.#type, payload, { params: this.#params });
    this.problems += problemsIn(tree).length;
    const when = time === undefined ? undefined : new Date(time).toISOString();
    if (this.#json) {
      const place = from === '' ? {} : { from, to };
      print(
        JSON.stringify({
          event: 'message',
          ...(when === undefined ? {} : { time: when }),
          ...place,
          ...treeJson(tree),
        }),
      );
      return;
    }
    if (from !== '') {
      print(
        color.bold(
          `${when === undefined ? '' : `${when.replace('T', ' ')}  `}${from} -> ${to}  ${payload.length} bytes`,
        ),
      );
    }
    print(treeLines(payload, tree, this.#style).join('\n'));
  }

  end(capture?: CaptureCounters): void {
    if (this.#json) {
      const { skipped = {} } = capture ?? {};
      print(JSON.stringify({ event: 'summary', messages: this.#messages, skipped, problems: this.problems }));
      return;
    }
    const parts = [count(this.#messages, 'message'), ...captureText(capture)];
    if (this.problems > 0) parts.push(count(this.problems, 'problem'));
    // A single message needs no summary.
    if (this.#messages !== 1 || capture !== undefined) remark(parts.join('; '));
  }
}
