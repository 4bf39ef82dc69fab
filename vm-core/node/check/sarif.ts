/** Findings as SARIF 2.1.0, which build servers and editors read. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Log, PhysicalLocation, Result, Run } from "sarif";
import { version } from "../../../package.json";
import type { CheckFinding, Location } from "./finding.ts";

const LEVELS = { error: "error", warning: "warning", information: "note", hint: "note" } as const;
/** What relative locations are relative to. */
const BASE = "ROOT";

/** `cwd` is what the files of the findings, and those in the log, are relative to. */
export function writeSarif(findings: readonly CheckFinding[], cwd: string): string {
  const rules = [...new Set(findings.map(({ code }) => code))].sort();
  const run: Run = {
    tool: {
      driver: {
        name: "ttvm",
        semanticVersion: version,
        rules: rules.map((id) => ({ id, shortDescription: { text: id.replaceAll("-", " ") } })),
      },
    },
    columnKind: "utf16CodeUnits",
    originalUriBaseIds: { [BASE]: { uri: `${pathToFileURL(cwd).href}/` } },
    results: findings.map((finding) => resultOf(finding, rules.indexOf(finding.code), cwd)),
  };
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [run],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function resultOf(finding: CheckFinding, ruleIndex: number, cwd: string): Result {
  const { related } = finding;
  return {
    ruleId: finding.code,
    ruleIndex,
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [{ physicalLocation: physicalLocation(finding, cwd) }],
    ...(related.length > 0 && {
      relatedLocations: related.map((place, id) => ({
        id,
        physicalLocation: physicalLocation(place, cwd),
        message: { text: place.message },
      })),
    }),
  };
}

function physicalLocation(
  { file, line, column, endLine, endColumn }: Location,
  cwd: string,
): PhysicalLocation {
  return {
    artifactLocation: locationOf(file, cwd),
    region: { startLine: line, startColumn: column, endLine, endColumn },
  };
}

function locationOf(file: string, cwd: string): { uri: string; uriBaseId?: string } {
  const relative = path.relative(cwd, path.resolve(cwd, file));
  if (relative.startsWith("..") || path.isAbsolute(relative)) {
    return { uri: pathToFileURL(path.resolve(cwd, file)).href };
  }
  return { uri: relative.split(path.sep).map(encodeURIComponent).join("/"), uriBaseId: BASE };
}
