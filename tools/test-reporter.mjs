/** Writes what a test process has found for `tools/test-unit.mjs`: one JSON value a line, and `{ "ended": true }` at the end. */

export default async function* report(source) {
  for await (const { type, data } of source) {
    if (type === "test:pass" && data.skip === undefined && data.details?.type !== "suite") {
      yield line({ passed: data.name });
    }
    // A suite that fails because of its tests adds nothing to them.
    if (type === "test:fail" && data.details?.error?.failureType !== "subtestsFailed") {
      yield line({ failed: data.name, causes: causesOf(data.details?.error) });
    }
    if (type === "test:diagnostic" && data.message.startsWith("Warning:"))
      yield line({ warning: data.message });
  }
  yield line({ ended: true });
}

const line = (value) => `${JSON.stringify(value)}\n`;

/** The error of a test, and what a property test failed with: it is the cause of what it says about the case. */
function causesOf(error) {
  const causes = [];
  for (let each = error?.cause ?? error; each !== undefined && each !== null; each = each.cause) {
    causes.push(String(each.stack || each.message || each));
  }
  return causes.length > 0 ? causes : [String(error)];
}
