/** Document symbols. */
import { documentSymbols } from "../../vm-core/index.ts";
import { toDocumentSymbol } from "../convert.ts";
import type { Feature } from "../feature.ts";

export const DOCUMENT_SYMBOLS: Feature = {
  capabilities: { documentSymbolProvider: true },
  register({ connection, answer }) {
    connection.onDocumentSymbol(
      answer("document symbols", "document", (snapshot) =>
        documentSymbols(snapshot).map((symbol) => toDocumentSymbol(snapshot, symbol)),
      ),
    );
  },
};
