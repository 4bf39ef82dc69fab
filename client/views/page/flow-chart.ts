/**
 * The page of the control-flow graph: lays the blocks out and draws them as SVG.
 *
 * Invariant: looks come from flow-chart.css, by class; nothing is styled here.
 */
import type { FlowChartAnswer as FlowChart, Range } from "../../../server/protocol.ts";
import { blocksNear, type NearChart } from "./blocks-near.ts";
import { onMessage, tell } from "./channel.ts";
import { type ChartEdge, type Drawn, foldFunctions, functionsOf } from "./fold-functions.ts";
import { layOut, type Point, type Route, type Size } from "./layout-blocks.ts";
import { withErrors } from "./notes.ts";
import { standaloneSvg } from "./standalone-svg.ts";

const SVG = "http://www.w3.org/2000/svg";
const PADDING = 8;
const LINES_SHOWN = 14;
/** More blocks at once cannot be laid out in a time that anybody waits. */
const MOST_DRAWN = 400;
/** The zoom below which what is found cannot be read. */
const READABLE = 0.7;

const note = document.createElement("p");
note.className = "note";
note.setAttribute("role", "status");
const bar = document.createElement("div");
bar.className = "bar";
const search = document.createElement("input");
search.type = "search";
search.placeholder = "Find (/)";
search.setAttribute("aria-label", "Find a block by its text");
let lastFound: number | undefined;
search.addEventListener("input", () => {
  lastFound = undefined;
});
search.addEventListener("keydown", ({ key }) => {
  if (key === "Enter") searchNext();
});
bar.append(search);
const scroll = document.createElement("div");
scroll.className = "scroll";
const svg = element("svg", { role: "group", "aria-label": "Control-flow graph" });
scroll.append(svg);
document.body.append(bar, note, scroll);

let chart: FlowChart | undefined;
let size: Size = { width: 0, height: 0 };
let zoom = 1;
let cursor = -1;
/** For each block the entry of its function. */
let owner: ReturnType<typeof functionsOf> = [];
/** The entries of the functions that are folded. */
let folded = new Set<number>();
/** The block that a graph which is too large is drawn around. */
let center = 0;
/** Whether the block of the cursor has been brought into view once. */
let isPlaced = false;

onMessage((message) => {
  if (message.type === "cursor") {
    cursor = message.line;
    markCurrent();
    return;
  }
  const data = message.data as FlowChart | null;
  document.body.classList.toggle("stale", data === null);
  if (data === null) {
    note.textContent = withErrors(chart !== undefined);
    return;
  }
  const before = chart;
  chart = data;
  owner = functionsOf(data);
  folded = before === undefined ? foldedAtFirst(data) : foldedStill(before, data);
  redraw();
});

/** What is too large to be drawn whole opens with its functions folded. */
function foldedAtFirst({ blocks }: FlowChart): Set<number> {
  return new Set(blocks.length > MOST_DRAWN ? owner.filter(isEntry) : []);
}

/** After an edit functions are known by their first label. */
function foldedStill(before: FlowChart, now: FlowChart): Set<number> {
  const names = new Set([...folded].map((entry) => before.blocks[entry].labels[0]));
  return new Set(owner.filter(isEntry).filter((entry) => names.has(now.blocks[entry].labels[0])));
}

function isEntry(entry: number | undefined): entry is number {
  return entry !== undefined;
}

function redraw(): void {
  if (chart === undefined) return;
  const drawn = blocksNear(foldFunctions(chart, folded), center, MOST_DRAWN);
  draw(drawn);
  note.textContent = describe(chart, drawn.left);
  markCurrent();
}

/** Brings a block of the program into the drawing, out of its folded function too. */
function include(block: number): void {
  const entry = owner[block];
  const isFolded = entry !== undefined && folded.delete(entry);
  if (!isFolded && elementOf(block) !== null) return;
  center = block;
  redraw();
}

function elementOf(block: number): SVGElement | null {
  return svg.querySelector(`[data-block="${block}"]`);
}

function describe({ blocks, edges, left }: FlowChart, notDrawn: number): string {
  const loops = blocks.filter(({ isLoop }) => isLoop).length;
  const unreachable = blocks.filter(({ isReachable }) => !isReachable).length;
  const words = [count(blocks.length, "block"), count(edges.length, "edge"), count(loops, "loop")];
  if (unreachable > 0) words.push(`${unreachable} unreachable`);
  if (notDrawn > 0) words.push(`${notDrawn} of them, away from the cursor, are not drawn`);
  if (left > 0) words.push(`${left} more blocks are left out`);
  return words.join(", ");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function draw({ blocks, edges }: NearChart): void {
  svg.replaceChildren(arrowHead());
  const character = measure();
  const sizes = blocks.map((block): Size => {
    const texts = textsOf(block);
    const columns = Math.max(...texts.map((text) => text.length), 6);
    return {
      width: columns * character.width + 2 * PADDING,
      height: texts.length * character.height + 2 * PADDING,
    };
  });
  const words = edges.map(({ kind }): Size => {
    const { length } = wordOf(kind);
    return { width: length * character.width, height: length > 0 ? character.height : 0 };
  });
  const { size: whole, boxes, routes } = layOut(sizes, edges, words);
  edges.forEach((edge, index) => {
    svg.append(drawEdge(edge, edge.from === edge.to ? around(boxes[edge.to]) : routes[index]));
  });
  blocks.forEach((block, index) => {
    svg.append(drawBlock(block, boxes[index], character.height));
  });
  size = whole;
  applyZoom();
}

/** The size of a character in the font of the page. */
function measure(): Size {
  const probe = element("text", { class: "code" });
  probe.textContent = "MMMMMMMMMM";
  svg.append(probe);
  const box = (probe as SVGTextElement).getBBox();
  probe.remove();
  return { width: box.width / 10 || 8, height: Math.ceil(box.height * 1.15) || 18 };
}

function textsOf({ labels, lines, isLoop }: Drawn): readonly string[] {
  const head = [...labels.map((label) => `${label}:`), ...(isLoop ? ["↻ loop"] : [])];
  if (lines.length <= LINES_SHOWN) return [...head, ...lines];
  return [...head, ...lines.slice(0, LINES_SHOWN), `… ${lines.length - LINES_SHOWN} more`];
}

function wordOf(kind: ChartEdge["kind"]): string {
  return kind === "next" || kind === "jump" ? "" : kind;
}

function drawBlock(block: Drawn, box: Point & Size, line: number) {
  const [left, top] = [box.x - box.width / 2, box.y - box.height / 2];
  const group = element("g", {
    class: `block${block.isReachable ? "" : " unreachable"}${block.isLoop ? " loop" : ""}${block.folded > 0 ? " folded" : ""}`,
    tabindex: "0",
    role: "button",
    "data-block": String(block.index),
    // Its name is its text.
    "aria-description": ariaDescription(block),
  });
  group.append(element("rect", { x: left, y: top, width: box.width, height: box.height, rx: 3 }));
  textsOf(block).forEach((content, row) => {
    const isName = row < block.labels.length + (block.isLoop ? 1 : 0);
    const y = top + PADDING + (row + 0.75) * line;
    const text = element("text", { class: isName ? "code name" : "code", x: left + PADDING, y });
    text.textContent = content;
    group.append(text, " ");
  });
  const act = () => (block.folded > 0 ? unfold(block.index) : reveal(block.range));
  group.addEventListener("click", act);
  group.addEventListener("keydown", (event) => {
    const { key } = event as KeyboardEvent;
    if (key !== "Enter" && key !== " ") return;
    event.preventDefault();
    act();
  });
  return group;
}

function ariaDescription({ range, isReachable, isLoop, folded: inside }: Drawn): string {
  if (inside > 0) return "folded function; press Enter to unfold";
  return `${isReachable ? "" : "unreachable "}${isLoop ? "loop " : ""}block at line ${range.start.line + 1}`;
}

/** From a block to itself, on its right. */
function around({ x, y, width, height }: Point & Size): Route {
  const [right, reach] = [x + width / 2, 28];
  const points = [
    { x: right, y: y + height / 4 },
    { x: right + reach, y: y + height / 4 },
    { x: right + reach, y: y - height / 4 },
    { x: right, y: y - height / 4 },
  ];
  return { points, x: right + reach + 12, y };
}

function drawEdge({ kind, isBack, from, to }: ChartEdge, label: Route): SVGElement {
  const group = element("g", {
    class: `edge ${kind.replace(" ", "-")}${isBack ? " back" : ""}${label.isFar ? " far" : ""}`,
  });
  const title = element("title", {});
  title.textContent = `${kind}${isBack ? ", closes a loop" : ""}: block ${from + 1} to block ${to + 1}`;
  group.append(title, element("path", { d: curve(label.points), "marker-end": "url(#arrow)" }));
  if (wordOf(kind) !== "" && label.x !== undefined && label.y !== undefined) {
    const text = element("text", { x: label.x, y: label.y });
    text.textContent = wordOf(kind);
    group.append(text);
  }
  return group;
}

/** Through the middles of the lines between the points, so that corners are round. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  let path = `M${first.x},${first.y}`;
  rest.forEach((point, i) => {
    const next = rest[i + 1];
    path += next
      ? ` Q${point.x},${point.y} ${(point.x + next.x) / 2},${(point.y + next.y) / 2}`
      : ` L${point.x},${point.y}`;
  });
  return path;
}

function arrowHead(): SVGElement {
  const defs = element("defs", {});
  const marker = element("marker", {
    id: "arrow",
    viewBox: "0 0 8 8",
    refX: 7,
    refY: 4,
    markerUnits: "userSpaceOnUse",
    markerWidth: 8,
    markerHeight: 8,
    orient: "auto-start-reverse",
  });
  marker.append(element("path", { d: "M0,0 L8,4 L0,8 z", class: "head" }));
  defs.append(marker);
  return defs;
}

function reveal(range: Range): void {
  tell({ type: "reveal", range });
}

/** The block whose text the cursor is in. */
function markCurrent(): void {
  svg.querySelector(".current")?.classList.remove("current");
  const found = chart?.blocks.findIndex(
    ({ range }) => range.start.line <= cursor && cursor <= range.end.line,
  );
  if (found === undefined || found < 0) return;
  // A large graph opens on the block under the cursor; after that it moves only as far as it has to.
  const isFirst = !isPlaced;
  isPlaced = true;
  if (isFirst) include(found);
  const entry = owner[found];
  const index = entry !== undefined && folded.has(entry) ? entry : found;
  if (elementOf(index) === null && center !== index) {
    center = index;
    redraw();
    return;
  }
  elementOf(index)?.classList.add("current");
  showBlock(index, isFirst ? "center" : "nearest");
}

function showBlock(block: number, where: "center" | "nearest"): void {
  elementOf(block)?.scrollIntoView({ block: where, inline: where });
}

function unfold(entry: number): void {
  include(entry);
  elementOf(entry)?.focus();
}

/** Folds every function, or unfolds all when all are folded. */
function toggleFolds(): void {
  const entries = owner.filter(isEntry);
  folded = entries.every((entry) => folded.has(entry)) ? new Set() : new Set(entries);
  redraw();
}

/**
 * Goes to the next block of the program that holds the text of the search, whether or not it is drawn; first to those
 * with such a name.
 */
function searchNext(): void {
  const wanted = search.value.trim().toLowerCase();
  svg.querySelector(".found")?.classList.remove("found");
  if (wanted === "" || chart === undefined) return;
  const holds = (line: string) => line.toLowerCase().includes(wanted);
  const named: number[] = [];
  const others: number[] = [];
  chart.blocks.forEach(({ labels, lines }, block) => {
    if (labels.some((label) => holds(`${label}:`))) named.push(block);
    else if (lines.some(holds)) others.push(block);
  });
  const matches = [...named, ...others];
  if (matches.length === 0) {
    note.textContent = `No block holds “${wanted}”.`;
    return;
  }
  const next = (matches.indexOf(lastFound ?? -1) + 1) % matches.length;
  lastFound = matches[next];
  include(lastFound);
  if (zoom < READABLE) zoomTo(1);
  elementOf(lastFound)?.classList.add("found");
  showBlock(lastFound, "center");
  note.textContent = `Block ${next + 1} of ${matches.length} that hold “${wanted}”.`;
}

function applyZoom(): void {
  svg.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
  svg.setAttribute("width", String(size.width * zoom));
  svg.setAttribute("height", String(size.height * zoom));
}

function zoomTo(wanted: number): void {
  zoom = Math.min(4, Math.max(0.1, wanted));
  applyZoom();
}

function button(text: string, title: string, action: () => void): void {
  const made = document.createElement("button");
  made.textContent = text;
  made.title = title;
  // The name holds what is to be seen, for those who speak to the page.
  made.setAttribute("aria-label", title.startsWith(text) ? title : `${text} ${title}`);
  made.addEventListener("click", action);
  bar.append(made);
}

button("−", "Zoom out (-)", () => zoomTo(zoom / 1.2));
button("+", "Zoom in (+)", () => zoomTo(zoom * 1.2));
button("1:1", "Natural size (0)", () => zoomTo(1));
button("Fit", "Fit the whole graph (F)", showWhole);
button("Fold", "Fold functions to a box each, or unfold them", toggleFolds);
button("Save", "Save as SVG…", () => tell({ type: "save", svg: standaloneSvg(svg as SVGSVGElement) }));

function showWhole(): void {
  const across = scroll.clientWidth / Math.max(1, size.width);
  const down = scroll.clientHeight / Math.max(1, size.height);
  zoomTo(Math.min(1, across, down));
}

document.addEventListener("keydown", ({ key, ctrlKey, metaKey, target }) => {
  if (ctrlKey || metaKey || target === search) return;
  if (key === "f") showWhole();
  if (key === "/") setTimeout(() => search.focus());
  if (key === "+" || key === "=") zoomTo(zoom * 1.2);
  if (key === "-") zoomTo(zoom / 1.2);
  if (key === "0") zoomTo(1);
});
scroll.addEventListener(
  "wheel",
  (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomTo(zoom * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
  },
  { passive: false },
);

function element(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
