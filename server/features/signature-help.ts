/** Signature help. */
import { type SignatureHelpParams, SignatureHelpTriggerKind } from "vscode-languageserver";
import { signatureHelp } from "../../vm-core/index.ts";
import { across } from "../answer.ts";
import { toOffset, toSignatureHelp } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { PLACE } from "../parameters.ts";
import { property } from "../settings.ts";

export const SIGNATURE_HELP: Feature = {
  capabilities: { signatureHelpProvider: { triggerCharacters: [" "] } },
  parameters: { "textDocument/signatureHelp": { ...PLACE, context: "object?" } },
  register({ connection, answer, modules }) {
    connection.onSignatureHelp(
      answer(
        "signature help",
        across(modules, (snapshot, params: SignatureHelpParams, resolve) => {
          const kind = property(property(params, "context"), "triggerKind");
          const typed = kind === SignatureHelpTriggerKind.TriggerCharacter;
          const found = signatureHelp(snapshot, toOffset(snapshot, params.position), typed, resolve);
          return found === undefined ? null : toSignatureHelp(found);
        }),
      ),
    );
  },
};
