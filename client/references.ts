/** What the code lens of a function does: the references are shown beside it. */
import { commands, type Disposable, type Location, Position, Uri } from "vscode";
import { SHOW_REFERENCES } from "../server/protocol.ts";

/** Plain data come from the server; the editor's own command wants its own kinds of objects. */
export function registerReferences(): Disposable {
  return commands.registerCommand(
    SHOW_REFERENCES,
    async (uri: string, { line, character }: { readonly line: number; readonly character: number }) => {
      const [place, position] = [Uri.parse(uri, true), new Position(line, character)];
      const found = await commands.executeCommand<Location[]>(
        "vscode.executeReferenceProvider",
        place,
        position,
      );
      await commands.executeCommand("editor.action.showReferences", place, position, found ?? []);
    },
  );
}
