import assert from "node:assert/strict";
import { diagnosticsOf } from "../../../local/engine/applyWithCli";

describe("diagnosticsOf", () => {
  it("keeps what went wrong and leaves out the list of resources", () => {
    const stdout = [
      "Updating (local):",
      " +  pulumi:pulumi:Stack okta-api-access-local creating (0s)",
      "Diagnostics:",
      "  pulumi:pulumi:Stack (okta-api-access-local):",
      "    error: access.ts has 1 error",
      "",
      "Resources:",
      "    1 errored",
    ].join("\n");
    assert.equal(
      diagnosticsOf(stdout, "warning: something\n"),
      "Diagnostics:\n  pulumi:pulumi:Stack (okta-api-access-local):\n    error: access.ts has 1 error\nwarning: something",
    );
  });

  it("keeps everything where the CLI names no diagnostics", () => {
    assert.equal(diagnosticsOf("", "error: no stack named 'local' found\n"), "error: no stack named 'local' found");
  });
});
