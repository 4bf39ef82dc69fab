/** Rename, refused with a sentence where it would change what programs do. */
import { ErrorCodes, LSPErrorCodes, type RenameParams, ResponseError } from "vscode-languageserver";
import { prepareRename, rename } from "../../vm-core/index.ts";
import { across } from "../answer.ts";
import { toOffset, toRange, toWorkspaceEdit } from "../convert.ts";
import type { Feature } from "../feature.ts";

export const RENAME: Feature = {
  capabilities: { renameProvider: { prepareProvider: true } },
  register({ connection, answer, modules, session }) {
    connection.onPrepareRename(
      answer("prepare rename", "position", (snapshot, { position }) => {
        const target = prepareRename(snapshot, toOffset(snapshot, position));
        return target === undefined
          ? null
          : { range: toRange(snapshot, target.span), placeholder: target.name };
      }),
    );
    connection.onRenameRequest(
      answer(
        "rename",
        "position",
        across(modules, (snapshot, { position, newName }: RenameParams, resolve) => {
          if (typeof newName !== "string")
            throw new ResponseError(ErrorCodes.InvalidParams, "rename: no newName");
          const result = rename(snapshot, toOffset(snapshot, position), newName, resolve);
          if ("refusal" in result) throw new ResponseError(LSPErrorCodes.RequestFailed, result.refusal);
          return toWorkspaceEdit(snapshot, result.edits, session.client.versionedEdits);
        }),
      ),
    );
  },
};
