/** Findings for people: one a line, with the way that leads there below it, and a summary. */
import pc from "picocolors";
import type { CheckFinding } from "./finding.ts";

export function writeText(findings: readonly CheckFinding[], files: number, color: boolean): string {
  const colors = pc.createColors(color);
  const paint = {
    error: colors.red,
    warning: colors.yellow,
    information: colors.cyan,
    hint: colors.dim,
  } as const;
  const lines = findings.flatMap(({ file, line, column, severity, message, code, related }) => [
    `${colors.bold(`${file}:${line}:${column}`)}: ${paint[severity](severity)}: ${message} ${colors.dim(`[${code}]`)}\n`,
    ...related.map((place) =>
      colors.dim(`    ${place.file}:${place.line}:${place.column}: ${place.message}`).concat("\n"),
    ),
  ]);
  return `${lines.join("")}${summary(findings, files)}\n`;
}

function summary(findings: readonly CheckFinding[], files: number): string {
  const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const severities = ["error", "warning", "information", "hint"] as const;
  const found = severities
    .map(
      (severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const,
    )
    .filter(([, number]) => number > 0)
    .map(([severity, number]) => count(number, severity === "information" ? "note" : severity));
  return `${count(files, "file")}: ${found.length === 0 ? "nothing found" : found.join(", ")}`;
}
