/** Renaming files and folders: the paths that lead to modules, and those in the modules, are changed with them. */
import {
  FileOperationPatternKind,
  type RenameFilesParams,
  WillRenameFilesRequest,
  type WorkspaceEdit,
} from "vscode-languageserver";
import {
  type MovedFile,
  moveEdits,
  type Neighbour,
  type Snapshot,
  type TextEdit,
} from "../../vm-core/index.ts";
import { toWorkspaceEdit } from "../convert.ts";
import type { Feature, Rim } from "../feature.ts";
import { filePath } from "../modules.ts";
import { isProgram } from "../workspace-files.ts";

const PROGRAMS = { glob: "**/*.{ttvm,ttb,lisp}", matches: FileOperationPatternKind.file };
const FOLDERS = { glob: "**", matches: FileOperationPatternKind.folder };

export const FILE_RENAMES: Feature = {
  capabilities: {
    workspace: {
      fileOperations: {
        willRename: { filters: [PROGRAMS, FOLDERS].map((pattern) => ({ scheme: "file", pattern })) },
      },
    },
  },
  parameters: { "workspace/willRenameFiles": { files: [{ oldUri: "string", newUri: "string" }] } },
  register(rim) {
    const { connection, ask, documents, session } = rim;
    connection.onRequest<WorkspaceEdit | null, void>(
      WillRenameFilesRequest.method,
      ask("rename files", async ({ files }: RenameFilesParams, token) => {
        const moves = files.map(({ oldUri, newUri }): MovedFile => ({ from: oldUri, to: newUri }));
        const found = new Map<string, Neighbour>();
        for (const { from } of moves) {
          const { neighbours } = await rim.findMentions(
            isProgram(from) ? stemOf(from) : EVERY_TEXT,
            from,
            token,
          );
          for (const one of [...neighbours, ...(await movedDocument(rim, from))])
            found.set(one.document.uri, one);
        }
        const changes: { document: Snapshot; edits: readonly TextEdit[] }[] = [];
        for (const { document, resolve } of found.values()) {
          const edits = moveEdits(document, moves, resolve);
          if (edits.length > 0) changes.push({ document, edits });
        }
        if (changes.length === 0) return null;
        const isOpen = (uri: string) => documents.snapshot(uri) !== undefined;
        return toWorkspaceEdit(changes, session.client.versionedEdits, isOpen);
      }),
    );
  },
};

/** Documents in a folder that moves may name any others. */
const EVERY_TEXT = "";

/** What the name of a file is called by: a process by its name without the ending. */
function stemOf(uri: string): string {
  const name = filePath(uri)?.split(/[\\/]/).at(-1) ?? uri;
  return name.replace(/\.ttvm$/i, "");
}

/** The document that moves, if it is one: what it names is elsewhere from there. */
async function movedDocument({ readDocument }: Rim, uri: string): Promise<readonly Neighbour[]> {
  const found = isProgram(uri) ? await readDocument(uri) : undefined;
  return found === undefined ? [] : [found];
}
