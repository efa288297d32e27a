/** Factor of one press of a zoom button. */
const STEP = 1.25;
const MIN_SCALE = 0.1;
const MAX_SCALE = 4;
/** Charts are readable from this scale on. */
const READABLE = 0.7;
/** Pixels between the chart and the border. */
const MARGIN = 12;
/** Pixels that the arrow keys move the chart. */
const KEY_MOVE = 60;

/** Moves and scales a chart inside its canvas: by pointer, two fingers, wheel, keys and buttons. */
export class PanZoom {
  readonly #canvas: HTMLElement;
  #svg: SVGSVGElement | undefined;
  #scale = 1;
  #x = 0;
  #y = 0;
  #fits = true;
  readonly #pointers = new Map<number, { x: number; y: number }>();

  constructor(canvas: HTMLElement) {
    this.#canvas = canvas;
    canvas.addEventListener('pointerdown', (event) => this.#press(event));
    canvas.addEventListener('pointermove', (event) => this.#drag(event));
    for (const name of ['pointerup', 'pointercancel'] as const)
      canvas.addEventListener(name, ({ pointerId }) => this.#pointers.delete(pointerId));
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener('keydown', (event) => this.#key(event));
    new ResizeObserver(() => (this.#fits ? this.fit() : this.#apply())).observe(canvas);
  }

  /** Percent of the full size. */
  get percent(): number {
    return Math.round(this.#scale * 100);
  }

  /** Shows a new chart: all of it when that is readable, otherwise `center` or its upper middle. */
  show(svg: SVGSVGElement, center: Element | undefined): void {
    this.#svg = svg;
    const { width, height } = svg.viewBox.baseVal;
    svg.setAttribute('width', String(width));
    svg.setAttribute('height', String(height));
    this.#canvas.replaceChildren(svg);
    this.fit();
    if (this.#scale >= READABLE) return;
    this.#fits = false;
    this.#scale = Math.max(READABLE, Math.min(1, (this.#canvas.clientWidth - 2 * MARGIN) / width));
    this.#x = (this.#canvas.clientWidth - width * this.#scale) / 2;
    this.#y = MARGIN;
    this.#apply();
    if (center !== undefined) this.reveal(center);
  }

  /** The whole chart, at most at full size. */
  fit(): void {
    if (this.#svg === undefined || this.#canvas.clientWidth === 0) return;
    const { width, height } = this.#svg.viewBox.baseVal;
    const { clientWidth, clientHeight } = this.#canvas;
    const room = Math.min((clientWidth - 2 * MARGIN) / width, (clientHeight - 2 * MARGIN) / height);
    this.#scale = Math.max(MIN_SCALE, Math.min(1, room));
    this.#x = (clientWidth - width * this.#scale) / 2;
    this.#y = (clientHeight - height * this.#scale) / 2;
    this.#fits = true;
    this.#apply();
  }

  /** Scales around the middle of the canvas: `by` is -1, 1, or 0 for the full size. */
  zoom(by: -1 | 0 | 1): void {
    const factor = by === 0 ? 1 / this.#scale : by > 0 ? STEP : 1 / STEP;
    this.#zoomAt(factor, this.#canvas.clientWidth / 2, this.#canvas.clientHeight / 2);
  }

  /** Moves the chart, when a part of it is hidden, so that `target` is in the middle. */
  reveal(target: Element): void {
    const outer = this.#canvas.getBoundingClientRect();
    const inner = target.getBoundingClientRect();
    const isVisible =
      inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom;
    if (isVisible) return;
    this.#fits = false;
    this.#x += outer.left + outer.width / 2 - (inner.left + inner.width / 2);
    this.#y += outer.top + outer.height / 2 - (inner.top + inner.height / 2);
    this.#fill();
    this.#apply();
  }

  /** Leaves no room beside a chart that is larger than the canvas. */
  #fill(): void {
    const { width, height } = this.#svg?.viewBox.baseVal ?? { width: 0, height: 0 };
    const { clientWidth, clientHeight } = this.#canvas;
    const within = (at: number, size: number, room: number): number =>
      size < room ? (room - size) / 2 : Math.max(room - size - MARGIN, Math.min(MARGIN, at));
    this.#x = within(this.#x, width * this.#scale, clientWidth);
    this.#y = within(this.#y, height * this.#scale, clientHeight);
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  #drag(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    if (before === undefined) return;
    const dx = event.clientX - before.x;
    const dy = event.clientY - before.y;
    // A click on a state moves by a pixel or two.
    if (!this.#canvas.hasPointerCapture(event.pointerId)) {
      if (Math.hypot(dx, dy) < 4) return;
      this.#canvas.setPointerCapture(event.pointerId);
    }
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (other === undefined) {
      this.#move(dx, dy);
      return;
    }
    const box = this.#canvas.getBoundingClientRect();
    const distance = (at: { x: number; y: number }): number => Math.hypot(at.x - other.x, at.y - other.y);
    const factor = distance({ x: event.clientX, y: event.clientY }) / Math.max(1, distance(before));
    this.#zoomAt(factor, (event.clientX + other.x) / 2 - box.left, (event.clientY + other.y) / 2 - box.top);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const box = this.#canvas.getBoundingClientRect();
    if (!event.ctrlKey && !event.metaKey) this.#move(-event.deltaX, -event.deltaY);
    else this.#zoomAt(Math.exp(-event.deltaY / 200), event.clientX - box.left, event.clientY - box.top);
  }

  #key(event: KeyboardEvent): void {
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [KEY_MOVE, 0],
      ArrowRight: [-KEY_MOVE, 0],
      ArrowUp: [0, KEY_MOVE],
      ArrowDown: [0, -KEY_MOVE],
    };
    const move = moves[event.key];
    if (move === undefined || (!event.shiftKey && !event.key.match(/Up|Down/))) return;
    event.preventDefault();
    event.stopPropagation();
    this.#move(...move);
  }

  #move(dx: number, dy: number): void {
    this.#fits = false;
    this.#x += dx;
    this.#y += dy;
    this.#apply();
  }

  #zoomAt(factor: number, x: number, y: number): void {
    const scale = Math.max(MIN_SCALE, Math.min(MAX_SCALE, this.#scale * factor));
    this.#x = x - ((x - this.#x) * scale) / this.#scale;
    this.#y = y - ((y - this.#y) * scale) / this.#scale;
    this.#scale = scale;
    this.#fits = false;
    this.#apply();
  }

  /** A part of the chart always stays in the canvas. */
  #apply(): void {
    if (this.#svg === undefined) return;
    const { width, height } = this.#svg.viewBox.baseVal;
    const { clientWidth, clientHeight } = this.#canvas;
    this.#x = Math.max(60 - width * this.#scale, Math.min(clientWidth - 60, this.#x));
    this.#y = Math.max(60 - height * this.#scale, Math.min(clientHeight - 60, this.#y));
    this.#svg.style.transform = `translate(${this.#x}px, ${this.#y}px) scale(${this.#scale})`;
    this.#canvas.dispatchEvent(new Event('zoomed'));
  }
}
