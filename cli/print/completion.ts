/** Completion of words for three shells, from the commands as they are declared. */

/** A command, as far as a shell completes it. */
export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  /** Commands below it, and the values of its argument, where there are few. */
  readonly words: readonly string[];
  /** What its arguments name in the access file. */
  readonly names: readonly string[];
  readonly options: readonly {
    readonly name: string;
    readonly description: string;
    /** What may follow it; empty: anything, or, where it takes a value, a file. */
    readonly values: readonly string[];
    /** What its value names in the access file; several of them with commas between. */
    readonly names: readonly string[];
    readonly takesValue: boolean;
  }[];
}

/**
 * For bash 3.2 and newer. Bash ends words at colons, which scopes have, so that the line is divided anew. INVARIANT: names of an
 * access file are compared and quoted, and never expanded: `compgen -W` would run what stands in one.
 */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const ofOption = distinctOptions(commands).map(([option, { values, names }]) => {
    return names.length > 0
      ? `    ${option}) names="${names.join(" ")}" ;;`
      : `    ${option}) words="${values.join(" ")}" ;;`;
  });
  const ofCommand = commands.map(({ name, words, names, options }) => {
    const all = [...words, ...options.map((option) => option.name)].join(" ");
    return `      ${name}) words="${all}"${names.length > 0 ? ` names="${names.join(" ")}"` : ""} ;;`;
  });
  return [
    "_access() {",
    '  local line="${COMP_LINE:0:$COMP_POINT}" current before item start word words="" names="" last',
    "  local -a typed",
    '  read -a typed <<<"$line"',
    '  [[ "$line" == *[[:space:]] ]] && typed+=("")',
    "  last=$((${#typed[@]} - 1))",
    '  current="${typed[$last]}" before="${typed[$last-1]}"',
    "  COMPREPLY=()",
    '  case "$before" in',
    ...ofOption,
    "  esac",
    '  if [ -z "$words$names" ] && [ "$last" -eq 1 ]; then',
    `    words="${[...commands.map(({ name }) => name), "--help"].join(" ")}"`,
    '  elif [ -z "$words$names" ]; then',
    '    case "${typed[1]}" in',
    ...ofCommand,
    "    esac",
    "  fi",
    '  item="$current" start=""',
    '  case "$before" in --*) start="${current%"${current##*,}"}" item="${current##*,}" ;; esac',
    "  while IFS= read -r word; do",
    '    [[ -n "$word" && "$word" == "$item"* ]] || continue',
    '    word="$start$word"',
    '    [[ "$word" != *[!A-Za-z0-9_.:,/@-]* ]] || printf -v word \'%q\' "$word"',
    '    case "$COMP_WORDBREAKS" in *:*) word="${word#"${current%"${current##*:}"}"}" ;; esac',
    '    COMPREPLY+=("$word")',
    `  done < <(printf '%s\\n' $words; [ -z "$names" ] || "\${typed[0]}" names $names 2>/dev/null)`,
    "}",
    "complete -o default -F _access access",
  ].join("\n");
}

/** For zsh with its completion system. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const option = ({ name, description, values, names, takesValue }: CompletedCommand["options"][number]) => {
    const fixed = values.length > 0 ? `:value:(${values.join(" ")})` : takesValue ? ":value:_files" : "";
    const value = names.length > 0 ? `:name: _access_names ${names.join(" ")}` : fixed;
    return quoted(`${name}[${description.replace(/[[\]:]/g, " ")}]${value}`);
  };
  return [
    "#compdef access",
    "_access_names() {",
    "  local -a found",
    '  found=("${(@f)$("$_access_command" names "$@" 2>/dev/null)}")',
    "  compset -P '*,'",
    "  compadd -a found",
    "}",
    "_access() {",
    "  local _access_command=$words[1]",
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
    ...commands.map(({ name, words, names, options }) => {
      const fixed = words.length > 0 ? `*:word:(${words.join(" ")})` : "*:file:_files";
      const rest = quoted(names.length > 0 ? `*:name: _access_names ${names.join(" ")}` : fixed);
      return `    ${name}) _arguments ${[...options.map(option), rest].join(" ")} ;;`;
    }),
    "  esac",
    "}",
    "compdef _access access",
  ].join("\n");
}

/** Names after what stands before the last comma of the word: of `clerks,le`, fish offers `clerks,leads`. */
const FISH_NAMES = [
  "function __access_names",
  "    set -l before (string match -r '^.*,' -- (string replace -r '^--[a-z-]*=' '' -- (commandline -ct)))",
  "    for name in (access names $argv 2>/dev/null)",
  "        printf '%s\\n' \"$before$name\"",
  "    end",
  "end",
];

/** For fish. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ name, description, words, names, options }) => {
    const asked = (kinds: readonly string[]) => quoted(`(__access_names ${kinds.join(" ")})`);
    const inside = quoted(`__fish_seen_subcommand_from ${name}`);
    return [
      `complete -c access -n __fish_use_subcommand -f -a ${name} -d ${quoted(description)}`,
      ...(words.length === 0 ? [] : [`complete -c access -n ${inside} -f -a ${quoted(words.join(" "))}`]),
      ...(names.length === 0 ? [] : [`complete -c access -n ${inside} -f -a ${asked(names)}`]),
      ...options.map((option) => {
        const given = option.names.length > 0 ? asked(option.names) : quoted(option.values.join(" "));
        const isKnown = option.values.length > 0 || option.names.length > 0;
        const value = isKnown ? ` -x -a ${given}` : option.takesValue ? " -r" : "";
        return `complete -c access -n ${inside} -l ${option.name.slice(2)}${value} -d ${quoted(option.description)}`;
      }),
    ];
  });
  return [...FISH_NAMES, ...lines].join("\n");
}

/** A text between single quotes; fish and the POSIX shells agree on this way to write one within. */
function quoted(text: string): string {
  return `'${text.replaceAll("\\", "").replaceAll("'", "’")}'`;
}

type Option = CompletedCommand["options"][number];

/** Options with values that are known: what one command takes, another does not contradict by more than a longer list. */
function distinctOptions(commands: readonly CompletedCommand[]): [string, Pick<Option, "values" | "names">][] {
  const byName = new Map<string, Pick<Option, "values" | "names">>();
  for (const { name, values, names } of commands.flatMap(({ options }) => options)) {
    const known = byName.get(name) ?? { values: [], names: [] };
    if (values.length + names.length === 0) continue;
    byName.set(name, {
      values: [...new Set([...known.values, ...values])],
      names: [...new Set([...known.names, ...names])],
    });
  }
  return [...byName];
}
