/** `access completion`: what a shell needs to complete this command's words. */
import { Argument, type Command } from "commander";
import { bashCompletion, fishCompletion, zshCompletion, type CompletedCommand } from "../print/completion";
import type { Register } from "../register";

const SHELLS: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** Adds `access completion`. */
export const completion: Register = (program, io) => {
  program
    .command("completion")
    .description("prints what makes a shell complete the words of this command")
    .addArgument(new Argument("<shell>", "which shell").choices(Object.keys(SHELLS)))
    .addHelpText(
      "after",
      '\nExamples: eval "$(access completion bash)"\n' +
        '          eval "$(access completion zsh)"\n' +
        "          access completion fish > ~/.config/fish/completions/access.fish",
    )
    .action((shell: string) => io.out(SHELLS[shell]!(completed(program))));
};

function completed(program: Command): CompletedCommand[] {
  return program.commands.map((command) => ({
    name: command.name(),
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
        takesValue: required || optional,
      })),
      { name: "--help", description: "display help for command", values: [], takesValue: false },
    ],
  }));
}
