/**
 * The style sheet of each diagram. Colours are custom properties, so a page that embeds the diagram can set
 * its own; dark ones follow the reader's system.
 */
export const DIAGRAM_STYLE = `
.wc-chart { --wc-paper: #ffffff; --wc-ink: #1c2430; --wc-quiet: #5b6675; --wc-line: #8b95a3; --wc-fill: #f6f8fa; --wc-frame: #fbfcfd; --wc-border: #c3cad3; --wc-trigger: #0b57a4; --wc-guard: #7a4b00; --wc-action: #45705a; --wc-fatal: #b3261e; }
@media (prefers-color-scheme: dark) { .wc-chart { --wc-paper: #12161c; --wc-ink: #e3e8ef; --wc-quiet: #98a3b2; --wc-line: #6d7887; --wc-fill: #1b222b; --wc-frame: #161c23; --wc-border: #3b4653; --wc-trigger: #82b7f5; --wc-guard: #dcb168; --wc-action: #8fc3a7; --wc-fatal: #ff8f85; } }
.wc-chart text { font: 11px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace; fill: var(--wc-ink); white-space: pre; }
.wc-chart .wc-paper { fill: var(--wc-paper); }
.wc-chart .wc-title { font-size: 12.5px; font-weight: 600; }
.wc-chart .wc-box { fill: var(--wc-fill); stroke: var(--wc-border); stroke-width: 1.2; }
.wc-chart .wc-compound > .wc-box { fill: var(--wc-frame); }
.wc-chart .wc-parallel > .wc-box { fill: var(--wc-frame); }
.wc-chart .wc-region > .wc-box { fill: var(--wc-frame); stroke-dasharray: 7 4; }
.wc-chart .wc-any > .wc-box { fill: none; stroke-dasharray: 3 3; }
.wc-chart .wc-any > .wc-title { font-size: 11px; font-weight: 400; font-style: italic; fill: var(--wc-quiet); }
.wc-chart .wc-ring { fill: none; stroke: var(--wc-border); }
.wc-chart .wc-rule { stroke: var(--wc-border); stroke-width: 0.8; }
.wc-chart .wc-dot { fill: var(--wc-ink); }
.wc-chart .wc-route { fill: none; stroke: var(--wc-line); stroke-width: 1.3; stroke-linejoin: round; }
.wc-chart .wc-head { fill: var(--wc-line); }
.wc-chart .wc-trigger { fill: var(--wc-trigger); }
.wc-chart .wc-guard { fill: var(--wc-guard); }
.wc-chart .wc-action { fill: var(--wc-action); }
.wc-chart .wc-fatal text { fill: var(--wc-fatal); }
.wc-chart .wc-fatal path { stroke: var(--wc-fatal); stroke-width: 1.4; }
.wc-chart .wc-quiet { fill: none; stroke: var(--wc-line); stroke-width: 1; }
`.trim();
