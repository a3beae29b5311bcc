/** `access completion`: what a shell needs to complete this command's words. */
import { Argument, type Command } from "commander";
import type { Register } from "../io";
import type * as Names from "../modelNames";
import { bashCompletion, fishCompletion, zshCompletion, type CompletedCommand } from "../print/completion";

const SHELLS: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

type NameKind = Names.NameKind;

/** Command → what its arguments name. */
const ARGUMENTS: Readonly<Record<string, readonly NameKind[]>> = {
  "can-i": ["scopes"],
  "who-can": ["scopes", "routes"],
  client: ["clients"],
  rotate: ["clients"],
  requirements: ["apis"],
  guard: ["apis"],
  token: ["people", "clients", "scopes"],
};

/** Option → what its value names, whatever the command: `adopt` alone has clients that are in no file yet. */
const OPTIONS: Readonly<Record<string, readonly NameKind[]>> = {
  "--groups": ["groups"],
  "--group": ["groups", "clients"],
  "--client": ["clients"],
  "--api": ["apis"],
  "--scope": ["scopes"],
  "--stack": ["stacks"],
};
const UNKNOWN_CLIENTS = "adopt";

/** Adds `access completion`, and what the completion asks for the names of the access file. */
export const completion: Register = (program, io) => {
  program
    .command("names", { hidden: true })
    .description("prints names of the access file, for the completion of a shell")
    .argument("<kinds...>", "scopes, groups, clients, apis, routes, people, stacks")
    .option("--model <file>", "the access file", "access.ts")
    .action((kinds: string[], { model }: { model: string }) => {
      // The compiler, which reads the file, is large: only who completes names waits for it.
      const { modelNames, NAME_KINDS } = require("../modelNames") as typeof Names;
      const names = kinds.flatMap((kind) => {
        const known = NAME_KINDS.find((one) => one === kind);
        return known === undefined ? [] : modelNames(known, model);
      });
      if (names.length > 0) io.out([...new Set(names)].join("\n"));
    });
  program
    .command("completion")
    .description("prints what makes a shell complete the words of this command")
    .addArgument(new Argument("<shell>", "which shell").choices(Object.keys(SHELLS)))
    .addHelpText(
      "after",
      '\nExamples: eval "$(access completion bash)"\n' +
        '          eval "$(access completion zsh)"\n' +
        "          access completion fish > ~/.config/fish/completions/access.fish\n" +
        "Names are those of access.ts and people.ts in the current folder, which are read and not run.",
    )
    .action((shell: string) => io.out(SHELLS[shell]!(completed(program))));
};

function completed(program: Command): CompletedCommand[] {
  const shown = program.createHelp().visibleCommands(program);
  return shown.map((command) => ({
    name: command.name(),
    names: ARGUMENTS[command.name()] ?? [],
    description: command.description(),
    words: [
      ...command.commands.map((inner) => inner.name()),
      ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    ],
    options: [
      ...command.options.map(({ long, description, argChoices, required, optional }) => ({
        name: long!,
        description,
        values: argChoices ?? [],
        names: command.name() === UNKNOWN_CLIENTS && long === "--client" ? [] : (OPTIONS[long!] ?? []),
        takesValue: required || optional,
      })),
      { name: "--help", description: "display help for command", values: [], names: [], takesValue: false },
    ],
  }));
}
