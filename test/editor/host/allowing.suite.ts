/** A rule that a program lacked gets into the launch configuration that was started, wherever that is. */
import assert from "node:assert/strict";
import { ConfigurationTarget, Uri, window, workspace } from "vscode";
import { addToConfiguration } from "../../../client/allow-in-configuration.ts";
import { fileUri, revert, until } from "./workspace.ts";

const RULE = "read=data";

describe("A rule that a program lacked", () => {
  const folder = workspace.workspaceFolders?.[0];
  const program = fileUri("countdown.ttvm").fsPath;
  const started = { type: "ttvm", request: "launch", name: "Allowed", program, sandbox: true };
  const session = { configuration: started, workspaceFolder: folder };
  const file = fileUri(".vscode/launch.json");
  const text = async () => Buffer.from(await workspace.fs.readFile(file)).toString();
  // Of a file that is removed and written again at once VS Code may miss the second change: it is asked to read it.
  const write = async (contents: string) => {
    await workspace.fs.writeFile(file, Buffer.from(contents));
    const { document } = await window.showTextDocument(file);
    await until("the text of launch.json", async () => {
      if (document.getText() !== contents) await revert();
      return document.getText() === contents;
    });
  };

  const remove = async () => {
    await workspace.fs.delete(file).then(undefined, () => undefined);
    await until("no configurations", () => {
      const found = workspace.getConfiguration("launch", file).inspect<unknown[]>("configurations");
      return (found?.workspaceFolderValue ?? found?.workspaceValue ?? []).length === 0;
    });
  };

  beforeEach(remove);
  after(remove);

  it("makes launch.json where there is none", async () => {
    await addToConfiguration({ ...session, workspaceFolder: undefined }, RULE);
    assert.deepEqual(JSON.parse(await text()).configurations, [{ ...started, allow: [RULE] }]);
    assert.equal(window.activeTextEditor?.document.uri.fsPath, file.fsPath);
  });

  it("leaves comments where they are", async () => {
    const before = `{\n  // Mine.\n  "configurations": [\n    ${JSON.stringify(started)}, // and this\n  ]\n}\n`;
    await write(before);
    await addToConfiguration(session, RULE);
    const after = await text();
    assert.ok(after.includes("// Mine.") && after.includes("// and this"), after);
    assert.match(after, /"allow": \[\s+"read=data"\s+\]/);
  });

  it("leaves a file with mistakes as it is", async () => {
    const broken = '{ "configurations": [ { "type": "ttvm", ';
    await write(broken);
    await addToConfiguration(session, RULE);
    assert.equal(await text(), broken);
    assert.equal(window.activeTextEditor?.document.uri.fsPath, file.fsPath);
  });

  it("goes to the settings of the user where the configuration is there", async () => {
    const settings = workspace.getConfiguration();
    await settings.update("launch", { configurations: [started] }, ConfigurationTarget.Global);
    try {
      await addToConfiguration(session, RULE);
      const found = workspace.getConfiguration("launch").inspect("configurations");
      assert.deepEqual(found?.globalValue, [{ ...started, allow: [RULE] }]);
      await assert.rejects(async () => workspace.fs.stat(Uri.file(file.fsPath)));
    } finally {
      await settings.update("launch", undefined, ConfigurationTarget.Global);
    }
  });
});
