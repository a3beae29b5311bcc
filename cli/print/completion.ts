/** Completion of words for three shells, from the commands as they are declared. */

/** A command, as far as a shell completes it. */
export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  /** Commands below it, and the values of its argument, where there are few. */
  readonly words: readonly string[];
  readonly options: readonly {
    readonly name: string;
    readonly description: string;
    /** What may follow it; empty: anything, or, where it takes a value, a file. */
    readonly values: readonly string[];
    readonly takesValue: boolean;
  }[];
}

/** For bash 3.2 and newer. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const valueCases = distinctValues(commands).map(
    ([option, values]) => `    ${option}) words="${values.join(" ")}" ;;`,
  );
  const wordCases = commands.map(
    ({ name, words, options }) =>
      `    ${name}) words="${[...words, ...options.map((option) => option.name)].join(" ")}" ;;`,
  );
  return [
    "_access() {",
    '  local current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" words=""',
    "  COMPREPLY=()",
    '  case "$before" in',
    ...valueCases,
    "  esac",
    '  if [ -z "$words" ] && [ "$COMP_CWORD" -eq 1 ]; then',
    `    words="${[...commands.map(({ name }) => name), "--help"].join(" ")}"`,
    '  elif [ -z "$words" ]; then',
    '    case "${COMP_WORDS[1]}" in',
    ...wordCases.map((line) => `  ${line}`),
    "    esac",
    "  fi",
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    "}",
    "complete -o default -F _access access",
  ].join("\n");
}

/** For zsh with its completion system. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const option = ({ name, description, values, takesValue }: CompletedCommand["options"][number]) => {
    const value = values.length > 0 ? `:value:(${values.join(" ")})` : takesValue ? ":value:_files" : "";
    return quoted(`${name}[${description.replace(/[[\]:]/g, " ")}]${value}`);
  };
  return [
    "#compdef access",
    "_access() {",
    "  if (( CURRENT == 2 )); then",
    "    local -a commands",
    "    commands=(",
    ...commands.map(({ name, description }) => `      ${quoted(`${name}:${description.replaceAll(":", " ")}`)}`),
    "    )",
    "    _describe command commands",
    "    return",
    "  fi",
    "  local name=$words[2]",
    "  shift words",
    "  (( CURRENT -= 1 ))",
    '  case "$name" in',
    ...commands.map(({ name, words, options }) => {
      const rest = words.length > 0 ? quoted(`*:word:(${words.join(" ")})`) : quoted("*:file:_files");
      return `    ${name}) _arguments ${[...options.map(option), rest].join(" ")} ;;`;
    }),
    "  esac",
    "}",
    "compdef _access access",
  ].join("\n");
}

/** For fish. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  return commands
    .flatMap(({ name, description, words, options }) => {
      const inside = quoted(`__fish_seen_subcommand_from ${name}`);
      return [
        `complete -c access -n __fish_use_subcommand -f -a ${name} -d ${quoted(description)}`,
        ...(words.length === 0 ? [] : [`complete -c access -n ${inside} -f -a ${quoted(words.join(" "))}`]),
        ...options.map((option) => {
          const value =
            option.values.length > 0 ? ` -x -a ${quoted(option.values.join(" "))}` : option.takesValue ? " -r" : "";
          return `complete -c access -n ${inside} -l ${option.name.slice(2)}${value} -d ${quoted(option.description)}`;
        }),
      ];
    })
    .join("\n");
}

/** A text between single quotes; fish and the POSIX shells agree on this way to write one within. */
function quoted(text: string): string {
  return `'${text.replaceAll("\\", "").replaceAll("'", "’")}'`;
}

/** Options with a fixed set of values: what one command takes, another does not contradict by more than a longer list. */
function distinctValues(commands: readonly CompletedCommand[]): [string, string[]][] {
  const byName = new Map<string, Set<string>>();
  for (const { name, values } of commands.flatMap(({ options }) => options)) {
    if (values.length > 0) byName.set(name, new Set([...(byName.get(name) ?? []), ...values]));
  }
  return [...byName].map(([name, values]) => [name, [...values]]);
}
