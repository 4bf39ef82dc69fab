/** Findings as SARIF 2.1.0, which build servers and editors read. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Log, PhysicalLocation, Result, Run } from "sarif";
import { version } from "../../../package.json";
import type { Finding, Location } from "./finding.ts";

const LEVELS = { error: "error", warning: "warning", information: "note", hint: "note" } as const;
/** What relative locations are relative to. */
const BASE = "ROOT";

export function writeSarif(findings: readonly Finding[]): string {
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
    originalUriBaseIds: { [BASE]: { uri: `${pathToFileURL(process.cwd()).href}/` } },
    results: findings.map((finding) => resultOf(finding, rules.indexOf(finding.code))),
  };
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [run],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function resultOf(finding: Finding, ruleIndex: number): Result {
  const { related } = finding;
  return {
    ruleId: finding.code,
    ruleIndex,
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [{ physicalLocation: physicalLocation(finding) }],
    ...(related.length > 0 && {
      relatedLocations: related.map((place, id) => ({
        id,
        physicalLocation: physicalLocation(place),
        message: { text: place.message },
      })),
    }),
  };
}

function physicalLocation({ file, line, column, endLine, endColumn }: Location): PhysicalLocation {
  return {
    artifactLocation: locationOf(file),
    region: { startLine: line, startColumn: column, endLine, endColumn },
  };
}

function locationOf(file: string): { uri: string; uriBaseId?: string } {
  const relative = path.relative(process.cwd(), path.resolve(file));
  if (relative.startsWith("..") || path.isAbsolute(relative)) {
    return { uri: pathToFileURL(path.resolve(file)).href };
  }
  return { uri: relative.split(path.sep).map(encodeURIComponent).join("/"), uriBaseId: BASE };
}
