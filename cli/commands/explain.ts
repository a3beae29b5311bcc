/** `access explain`: what the answers of this command rest on, and what they leave out. */
import { ASSUMED, NOT_MODELLED } from "../../model/evaluate";
import { json } from "../io";
import type { Register } from "../register";

/** Adds `access explain`. */
export const explain: Register = (program, io) => {
  program
    .command("explain")
    .description("what the answers leave out, and how Okta is read where its documentation is silent")
    .addHelpText("after", "\nExample: access explain")
    .option("--json", "print JSON for programs")
    .action((options: { json?: boolean }) => {
      if (options.json) return io.out(json({ notModelled: NOT_MODELLED, assumed: ASSUMED }));
      const list = (items: readonly string[]) => items.map((item) => `  - ${item}`);
      io.out(
        ["not modelled:", ...list(NOT_MODELLED), "", "assumed, where Okta does not say:", ...list(ASSUMED)].join("\n"),
      );
    });
};
