/** Document symbols. */
import { documentSymbols } from "../../vm-core/index.ts";
import { toDocumentSymbol } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { DOCUMENT } from "../parameters.ts";

export const DOCUMENT_SYMBOLS: Feature = {
  capabilities: { documentSymbolProvider: true },
  parameters: { "textDocument/documentSymbol": DOCUMENT },
  register({ connection, answer }) {
    connection.onDocumentSymbol(
      answer("document symbols", (snapshot) =>
        documentSymbols(snapshot).map((symbol) => toDocumentSymbol(snapshot, symbol)),
      ),
    );
  },
};
