/** Tables for reports on a terminal or in a file. */
import Table from "cli-table3";
import pc from "picocolors";
import { wantsColor } from "../options.ts";

export interface Column {
  readonly title: string;
  /** Numbers are aligned at the right. */
  readonly right?: boolean;
}

/** A table with its title, for stderr. */
export function writeTable(
  title: string,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  color: boolean | undefined,
): string {
  const { bold } = pc.createColors(wantsColor(process.stderr, color));
  const table = new Table({
    head: columns.map((column) => bold(column.title)),
    colAligns: columns.map(({ right }) => (right ? "right" : "left")),
    // Its own colours do not ask whether anybody wants them.
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => [...row]));
  return `\n${bold(heading(title))}\n${table.toString()}\n`;
}

export function heading(title: string): string {
  return `═══ ${title} ═══`;
}
