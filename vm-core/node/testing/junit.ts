/** Test results as JUnit XML, which build servers read. */
import type { TestResult } from "./index.ts";

export function writeJunit(results: readonly TestResult[]): string {
  const failures = results.filter(({ findings }) => findings.length > 0).length;
  const total = results.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const counts = `tests="${results.length}" failures="${failures}" errors="0" time="${seconds(total)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="ttvm" ${counts}>`,
    `  <testsuite name="ttvm" ${counts}>`,
    ...results.map(writeCase),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function writeCase({ file, findings, milliseconds, updated }: TestResult): string {
  const name = escaped(file);
  const open = `    <testcase classname="ttvm" name="${name}" file="${name}" time="${seconds(milliseconds)}"`;
  if (findings.length === 0 || updated) return `${open}/>`;
  const [message] = findings;
  return `${open}>\n      <failure message="${escaped(message)}">${escaped(findings.join("\n"))}</failure>\n    </testcase>`;
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

const ENTITIES: Readonly<Record<string, string>> = {
  "<": "&lt;",
  ">": "&gt;",
  "&": "&amp;",
  '"': "&quot;",
  "\n": "&#10;",
};

function escaped(text: string): string {
  return (
    text
      // XML 1.0 has no way to write these.
      .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\u{fffd}")
      .replace(/[<>&"\n]/g, (character) => ENTITIES[character])
  );
}
