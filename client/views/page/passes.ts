/**
 * The page of the passes: the program after each of them, side by side. What a line comes from, and what becomes
 * of it, lights up in all columns.
 *
 * Invariant: looks come from passes.css, by class; nothing is styled here.
 */
import type { PassesAnswer as PassesView } from "../../../server/protocol.ts";
import { onMessage, tell } from "./channel.ts";

const note = document.createElement("p");
note.className = "note";
note.setAttribute("role", "status");
const columns = document.createElement("div");
columns.className = "columns";
document.body.append(note, columns);

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
    note.textContent = "The program has errors; this is how it was before.";
    return;
  }
  view = data;
  note.textContent = describe(data);
  draw(data);
  markCurrent();
});

function describe({ columns, left }: PassesView): string {
  if (columns.length === 1) return "The optimizer has nothing to change.";
  const more = left > 0 ? `; ${left} more are not shown` : "";
  return `${columns.length - 1} ${columns.length === 2 ? "pass has" : "passes have"} changed something${more}.`;
}

function draw({ columns: all }: PassesView): void {
  linked = new Map();
  columns.replaceChildren(
    ...all.map(({ title, length, lines }, index) => {
      const section = document.createElement("section");
      const heading = document.createElement("h2");
      heading.textContent = title;
      const detail = document.createElement("p");
      const saved = index === 0 ? 0 : all[index - 1].length - length;
      detail.textContent = `${length} instructions${saved > 0 ? ` (−${saved})` : ""}`;
      const header = document.createElement("header");
      header.append(heading, detail);
      const isKept = keptIn(all[index + 1]);
      section.append(header, ...lines.map((line) => drawLine(line, isKept(line), all[index + 1]?.title)));
      return section;
    }),
  );
}

type Column = PassesView["columns"][number];
type Line = Column["lines"][number];

/** Whether a line is in the next column, as it is or as a part of another one. */
function keptIn(next: Column | undefined): (line: Line) => boolean {
  const left = new Set(next?.lines.flatMap(({ from }) => from));
  return ({ from }) => next === undefined || from.length === 0 || from.some((address) => left.has(address));
}

/** The mark and the words say what has happened to a line; the colour says it again. */
function drawLine({ text, from, reason }: Line, isKept: boolean, next: string | undefined): HTMLElement {
  const line = document.createElement("div");
  const kinds = [
    reason === undefined ? "" : " made",
    from.length === 0 ? " label" : "",
    isKept ? "" : " removed",
  ];
  line.className = `line${kinds.join("")}`;
  line.textContent = text;
  const told = [reason, isKept ? undefined : `removed by ${next}`].filter((one) => one !== undefined);
  if (told.length > 0) {
    line.title = told.join("\n");
    line.setAttribute("aria-label", `${text}: ${told.join("; ")}`);
  }
  const [first] = from;
  if (first === undefined) return line;
  line.tabIndex = 0;
  line.setAttribute("role", "button");
  for (const address of from) linked.set(address, [...(linked.get(address) ?? []), line]);
  const reveal = () => {
    const range = view?.places[first];
    if (range !== undefined) tell({ type: "reveal", range });
  };
  line.addEventListener("click", reveal);
  line.addEventListener("keydown", ({ key }) => {
    if (key === "Enter") reveal();
  });
  for (const event of ["mouseenter", "focus"]) line.addEventListener(event, () => mark("linked", from));
  for (const event of ["mouseleave", "blur"]) line.addEventListener(event, () => mark("linked", []));
  return line;
}

/** Marks the lines of some source addresses, and no others. */
function mark(name: string, addresses: readonly number[]): void {
  for (const line of columns.querySelectorAll(`.${name}`)) line.classList.remove(name);
  for (const address of addresses) for (const line of linked.get(address) ?? []) line.classList.add(name);
}

/** What comes from the line that the cursor is in. */
function markCurrent(): void {
  const places = view?.places ?? [];
  const isHere = (address: number) =>
    places[address].start.line <= cursor && cursor <= places[address].end.line;
  mark("current", [...places.keys()].filter(isHere));
  columns.querySelector(".current")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}
