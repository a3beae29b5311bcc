/** `access compile`: what is to be declared in Okta for the access file. */
import { compile, planSize } from "../../model/compile";
import { json, type Register } from "../io";
import { loadModel, type ModelOptions } from "../loadModel";
import { withModelOptions } from "../options";
import { planText } from "../print/plan";

/** Adds `access compile`. */
export const compileCommand: Register = (program, io) => {
  withModelOptions(program.command("compile"))
    .description("what is to be declared in Okta for the access file")
    .addHelpText("after", "\nExample: access compile --json | jq .policies")
    .action((options: ModelOptions & { json?: boolean }) => {
      const access = loadModel(options);
      const plan = compile(access);
      io.out(options.json ? json(plan) : planText(plan, planSize(access, plan)));
    });
};
