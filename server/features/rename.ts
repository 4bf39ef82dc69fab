/** Rename, in all programs of the workspace that know the name; refused with a sentence where programs would change. */
import { LSPErrorCodes, type RenameParams, ResponseError } from "vscode-languageserver";
import { prepareRenameAcross, renameAcross } from "../../vm-core/index.ts";
import { across } from "../answer.ts";
import { toOffset, toRange, toWorkspaceEdit } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { PLACE } from "../parameters.ts";

export const RENAME: Feature = {
  capabilities: { renameProvider: { prepareProvider: true } },
  parameters: { "textDocument/prepareRename": PLACE, "textDocument/rename": { ...PLACE, newName: "string" } },
  register({ connection, answer, documents, modules, findNeighbours, session }) {
    connection.onPrepareRename(
      answer(
        "prepare rename",
        across(modules, (snapshot, { position }, resolve) => {
          const target = prepareRenameAcross(snapshot, toOffset(snapshot, position), resolve);
          return target === undefined
            ? null
            : { range: toRange(snapshot, target.span), placeholder: target.name };
        }),
      ),
    );
    connection.onRenameRequest(
      answer(
        "rename",
        across(modules, async (snapshot, { position, newName }: RenameParams, resolve, token) => {
          const offset = toOffset(snapshot, position);
          const { neighbours, isCut } = await findNeighbours(snapshot, offset, resolve, token);
          const result = isCut
            ? { refusal: "The workspace has more programs than can be looked through for this name." }
            : renameAcross(snapshot, offset, newName, resolve, neighbours);
          if ("refusal" in result) throw new ResponseError(LSPErrorCodes.RequestFailed, result.refusal);
          const isOpen = (uri: string) => documents.snapshot(uri) !== undefined;
          return toWorkspaceEdit(result.documents, session.client.versionedEdits, isOpen);
        }),
      ),
    );
  },
};
