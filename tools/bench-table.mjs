/**
 * Tables of measurements: printed, and written to `docs/performance.md` between the marks of their group.
 *
 * A table is `{ title, heads, rows, note }`: `heads` one more than the figures of a row, whose first cell is its name. `note` is a line that
 * explains it.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, release, type as systemType } from "node:os";

/** Prints a table with aligned columns. */
export function printTable({ title, heads, rows, note }) {
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => String(row[column] ?? "").length)));
  console.log(`\n${title}`);
  for (const row of all) console.log(widths.map((width, i) => aligned(row[i] ?? "", i, width)).join("  "));
  if (note !== undefined) console.log(note);
}

function aligned(cell, column, width) {
  return column === 0 ? String(cell).padEnd(width) : String(cell).padStart(width);
}

/** Puts the tables of a group in the place of those that a page has; `conditions` says how they were measured. */
export function writeTables(page, group, tables, conditions) {
  const [begin, end] = [`<!-- begin ${group} -->`, `<!-- end ${group} -->`];
  const text = readFileSync(page, "utf8");
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no place for ${group}`);
  const body = [conditions, ...tables.map(asMarkdown)].join("\n\n");
  writeFileSync(page, `${text.slice(0, from + begin.length)}\n\n${body}\n\n${text.slice(to)}`);
}

function asMarkdown({ title, heads, rows, note }) {
  const line = (cells) => `| ${heads.map((_, i) => String(cells[i] ?? "")).join(" | ")} |`;
  const rule = line(heads.map((_, i) => (i === 0 ? "---" : "---:")));
  const table = [line(heads), rule, ...rows.map(line)].join("\n");
  return [`**${title}**`, table, ...(note === undefined ? [] : [note])].join("\n\n");
}

/** What figures depend on: the day, the machine and what runs them. */
export function machineInWords(peers) {
  const [first] = cpus();
  const versions = [`Node ${process.versions.node}`, ...peers].join(", ");
  return `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${first.model}, ${systemType()} ${release()}, ${versions}`;
}
