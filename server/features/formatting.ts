/** Formatting: of a document, of the lines of a range, and of what Enter was typed after. */
import type {
  DocumentFormattingParams,
  DocumentOnTypeFormattingParams,
  DocumentRangeFormattingParams,
} from "vscode-languageserver";
import { type FormatStyle, format, formatTyped, isLibrary } from "../../vm-core/index.ts";
import { toOffset, toSpan, toTextEdits } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { DOCUMENT, PART, PLACE } from "../parameters.ts";
import { isPreview } from "../previews.ts";
import type { ServerSession } from "../session.ts";
import { property } from "../settings.ts";

export const FORMATTING: Feature = {
  capabilities: {
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: "\n" },
  },
  parameters: {
    "textDocument/formatting": { ...DOCUMENT, options: "object?" },
    "textDocument/rangeFormatting": { ...PART, options: "object?" },
    "textDocument/onTypeFormatting": { ...PLACE, ch: "string", options: "object?" },
  },
  register({ connection, answer, session }) {
    connection.onDocumentFormatting(
      answer("formatting", (snapshot, { options }: DocumentFormattingParams) =>
        isFixed(snapshot.uri)
          ? []
          : toTextEdits(snapshot, format(snapshot, undefined, styleOf(options, session))),
      ),
    );
    connection.onDocumentRangeFormatting(
      answer("range formatting", (snapshot, params: DocumentRangeFormattingParams) => {
        const { range, options } = params;
        if (isFixed(snapshot.uri)) return [];
        const style = styleOf(options, session);
        return toTextEdits(snapshot, format(snapshot, toSpan(snapshot, range), style));
      }),
    );
    connection.onDocumentOnTypeFormatting(
      answer("on-type formatting", (snapshot, params: DocumentOnTypeFormattingParams) => {
        const { position, options } = params;
        if (isFixed(snapshot.uri) || property(params, "ch") !== "\n") return [];
        const style = styleOf(options, session);
        return toTextEdits(snapshot, formatTyped(snapshot, toOffset(snapshot, position), style));
      }),
    );
  },
};

/** Whether nobody edits a document. */
function isFixed(uri: string): boolean {
  return isLibrary(uri) || isPreview(uri);
}

/** What the editor says of indentation, which it may have found in the text, and what the user has set. */
function styleOf(options: unknown, { settings }: ServerSession): FormatStyle {
  const size = property(options, "tabSize");
  const isSize = typeof size === "number" && Number.isInteger(size) && size >= 1 && size <= LARGEST_INDENT;
  return {
    indentSize: isSize ? size : DEFAULT_INDENT,
    tabs: property(options, "insertSpaces") === false,
    alignOperands: settings.alignOperands,
  };
}

const DEFAULT_INDENT = 4;
const LARGEST_INDENT = 16;
