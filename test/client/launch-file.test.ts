/** A rule that a program lacks is added to the configuration with which it was started, and nothing else changes. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the editor replaces these.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parse } from "jsonc-parser";
import {
  hasConfiguration,
  IN_LAUNCH_FILE,
  IN_WORKSPACE_FILE,
  shownRule,
  withAllowed,
} from "../../client/launch-file.ts";

const STARTED = { type: "ttvm", request: "launch", name: "Debug a.ttvm", program: "/work/in/a.ttvm" };
const RULE = "read=data";

const added = (
  text: string,
  started: typeof STARTED & Record<string, unknown> = STARTED,
  place = IN_LAUNCH_FILE,
) => withAllowed(text, place, started, RULE, "/work");

/** For those who read no comments. */
function withoutComments(text: string): string {
  return JSON.stringify(parse(text, [], { allowTrailingComma: true }));
}

/** `entries`: what comes after name and type of the configuration. */
const launchFile = (entries: string) => `{
  // Use IntelliSense.
  "version": "0.2.0",
  "configurations": [
    { "type": "node", "name": "Debug a.ttvm" }, // not ours
    {
      /* mine */
      "type": "ttvm",
      "name": "Debug a.ttvm",${entries}
    },
  ]
}
`;

describe("A rule", () => {
  it("is added to a list, and comments stay", () => {
    const text = launchFile('\n      "allow": ["net" /* why */], // these\n      "sandbox": true');
    const expected = text.replace('["net" /* why */]', '["net", /* why */ "read=data"]');
    assert.equal(added(text), expected);
  });

  it("is the last of a list on several lines, behind the comment of the one before", () => {
    const list = (rest: string) =>
      launchFile(`\n      "allow": [\n        // all\n        "env", // one\n        "net"${rest}`);
    const expected = list(', // two\n        "read=data"\n      ] // done');
    assert.equal(added(list(" // two\n      ] // done")), expected);
    assert.equal(
      added(list(", // two\n      ] // done")),
      list(', // two\n        "read=data",\n      ] // done'),
    );
    assert.equal(
      added(list(" // two, three\n      ]")),
      list(', // two, three\n        "read=data"\n      ]'),
    );
  });

  it("is never in a comment", () => {
    const list = (inside: string) =>
      JSON.parse(withoutComments(added(launchFile(`\n"allow": [${inside}]`)) ?? ""));
    const inside = [
      "",
      "// none\n",
      "/* none */",
      '"net" // why\n',
      '"net" /* a, */ // b\n',
      '"net" /* a\n */ , // b,\n',
    ];
    for (const text of inside) {
      const { allow } = list(text).configurations[1];
      assert.deepEqual(allow, text.includes("net") ? ["net", RULE] : [RULE], text);
    }
  });

  it("is the first of a new list, and comments stay", () => {
    const text = launchFile('\n      "program": "${file}" // the open one');
    const changed = added(text) ?? "";
    for (const comment of ["// Use IntelliSense.", "// not ours", "/* mine */", "// the open one"]) {
      assert.ok(changed.includes(comment), `${comment} in ${changed}`);
    }
    assert.match(changed, /"program": "\$\{file\}", \/\/ the open one\n {6}"allow": \[\s+"read=data"\s+\]\n/);
  });

  it("is not added twice", () => {
    const text = launchFile('\n      "allow": ["read=data"]');
    assert.equal(added(text), text);
  });

  it("makes a file where there is none", () => {
    const expected = { version: "0.2.0", configurations: [{ ...STARTED, allow: [RULE] }] };
    for (const text of ["", " \n"]) assert.deepEqual(JSON.parse(added(text) ?? ""), expected);
    assert.deepEqual(JSON.parse(added("{}") ?? ""), { configurations: expected.configurations });
  });

  it("takes with it what else restricts the program, and no secret", () => {
    const started = {
      ...STARTED,
      sandbox: true,
      deny: ["run"],
      allow: ["net"],
      env: { KEY: "secret" },
      __id: 1,
      noDebug: true,
    };
    const { configurations } = JSON.parse(added("", started) ?? "");
    assert.deepEqual(configurations, [{ ...STARTED, sandbox: true, deny: ["run"], allow: ["net", RULE] }]);
  });

  it("is given to no other program of that name", () => {
    const text = launchFile('\n      "program": "other/a.ttvm"');
    const changed = added(text) ?? "";
    assert.ok(changed.startsWith(text.slice(0, text.lastIndexOf("}", text.length - 6))));
    assert.match(changed, /"name": "Debug a\.ttvm \(\/work\/in\/a\.ttvm\)"/);
    assert.ok(hasConfiguration([{ ...STARTED, program: "in/a.ttvm" }], STARTED, "/work"));
    assert.ok(!hasConfiguration([{ ...STARTED, program: "a.ttvm" }], STARTED, "/work"));
    assert.ok(!hasConfiguration([null, 1, "x", []], STARTED, "/work"));
    assert.ok(!hasConfiguration(undefined, STARTED, "/work"));
  });

  it("leaves other configurations as they are", () => {
    const other = '    { "type": "node",   "name": "x" }, // its own layout';
    const changed = added(`{"configurations": [\n${other}\n]}`) ?? "";
    assert.ok(changed.startsWith(`{"configurations": [\n${other}\n    {\n`), changed);
    const { configurations } = JSON.parse(withoutComments(changed));
    assert.deepEqual(configurations[1], { ...STARTED, allow: [RULE] });
  });

  it("is given to that one of several configurations of a name which has most in common with the session", () => {
    const place = (all: readonly object[], started: object) => {
      const given = all.map((one) => ({ ...STARTED, program: undefined, ...one }));
      const text = JSON.stringify({ configurations: given });
      const { configurations } = JSON.parse(added(text, { ...STARTED, ...started }) ?? "");
      assert.equal(configurations.length, all.length);
      return configurations.findIndex(({ allow }: { allow?: unknown }) => allow !== undefined);
    };
    const folder = "${workspaceFolder}";
    assert.equal(place([{ program: `${folder}/b.ttvm` }, { program: `${folder}/in/a.ttvm` }], {}), 1);
    assert.equal(place([{ program: "${file}" }, { program: "in/a.ttvm" }], {}), 1);
    assert.equal(
      place([{ program: `${folder}/x/\${fileBasename}` }, { program: "${fileDirname}/a.ttvm" }], {}),
      1,
    );
    const twice = [
      { program: "in/a.ttvm", args: ["1"] },
      { program: "in/a.ttvm", args: ["2"] },
    ];
    assert.equal(place(twice, { args: ["2"] }), 1);
    assert.equal(place(twice, { args: ["3"] }), 0);
    assert.equal(place([{ program: "b.ttvm", linux: { program: "in/a.ttvm" } }], {}), 0);
  });

  it("holds nothing that the editor would replace", () => {
    const rule = "read=/x/${command:evil}/${userHome}";
    const text = launchFile('\n      "program": "${file}"');
    const changed = withAllowed(text, IN_LAUNCH_FILE, STARTED, rule, "/work") ?? "";
    assert.match(changed, /"read=\/x\/\?\{command:evil\}\/\?\{userHome\}"/);
    assert.equal(added("", { ...STARTED, program: "/work/${command:evil}.ttvm" }), undefined);
  });

  it("is added to the list that counts, where there are two", () => {
    const changed = added(launchFile('\n      "allow": ["net"],\n      "allow": ["env"]')) ?? "";
    assert.match(changed, /"allow": \["net"\],\n {6}"allow": \["env", "read=data"\]/);
  });

  it("is added in the file of a workspace of several folders", () => {
    const text = `{ "folders": [], "launch": { "configurations": [${JSON.stringify(STARTED)}] } }`;
    const changed = added(text, STARTED, IN_WORKSPACE_FILE) ?? "";
    assert.deepEqual(JSON.parse(changed).launch.configurations, [{ ...STARTED, allow: [RULE] }]);
  });

  it("changes no file that cannot be read", () => {
    const deep = `{"configurations": ${"[".repeat(200_000)}`;
    for (const text of ["{", "[]", "1", '{"configurations": {}}', '{"configurations": [}', "\0", deep]) {
      assert.equal(added(text), undefined, text.slice(0, 40));
    }
  });

  it("replaces what is no list of rules", () => {
    for (const allow of ['"read"', "null", "{}"]) {
      const changed = added(launchFile(`\n      "allow": ${allow}`)) ?? "";
      assert.match(changed, /"allow": \[\s+"read=data"\s+\]/);
    }
  });

  it("keeps its style", () => {
    const changed =
      added(`{\r\n\t"configurations": [\r\n\t\t${JSON.stringify(STARTED)}\r\n\t]\r\n}\r\n`) ?? "";
    assert.doesNotMatch(changed, /[^\r]\n|^ /m);
  });
});

describe("A rule that somebody is asked about", () => {
  it("looks like itself", () => {
    assert.equal(shownRule("read=a/b c,é"), "read=a/b c,é");
    assert.equal(shownRule("read=a\n\u202eb\u2028"), "read=a\\u{a}\\u{202e}b\\u{2028}");
    const long = shownRule(`read=${"x".repeat(1_000)}/secret`);
    assert.ok(long.length < 210 && long.startsWith("read=x") && long.endsWith("/secret"));
  });
});
