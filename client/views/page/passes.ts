/**
 * The page of the passes: what one pass has done to the program, line beside line, and a slider through the passes. What a
 * line comes from, and what becomes of it, lights up on both sides.
 *
 * Invariant: looks come from passes.css, by class; nothing is styled here.
 */
import type { PassesAnswer as PassesView } from "../../../server/protocol.ts";
import { onMessage, tell } from "./channel.ts";
import { withErrors } from "./notes.ts";

type Column = PassesView["columns"][number];
type Line = Column["lines"][number];
type ColumnRow = Column["rows"][number];

/** What a pass has done with a line; the sign in front of it says so, the colour says it again. */
const SIGNS = { same: " ", changed: "~", removed: "−", made: "+" } as const;
type LineKind = keyof typeof SIGNS;

const note = element("p", "note");
note.setAttribute("role", "status");
const label = document.createElement("label");
const slider = document.createElement("input");
slider.type = "range";
slider.min = "1";
slider.step = "1";
// Otherwise it begins in the middle.
slider.value = "1";
const choice = element("div", "choice");
choice.append(label, slider);
slider.id = "pass";
label.htmlFor = slider.id;
const table = element("main", "table");
document.body.append(choice, note, table);

let view: PassesView | undefined;
let cursor = -1;
/** The lines that come from each source address. */
let linked = new Map<number, HTMLElement[]>();

onMessage((message) => {
  if (message.type === "cursor") {
    cursor = message.line;
    markCurrent();
    return;
  }
  const data = message.data as PassesView | null;
  document.body.classList.toggle("stale", data === null);
  if (data === null) {
    note.textContent = withErrors(view !== undefined);
    return;
  }
  view = data;
  slider.max = String(Math.max(1, data.columns.length - 1));
  slider.hidden = data.columns.length < 3;
  show();
});

slider.addEventListener("input", show);

/** Shows what the pass of the slider has done; the source alone where no pass has done anything. */
function show(): void {
  if (view === undefined) return;
  const { columns } = view;
  const index = Math.min(Number(slider.value), columns.length - 1);
  label.textContent = nameOf(columns, index);
  slider.setAttribute("aria-valuetext", label.textContent);
  note.textContent = describe(view, index);
  linked = new Map();
  const before = columns[Math.max(0, index - 1)];
  const rows: readonly ColumnRow[] =
    index === 0 ? before.lines.map((_, at) => ({ before: at, after: at })) : columns[index].rows;
  table.replaceChildren(
    heading(index < 2 ? "Source" : `After ${before.title}`, before),
    heading(index === 0 ? "Optimized" : `After ${columns[index].title}`, columns[index]),
    ...rows.flatMap((row) => cells(row, before.lines, columns[index].lines)),
  );
  const first = table.querySelector<HTMLElement>("[tabindex]");
  if (first !== null) first.tabIndex = 0;
  markCurrent();
}

function nameOf(columns: readonly Column[], index: number): string {
  return index === 0 ? "No pass" : `Pass ${index} of ${columns.length - 1}: ${columns[index].title}`;
}

function describe({ columns, left }: PassesView, index: number): string {
  if (index === 0) return "The optimizer has nothing to change.";
  const rows = columns[index].rows.map(kindOf);
  const parts = (["changed", "removed", "made"] as const).flatMap((kind) => {
    const count = rows.filter((one) => one === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  const more = left > 0 ? `; ${left} more passes are not shown` : "";
  return `${parts.join(", ")}${more}.`;
}

function kindOf({ before, after, reason }: ColumnRow): LineKind {
  if (after === undefined) return "removed";
  if (before === undefined) return "made";
  return reason === undefined ? "same" : "changed";
}

function heading(title: string, { length }: Column): HTMLElement {
  const made = element("header", "heading");
  const name = document.createElement("h2");
  name.textContent = title;
  const detail = document.createElement("p");
  detail.textContent = `${length} instruction${length === 1 ? "" : "s"}`;
  made.append(name, detail);
  return made;
}

/** Both sides of a row; one is empty where there is a line on the other alone. */
function cells(row: ColumnRow, before: readonly Line[], after: readonly Line[]): readonly HTMLElement[] {
  const kind = kindOf(row);
  return [
    drawLine(before[row.before ?? -1], kind === "made" ? "same" : kind, row.reason),
    drawLine(after[row.after ?? -1], kind === "removed" ? "same" : kind, row.reason),
  ];
}

function drawLine(line: Line | undefined, kind: LineKind, reason: string | undefined): HTMLElement {
  if (line === undefined) return element("div", "line empty");
  const { text, from } = line;
  const made = element("div", `line ${kind}${from.length === 0 ? " label" : ""}`);
  made.dataset["sign"] = SIGNS[kind];
  made.textContent = text;
  const told = kind === "same" ? undefined : reason;
  if (told !== undefined) made.title = told;
  const [first] = from;
  if (first === undefined) return made;
  made.tabIndex = -1;
  made.setAttribute("role", "button");
  made.setAttribute(
    "aria-label",
    [text, ...(kind === "same" ? [] : [kind]), ...(told === undefined ? [] : [told])].join(": "),
  );
  for (const address of from) linked.set(address, [...(linked.get(address) ?? []), made]);
  made.addEventListener("click", () => reveal(first));
  made.addEventListener("keydown", (event) => onKey(event, made, first));
  made.addEventListener("focus", () => {
    if (told !== undefined) note.textContent = told;
  });
  for (const event of ["mouseenter", "focus"]) made.addEventListener(event, () => mark("linked", from));
  for (const event of ["mouseleave", "blur"]) made.addEventListener(event, () => mark("linked", []));
  return made;
}

function reveal(address: number): void {
  const range = view?.places[address];
  if (range !== undefined) tell({ type: "reveal", range });
}

/** How many cells a key moves, in a table of two columns. */
const MOVES: Readonly<Record<string, number>> = { ArrowUp: -2, ArrowDown: 2, ArrowLeft: -1, ArrowRight: 1 };

/** One line is in the order of the Tab key; the arrow keys lead to the others. */
function onKey(event: KeyboardEvent, line: HTMLElement, address: number): void {
  if (event.key === "Enter" || event.key === " ") reveal(address);
  else if (!Object.hasOwn(MOVES, event.key)) return;
  else {
    const all = [...table.children] as HTMLElement[];
    const move = MOVES[event.key];
    let at = all.indexOf(line) + move;
    while (all[at] !== undefined && !all[at].hasAttribute("tabindex")) at += move;
    const next = all[at];
    if (next !== undefined) {
      line.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    }
  }
  event.preventDefault();
}

/** Marks the lines of some source addresses, and no others. */
function mark(name: string, addresses: readonly number[]): void {
  for (const line of table.querySelectorAll(`.${name}`)) line.classList.remove(name);
  for (const address of addresses) for (const line of linked.get(address) ?? []) line.classList.add(name);
}

/** What comes from the line that the cursor is in. */
function markCurrent(): void {
  const places = view?.places ?? [];
  const isHere = (address: number) =>
    places[address].start.line <= cursor && cursor <= places[address].end.line;
  mark("current", [...places.keys()].filter(isHere));
  table.querySelector(".current")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function element(name: string, className: string): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  return made;
}
