/**
 * The debugger as the editor offers it: the snippets of launch.json, and what it starts with.
 *
 * Invariant: data alone; the build reads it outside of the editor. What a configuration can say is described by the
 * debug adapter, which reads it.
 */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the editor replaces these.

const SNIPPETS = [
  {
    label: "TinyTotVM: Debug Current File",
    description: "Debugs the program in the active editor.",
    body: {
      type: "ttvm",
      request: "launch",
      name: "${1:Debug Current File}",
      program: '^"\\${file}"',
    },
  },
  {
    label: "TinyTotVM: Debug One Program",
    description: "Debugs a program of this workspace and stops before its first instruction.",
    body: {
      type: "ttvm",
      request: "launch",
      name: "${1:Debug main.ttvm}",
      program: '^"\\${workspaceFolder}/${2:main.ttvm}"',
      stopOnEntry: true,
    },
  },
  {
    label: "TinyTotVM: Trace Current File",
    description: "Runs the program in the active editor and writes every instruction to the Debug Console.",
    body: {
      type: "ttvm",
      request: "launch",
      name: "${1:Trace Current File}",
      program: '^"\\${file}"',
      trace: true,
    },
  },
];

const INITIAL = { type: "ttvm", request: "launch", name: "Debug Current File", program: "${file}" };

/** `contributes.debuggers` of package.json, given its languages and what a launch configuration can say. */
export function debuggerContributions(languages: readonly string[], launch: object): object[] {
  return [
    {
      type: "ttvm",
      label: "TinyTotVM",
      languages,
      configurationAttributes: { launch },
      configurationSnippets: SNIPPETS,
      initialConfigurations: [INITIAL],
    },
  ];
}
